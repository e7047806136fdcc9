"""An imaging study as one readable page: whose, when, what, and each series with what is missing."""

from __future__ import annotations

from ingest.document import Imaging, Patient
from ingest.readers.dicom_instance import Instance
from ingest.readers.dicom_study import Study
from ingest.readers.sheet import Sheet

_KINDS = {
    "secondary_capture": "screen capture",
    "dose_report": "dose report",
    "structured_report": "report",
    "presentation": "display settings",
    "other": "no pictures",
}
_SYNTAXES = {
    "1.2.840.10008.1.2": "implicit little endian",
    "1.2.840.10008.1.2.1": "explicit little endian",
    "1.2.840.10008.1.2.1.99": "deflated",
    "1.2.840.10008.1.2.2": "big endian",
    "1.2.840.10008.1.2.5": "RLE",
}
_TECHNICAL = (
    "SOPClassUID",
    "SOPInstanceUID",
    "TransferSyntaxUID",
    "PhotometricInterpretation",
    "NumberOfFrames",
    "ImageType",
)
_MOST = 30


def write_study(sheet: Sheet, study: Study, found: Imaging) -> None:
    """The listing of a study."""
    sheet.line(found.description or "Imaging study")
    _write_patient(sheet, study.patient)
    first = study.instances[0]
    _write_lines(
        sheet,
        ("Date", found.date),
        ("Type of images", found.modality),
        ("Body part", found.body_part),
        ("Facility", found.facility),
        ("Accession number", found.accession),
        ("Equipment", first.get("Manufacturer")),
        ("Study number (UID)", found.study_uid),
    )
    by_member = {each.member: each for each in study.instances}
    sheet.heading(f"Series ({len(found.series)})")
    for number, series in enumerate(found.series, 1):
        example = by_member[series.members[0]]
        parts = [series.description or "no description", series.modality, _KINDS.get(series.kind, "")]
        parts.append(f"{series.instances} image{'s' if series.instances != 1 else ''}" if series.kind == "images"
                     else f"{series.instances} file{'s' if series.instances != 1 else ''}")  # fmt: skip
        frames = example.get("NumberOfFrames")
        if frames not in ("", "0", "1"):
            parts.append(f"{frames} frames each")
        if example.get("Rows"):
            parts.append(f"{example.get('Rows')} rows x {example.get('Columns')} columns")
        if series.thickness_mm:
            parts.append(f"slice thickness {series.thickness_mm:g} mm")
        if series.missing:
            shown = ", ".join(map(str, series.missing[:_MOST])) + (" …" if len(series.missing) > _MOST else "")
            parts.append(f"{len(series.missing)} missing: {shown}")
        sheet.line(f"{number}. " + "; ".join(filter(None, parts)))
        sheet.line(f"Series number (UID): {series.uid}")
    if len(study.instances) == 1:
        sheet.heading("Technical details")
        _write_technical(sheet, first)


def write_instance(sheet: Sheet, title: str, study: Study, instance: Instance) -> None:
    """The head of a report that came as one object."""
    sheet.line(title)
    _write_patient(sheet, study.patient)
    _write_lines(
        sheet,
        ("Date", instance.get("StudyDate")),
        ("Study", instance.get("StudyDescription")),
        ("Facility", instance.get("InstitutionName")),
        ("Study number (UID)", study.uid),
    )


def _write_patient(sheet: Sheet, patient: Patient) -> None:
    _write_lines(
        sheet,
        ("Patient", patient.name),
        ("Born", patient.birth_date),
        ("Sex", patient.sex),
        ("Record number", patient.mrn),
    )


def _write_technical(sheet: Sheet, instance: Instance) -> None:
    syntax = instance.get("TransferSyntaxUID")
    if syntax in _SYNTAXES:
        sheet.line(f"Encoding: {_SYNTAXES[syntax]}")
    _write_lines(sheet, *((name, instance.get(name).replace("\\", ", ")) for name in _TECHNICAL))


def _write_lines(sheet: Sheet, *lines: tuple[str, str]) -> None:
    for label, text in lines:
        if text:
            sheet.line(f"{label}: {text}")
