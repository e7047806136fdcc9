"""Social history: tobacco, alcohol, drugs, work, household."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind
from knowledge.lexicon import Lexicon

ANYWHERE = ("smok", "alcohol")
NOT_HERE = frozenset({"family_history", "technique", "questions", "medications", "allergies"})


@lru_cache(maxsize=2)
def _rules(lexicon: Lexicon) -> list[tuple[dict[str, Any], re.Pattern[str]]]:
    return [(rule, re.compile(rule["pattern"])) for rule in lexicon.words["patterns"]["social"]]


def habits(work: Work) -> Iterator[Fact]:
    """Facts from social history, and from a smoking or drinking statement anywhere."""
    for place in work.reading.sentences:
        if place.section in NOT_HERE:
            continue
        flat = work.flat[place.start : place.end]
        social = place.section == "social_history"
        taken: list[tuple[int, int]] = []
        for rule, pattern in _rules(work.lexicon):
            if not (social or any(word in rule["name"] for word in ANYWHERE) or place.section in ("history_present", "")):
                continue
            for match in pattern.finditer(flat):
                if any(match.start() < last and first < match.end() for first, last in taken):
                    continue
                start, end = place.start + match.start(), place.start + match.end()
                if work.judge(place, start, end).relation:
                    continue
                taken.append((match.start(), match.end()))
                yield work.fact(
                    FactKind.SOCIAL_HISTORY, rule["name"], (start, end), "social", Assertion(rule["assertion"]),
                    when=work.date_near(place, start, end), value=rule.get("value") or " ".join(match[0].split()),
                )  # fmt: skip
