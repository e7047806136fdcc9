"""Which condition the case is about: what the person says, and what their papers make of it. Never settled in silence.

The person's own words decide. Where they tell nothing, the papers may, and the person is asked whether it is so; where
the papers are clear about something else and hardly speak of what they told us, they are asked which it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.model.case import Goal
from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.history import Entry, History
from assistant.model.papers import DocumentKind, Paper
from assistant.reconcile.conclusions import section
from knowledge.history import load_history
from knowledge.pathways import Pathways
from knowledge.strict import Text

_KINDS = (FactKind.PROBLEM, FactKind.PATHOLOGY_DIAGNOSIS, FactKind.IMPRESSION)
_PROVEN = 3.0  # points for what a tissue report says
_MAIN = 1.5  # of the points of what the person is seen for, as the history makes of it
_ENOUGH = 2.0  # points below which the papers only touch on it
_CLEAR = 1.6  # of the next one's points
_IMPRESSION = 0.5  # of the points of a sentence that concludes, and may speak of what is only thought of
_SLIGHT = 0.1  # of the clear one's points: below, what the person told us is hardly spoken of
_NAMED = 0.9  # how sure the finder must be that a name is a condition's


class Doubt(StrEnum):
    """Why the person is asked. The values are keys of shared/says.yml."""

    UNSURE = "choose_why"  # neither words nor papers tell
    PAPERS = "choose_papers"  # the papers tell, the words do not
    DISAGREE = "choose_differ"  # the papers speak of another one, and none of the one told


@dataclass(frozen=True, slots=True)
class Told:
    """A condition that the papers speak of, how much they make of it, and where."""

    id: str
    title: Text
    points: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """The conditions to go by, and what is to be asked. `told`: what the papers speak of, most first."""

    pathways: tuple[str, ...]
    doubt: Doubt | None = None
    told: tuple[Told, ...] = ()


def settle(goal: Goal, history: History, papers: Sequence[Paper], pathways: Pathways) -> Settled:
    """What the person chose, else what their words say, else what the papers say; with the doubt that remains."""
    if goal.pathways:
        return Settled(goal.pathways)
    said = pathways.sure(goal.condition, goal.reason)
    counted = [paper for paper in papers if paper.counts and not paper.id.startswith("statement-")]
    told = conditions_told(history, counted, pathways)
    clear = _clear(told)
    if said:
        most = max((one.points for one in told if one.id in said), default=0.0)
        doubt = bool(clear) and clear not in said and most <= _SLIGHT * told[0].points
        return Settled(said, Doubt.DISAGREE if doubt else None, told)
    if clear:
        return Settled((clear,), Doubt.PAPERS, told)
    return Settled((), Doubt.UNSURE if goal.condition or told else None, told)


def conditions_told(history: History, papers: Sequence[Paper], pathways: Pathways) -> tuple[Told, ...]:
    """Every condition the papers hold the patient to have, by how many papers say so and in which of their parts."""
    kinds = {paper.id: paper.kind for paper in papers}
    points: dict[str, float] = defaultdict(float)
    places: dict[str, list[Evidence]] = defaultdict(list)
    for entry in history.entries:
        if entry.kind not in _KINDS or entry.assertion not in (Assertion.PRESENT, Assertion.POSSIBLE):
            continue
        weight = _weight(entry.facts, kinds)
        if not weight:
            continue
        weight *= _MAIN if entry.id == history.main else _IMPRESSION if entry.kind is FactKind.IMPRESSION else 1.0
        for found in _conditions(entry, pathways):
            points[found] += weight
            places[found] += entry.evidence[:2]
    specific = {one for one in points if not pathways.get(one).fallback} or set(points)
    rows = [Told(one, pathways.get(one).title, round(points[one], 2), tuple(places[one][:3])) for one in specific]
    return tuple(sorted(rows, key=lambda told: (-told.points, told.id)))


def _clear(told: Sequence[Told]) -> str:
    """The one that stands out; "" when none does."""
    if not told or told[0].points < _ENOUGH:
        return ""
    return told[0].id if len(told) == 1 or told[0].points >= _CLEAR * told[1].points else ""


def _weight(facts: Iterable[Fact], kinds: dict[str, DocumentKind]) -> float:
    """Each paper once, by the most telling part that names it; what only a list of old problems holds counts little."""
    telling = load_history().telling
    best: dict[str, float] = defaultdict(float)
    for fact in facts:
        kind = kinds.get(fact.span.document)
        if kind is None or fact.assertion not in (Assertion.PRESENT, Assertion.POSSIBLE):
            continue
        weight = telling.get(section(fact), 0.5)
        if fact.kind is FactKind.PATHOLOGY_DIAGNOSIS and kind is DocumentKind.PATHOLOGY_REPORT:
            weight = _PROVEN
        elif kind is DocumentKind.PORTAL_SUMMARY:
            weight = min(weight, 0.3)
        best[fact.span.document] = max(best[fact.span.document], weight)
    return sum(best.values())


def _conditions(entry: Entry, pathways: Pathways) -> set[str]:
    """The conditions an entry is one of: by its code, else by its name."""
    codes = {fact.code.code for fact in entry.facts if fact.code and fact.code.system.startswith("ICD")}
    coded = {file.id for file in pathways.all() for code in codes if any(code.startswith(p) for p in file.icd10)}
    if coded:
        return coded
    names = dict.fromkeys((entry.name, *(" ".join(fact.text.split())[:120] for fact in entry.facts[:2])))
    for name in names:
        found = {match.id for match in pathways.find(name) if match.score >= _NAMED}
        if found:
            return found
    return set()


__all__ = ["Doubt", "Settled", "Told", "conditions_told", "settle"]
