"""The resources of a FHIR file laid side by side: each with its pointer, found by reference, and whose it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.document import Problem
from ingest.errors import trouble
from ingest.limits import Limits
from ingest.readers import ccda_xml, fhir_json
from ingest.readers.ccda_narrative import local
from ingest.readers.fhir_values import date, get, parts, text_of

Resource = dict[str, Any]
_NESTING = 4
_SUBJECTS = ("subject", "patient", "beneficiary", "individual", "for")


@dataclass(frozen=True, slots=True, eq=False)
class Holding:
    """One resource: its JSON pointer, full URL, and the resource that contains it."""

    pointer: str
    url: str
    resource: Resource
    inside: Holding | None = None


@dataclass(slots=True)
class Record:
    """All resources of a file."""

    digest: str
    problems: list[Problem]
    holdings: list[Holding] = field(default_factory=list)
    date: str = ""
    language: str = ""
    source: str = ""  # the organisation the bundle says it comes from, where it is a name
    _index: dict[str, Holding] = field(default_factory=dict)
    _patients: list[Holding] = field(default_factory=list)

    def add(self, holding: Holding) -> None:
        """Adds a resource and what it contains."""
        if holding.inside is None:
            self.holdings.append(holding)
        for name in self.names_of(holding):
            self._index.setdefault(name, holding)
        if holding.resource.get("resourceType") == "Patient" and holding.inside is None:
            self._patients.append(holding)
        for number, inner in enumerate(parts(holding.resource, "contained")):
            if holding.inside is None:
                self.add(Holding(f"{holding.pointer}/contained/{number}", "", inner, holding))

    def names_of(self, holding: Holding) -> set[str]:
        """Every way to refer to a resource."""
        kind, identifier = text_of(holding.resource.get("resourceType")), text_of(holding.resource.get("id"))
        if holding.inside is not None:
            return {f"{holding.inside.pointer}#{identifier}"}
        return {name for name in (holding.url, f"{kind}/{identifier}" if identifier else "") if name}

    def find(self, reference: Any, near: Holding | None = None) -> Holding | None:
        """The resource a reference points at, when it is in the file."""
        target = text_of(reference) if not isinstance(reference, dict) else text_of(reference.get("reference"))
        if not target:
            return None
        if target.startswith("#"):
            return self._index.get(f"{near.pointer}{target}") if near else None
        target = target.split("/_history/")[0]
        return self._index.get(target) or self._index.get("/".join(target.rsplit("/", 2)[-2:]))

    def resolve(self, reference: Any, near: Holding | None = None) -> Resource | None:
        """As `find`, for the resource itself."""
        found = self.find(reference, near)
        return found.resource if found else None

    def owner(self, holding: Holding) -> str | None:
        """Whose the resource is; None when it does not say (then it counts for everyone in the file)."""
        if holding.resource.get("resourceType") == "Patient":
            return holding.pointer
        for name in _SUBJECTS:
            for reference in parts(holding.resource, name):
                found = self.find(reference, holding)
                if found is not None and found.resource.get("resourceType") == "Patient":
                    return found.pointer
                target = text_of(reference.get("reference"))
                if found is None and target and ("Patient/" in target or (name == "patient" and ":" in target)):
                    return self._stranger(target)
        return None

    def _stranger(self, target: str) -> str:
        """A patient who is not in the file; the one who is, when only the form of the reference differs."""
        identifier = target.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        for patient in self._patients:
            if identifier in (text_of(patient.resource.get("id")), patient.url.rsplit(":", 1)[-1]):
                return patient.pointer
        return identifier

    def people(self) -> list[str]:
        """Everyone the file is about, in order; one empty key when it names no one."""
        found = dict.fromkeys(owner for holding in self.holdings if (owner := self.owner(holding)) is not None)
        return list(found) or [""]

    def patient(self, key: str) -> Resource:
        """The Patient of a key; empty for one who is not in the file."""
        return next((each.resource for each in self._patients if each.pointer == key), {})


def gather(path: Path, name: str, limits: Limits) -> Record:
    """All resources of a file. Rejected when it cannot be read safely."""
    data = path.read_bytes()
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        root, data, whole = ccda_xml.parse(path, name, limits)
        values = [fhir_json.from_xml(root) | {"resourceType": local(root)}]
        problems = [] if whole else [trouble("xml-cut", name)]
    else:
        values, problems = fhir_json.load(data, name)
    record = Record(hashlib.sha256(data).hexdigest(), problems)
    for number, value in enumerate(values):
        pointer = f"/{number}" if len(values) > 1 else ""
        if isinstance(value, dict):
            record.date = record.date or _dated(value)
            source = get(value, "meta", "source")
            record.source = record.source or (source if source and ":" not in source and "#" not in source else "")
            record.language = record.language or get(value, "language")
            for holding in _flat(value, pointer, "", 0):
                record.add(holding)
            if any(get(link, "relation") == "next" for link in parts(value, "link")):
                record.problems.append(trouble("fhir-more", name))
    for holding in record.holdings:
        if holding.resource.get("resourceType") == "OperationOutcome" and _severe(holding.resource):
            record.problems.append(trouble("fhir-incomplete", name))
            break
    return record


def _dated(value: Resource) -> str:
    return date(value.get("timestamp")) or (date(value.get("issued")) or date(value.get("date")))


def _severe(outcome: Resource) -> bool:
    return any(get(issue, "severity") in ("error", "fatal") for issue in parts(outcome, "issue"))


def _flat(value: Resource, pointer: str, url: str, depth: int) -> Iterator[Holding]:
    if value.get("resourceType") == "Bundle" and depth < _NESTING:
        for number, entry in enumerate(parts(value, "entry")):
            for resource in parts(entry, "resource"):
                yield from _flat(
                    resource, f"{pointer}/entry/{number}/resource", text_of(entry.get("fullUrl")), depth + 1
                )
    elif value.get("resourceType") == "Parameters" and depth < _NESTING:
        for number, parameter in enumerate(parts(value, "parameter")):
            for resource in parts(parameter, "resource"):
                yield from _flat(resource, f"{pointer}/parameter/{number}/resource", "", depth + 1)
    elif isinstance(value.get("resourceType"), str):
        yield Holding(pointer, url, value)
