"""Reads C-CDA (and CCD, C32, any CDA R2): header, each section's narrative, and each coded entry with its place.

Never fetches a style sheet, a reference or a picture; what a document only points at is said to be elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.document import Document, Entry, Problem
from ingest.errors import rejected, trouble
from ingest.limits import Limits
from ingest.readers import ccda_xml, embedded
from ingest.readers.ccda_entries import Entries
from ingest.readers.ccda_header import Header, read_header, write_header
from ingest.readers.ccda_narrative import Narrative, local
from ingest.readers.ccda_values import V3, child, children, words
from ingest.readers.codes import table
from ingest.readers.sheet import Sheet
from ingest.sniff import CCDA

READER = "ccda/1"


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The record as one document; one that only wraps another file (a PDF, a letter) is that file."""
    root, data, whole = ccda_xml.parse(path, name, limits)
    if local(root) != "ClinicalDocument":
        raise rejected("xml-other", name)
    _name_space(root)
    header = read_header(root)
    digest = embedded.digest(data)
    problems = [] if whole else [trouble("xml-cut", name)]
    record = Document(
        digest, digest, name, CCDA, (), READER, (), header.patient, title=header.title, date=header.date,
        facility=header.facility, author=header.author, kind=header.kind, language=header.language,
    )  # fmt: skip
    body = child(root, "component", "nonXMLBody", "text")
    if body is not None:
        return _unstructured(record, body, problems, limits)
    return [_structured(record, header, root, problems)]


def _name_space(root: Any) -> None:
    """Puts a record that forgot to declare its namespace, or declared another, into the one of the standard."""
    if root.tag.startswith(V3):
        return
    own = root.tag.rpartition("}")[0]
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[0] == own:
            element.tag = V3 + local(element)


def _structured(record: Document, header: Header, root: Any, problems: list[Problem]) -> Document:
    sheet = Sheet()
    write_header(sheet, header)
    entries = Entries(sheet)
    team = _write_team(sheet, header)
    pictures = 0
    body = child(root, "component", "structuredBody")
    if body is not None:
        path = "/ClinicalDocument/component/structuredBody"
        pictures = _sections(body, path, "", sheet, entries)
    if entries.skipped:
        problems.append(trouble("entries-empty", record.name, severity="note", count=entries.skipped))
    if pictures:
        problems.append(trouble("pictures-inside", record.name, severity="note", count=pictures))
    return replace(record, pages=sheet.pages(), entries=(*team, *entries.list), problems=tuple(problems))


def _write_team(sheet: Sheet, header: Header) -> list[Entry]:
    found: list[Entry] = []
    if header.team:
        sheet.heading("Care team")
    for name, role, pointer in header.team:
        place = sheet.line(f"- {name}, {role}" if role else f"- {name}")
        details = {"role": role} if role else {}
        found.append(Entry("care_team", name, place.start + 2, place.end, place.page, pointer, details=details))
    return found


def _sections(holder: Any, path: str, above: str, sheet: Sheet, entries: Entries) -> int:
    """Renders the sections inside a body or section; returns how many pictures they only point at."""
    pictures = 0
    for number, component in enumerate(children(holder, "component"), 1):
        section = child(component, "section")
        if section is None:
            continue
        pointer = f"{path}/component[{number}]/section"
        code = child(section, "code")
        topic = _topic(section, code) or above
        title = words(child(section, "title")) or (code.get("displayName", "") if code is not None else "")
        sheet.heading(title or "Section")
        narrative = Narrative(sheet)
        text = child(section, "text")
        if text is not None:
            narrative.write(text)
        entries.section(section, topic, narrative, pointer)
        pictures += narrative.pictures + _sections(section, pointer, topic, sheet, entries)
    return pictures


def _topic(section: Any, code: Any) -> str:
    """What a section is about: by its code or a translation of it, else by its template."""
    if code is not None:
        for each in (code, *children(code, "translation")):
            if topic := table("sections").get(each.get("code", ""), ""):
                return topic
    found = (table("section_templates").get(each.get("root", ""), "") for each in children(section, "templateId"))
    return next(filter(None, found), "")


def _unstructured(record: Document, body: Any, problems: list[Problem], limits: Limits) -> list[Document]:
    """The file a record wraps; only its header when the file is elsewhere or cannot be read."""
    sheet = Sheet()
    write_header(sheet, record)
    reference = child(body, "reference")
    if reference is not None:
        problems.append(trouble("body-elsewhere", record.name))
    elif (body.get("representation") or "").upper() == "B64":
        data = embedded.decoded("".join(body.itertext()), limits)
        if data is None:
            problems.append(trouble("embedded-unreadable", record.name))
        else:
            documents, more = embedded.documents_of(data, record.name, limits, record)
            problems += more
            if documents:
                first = replace(documents[0], problems=(*problems, *documents[0].problems))
                return [first, *documents[1:]]
    else:
        sheet.heading("Text")
        for line in "".join(body.itertext()).splitlines():
            sheet.line(line)
    return [replace(record, pages=sheet.pages(), problems=tuple(problems))]
