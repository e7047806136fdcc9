"""Structured reports and encapsulated documents out of DICOM: text a person can read. Private tags are never shown."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from ingest.document import Document, Entry, Problem
from ingest.errors import trouble
from ingest.limits import Limits
from ingest.readers import embedded
from ingest.readers.dicom_elements import DEFLATED, EXPLICIT, INFLATED, NotDicom, inflate
from ingest.readers.dicom_header import HEAD
from ingest.readers.dicom_study import iso
from ingest.readers.sheet import Sheet, clean

_DEPTH = 60


def dataset(path: Path, pixels: bool = False) -> Any:
    """The whole data set by pydicom, deflated ones inflated by us within a bound."""
    from pydicom import dcmread
    from pydicom.errors import InvalidDicomError

    with path.open("rb") as file:  # wherever the word stands in the head: pydicom would inflate without a bound
        deflated = DEFLATED.encode() in file.read(HEAD)
    source = BytesIO(plain(path)) if deflated else path
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return dcmread(source, force=True, stop_before_pixels=not pixels)
    except (
        InvalidDicomError,
        RecursionError,
        ValueError,
        KeyError,
        OSError,
        NotImplementedError,
        AttributeError,
    ) as error:
        raise NotDicom from error


def plain(path: Path) -> bytes:
    """A deflated file as an explicit little endian one."""
    if path.stat().st_size > INFLATED:
        raise NotDicom
    data = path.read_bytes()
    at = 132
    while data[at : at + 2] == b"\x02\x00":
        long = data[at + 4 : at + 6] in (b"OB", b"UN", b"OW")
        length = int.from_bytes(data[at + 8 : at + 12] if long else data[at + 6 : at + 8], "little")
        at += (12 if long else 8) + length
    # Same length, so that the group length stays true: the shorter UID is padded as the standard allows.
    meta = data[:at].replace(DEFLATED.encode(), EXPLICIT.encode().ljust(len(DEFLATED), b"\0"))
    return meta + inflate(data[at:])


def write_report(sheet: Sheet, report: Any) -> list[Entry]:
    """The content tree of a structured report as indented lines; measurements become entries."""
    entries: list[Entry] = []
    day = iso(str(report.get("ContentDate", "") or report.get("StudyDate", "") or ""))
    for number, item in enumerate(report.get("ContentSequence") or []):
        _write_item(sheet, item, 0, f"/ContentSequence/{number}", day, entries)
    return entries


def _write_item(sheet: Sheet, item: Any, level: int, pointer: str, day: str, entries: list[Entry]) -> None:
    if level > _DEPTH:
        return
    kind = str(item.get("ValueType", ""))
    concept = _meaning(item.get("ConceptNameCodeSequence"))
    name, text, unit = concept[0], *_value(item, kind)
    if kind == "CONTAINER":
        if name:
            sheet.heading(name) if level < 2 else sheet.line(name)
    elif text:
        shown = f"{text} {unit}".strip()
        lines = [line for line in shown.splitlines() if clean(line)]
        place = sheet.line(f"{name}: {lines[0]}" if name and lines else shown)
        for line in lines[1:]:
            sheet.line(line)
        if kind == "NUM" and name:
            entries.append(Entry("imaging_finding", name, place.start, place.end, place.page, pointer,
                                 concept[2], concept[1], value=text, unit=unit, date=day))  # fmt: skip
    for number, inner in enumerate(item.get("ContentSequence") or []):
        _write_item(sheet, inner, level + 1, f"{pointer}/ContentSequence/{number}", day, entries)


def _meaning(sequence: Any) -> tuple[str, str, str]:
    if not sequence:
        return "", "", ""
    code = sequence[0]
    return tuple(
        clean(str(code.get(name, "") or "")) for name in ("CodeMeaning", "CodeValue", "CodingSchemeDesignator")
    )  # type: ignore[return-value]


def _value(item: Any, kind: str) -> tuple[str, str]:
    if kind == "NUM":
        measured = item.get("MeasuredValueSequence")
        if not measured:
            return "", ""
        unit = _meaning(measured[0].get("MeasurementUnitsCodeSequence"))
        return clean(str(measured[0].get("NumericValue", ""))), unit[1] if unit[1] not in ("1", "{0:1}") else ""
    if kind == "CODE":
        return _meaning(item.get("ConceptCodeSequence"))[0], ""
    name = {"TEXT": "TextValue", "PNAME": "PersonName", "DATE": "Date", "TIME": "Time", "DATETIME": "DateTime"}.get(
        kind
    )
    if name is None:
        return "", ""
    text = str(item.get(name, "") or "")
    if kind == "PNAME":
        text = text.split("=")[0].replace("^", " ")
    return (iso(text) or text) if kind in ("DATE", "DATETIME") else text.replace("\r", "\n"), ""


def enclosed(path: Path, around: Document, limits: Limits) -> tuple[list[Document], list[Problem]]:
    """The document inside an encapsulated PDF or CDA."""
    data = dataset(path).get("EncapsulatedDocument")
    if not isinstance(data, bytes) or not data:
        return [], [trouble("embedded-unreadable", around.name)]
    if data.lstrip()[:1] == b"<":
        data = data.rstrip(b"\0")  # padding would be no XML
    return embedded.documents_of(data, around.name, limits, around)
