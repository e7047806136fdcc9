"""Coded entries of structured papers (C-CDA, FHIR) as facts, each with the line of the rendered page that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes
from assistant.extract.habits import habit_of
from assistant.extract.sig import sig
from assistant.extract.work import trimmed
from assistant.model.facts import Assertion, Code, DateRole, Evidence, Fact, FactKind, FactOrigin, When
from ingest.document import Document, Entry, SpanError
from knowledge.lexicon import Lexicon
from knowledge.plain import plain

LASTING = frozenset(
    {
        "procedure",
        "immunization",
        "lab_result",
        "vital",
        "biomarker",
        "imaging_finding",
        "impression",
        "social_history",
        "device",
    }
)
ROLES = {
    "lab_result": DateRole.COLLECTED,
    "vital": DateRole.COLLECTED,
    "biomarker": DateRole.COLLECTED,
    "medication": DateRole.STARTED,
}
TABLETS = re.compile(r"tab|cap|puff|spray|drop")
COMBINED = re.compile(r"\d ?(?:MG|MCG|UNT|%|MG/ML) / [a-z]", re.IGNORECASE)
STRENGTH = re.compile(r"\d[\d.]* (?:MG|MCG|UNT)(?:/ML)?(?= /|\b)", re.IGNORECASE)
NAMED = {
    "medication": ("medication", "regimen", "drug_class", "chemical"),
    "allergy": ("medication", "drug_class", "allergen", "chemical"),
    "lab_result": ("lab", "marker"),
    "vital": ("vital", "lab"),
    "problem": ("problem", "symptom"),
    "family_history": ("problem", "symptom"),
    "immunization": ("vaccine",),
    "procedure": ("procedure", "device"),
}


def entries(document: Document, lexicon: Lexicon) -> Iterator[Fact]:
    """One fact per entry. An entry marked as an error is none; one whose place is not on the page is dropped."""
    for entry in document.entries:
        if shapes.said("entry_wrong").search(entry.status) or not entry.name.strip():
            continue
        try:
            kind = FactKind(entry.kind)
            page = document.page(entry.page)
            start, end = trimmed(page.text, entry.start, entry.end)
            span = document.span(entry.page, start, end)
        except (ValueError, KeyError, SpanError):
            continue
        relation = "" if entry.experiencer in ("", "patient") else entry.experiencer
        details = {key: value for key, value in entry.details.items() if value}
        if entry.status and entry.kind not in LASTING:  # "completed" of a result says nothing of the patient
            details["status"] = entry.status
        if kind is FactKind.MEDICATION:
            details = dosage(entry, lexicon) | details
        if relation:
            kind, details["relation"] = FactKind.FAMILY_HISTORY, relation
        yield Fact(
            kind,
            _name(entry, kind, lexicon),
            entry.name,
            (Evidence(span, f"entry:{entry.pointer}"),),
            _assertion(entry, kind, lexicon),
            Code(entry.system, entry.code, entry.name) if entry.code else None,
            _when(entry),
            FactOrigin.STRUCTURED,
            entry.value or None,
            entry.unit or None,
            entry.range or None,
            entry.flag or None,
            details,
        )


def dosage(entry: Entry, lexicon: Lexicon) -> dict[str, str]:
    """Dose, route and frequency as the drug's name and the instructions spell them, where the entry has no field."""
    said: dict[str, str] = {}
    for words in (entry.details.get("instructions", ""), entry.name):
        found, _ = sig(lexicon, f" {plain(words)}", bare_allowed=False)
        if COMBINED.search(words) and "dose" in found:
            found["dose"] = " / ".join(STRENGTH.findall(words)).lower()  # each drug has its own
        if TABLETS.search(said.get("dose", "")) and "dose" in found:
            said["dose"] = f"{found['dose']} ({said['dose']})"
        said = {key: value for key, value in found.items() if key != "duration"} | said
    return said


def _assertion(entry: Entry, kind: FactKind, lexicon: Lexicon) -> Assertion:
    habit = habit_of(f"{entry.name} {entry.value}", lexicon) if kind is FactKind.SOCIAL_HISTORY else None
    if habit is not None:
        return habit[1]
    if (
        entry.negated
        or shapes.said("entry_refuted").search(entry.status)
        or shapes.said("entry_none").match(entry.name.lower())
    ):
        return Assertion.ABSENT
    if kind is FactKind.FAMILY_HISTORY:
        return Assertion.FAMILY
    if shapes.said("entry_unsure").search(entry.status) and entry.kind not in LASTING:
        return Assertion.POSSIBLE
    if kind is FactKind.APPOINTMENT and shapes.said("entry_past").search(entry.status):
        return Assertion.HISTORICAL
    if (
        kind in (FactKind.RECOMMENDATION, FactKind.APPOINTMENT)
        or shapes.said("entry_ahead").search(entry.status)
        or shapes.said("entry_ahead").search(entry.details.get("mood", ""))
    ):
        return Assertion.PLANNED
    if shapes.said("entry_past").search(entry.status) and entry.kind not in LASTING:
        return Assertion.HISTORICAL
    return Assertion.PRESENT


def _name(entry: Entry, kind: FactKind, lexicon: Lexicon) -> str:
    """Our short name when the vocabulary knows the wording, else the source's own in lower case."""
    if kind is FactKind.SOCIAL_HISTORY and (habit := habit_of(f"{entry.name} {entry.value}", lexicon)):
        return habit[0]
    if kind is FactKind.ALLERGY and entry.negated and shapes.said("entry_any_allergy").match(plain(entry.name)):
        return "no known drug allergies" if re.search(r"drug|medic", plain(entry.name)) else "no known allergies"
    kinds = NAMED.get(str(kind))
    written = " ".join(entry.name.split())
    if kinds:
        term = lexicon.look_up(written, *kinds)
        if term is None and kind in (FactKind.MEDICATION, FactKind.ALLERGY):
            hits = [hit for hit in lexicon.find(written, plain(written)) if hit.of(*kinds)]
            named = [each for hit in hits if (each := hit.of(*kinds))]
            if kind is FactKind.MEDICATION and hits and hits[0].start == 0:
                term = named[0]
                if len(named) > 1 and COMBINED.search(written):  # "carbidopa 25 MG / levodopa 100 MG Oral Tablet"
                    return _together([each.name for each in named], lexicon)
        if term is not None:
            return term.name
    return written.lower() if not re.search(r"[A-Z]{2}\d|\d[A-Z]", written) else written


def _together(names: list[str], lexicon: Lexicon) -> str:
    """The name of a tablet of several drugs: the list's where it has one, in either order, else all of theirs."""
    for first, *others in (names, names[::-1]):
        for joint in ("-", "/", " and "):
            if term := lexicon.look_up(joint.join([first, *others]), "medication"):
                return term.name
    return "-".join(names)


def _when(entry: Entry) -> When:
    iso = entry.date[:10]
    if not re.fullmatch(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", iso):
        return When()
    return When.of(iso, ROLES.get(entry.kind, DateRole.HAPPENED), entry.date)
