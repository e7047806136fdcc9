"""The sections of the patient summary: which entries go where, and what is said where there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.export.fhir import clinical
from assistant.export.fhir.build import LOINC, TERMINOLOGY, Resource, coded, entry, narrative, ref, sentence, urn
from assistant.export.fhir.clinical import NO_KNOWN, PAST, Scene
from assistant.model.facts import Assertion, FactKind
from assistant.model.history import Entry
from knowledge.layouts import says_none_known

PRESENT = (Assertion.PRESENT, Assertion.POSSIBLE, Assertion.CONDITIONAL)
REQUIRED = {FactKind.PROBLEM: "11450-4", FactKind.ALLERGY: "48765-2", FactKind.MEDICATION: "10160-0"}
EMPTY = f"{TERMINOLOGY}list-empty-reason"
NOT_FOUND = "Not found in the papers."
NOT_ASKED = "Not asked: no papers were given and no questions answered."
HEADS = ("Date", "What", "Said as", "In the paper's words")

Make = Callable[[Entry], Resource]


@dataclass(frozen=True)
class Part:
    """One section with the resources it refers to."""

    section: Resource
    resources: tuple[tuple[str, Resource, Entry | None], ...] = ()  # url, resource, the entry it is of


def url_of(scene: Scene, item: Entry) -> str:
    return urn(scene.case, item.kind.value, item.id)


def section(
    title: str, code: str, entries: Sequence[Entry], make: Make | None, scene: Scene, said: Sequence[Entry] = ()
) -> Part:
    """Entries become resources and rows of words; `said` are rows only (what is denied, what is planned)."""
    made = [(url_of(scene, item), make(item), item) for item in entries] if make else []
    rows = [_line(item) for item in (*entries, *said)]
    body: Resource = {"title": title, "code": coded(LOINC, code), "text": narrative(rows, HEADS)}
    if made:
        body["entry"] = [ref(url) for url, _, _ in made]
    return Part(body, tuple(made))


def _line(item: Entry) -> tuple[str, ...]:
    words = " ".join(item.facts[0].text.split())
    correction = f" [patient: {item.correction}]" if item.correction else ""
    return item.when.date or "no date", item.name, item.assertion.value, words + correction


def required(title: str, kind: FactKind, entries: Sequence[Entry], make: Make, scene: Scene, *, asked: bool) -> Part:
    """One of the three sections that must be there: entries, a known absence, or the reason why it is empty."""
    said = [item for item in entries if item.assertion == Assertion.ABSENT]
    kept = [item for item in entries if item.assertion in (*PRESENT, Assertion.HISTORICAL)]
    none = [item for item in said if kind in NO_KNOWN and says_none_known(item.name, item.facts[0].text)]
    if kept:  # "no drug allergies" beside one to latex denies no more than it says; a disagreement is shown as it is
        none = [item for item in none if scene.disputes(item)]
    denied = [item for item in said if item not in none]
    if kind == FactKind.ALLERGY:
        shown: list[Entry] = [*kept, *none, *denied]
        return section(title, REQUIRED[kind], shown, lambda e: clinical.allergy(e, scene, none_known=e in none), scene)
    shown = [*kept, *none]
    if shown:
        return section(
            title, REQUIRED[kind], shown, lambda e: clinical.none_of(e, scene) if e in none else make(e), scene, denied
        )
    body: Resource = {"title": title, "code": coded(LOINC, REQUIRED[kind])}
    body["text"] = narrative(map(_line, denied), HEADS) if denied else sentence(NOT_FOUND if asked else NOT_ASKED)
    body["emptyReason"] = coded(EMPTY, "unavailable" if asked else "notasked")
    return Part(body)


def required_or_empty(part: Part, *, asked: bool) -> Part:
    """A required section without a single resource says why."""
    if part.section.get("entry") or part.section.get("emptyReason"):
        return part
    body = {**part.section, "text": sentence(NOT_FOUND if asked else NOT_ASKED)}
    return Part({**body, "emptyReason": coded(EMPTY, "unavailable" if asked else "notasked")})


def each_result(entries: Sequence[Entry]) -> list[Entry]:
    """Two dated results are two observations, even where one entry holds them."""
    found: list[Entry] = []
    for item in entries:
        seen: dict[tuple[str, str | None], Entry] = {}
        for fact in item.facts:
            key = (fact.when.date, fact.value)
            if key in seen:
                seen[key] = replace(seen[key], facts=(*seen[key].facts, fact))
            else:
                name = item.id if not seen else f"{item.id}-{len(seen) + 1}"
                seen[key] = replace(
                    item, id=name, facts=(fact,), when=fact.when, assertion=fact.assertion, code=fact.code or item.code
                )
        found += seen.values()
    return found


def past(item: Entry) -> bool:
    return item.assertion == Assertion.HISTORICAL or item.status in PAST


__all__ = ["Part", "each_result", "entry", "past", "required", "required_or_empty", "section", "url_of"]
