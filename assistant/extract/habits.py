"""Social history: tobacco, alcohol, drugs, work, household."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from assistant.extract import shapes
from assistant.extract.reading import Place
from assistant.extract.work import NO_DATE, Work
from assistant.model.facts import Assertion, Fact, FactKind
from knowledge.lexicon import Lexicon
from knowledge.plain import plain

ANYWHERE = ("smok", "alcohol")
NOT_HERE = frozenset({"technique", "questions"})


@lru_cache(maxsize=2)
def _rules(lexicon: Lexicon) -> list[tuple[dict[str, Any], re.Pattern[str]]]:
    return [(rule, re.compile(rule["pattern"])) for rule in lexicon.words["patterns"]["social"]]


def habit_of(words: str, lexicon: Lexicon) -> tuple[str, Assertion] | None:
    """The habit that a few words name ("Tobacco smoking status: Former smoker"), with its assertion."""
    flat = plain(words)
    for rule, pattern in _rules(lexicon):
        if pattern.search(flat):
            return rule["name"], Assertion(rule["assertion"])
    return None


def habits(work: Work) -> Iterator[Fact]:
    """Facts from social history, and from a smoking or drinking statement anywhere."""
    taken: list[tuple[int, int]] = []
    for rule, pattern in _rules(work.lexicon):
        if rule["name"] not in work.anchors:
            continue
        anywhere = any(word in rule["name"] for word in ANYWHERE)
        for match in work.anchors.near(rule["name"], pattern):
            start, end = match.span()
            place = work.place_of(start) or work.place_of(end - 1)  # a heading may hold its first words
            if place is None or place.section in NOT_HERE or any(start < last and first < end for first, last in taken):
                continue
            if not (anywhere or _social(work, place)) or _of_relative(work, place, start):
                continue
            if rule["assertion"] == "present" and "value" not in rule and _denied(work, place, start, end):
                continue
            urged = shapes.pattern(work.lexicon, "urged").search(work.flat[place.start : start])
            if urged and rule["assertion"] == "historical":
                continue  # advice to give a habit up is no past habit
            taken.append((start, end))
            yield work.fact(
                FactKind.SOCIAL_HISTORY,
                rule["name"],
                (start, end),
                "social",
                Assertion(rule["assertion"]),
                when=work.date_near(place, start, end) if rule.get("dated", True) else NO_DATE,
                value=rule.get("value") or " ".join(match[0].split()),
            )


def _social(work: Work, place: Place) -> bool:
    return (
        place.section in ("social_history", "history_present", "")
        or "social" in work.reading.section_at(place.start).title
    )


def _of_relative(work: Work, place: Place, start: int) -> bool:
    """A relative named before the habit has it; "lives with his mother" names one behind it."""
    return any(relative.end <= start - place.start for relative in work.sentence(place).relatives)


def _denied(work: Work, place: Place, start: int, end: int) -> bool:
    return work.judge(place, start, end).assertion is Assertion.ABSENT
