"""Where papers disagree: both sides, each with its places. No side is assumed right, and the newest is not either."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from assistant.classify.labels import values
from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.history import Agreement, Conflict, Entry
from assistant.model.papers import Paper
from assistant.reconcile.entries import days_apart, differ, unsettled_stop
from assistant.reconcile.sources import REPLACED, Sources
from assistant.reconcile.things import says_none
from ingest.document import Page, PageState
from knowledge.history import HistoryWords, Measured, load_history
from knowledge.kinds import fold, plain

_YES_NO = frozenset(
    {
        FactKind.PROBLEM,
        FactKind.PROCEDURE,
        FactKind.FAMILY_HISTORY,
        FactKind.DEVICE,
        FactKind.BIOMARKER,
        FactKind.SOCIAL_HISTORY,
    }
)
_NO = re.compile(r"\b(?:no|not|none|nka|nkda|denies|niega|sin|ninguna)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")


def conflicts(entries: Sequence[Entry], sources: Sources) -> tuple[Conflict, ...]:
    """Every disagreement found, safety first."""
    words = load_history()
    found: list[Conflict] = []
    found += _allergies(entries, words)
    found += _medicines(entries, sources, words)
    found += _yes_and_no(entries, sources, words)
    found += _results(entries, sources, words)
    found += _values(entries, sources)
    found += _sides(entries, sources, words)
    pages = [_Read(paper, page, plain(page.text)) for paper in sources.papers.values() for page in paper.document.pages]
    pages = [read for read in pages if read.page.state is PageState.READ and sources.first_of(read.paper)]
    found += _birth_dates(pages)
    found += [told for read in pages for told in _amended_side(read, words)]
    found += _measured(pages, sources, words)
    return tuple({conflict.id: conflict for conflict in found}.values())


class _Read(NamedTuple):
    """A page that was read, and its text in the form patterns are matched on."""

    paper: Paper
    page: Page
    flat: str


def conflict(topic: str, kind: FactKind, *sides: tuple[str, Iterable[Fact]]) -> Conflict:
    """A conflict with a stable id."""
    key = hashlib.sha256(f"{kind}|{fold(topic)}".encode()).hexdigest()[:16]
    return Conflict(f"conflict-{key}", topic, tuple((said, tuple(facts)) for said, facts in sides), kind)


def _allergies(entries: Sequence[Entry], words: HistoryWords) -> Iterator[Conflict]:
    """An allergy named in one paper, and another that says there are none."""
    allergies = [entry for entry in entries if entry.kind is FactKind.ALLERGY]
    none = [f for e in allergies for f in e.facts if says_none(f, words) and not _narrow(f, words)]
    for entry in allergies:
        yes = [f for f in entry.facts if f.assertion is Assertion.PRESENT and not says_none(f, words)]
        against = [f for f in none if f.span.document not in {y.span.document for y in yes}]
        denied = [f for f in entry.facts if f.assertion is Assertion.ABSENT and not says_none(f, words)]
        if yes and (against or denied):
            said = " ".join(yes[0].text.split())
            yield conflict(
                f"{entry.name} allergy", entry.kind, (said, yes), (_none(against + denied), against + denied)
            )


def _none(facts: Sequence[Fact]) -> str:
    """What denies an allergy, in words that do: a coded entry's own name ("Drug allergy") would say the opposite."""
    text = _said(facts)
    coded = facts[0].evidence[0].method.startswith("entry:")
    return f"no known allergies ({text})" if coded and not _NO.search(text) else text


def _narrow(fact: Fact, words: HistoryWords) -> bool:
    return any(terms & set(fold(fact.name).split()) for terms in words.allergy_scopes.values())


def _medicines(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    for entry in entries:
        if entry.kind is FactKind.MEDICATION and (split := unsettled_stop(entry.facts, sources, words)):
            active, stopped = split
            yield conflict(f"{entry.name}: active or stopped", entry.kind, ("active", active), ("stopped", stopped))


def _yes_and_no(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    for entry in entries:
        if entry.kind not in _YES_NO or entry.agreement is not Agreement.DIFFER:
            continue
        yes = [f for f in entry.facts if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
        no = [f for f in entry.facts if f.assertion is Assertion.ABSENT]
        if yes and no and differ(entry.facts, sources, words):
            yield conflict(
                f"{entry.name}: yes or no", entry.kind, (f"yes: {_said(yes)}", yes), (f"no: {_said(no)}", no)
            )


def _results(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """A marker called positive in one paper and negative in another."""
    for entry in entries:
        if entry.kind is not FactKind.BIOMARKER:
            continue
        said = {"positive": [], "negative": []}  # type: dict[str, list[Fact]]
        for fact in entry.facts:
            polarity = _polarity(fact, words)
            if polarity and fact.assertion is not Assertion.PLANNED:
                said[polarity].append(fact)
        if said["positive"] and said["negative"] and sources.count(said["positive"] + said["negative"]) > 1:
            yield conflict(entry.name, entry.kind, *((f"{k}: {_said(v)}", v) for k, v in said.items()))


def _polarity(fact: Fact, words: HistoryWords) -> str:
    text = fold(fact.value or "") or fold(fact.text)
    if words.negative.search(text):
        return "negative"
    return "positive" if words.positive.search(text) else ""


def _values(entries: Sequence[Entry], sources: Sources) -> Iterator[Conflict]:
    """Stage or grade given differently by papers of one time, each of one sort (clinical, pathological)."""
    for entry in entries:
        if entry.kind is not FactKind.STAGE or sources.count(entry.facts) < 2:
            continue
        by_value: dict[str, list[Fact]] = {}
        for fact in entry.facts:
            if fact.value and fact.assertion is Assertion.PRESENT and REPLACED not in fact.details:
                by_value.setdefault(fold(fact.value), []).append(fact)
        for (_, one), (_, other) in combinations(by_value.items(), 2):
            if days_apart(sources.date(one[0]), sources.date(other[0])) <= 60 and sources.count(one + other) > 1:
                yield conflict(entry.name, entry.kind, (_said(one), one), (_said(other), other))


def _sides(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """One illness put on the left by some papers and on the right by others, with none that knows both."""
    opposite = {"left": "right", "right": "left"}
    by_name: dict[tuple[FactKind, str], dict[str, Entry]] = {}
    for entry in entries:
        side = _side_of(entry, words)
        if side and entry.kind in (FactKind.PROBLEM, FactKind.PATHOLOGY_DIAGNOSIS, FactKind.PROCEDURE):
            name = " ".join(t for t in fold(entry.name).split() if t not in words.sides)
            by_name.setdefault((entry.kind, name), {})[side] = entry
    for (kind, name), sides in by_name.items():
        left, right = sides.get("left"), sides.get("right")
        if not left or not right or "bilateral" in sides or set(opposite) - set(sides):
            continue
        papers = [{sources.source(f) for f in entry.facts} for entry in (left, right)]
        if papers[0] & papers[1] or not _one_time(left, right):
            continue
        yield conflict(f"side of {name}: left or right", kind, ("left", left.facts), ("right", right.facts))


def _side_of(entry: Entry, words: HistoryWords) -> str:
    if entry.assertion not in (Assertion.PRESENT, Assertion.HISTORICAL):
        return ""
    given = words.sides.get(fold(entry.details.get("laterality", "") or entry.details.get("side", "")), "")
    return given or next((words.sides[t] for t in fold(entry.name).split() if t in words.sides), "")


def _one_time(one: Entry, other: Entry) -> bool:
    return not one.when.date or not other.when.date or days_apart(one.when.date, other.when.date) <= 400


def _said(facts: Sequence[Fact]) -> str:
    return " ".join(facts[0].text.split())[:160]


# --- what only the words of the pages show -------------------------------------------------------------------------


def _birth_dates(pages: Sequence[_Read]) -> Iterator[Conflict]:
    """Papers held to be the patient's that write another birth date (day and month the other way round)."""
    stated: dict[str, list[_Read]] = {}
    for read in pages:
        born = read.paper.description.patient.birth_date
        if len(born) == 10 and born[:4].isdigit():
            stated.setdefault(born, []).append(read)
    if len(stated) < 2:
        return
    sides: dict[str, list[Fact]] = {}
    for born, reads in stated.items():
        for read in reads:
            label = next((v for v in values(read.page.text) if v.field == "birth_date"), None)
            if label:
                sides.setdefault(born, []).append(
                    _quoted(read, label.start, "birth date", kind=FactKind.SOCIAL_HISTORY)
                )
    if len(sides) > 1:
        yield conflict("birth date", FactKind.SOCIAL_HISTORY, *sorted(sides.items()))


def _amended_side(read: _Read, words: HistoryWords) -> Iterator[Conflict]:
    """A report corrected by its own addendum from one side to the other."""
    flat = read.flat
    for cue in words.amends.finditer(flat):
        end = flat.find("\n\n", cue.end())
        stop = min(len(flat), cue.end() + 400, end if end > 0 else len(flat))
        sides = [(m.start(), words.sides.get(m[0], "")) for m in _WORD.finditer(flat, cue.start(), stop)]
        sides = [(at, side) for at, side in sides if side in ("left", "right")]
        if len({side for _, side in sides}) < 2:
            continue
        first = {side: next(at for at, which in sides if which == side) for side in ("left", "right")}
        told = [(side, [_quoted(read, at, f"{side} side")]) for side, at in first.items()]
        noun = re.match(r"\w+\s+(\w+)", flat[sides[-1][0] :])
        topic = f"side, corrected by an addendum: {noun[1]}" if noun else "side, corrected by an addendum"
        yield conflict(topic, FactKind.IMAGING_FINDING, *told)
        return


def _measured(pages: Sequence[_Read], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """One size given differently by papers of one time."""
    for measured in words.measured:
        told = [fact for read in pages for fact in _measurements(read, measured)]
        for one, other in combinations(told, 2):
            gap = abs(_number(one) - _number(other))
            near = days_apart(sources.date(one), sources.date(other)) <= measured.days
            if gap > measured.apart and near and sources.source(one) != sources.source(other):
                both = [
                    (_with_unit(fact, measured), [f for f in told if f.value == fact.value]) for fact in (one, other)
                ]
                yield conflict(measured.topic, FactKind.IMAGING_FINDING, *both)
                break


def _measurements(read: _Read, measured: Measured) -> Iterator[Fact]:
    flat = read.flat.replace("\n", " ")
    for pattern in measured.patterns:
        for match in pattern.finditer(flat):
            yield _quoted(read, match.start(), measured.topic, match[1].replace(",", "."), measured.unit)


def _number(fact: Fact) -> float:
    return float(fact.value or 0)


def _with_unit(fact: Fact, measured: Measured) -> str:
    return f"{fact.value} {measured.unit}".strip()


def _quoted(
    read: _Read,
    place: int,
    name: str,
    value: str | None = None,
    unit: str = "",
    kind: FactKind = FactKind.IMAGING_FINDING,
) -> Fact:
    """A fact made of the sentence around a place."""
    text = read.page.text
    start = max(text.rfind(". ", 0, place) + 2 if ". " in text[:place] else 0, text.rfind("\n", 0, place) + 1)
    ends = [at for at in (text.find("\n", place), text.find(". ", place)) if at > 0]
    span = read.paper.document.span(read.page.number, start, max(min([*ends, len(text)]), start + 1))
    evidence = (Evidence(span, "rule:conflict.words"),)
    when = read.paper.description.date
    return Fact(kind, name, span.quote, evidence, when=when, value=value, unit=unit or None)
