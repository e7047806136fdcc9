"""Entries out of Blue Button text (VA and Medicare portals): records of "Label: value" lines.

Works on a document that the plain text reader has made, and leaves every other text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingest.document import Document, Entry, Page, Patient
from ingest.readers.codes import listed, table

_MARK = re.compile(r"blue button|my ?healthevet|mymedicare\.gov", re.IGNORECASE)
_FIELD = re.compile(r"([A-Z][\w '/().&-]{0,58}?)\s*:[ \t]*(.*)")
_SECOND = re.compile(r"\s{3,}(?=[A-Z][\w '/]{1,40}:)")
_RULE = re.compile(r"[-=*]{5,}|-{3,} .* -{3,}")
_HEADING = re.compile(r"-{3,} +([^-].*?) +-{3,}\s*$")
_FLAG = r"(?:Critical\s+)?(?:High|Low)|Abnormal\*?|Critical"
_VALUE = re.compile(rf"([<>]?=?\s*[-+]?[\d.,]+)(?:\s+({_FLAG}|[HL]{{1,2}}\*?))?\s*$|(\S.*?)(?:\s+({_FLAG}))?\s*$")
_DATES = ("%d %b %Y", "%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%d %B %Y")


@dataclass(slots=True)
class _Line:
    page: Page
    start: int
    text: str


@dataclass(slots=True)
class _Record:
    kind: str
    name: str
    first: _Line
    last: _Line
    fields: dict[str, str] = field(default_factory=dict)
    listed: list[_Line] = field(default_factory=list)  # lines without a label, each a statement of its own


def with_entries(document: Document) -> Document:
    """The document with its entries and patient, when it is Blue Button text; itself when not."""
    if not document.pages or not _MARK.search(document.pages[0].text[:3_000]):
        return document
    records = list(_records(document))
    entries = [entry for number, record in enumerate(records) for entry in _entries(record, number)]
    if not entries:
        return document
    return replace(document, entries=tuple(entries), patient=_patient(document), kind="portal_summary")


def _lines(document: Document) -> Iterator[_Line]:
    for page in document.pages:
        start = 0
        for text in page.text.split("\n"):
            yield _Line(page, start, text)
            start += len(text) + 1


def _records(document: Document) -> Iterator[_Record]:
    """Every record, from the label that opens it to the next rule, heading or opening label."""
    record: _Record | None = None
    around: dict[str, str] = {}  # the days a panel or claim states for the records inside
    family, label, before = False, "", ""
    for line in _lines(document):
        text, last, before = line.text.strip(), before, line.text.strip()
        heading = _HEADING.match(text)
        if heading:
            family, around = "family" in heading[1].casefold(), {}
        elif last.casefold().startswith("family"):  # Medicare: the heading stands between two rules
            family = True
        if _RULE.match(text):
            if record and last.endswith(":") and not heading:
                continue  # underlines a label whose list comes next
            if record:
                yield record
                record = None
            around = {} if text.startswith("=") else around
            continue
        pieces = [found for piece in _SECOND.split(text) if (found := _FIELD.fullmatch(piece.strip()))]
        if not pieces and text and record:
            _continue(record, label, line, text)
        for piece in pieces:
            label, value = piece[1].strip(), piece[2].strip()
            kind = table("bluebutton").get(label) if value and (family or label != "Relationship") else None
            if kind:
                if record:
                    yield record
                record = _Record(kind, value, line, line, dict(around))
            elif record:
                _add(record, label, value, line)
            elif value and label in listed("bluebutton_dates"):
                around[label] = value
    if record:
        yield record


def _add(record: _Record, label: str, value: str, line: _Line) -> None:
    record.fields[label] = record.fields.get(label) or value
    if value:
        record.last = line
    if record.kind == "family" and label == "Description" and value:
        record.listed.append(line)


def _continue(record: _Record, label: str, line: _Line, text: str) -> None:
    """A line that goes on with the last label, or one item of a list."""
    if record.kind == "family" and label in ("Health Issues", "Other Health Issues"):
        record.listed.append(line)
    elif label in record.fields:
        record.fields[label] = f"{record.fields[label]} {text}".strip()
        record.last = line
    elif not record.fields:
        record.name = f"{record.name} {text}"
        record.last = line


def _entries(record: _Record, number: int) -> list[Entry]:
    pointer = f"/record/{number + 1}"
    if record.kind == "family":
        return _family(record, pointer)
    said: dict[str, str] = {}
    for label, value in record.fields.items():
        name = table("bluebutton_fields").get(label)
        if name and value:
            said.setdefault(name, value)
    value, flag = (
        _value(said.pop("value", "")) if record.kind in ("lab_result", "vital") else (said.pop("value", ""), "")
    )
    if not value and record.kind == "vital":
        value = _reading(record)
    date = next((iso for label in listed("bluebutton_dates") if (iso := _iso(record.fields.get(label, "")))), "")
    end = next((iso for label in listed("bluebutton_ends") if (iso := _iso(record.fields.get(label, "")))), "")
    details = {key: text for key, text in said.items() if key not in ("unit", "range", "status")}
    if end:
        details["end"] = end
    status = said.get("status", "") or ("resolved" if end and record.kind == "problem" else "")
    start, stop = _span(record)
    return [
        Entry(record.kind, record.name, start, stop, record.first.page.number, pointer, status=status, date=date,
              value=value,
              unit=said.get("unit", ""), range=said.get("range", "").strip("() "), flag=flag, details=details)
    ]  # fmt: skip


def _family(record: _Record, pointer: str) -> list[Entry]:
    """One statement for each issue listed under a relative; those of the patient are problems of their own."""
    own = record.name.casefold() == "self"
    found: list[Entry] = []
    for number, line in enumerate(record.listed):
        text = line.text.strip().removeprefix("Description:").strip()
        start = line.page.text.index(text, line.start)
        found.append(
            Entry("problem" if own else "family_history", text, start, start + len(text), line.page.number,
                  f"{pointer}/{number}",
                  experiencer="patient" if own else record.name)
        )  # fmt: skip
    return found


def _span(record: _Record) -> tuple[int, int]:
    """From the opening line to the last line with a value, within the page of the first."""
    start = record.first.start + len(record.first.text) - len(record.first.text.lstrip())
    last = record.last if record.last.page is record.first.page else record.first
    return start, last.start + len(last.text.rstrip())


def _value(text: str) -> tuple[str, str]:
    found = _VALUE.match(text.strip())
    return ((found[1] or found[3]).strip(), found[2] or found[4] or "") if found else ("", "")


def _reading(record: _Record) -> str:
    """The numbers of a reading that has a label for each: systolic and diastolic, or the one there is."""
    skipped = {"Date", "Time", "Measure", "Method", "Comments"}
    numbers = [
        value for label, value in record.fields.items() if label not in skipped and re.fullmatch(r"[\d.]+", value)
    ]
    return "/".join(numbers[:2])


def _iso(text: str) -> str:
    text = text.split("@")[0].strip()
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    return ""


def _patient(document: Document) -> Patient:
    said: dict[str, str] = {}
    for line in _lines(document):
        for piece in _SECOND.split(line.text.strip()):
            if found := _FIELD.fullmatch(piece.strip()):
                said.setdefault(found[1].strip(), found[2].strip())
    parts = [said.get(label, "") for label in ("First Name", "Middle Initial", "Last Name", "Suffix")]
    name = said.get("Name", "") or " ".join(filter(None, parts)) or said.get("Patient Name", "")
    return Patient(name, _iso(said.get("Date of Birth", "")), "", said.get("Gender", "").lower())
