"""Reads FHIR R4 (and R4B, most of DSTU2, STU3 and R5): bundles of any sort, single resources, JSON lines, the XML form.

One line of text and one entry per statement, grouped by kind. Never follows a link; never trusts a record to be about
one person: the resources of each patient become a document of their own.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ingest.document import Document, Entry, Patient, Problem
from ingest.errors import rejected, trouble
from ingest.limits import MIB, Limits
from ingest.readers import embedded, fhir_values
from ingest.readers.ccda_header import write_header
from ingest.readers.codes import members, table
from ingest.readers.fhir_bundle import Holding, Record, gather
from ingest.readers.fhir_more_rows import ALL, categories
from ingest.readers.fhir_rows import Row
from ingest.readers.fhir_values import coded, get, many, parts
from ingest.readers.sheet import Sheet
from ingest.sniff import FHIR_JSON

READER = "fhir/1"
_SILENT = frozenset({"Patient", "Composition", "Bundle", "Medication", "Organization", "Location", "PractitionerRole",
                     "Provenance", "OperationOutcome", "Binary", "Specimen", "Substance", "Device"})  # fmt: skip


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """One document for each patient in the file, and one for each paper carried inside it."""
    if path.stat().st_size > limits.document_bytes:
        raise rejected("too-large", name, limit=f"{limits.document_bytes // MIB} MB")
    record = gather(path, name, limits)
    if not any(holding.resource.get("resourceType") in (*ALL, "Patient", "Composition") for holding in record.holdings):
        raise rejected("json-other", name)
    people = record.people()
    problems = list(record.problems)
    if len(people) > 1:
        problems.append(trouble("mixed-patients", name, count=len(people)))
    documents: list[Document] = []
    for number, key in enumerate(people):
        holdings = [each for each in record.holdings if record.owner(each) in (key, None)]
        own = record.digest if len(people) == 1 else hashlib.sha256(f"{record.digest}|{key}".encode()).hexdigest()
        document = _document(record, key, own, holdings, name)
        carried, more = _carried(holdings, document, limits)
        document = replace(document, problems=(*(problems if not number else ()), *more))
        documents += [document, *carried]
    return documents


def _document(record: Record, key: str, own: str, holdings: list[Holding], name: str) -> Document:
    composition = next((each.resource for each in holdings if each.resource.get("resourceType") == "Composition"), {})
    base = Document(
        own, record.digest, name, FHIR_JSON, (), READER, (), _patient(record.patient(key)),
        title=get(composition, "title"), date=fhir_values.date(composition.get("date")) or record.date,
        facility=_facility(record, composition), author=_author(record, composition), kind=_kind(composition, holdings),
        language=(get(composition, "language") or record.language)[:2],
    )  # fmt: skip
    sheet = Sheet()
    write_header(sheet, base)
    entries = _write_rows(sheet, record, holdings)
    _write_stories(sheet, composition)
    _write_rest(sheet, holdings)
    return replace(base, pages=sheet.pages(), entries=tuple(entries))


def _patient(resource: dict[str, Any]) -> Patient:
    numbers = [each for each in parts(resource, "identifier") if get(each, "value")]
    own = next((each for each in numbers if "MR" in coded(each.get("type")).codes), numbers[0] if numbers else {})
    birth = fhir_values.date(resource.get("birthDate"))
    return Patient(fhir_values.person(resource), birth, get(own, "value"), get(resource, "gender"))


def _author(record: Record, composition: dict[str, Any]) -> str:
    for reference in parts(composition, "author"):
        found = record.resolve(reference)
        person = record.resolve(next(parts(found or {}, "practitioner"), None)) or found or {}
        name = fhir_values.person(person) or get(reference, "display")
        if name:
            return name
    return ""


def _facility(record: Record, composition: dict[str, Any]) -> str:
    for reference in (*parts(composition, "custodian"), *parts(composition, "author")):
        found = record.resolve(reference) or {}
        if found.get("resourceType") in ("Organization", None):
            name = get(found, "name") or get(reference, "display")
            if name:
                return name
    named = [
        get(each.resource, "name") for each in record.holdings if each.resource.get("resourceType") == "Organization"
    ]
    return record.source or (next(filter(None, named), "") if len(set(named)) == 1 else "")


def _kind(composition: dict[str, Any], holdings: list[Holding]) -> str:
    codes = coded(composition.get("type")).codes
    stated = next((kind for code, kind in table("documents").items() if code in codes), "")
    if stated:
        return stated
    said = {each.resource.get("resourceType") for each in holdings} - _SILENT
    reports = [each.resource for each in holdings if each.resource.get("resourceType") == "DiagnosticReport"]
    if reports and said <= {"DiagnosticReport", "Observation", "Practitioner", "ServiceRequest", "ImagingStudy"}:
        kinds = table("report_kinds")
        found = {kinds[code] for each in reports for code in categories(each) if code in kinds}
        return found.pop() if len(found) == 1 else "lab_report"
    return "portal_summary"


def _write_rows(sheet: Sheet, record: Record, holdings: list[Holding]) -> list[Entry]:
    """Every statement under the heading of its kind, in the order of the file."""
    used = {get(each.resource, "device", "reference") for each in holdings}
    grouped: dict[str, list[tuple[str, Row]]] = {heading: [] for heading in table("groups").values()}
    for holding in holdings:
        kind = str(holding.resource.get("resourceType"))
        if kind not in ALL or (kind == "Device" and (used & record.names_of(holding) or used - {""})):
            continue
        for row in ALL[kind](holding.resource, partial(record.resolve, near=holding)):
            heading = table("groups").get(row.kind, "Also in this record")
            grouped.setdefault(heading, []).append((holding.pointer + row.pointer, row))
    entries: list[Entry] = []
    for heading, rows in grouped.items():
        if rows:
            sheet.heading(heading)
        for pointer, row in rows:
            place = sheet.line("- " + row.line())
            if row.kind:
                entries.append(
                    Entry(row.kind, row.names[0], place.start + 2, place.end, place.page, pointer, row.system, row.code,
                          row.negated, row.status, row.date, row.value, row.unit, row.range, row.flag, row.experiencer,
                          row.details)
                )  # fmt: skip
    return entries


def _write_stories(sheet: Sheet, composition: dict[str, Any]) -> None:
    """The narrative of sections that no resource stands behind, and why a section is empty."""
    for section in parts(composition, "section"):
        if section.get("entry"):
            continue
        lines = fhir_values.lines_of(get(section, "text", "div"))
        empty = coded(section.get("emptyReason")).name
        if lines or empty:
            sheet.heading(get(section, "title") or coded(section.get("code")).name or "Section")
        for line in lines:
            sheet.line(line)
        if empty:
            sheet.line(f"Nothing listed: {empty}")


def _write_rest(sheet: Sheet, holdings: list[Holding]) -> None:
    """Counts of what is in the file and not shown, so that nothing is left out in silence."""
    kinds = Counter(str(each.resource.get("resourceType")) for each in holdings)
    billing = sum(count for kind, count in kinds.items() if kind in members("billing"))
    others = {kind: count for kind, count in kinds.items() if kind not in (*ALL, *_SILENT, *members("billing"))}
    if billing or others:
        sheet.heading("Not shown")
    if billing:
        sheet.line(f"Billing records: {billing}")
    for kind, count in others.items():
        sheet.line(f"{kind}: {count}")


def _carried(holdings: list[Holding], header: Document, limits: Limits) -> tuple[list[Document], list[Problem]]:
    """The papers inside: attachments of document references and reports, and binaries."""
    documents: list[Document] = []
    problems: list[Problem] = []
    elsewhere = 0
    for holding in holdings:
        resource = holding.resource
        kind = resource.get("resourceType")
        if kind not in ("DocumentReference", "DiagnosticReport", "Media", "Binary", "Communication"):
            continue
        found = [*parts(resource, "content", "attachment"), *parts(resource, "presentedForm")]
        if kind in ("Media", "Binary"):
            found = [resource, *parts(resource, "content")]
        for attachment in found:
            if not get(attachment, "data"):
                elsewhere += bool(attachment.get("url"))
                continue
            about = _described(resource, attachment, header)
            data = embedded.decoded(str(attachment["data"]), limits)
            papers, more = embedded.documents_of(data, header.name, limits, about) if data else ([], [])
            problems += more if data else [trouble("embedded-unreadable", header.name)]
            documents += papers
    if elsewhere:
        problems.append(trouble("attachment-elsewhere", header.name, severity="note", count=elsewhere))
    return documents, problems


def _described(resource: dict[str, Any], attachment: dict[str, Any], header: Document) -> Document:
    """What the resource says about the paper it carries."""
    named = many(resource.get("type")) + many(resource.get("code"))
    codes = {code for each in named for code in coded(each).codes}
    kind = next((kind for code, kind in table("documents").items() if code in codes), "")
    if not kind and resource.get("resourceType") == "DiagnosticReport":
        kind = next(
            (table("report_kinds")[code] for code in sorted(categories(resource)) if code in table("report_kinds")), ""
        )
    start, _ = fhir_values.when(resource, "effective", "date")
    title = get(attachment, "title") or next(filter(None, (coded(each).name for each in named)), "")
    return replace(header, title=title, date=start, kind=kind, author="", facility="")
