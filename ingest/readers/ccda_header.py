"""The header of a C-CDA: whose it is, what it is, when, from whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.document import Document, Patient
from ingest.readers.ccda_values import V3, child, children, coded, iso, period, person_name, words
from ingest.readers.codes import table
from ingest.readers.sheet import Sheet

_SEX = {"M": "male", "F": "female", "UN": "other"}
_LANGUAGE = re.compile(r"([a-z]{2,3})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What the header states, as written; dates as ISO."""

    patient: Patient
    title: str
    kind: str
    date: str
    author: str
    facility: str
    language: str
    visit: tuple[str, str]  # first and last day of the visit it is about
    team: tuple[tuple[str, str, str], ...]  # name, role, pointer


def read_header(root: Any) -> Header:
    """The header of a ClinicalDocument."""
    code = child(root, "code")
    visit = period(child(root, "componentOf", "encompassingEncounter", "effectiveTime"))
    language = _LANGUAGE.match(
        (child(root, "languageCode").get("code") or "") if child(root, "languageCode") is not None else ""
    )
    return Header(
        patient=_patient(child(root, "recordTarget", "patientRole")),
        title=words(child(root, "title")) or coded(code).name,
        kind=_kind(code),
        date=period(child(root, "effectiveTime")).start,
        author=_author(root),
        facility=_facility(root),
        language=language[1].lower() if language else "",
        visit=(visit.start, visit.end),
        team=tuple(_team(root)),
    )


def _kind(code: Any) -> str:
    if code is None:
        return ""
    known = table("documents")
    codings = [code, *children(code, "translation")]
    return next((known[each.get("code")] for each in codings if each.get("code") in known), "")


def _patient(role: Any) -> Patient:
    person = child(role, "patient")
    if person is None:
        return Patient()
    sex = child(person, "administrativeGenderCode")
    birth = child(person, "birthTime")
    number = next((each.get("extension") for each in children(role, "id") if each.get("extension")), "")
    code = (sex.get("code") or "") if sex is not None else ""
    return Patient(
        name=person_name(person),
        birth_date=iso(birth.get("value", "")) if birth is not None else "",
        mrn=number or "",
        sex=_SEX.get(code, coded(sex).name),
    )


def _author(root: Any) -> str:
    for author in children(root, "author"):
        name = person_name(child(author, "assignedAuthor", "assignedPerson"))
        if name:
            return name
    return ""


def _facility(root: Any) -> str:
    for path in (
        (
            "componentOf",
            "encompassingEncounter",
            "location",
            "healthCareFacility",
            "serviceProviderOrganization",
            "name",
        ),
        ("custodian", "assignedCustodian", "representedCustodianOrganization", "name"),
        ("author", "assignedAuthor", "representedOrganization", "name"),
    ):
        if name := words(child(root, *path)):
            return name
    return ""


def _team(root: Any) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for number, event in enumerate(children(root, "documentationOf"), 1):
        for place, performer in enumerate(event.iterfind(f"{V3}serviceEvent/{V3}performer"), 1):
            entity = child(performer, "assignedEntity")
            name = person_name(child(entity, "assignedPerson"))
            if not name:
                continue
            role = coded(child(performer, "functionCode")).name or coded(child(entity, "code")).name
            found.append((name, role, f"/ClinicalDocument/documentationOf[{number}]/serviceEvent/performer[{place}]"))
    return found


def write_header(sheet: Sheet, header: Header | Document) -> None:
    """The header as lines a person can read."""
    patient = header.patient
    sheet.line(header.title or "Health record")
    for label, text in (
        ("Patient", patient.name),
        ("Born", patient.birth_date),
        ("Sex", patient.sex),
        ("Record number", patient.mrn),
        ("Date", header.date),
        ("Visit", " to ".join(filter(None, header.visit)) if isinstance(header, Header) else ""),
        ("Author", header.author),
        ("From", header.facility),
    ):
        if text:
            sheet.line(f"{label}: {text}")
