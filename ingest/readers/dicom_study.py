"""Imaging files grouped into studies and series: what is there, in which order, and which slices are not.

Judges by headers only. Two patients are never one study, whatever the numbers say.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ingest.document import Imaging, Patient, Series
from ingest.readers.dicom_header import Header
from ingest.readers.dicom_instance import Instance, decimal, number, position
from ingest.readers.dicom_missing import acquisition_of, missing, stated


@dataclass(slots=True)
class Study:
    """One study of one patient."""

    uid: str
    patient: Patient
    instances: list[Instance] = field(default_factory=list)
    duplicates: int = 0
    conflicts: int = 0


def spoken_name(name: str) -> str:
    """A DICOM name as one would say it: given before family."""
    groups = [group for group in name.split("=") if group.strip("^ ")]
    said: list[str] = []
    for group in groups[:1]:
        family, given, middle, prefix, suffix = [*(part.strip() for part in group.split("^")), "", "", "", "", ""][:5]
        said.append(" ".join(part for part in (prefix, given, middle, family, suffix) if part))
    return " ".join(said)


def iso(date: str) -> str:
    """A DICOM date as ISO; empty when it is none."""
    digits = date.replace(".", "").replace("-", "")[:8]
    if not digits.isdigit() or len(digits) not in (4, 6, 8) or not "1800" <= digits[:4] <= "2199":
        return ""
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))


def group(instances: list[Instance]) -> list[Study]:
    """Studies, each of one patient, in the order of their dates; the same object twice counts once."""
    studies: dict[tuple[tuple[str, str, str], str], Study] = {}
    seen: dict[tuple[str, str], str] = {}
    for instance in instances:
        header = instance.header
        uid = instance.get("StudyInstanceUID") or f"no-study:{instance.get('StudyDate')}"
        key = (_who(instance, studies), uid)
        study = studies.setdefault(key, Study(instance.get("StudyInstanceUID"), _patient(header)))
        name = (instance.get("SeriesInstanceUID"), instance.get("SOPInstanceUID"))
        if name[1] and name in seen:
            study.duplicates += 1
            study.conflicts += seen[name] != instance.sha256
            continue
        seen[name] = instance.sha256
        study.instances.append(instance)
    return sorted((study for study in studies.values() if study.instances), key=_date)


def _who(instance: Instance, studies: dict[tuple[tuple[str, str, str], str], Study]) -> tuple[str, str, str]:
    """The patient key; a file that says nothing of the patient goes with the study it names."""
    if any(instance.patient):
        return instance.patient
    uid = instance.get("StudyInstanceUID")
    return next((who for who, other in studies if other == uid), instance.patient)


def people(studies: list[Study]) -> int:
    """How many different patients: by number where there is one, else by name and birth date."""
    keys = {
        (who[0].strip().casefold() or who[1:], who[1] if who[0] else "")
        for study in studies
        for who in [study.instances[0].patient]
        if any(who)
    }
    return len(keys)


def _patient(header: Header) -> Patient:
    sex = {"M": "male", "F": "female", "O": "other"}.get(header.get("PatientSex", ""), "")
    name = spoken_name(header.get("PatientName", ""))
    return Patient(name, iso(header.get("PatientBirthDate", "")), header.get("PatientID", ""), sex)


def _date(study: Study) -> str:
    return study.instances[0].get("StudyDate") or "9"


def imaging(study: Study, indexed: bool = False) -> Imaging:
    """The study as we keep it, series in their order. `indexed`: all that its disc's index lists is there."""
    lists: dict[str, list[Instance]] = {}
    for instance in study.instances:
        lists.setdefault(f"{instance.get('SeriesInstanceUID')}|{instance.kind}", []).append(instance)
    # An index knows what was put on the disc better than a scanner that counted before.
    taken = Counter() if indexed else Counter(acquisition_of(each) for each in study.instances if each.kind == "images")
    found = [
        _series(each, taken)
        for each in sorted(lists.values(), key=lambda each: number(each[0].get("SeriesNumber")) or 0)
    ]
    first = study.instances[0]
    modalities = Counter(each.modality for each in found if each.kind in ("images", "secondary_capture"))
    modality = modalities.most_common(1)[0][0] if modalities else found[0].modality
    return Imaging(
        study_uid=study.uid,
        modality=modality,
        body_part=next((each.body_part for each in found if each.body_part), ""),
        date=next((iso(day) for name in ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate")
                   for each in study.instances[:1] if (day := each.get(name)) and iso(day)), ""),
        description=_first(study, "StudyDescription"),
        series=tuple(found),
        accession=first.get("AccessionNumber"),
        facility=_first(study, "InstitutionName"),
    )  # fmt: skip


def _first(study: Study, name: str) -> str:
    return next((each.get(name) for each in study.instances if each.get(name)), "")


def _series(instances: list[Instance], taken: Counter[str]) -> Series:
    ordered = sorted(instances, key=_order)
    first = ordered[0]
    thickness = decimal(first.get("SliceThickness"))
    kind = Counter(each.kind for each in ordered).most_common(1)[0][0]
    return Series(
        uid=first.get("SeriesInstanceUID"),
        description=first.get("SeriesDescription") or first.get("ProtocolName"),
        modality=first.get("Modality"),
        instances=len(ordered),
        missing=missing(ordered, stated(ordered, taken)) if kind == "images" else (),
        body_part=first.get("BodyPartExamined"),
        members=tuple(each.member for each in ordered),
        thickness_mm=thickness if thickness and thickness > 0 else None,
        kind=kind,
    )


def _order(instance: Instance) -> tuple[float, float, str]:
    numeral = number(instance.get("InstanceNumber"))
    place = position(instance)
    return (numeral if numeral is not None else 1e9, place if place is not None else 0.0, instance.member)
