"""One question about what else the papers list that a plan must respect: other illnesses, allergies, medicines.

Only what the papers plainly say the person has or takes; what the pathway itself is about is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.model.facts import Assertion, Evidence, FactKind
from assistant.model.history import Entry, History, Verdict
from knowledge.asking import Background
from knowledge.finder import tokens
from knowledge.names import in_language
from knowledge.schema import Pathway

MOST, ALLERGIES = 4, 3  # named in the question
_HERE = (Assertion.PRESENT, Assertion.HISTORICAL)
_NOT = (Verdict.NOT_MINE, Verdict.REJECTED)


def background(history: History, pathway: Pathway, language: str) -> tuple[str, tuple[Evidence, ...]]:
    """The things in words, and where they stand; empty when the papers list none."""
    says = pathway.shared.says
    allergies = [e for e in history.of(FactKind.ALLERGY) if e.assertion is Assertion.PRESENT and e.verdict not in _NOT][
        :ALLERGIES
    ]
    named = {label: entry.evidence[0] for label, entry in _groups(history, pathway, language)}
    things = list(named)[:MOST]
    evidence = [named[label] for label in things]
    if allergies:
        names = _named(allergies, language)
        key = "q_allergy" if len(names) == 1 else "q_allergies"
        things.append(says[key].of(language).format(names=_list(names, language)))
        evidence += [entry.evidence[0] for entry in allergies]
    return _list(things, language), tuple(evidence)


def _named(allergies: Sequence[Entry], language: str) -> list[str]:
    """Each substance once, in whatever order its parts are written; "natural rubber latex" says "latex" as well."""
    once = {frozenset(tokens(e.name)): e.name for e in reversed(allergies)}
    said = [f" {name.casefold()}" for name in once.values()]
    once = {k: name for k, name in once.items() if sum(one.endswith(f" {name.casefold()}") for one in said) == 1}
    return [in_language(name, language) for name in reversed(once.values())]


def _list(things: list[str], language: str) -> str:
    *most, last = things or [""]
    return f"{', '.join(most)} {'y' if language == 'es' else 'and'} {last}" if most else last


def _groups(history: History, pathway: Pathway, language: str) -> Iterator[tuple[str, Entry]]:
    entries = [e for e in history.entries if e.verdict not in _NOT]
    for group in pathway.shared.background.values():
        if set(group.of) & set(pathway.ids):
            continue
        entry = next((e for e in entries if e.evidence and _belongs(e, group)), None)
        if entry:
            yield group.label.of(language), entry


def _belongs(entry: Entry, group: Background) -> bool:
    if entry.kind is FactKind.MEDICATION:
        taken = entry.assertion is Assertion.PRESENT and entry.status != "stopped"
        return taken and entry.name.casefold() in group.medicines
    if entry.kind is not FactKind.PROBLEM or entry.assertion not in _HERE or entry.code is None:
        return False
    return entry.code.code.startswith(group.icd10) if group.icd10 else False
