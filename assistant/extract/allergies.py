"""Allergies with their reaction, and the statement that none are known. Never a medicine taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.framing import answer
from assistant.extract.mentions import Mention
from assistant.extract.over import told_effect
from assistant.extract.reading import Place
from assistant.extract.sig import prescribed
from assistant.extract.titles import unfilled
from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind
from knowledge.lexicon import Lexicon

CAUSES = ("medication", "drug_class", "allergen", "chemical", "regimen", "vaccine", "lab", "procedure", "device")


@lru_cache(maxsize=2)
def _reactions(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{shapes.any_of(lexicon.words['patterns']['reactions'])})\b")


def allergies(work: Work) -> Iterator[Fact]:
    """Facts from allergy sections and from sentences that say "allergic to"."""
    for place in work.reading.sentences:
        if place.section in ("family_history", "questions"):
            continue
        if place.section != "allergies" and not work.anchors.within("allergies", place.start, place.end + 14):
            continue
        flat = work.flat[place.start : place.end]
        none = shapes.pattern(work.lexicon, "no_allergies").search(flat)
        if none is None and place.section == "allergies":
            none = shapes.said("none_listed").match(flat)
        if none:
            yield work.fact(
                FactKind.ALLERGY,
                _none_name(none[0]),
                (place.start + none.start(), place.start + none.end()),
                "allergies.none",
                Assertion.ABSENT,
            )
        if place.section == "allergies":
            yield from _listed(work, place, place.start)
        elif cue := shapes.pattern(work.lexicon, "allergic").search(flat):
            yield from _listed(work, place, place.start + cue.end(), told=True)
        else:
            yield from _named(work, place)


def _none_name(written: str) -> str:
    return "no known drug allergies" if re.search(r"drug|medic|nkda", written) else "no known allergies"


def _listed(work: Work, place: Place, after: int, told: bool = False) -> Iterator[Fact]:
    names = [name for name in work.names_in(place) if name.kind in CAUSES and name.start >= after]
    names = [name for name in names if not _is_reaction(work, place, name)]
    names = [name for name in names if not work.flat.startswith("-free", name.end)]
    names = [name for name in names if told or not prescribed(work.lexicon, work.flat[name.end : place.end])]
    for index, name in enumerate(names):
        until = names[index + 1].start if index + 1 < len(names) else place.end
        if told and name.start - after > 60:
            break
        yield _fact(work, place, name, until)


def _is_reaction(work: Work, place: Place, name: Mention) -> bool:
    return (
        name.kind in ("procedure", "lab")
        or shapes.said("not_the_cause").search(work.flat[place.start : name.start]) is not None
    )


def _named(work: Work, place: Place) -> Iterator[Fact]:
    """ "penicillin allergy" in running text, "sulfa gave me hives"."""
    for name in work.names_in(place):
        called = shapes.said("named_allergy").match(work.flat, name.end)
        if called and "\n" in work.text[name.end : called.end()]:
            called = None  # the heading of the next row
        called = called or shapes.said("told_reaction").match(work.flat, name.end)
        if called is None and told_effect(work, name, work.flat[place.start : name.start]):
            called = shapes.said("told_effect").match(work.flat, name.end)
        if name.kind in CAUSES and called and not unfilled(work, name):
            judged = work.judge(place, name.start, name.end)
            if not judged.relation:
                yield _fact(work, place, name, place.end, answer(work.flat, called.end()) == "no")


def _fact(work: Work, place: Place, name: Mention, until: int, denied: bool = False) -> Fact:
    behind = work.flat[name.end : until]
    reaction = _reactions(work.lexicon).findall(behind)
    assertion = Assertion.PRESENT
    if (
        denied
        or shapes.said("no_longer_allergic").match(behind)
        or shapes.pattern(work.lexicon, "negligible_allergy").match(
            behind.lstrip() if behind.lstrip().startswith(":") else behind
        )
    ):
        assertion, reaction = Assertion.ABSENT, []
    elif not shapes.said("reaction_unknown").match(behind):
        judged = work.judge(place, name.start, name.end).assertion
        if judged in (Assertion.ABSENT, Assertion.POSSIBLE):
            assertion = judged
    severity = shapes.said("reaction_severity").search(behind)
    stop = name.end
    for found in _reactions(work.lexicon).finditer(behind):
        stop = name.end + found.end()
    term = name.of("medication", "drug_class", "allergen") or name.term
    details = {"reaction": ", ".join(dict.fromkeys(reaction)), "severity": severity[1] if severity else ""}
    return work.fact(
        FactKind.ALLERGY,
        term.name if term else name.name,
        (name.start, stop),
        "allergies.listed",
        assertion,
        term=term,
        details=details,
    )
