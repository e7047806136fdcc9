"""What a person is seen for, as the papers themselves make of it: found by where and how often it is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.model.history import Entry
from assistant.reconcile.conclusions import section
from assistant.reconcile.sources import Sources
from knowledge.history import load_history
from knowledge.kinds import fold
from knowledge.layouts import broad_words

_PROVEN = 4.0  # points for an illness that a pathology report names
_ASKED = 3.0  # times the points of an illness whose name the patient's own condition shares
_KIN = 0.4  # of the points of other names that share a word


def main_problem(entries: Sequence[Entry], sources: Sources, about: Sequence[str] = ()) -> Entry | None:
    """What the person is seen for: what assessments and diagnoses of most papers name, and what they ask `about`."""
    asked = {word for name in about for word in fold(name).split() if len(word) > 3} - broad_words()
    problems = [e for e in entries if e.kind is FactKind.PROBLEM and e.assertion is Assertion.PRESENT]
    ill = [e for e in problems if not (is_symptom(e) or e.proposed)]
    told = {entry.id: _told(entry.facts, sources) for entry in ill}
    proven = [
        words_of(e) for e in entries if e.kind is FactKind.PATHOLOGY_DIAGNOSIS and e.assertion is Assertion.PRESENT
    ]
    scores: dict[str, float] = {}
    for entry in ill:
        kin = sum(told[other.id] for other in ill if other is not entry and words_of(other) & words_of(entry))
        proof = _PROVEN * max((_share(words_of(entry), words) for words in proven), default=0.0)
        scores[entry.id] = (told[entry.id] + _KIN * kin + proof) * (_ASKED if words_of(entry) & asked else 1.0)
    best = max(scores, key=lambda identity: (scores[identity], identity), default=None)
    return next((entry for entry in entries if entry.id == best), None)


def _share(named: set[str], proven: set[str]) -> float:
    """How much of a name a diagnosis proves: a cancer of the thyroid proves no nodule of it."""
    return len(named & proven) / len(named) if named else 0.0


def words_of(entry: Entry) -> set[str]:
    """The words of a name that tell one illness from another."""
    words = load_history()
    bare = words.narrowing.sub(" ", words.qualifiers.sub(" ", fold(entry.name)))
    return {token for token in bare.split() if token not in words.sides and len(token) > 2}


def is_symptom(entry: Entry) -> bool:
    return all(fact.kind is FactKind.SYMPTOM for fact in entry.facts)


def _told(facts: Iterable[Fact], sources: Sources) -> float:
    """How much the papers make of it: each paper by the most telling part that names it."""
    telling = load_history().telling
    best: dict[str, float] = defaultdict(float)
    for fact in facts:
        if fact.assertion is Assertion.PRESENT:
            weight = telling.get(section(fact), 0.5)
            best[sources.source(fact)] = max(best[sources.source(fact)], weight)
    return sum(best.values())
