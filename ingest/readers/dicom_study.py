"""Imaging files grouped into studies and series: what is there, in which order, and which slices are not.

Judges by headers only. Two patients are never one study, whatever the numbers say.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.document import Imaging, Patient, Series
from ingest.readers.dicom_header import Header

_SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
_REPORTS = "1.2.840.10008.5.1.4.1.1.88."
_DOSE = frozenset({"1.2.840.10008.5.1.4.1.1.88.67", "1.2.840.10008.5.1.4.1.1.88.68", "1.2.840.10008.5.1.4.1.1.88.73"})
_KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
ENCAPSULATED = "1.2.840.10008.5.1.4.1.1.104."
_PRESENTATION = "1.2.840.10008.5.1.4.1.1.11."
_NOT_IMAGES = ("1.2.840.10008.5.1.4.1.1.9.", "1.2.840.10008.5.1.4.1.1.66", "1.2.840.10008.5.1.4.1.1.481.3",
               "1.2.840.10008.5.1.4.1.1.481.5", "1.2.840.10008.5.1.4.1.1.481.4", "1.2.840.10008.5.1.4.1.1.481.7",
               "1.2.840.10008.5.1.4.1.1.481.8", "1.2.840.10008.5.1.4.34.")  # fmt: skip
_LARGEST_GAP = 5_000


@dataclass(slots=True)
class Instance:
    """One file: its name in the input, its header and hash."""

    member: str
    header: Header
    sha256: str = ""

    def get(self, name: str) -> str:
        return self.header.get(name, "")

    @property
    def kind(self) -> str:
        """What sort of object it is, in the words of `Series.kind`."""
        sop = self.get("SOPClassUID") or self.get("MediaStorageSOPClassUID")
        if sop in _DOSE:
            return "dose_report"
        if sop == _KEY_OBJECT or sop.startswith(_PRESENTATION):
            return "presentation"
        if sop.startswith((_REPORTS, ENCAPSULATED)):
            return "structured_report"
        if sop == _SECONDARY or sop.startswith(_SECONDARY + "."):
            return "secondary_capture"
        return "other" if sop.startswith(_NOT_IMAGES) or not (self.get("Rows") or sop) else "images"

    @property
    def patient(self) -> tuple[str, str, str]:
        """Who it is about: number, name, birth date."""
        return self.get("PatientID"), name_key(self.get("PatientName")), self.get("PatientBirthDate")


@dataclass(slots=True)
class Study:
    """One study of one patient."""

    uid: str
    patient: Patient
    instances: list[Instance] = field(default_factory=list)
    duplicates: int = 0
    conflicts: int = 0


def name_key(name: str) -> str:
    """A name for comparing: alphabetic group, no case, no punctuation."""
    return " ".join(name.split("=")[0].replace("^", " ").casefold().split())


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
    taken = Counter() if indexed else Counter(_acquisition(each) for each in study.instances if each.kind == "images")
    found = [
        _series(each, taken)
        for each in sorted(lists.values(), key=lambda each: _number(each[0].get("SeriesNumber")) or 0)
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
    thickness = _float(first.get("SliceThickness"))
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
    number = _number(instance.get("InstanceNumber"))
    place = position(instance)
    return (number if number is not None else 1e9, place if place is not None else 0.0, instance.member)


def _acquisition(instance: Instance) -> str:
    return instance.get("AcquisitionNumber")


def stated(ordered: list[Instance], taken: Counter[str]) -> int:
    """How many pictures the files themselves say the series has; 0 where they do not say.

    By the count of the series (0020,1209), or by those of its acquisitions (0020,1002), which another series may hold
    parts of: `taken` counts the pictures of each in the whole study.
    """
    whole = max((_number(each.get("NumberOfSeriesRelatedInstances")) or 0 for each in ordered), default=0)
    if whole:
        return whole
    total = 0
    for acquisition, count in Counter(map(_acquisition, ordered)).items():
        said = {_number(each.get("ImagesInAcquisition")) or 0 for each in ordered if _acquisition(each) == acquisition}
        sure = acquisition and len(said) == 1 and acquisition in taken
        total += count + (max(0, max(said) - taken[acquisition]) if sure else 0)
    return total


def missing(ordered: list[Instance], wanted: int = 0) -> tuple[int, ...]:
    """Instance numbers absent: between the first and the last, and before or after where `wanted` are more."""
    within = _missing_within(ordered)
    short = min(wanted - len(ordered) - len(within), _LARGEST_GAP)
    if short <= 0 or any((_number(each.get("NumberOfFrames")) or 1) > 1 for each in ordered):
        return within
    numbers = [number for each in ordered if (number := _number(each.get("InstanceNumber"))) is not None]
    low, high = min(numbers, default=1), max(numbers, default=0)
    before = list(range(1, low))[-short:]
    after = range(high + 1, high + 1 + short - len(before))
    return tuple(sorted({*before, *within, *after}))


def late_starts(study: Study) -> dict[str, int]:
    """Series that begin with a number above 1 where no other series of the study ends: by UID, that number."""
    numbers: dict[str, set[int]] = {}
    for each in study.instances:
        number = _number(each.get("InstanceNumber"))
        if each.kind == "images" and number is not None:
            numbers.setdefault(each.get("SeriesInstanceUID"), set()).add(number)
    return {
        uid: min(own)
        for uid, own in numbers.items()
        if len(own) > 2 and min(own) > 1 and not any(min(own) - 1 in other for other in numbers.values())
    }


def _missing_within(ordered: list[Instance]) -> tuple[int, ...]:
    """Instance numbers absent between the first and the last.

    Numbers that are skipped while the slices lie evenly are a habit of the scanner, not a loss; slices that leave a
    hole while the numbers run on are counted by their place in the stack.
    """
    numbers = [number for each in ordered if (number := _number(each.get("InstanceNumber"))) is not None]
    places = [place for each in ordered if (place := position(each)) is not None]
    by_place = _holes(places) if len(places) == len(ordered) else None
    if len(numbers) == len(ordered) and len(set(numbers)) == len(numbers) and len(numbers) > 1:
        low, high = min(numbers), max(numbers)
        if high - low + 1 - len(numbers) > _LARGEST_GAP:
            return ()
        absent = tuple(sorted(set(range(low, high + 1)) - set(numbers)))
        if absent:
            return () if by_place == [] else absent
        return tuple(low + hole for hole in by_place or ())
    return tuple(1 + hole for hole in by_place or ())


def _holes(places: list[float]) -> list[int] | None:
    """Positions absent from an even stack, counted from its start; None when the stack is not even enough to tell."""
    stack = sorted({round(place, 2) for place in places})
    if len(stack) != len(places) or len(stack) < 4:
        return None
    steps = [after - before for before, after in pairwise(stack)]
    step = statistics.median(steps)
    if step <= 0.01:
        return None
    holes: list[int] = []
    count = 0
    for each in steps:
        times = round(each / step)
        if times < 1 or times > 200 or abs(each - times * step) > 0.2 * step:
            return None
        holes += range(count + 1, count + times)
        count += times
    return holes


def position(instance: Instance) -> float | None:
    """How far along the normal of its plane a slice lies."""
    place = _floats(instance.get("ImagePositionPatient"))
    plane = _floats(instance.get("ImageOrientationPatient"))
    if len(place) != 3 or len(plane) != 6:
        return None
    a, b, c, d, e, f = plane
    return (b * f - c * e) * place[0] + (c * d - a * f) * place[1] + (a * e - b * d) * place[2]


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.lstrip("+-").isdigit() and len(text) < 12 else None


def _float(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def _floats(text: str) -> list[float]:
    found = [_float(part) for part in text.split("\\")] if text else []
    return [value for value in found if value is not None] if None not in found else []
