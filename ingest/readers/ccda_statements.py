"""What one clinical statement of a C-CDA says: name, code, value, status, dates, details. Knows no pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.ccda_narrative import local
from ingest.readers.ccda_values import (
    Coded,
    child,
    children,
    coded,
    period,
    quantity,
    references,
    words,
)
from ingest.readers.codes import members, table

RETRACTED = frozenset({"nullified", "aborted-in-error"})
_NONE_KNOWN = re.compile(r"^(no (known|current|past)|none known|no history)\b", re.IGNORECASE)
_LONG = 500


@dataclass(slots=True)
class Said:
    """One statement on its way to an Entry."""

    names: tuple[str, ...] = ()
    code: str = ""
    system: str = ""
    references: tuple[str, ...] = ()
    negated: bool = False
    status: str = ""
    date: str = ""
    value: str = ""
    unit: str = ""
    range: str = ""
    flag: str = ""
    experiencer: str = "patient"
    details: dict[str, str] = field(default_factory=dict)
    called: tuple[str, ...] = ()  # narrative IDs that hold its name
    elsewhere: dict[str, str] = field(default_factory=dict)  # detail (or "value") -> narrative ID that holds it

    def take(self, meaning: Coded) -> None:
        """Names and code of what it is about; the first given wins."""
        self.names = tuple(dict.fromkeys((*self.names, *meaning.names)))
        if not self.code:
            self.code, self.system = meaning.code, meaning.system
        self.references = (*self.references, *meaning.references)
        self.called = (*self.called, *meaning.references)


def roots(statement: Any) -> set[str]:
    """The template identifiers of a statement."""
    return {found.get("root", "") for found in children(statement, "templateId")}


def qualifier(statement: Any) -> str:
    """What a statement says about the one around it (status, severity, reaction …); empty when it stands for itself."""
    known = table("qualifying")
    for root in roots(statement):
        if root in known:
            return known[root]
    code = child(statement, "code")
    return "status" if code is not None and code.get("code") in members("status_codes") else ""


def nested(statement: Any) -> Iterator[tuple[str, Any]]:
    """The statements directly inside one, each with the pointer step that leads there."""
    for name in ("entryRelationship", "component"):
        for number, holder in enumerate(children(statement, name), 1):
            for inner in holder:
                if local(inner) in STATEMENTS:
                    yield f"/{name}[{number}]/{local(inner)}", inner


STATEMENTS = frozenset(
    {"act", "observation", "organizer", "procedure", "substanceAdministration", "supply", "encounter"}
)


def basics(statement: Any) -> Said:
    """What every statement may say: dates, status, negation, its own words."""
    said = Said()
    when = period(child(statement, "effectiveTime"))
    said.date = when.start or when.end
    if when.end and when.start and when.end != when.start:
        said.details["end"] = when.end
    status = child(statement, "statusCode")
    said.status = status.get("code", "") if status is not None else ""
    said.negated = statement.get("negationInd") == "true"
    said.references = references(child(statement, "text"))
    note = words(child(statement, "text"))
    if note:
        said.details["text"] = note[:_LONG]
    for _, inner in nested(statement):
        _qualify(said, qualifier(inner), inner)
    _retract(said)
    return said


def _qualify(said: Said, about: str, inner: Any) -> None:
    if about == "status":
        said.status = quantity(child(inner, "value"))[0] or said.status
    elif about in ("reaction", "severity", "criticality", "cause of death", "prognosis"):
        value = child(inner, "value")
        text = " ".join(part for part in quantity(value) if part)
        _add(said, about, text)
        for _, deeper in nested(inner):
            if qualifier(deeper) == "severity" and about == "reaction":
                said.details.setdefault("severity", quantity(child(deeper, "value"))[0])
    elif about == "age":
        _add(said, "age at onset", " ".join(part for part in quantity(child(inner, "value")) if part))
    elif about == "reason":
        _add(said, "reason", coded(child(inner, "value")).name or coded(child(inner, "code")).name)
    elif about in ("instructions", "note"):
        text = child(inner, "text")
        _add(said, about, words(text)[:_LONG])
        if about not in said.details and (pointed := references(text)):
            said.elsewhere[about] = pointed[0]


def _add(said: Said, key: str, text: str) -> None:
    if text:
        said.details[key] = f"{said.details[key]}; {text}" if key in said.details else text


def _retract(said: Said) -> None:
    if said.status in RETRACTED:
        said.status, said.negated = "entered-in-error", True


def settle(said: Said) -> Said:
    """Marks "none known" as negated: it names a class of things and denies it."""
    if said.code in members("absent_codes") or any(_NONE_KNOWN.match(name) for name in said.names):
        said.negated = True
    elif said.code in members("unknown_codes"):
        said.status = "unknown"
    return said
