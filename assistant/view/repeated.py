"""What a table of findings would say twice: a finding that a conclusion of the same report holds with all its words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.model.facts import FactKind
from assistant.model.history import Entry
from knowledge.kinds import fold

WORDS = re.compile(r"[^\W_]+(?:\.\d+)?")


def holds(whole: Entry, part: Entry) -> bool:
    """Whether `whole` says all that `part` says: around each of its places, or as the conclusion of its paper."""
    if whole is part or whole.assertion != part.assertion:
        return False
    return _around(whole, part) or _concludes(whole, part)


def _around(whole: Entry, part: Entry) -> bool:
    spans = [item.span for item in whole.evidence]
    inside = [
        any((s.document, s.page) == (w.document, w.page) and w.start <= s.start and s.end <= w.end for w in spans)
        for s in (item.span for item in part.evidence)
    ]
    return all(inside) and (_length(whole), whole.id) > (_length(part), part.id)


def _concludes(whole: Entry, part: Entry) -> bool:
    """The words of the finding, its numbers too, are among those of the conclusion."""
    if (whole.kind, part.kind) != (FactKind.IMPRESSION, FactKind.IMAGING_FINDING):
        return False
    papers = {item.span.document for item in whole.evidence}
    if any(item.span.document not in papers for item in part.evidence):
        return False
    said = {word for fact in whole.facts for word in WORDS.findall(fold(fact.text))}
    told = (part.name, *(word for fact in part.facts for word in (fact.text, *_told(fact.details))))
    return {word for words in told for word in WORDS.findall(fold(words))} <= said


def _told(details: Mapping[str, str]) -> list[str]:
    """What is told beside a finding and must not be lost with it."""
    return [details[key] for key in ("size", "severity", "side", "change") if details.get(key)]


def _length(entry: Entry) -> int:
    return len(" ".join(entry.facts[0].text.split()))
