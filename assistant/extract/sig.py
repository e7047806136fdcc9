"""Dose, route and frequency as a prescription writes them behind a medicine. Never says whether it is taken."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.extract import shapes
from knowledge.lexicon import Lexicon

CLAUSE = re.compile(r";|(?<![a-z]\.[a-z])\.(?=\s|$)|\n\s*\n|, (?=and\b)")
GAP = " :,(-"  # between a name and its dose


class _Sig:
    """Patterns of a prescription line."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words["patterns"]
        self.dose = shapes.pattern(lexicon, "dose")
        self.bare = re.compile(
            rf"\s+({words['bare_dose']})(?=\s*(?:,|$|\n|\.|once|twice|daily|bid|at |in the|every|una|dos|\())"
        )
        self.frequency = shapes.pattern(lexicon, "frequencies")
        self.as_needed = shapes.pattern(lexicon, "as_needed")
        self.duration = shapes.pattern(lexicon, "durations")
        self.routes = [
            (re.compile(rf"(?<![\w.])(?:{shapes.any_of(names)})(?!\w)"), route)
            for route, names in words["routes"].items()
        ]
        self.any_route = re.compile("|".join(route.pattern for route, _ in self.routes))


@lru_cache(maxsize=2)
def _sig(lexicon: Lexicon) -> _Sig:
    return _Sig(lexicon)


def sig(lexicon: Lexicon, behind: str, bare_allowed: bool = False) -> tuple[dict[str, str], int]:
    """Dose, route, frequency of the words behind a medicine's name, and how far they reach."""
    shape = _sig(lexicon)
    clause = CLAUSE.split(behind, maxsplit=1)[0]
    details: dict[str, str] = {}
    reached = 0
    dose = next((found for found in shape.dose.finditer(clause) if not _was(clause, found)), None)
    if dose and not shapes.said("dose_is_past").search(clause[: dose.start()]):
        details["dose"] = dose[0].strip()
        reached = dose.end()
    elif bare_allowed and (bare := shape.bare.match(clause)):
        details["dose"] = bare[1]
        reached = bare.end(1)
    frequency = shape.frequency.search(clause)
    if frequency and frequency.start() - reached < 60:
        details["frequency"] = frequency[0].strip()
        reached = max(reached, frequency.end())
    for route, name in shape.routes if shape.any_route.search(clause) else ():
        found = route.search(clause)
        if found and found.start() < max(reached, 40) + 25:
            details["route"] = name
            reached = max(reached, found.end() if found.end() < reached + 25 else reached)
            break
    if needed := shape.as_needed.search(clause):
        details["as_needed"] = "yes"
        reached = max(reached, needed.end())
    if lasting := shape.duration.search(clause):
        details["duration"] = lasting[0]
    return details, reached


def _was(clause: str, dose: re.Match[str]) -> bool:
    """The dose that a change began from: "reduced from 25 mg to 15 mg"."""
    led = shapes.said("dose_was").search(clause, 0, dose.start())
    return led is not None and (led[0] != "de " or shapes.said("dose_then").match(clause, dose.end()) is not None)


def prescribed(lexicon: Lexicon, behind: str) -> bool:
    """Whether the words behind a name are those of a prescription: its dose at once, and how often."""
    shape = _sig(lexicon)
    line = behind.lstrip(GAP)
    dose = shape.dose.match(line)
    return dose is not None and (
        shape.frequency.search(line, dose.end(), dose.end() + 30) is not None
        or shape.any_route.match(line[dose.end() : dose.end() + 20].lstrip()) is not None
    )
