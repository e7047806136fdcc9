"""Disagreements that only the words of the pages show: a side put right by an addendum, a size, a birth date."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from assistant.classify.labels import values
from assistant.model.facts import Evidence, Fact, FactKind
from assistant.model.history import Conflict
from assistant.model.papers import DocumentKind, Paper
from assistant.reconcile.sources import REPORTS, Sources, days_apart
from ingest.document import Page, PageState
from knowledge.history import HistoryWords, Measured
from knowledge.kinds import fold, plain

_WORD = re.compile(r"[a-z]+")
_LEVEL = re.compile(r"^([clt])(\d{1,2}) ?[-/]? ?\1?((?:s)?\d{1,2})$")


class _Read(NamedTuple):
    """A page that was read, and its text in the form patterns are matched on; `joined`: its lines as one."""

    paper: Paper
    page: Page
    flat: str
    joined: str


def conflict(topic: str, kind: FactKind, *sides: tuple[str, Iterable[Fact]]) -> Conflict:
    """A conflict with a stable id."""
    key = hashlib.sha256(f"{kind}|{fold(topic)}".encode()).hexdigest()[:16]
    return Conflict(f"conflict-{key}", topic, tuple((said, tuple(facts)) for said, facts in sides), kind)


def said_on_pages(sources: Sources, words: HistoryWords) -> list[Conflict]:
    """Every such disagreement between, or within, the papers."""
    every = [(paper, page) for paper in sources.papers.values() for page in paper.document.pages]
    read = [(paper, page) for paper, page in every if page.state is PageState.READ and sources.first_of(paper)]
    flat = [plain(page.text) for _, page in read]
    pages = [_Read(*one, text, text.replace("\n", " ")) for one, text in zip(read, flat, strict=True)]
    found = [*_birth_dates(pages), *(told for page in pages for told in _amended_side(page, words))]
    return [*found, *_measured(pages, sources, words), *_sorts(pages, sources, words)]


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
                    quoted(read.paper, read.page, label.start, "birth date", kind=FactKind.SOCIAL_HISTORY)
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
        told = [(side, [quoted(read.paper, read.page, at, f"{side} side")]) for side, at in first.items()]
        noun = re.match(r"\w+\s+(\w+)", flat[sides[-1][0] :])
        topic = f"side of the {noun[1]}, changed by a later note" if noun else "side, changed by a later note"
        yield conflict(topic, FactKind.IMAGING_FINDING, *told)
        return


def _measured(pages: Sequence[_Read], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """One size given differently by papers of one time."""
    for measured in words.measured:
        told = [fact for read in pages for fact in _measurements(read, measured, words)]
        several = _holding_two(told, sources)
        for one, other in combinations(told, 2):
            gap = abs(_number(one) - _number(other))
            near = days_apart(sources.date(one), sources.date(other)) <= measured.days
            if _two_reports(one, other, sources) or {one.value, other.value} <= several:
                continue
            if gap > measured.apart and near and sources.source(one) != sources.source(other):
                both = [
                    (_with_unit(fact, measured), [f for f in told if f.value == fact.value]) for fact in (one, other)
                ]
                yield conflict(measured.topic, FactKind.IMAGING_FINDING, *both)
                break


def _holding_two(told: Sequence[Fact], sources: Sources) -> set[str | None]:
    """Values that stand in a paper beside another: a course, which that paper tells."""
    by_paper: dict[str, set[str | None]] = {}
    for fact in told:
        by_paper.setdefault(sources.source(fact), set()).add(fact.value)
    return {value for values in by_paper.values() if len(values) > 1 for value in values}


def _two_reports(one: Fact, other: Fact, sources: Sources) -> bool:
    """Two examinations of one sort, weeks apart: the thing may have changed."""
    a, b = sources.papers[one.span.document], sources.papers[other.span.document]
    return a.kind is b.kind and a.kind in REPORTS and days_apart(sources.date(one), sources.date(other)) > SOON


def _measurements(read: _Read, measured: Measured, words: HistoryWords) -> Iterator[Fact]:
    flat = read.joined
    if not any(hint in flat for hint in measured.hints):
        return
    for pattern in measured.patterns:
        for match in pattern.finditer(flat):
            said = next(filter(None, match.groups()))
            if not words.unsaid.search(flat, max(0, match.start() - 60), match.start()):
                yield quoted(
                    read.paper, read.page, match.start(), measured.topic, said.replace(",", "."), measured.unit
                )


ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}


def _sorts(pages: Sequence[_Read], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """Sorts that exclude one another: each the only one its paper names, or two papers with none in common."""
    for sort in words.sorts:
        allowed = [read for read in pages if read.paper.kind not in NOT_SAID]
        told = [fact for read in allowed for fact in _measurements(read, sort, words)]
        told = [replace(fact, value=_plainer(fact.value, sort)) for fact in told if fact.value]
        named: dict[str, set[str | None]] = {}
        for fact in told:
            named.setdefault(sources.source(fact), set()).add(fact.value)
        told = told if sort.several else [fact for fact in told if len(named[sources.source(fact)]) == 1]
        for one, other in combinations(told, 2):
            dates = sources.date(one), sources.date(other)
            common = named[sources.source(one)] & named[sources.source(other)]
            if not common and (not all(dates) or days_apart(*dates) <= sort.days):
                both = [(str(fact.value), [f for f in told if f.value == fact.value]) for fact in (one, other)]
                yield conflict(sort.topic, FactKind.PROBLEM, *both)
                break


def _plainer(value: str, sort: Measured) -> str:
    """One wording for those that mean the same; L4-L5 and L4/5 are L4-5."""
    plainer = _LEVEL.sub(r"\1\2-\3", ROMAN.get(value, value)).replace(" +", "+").replace("+ ", "+")
    return sort.means.get(value, sort.means.get(plainer, plainer))


SOON = 45  # days within which a measure hardly changes
NOT_SAID = frozenset({DocumentKind.INSURANCE, DocumentKind.CONSENT, DocumentKind.PATIENT_NOTE})


def _number(fact: Fact) -> float:
    return float(fact.value or 0)


def _with_unit(fact: Fact, measured: Measured) -> str:
    return f"{fact.value} {measured.unit}".strip()


def quoted(
    paper: Paper,
    page: Page,
    place: int,
    name: str,
    value: str | None = None,
    unit: str = "",
    kind: FactKind = FactKind.IMAGING_FINDING,
) -> Fact:
    """A fact made of the sentence around a place."""
    text = page.text
    start = max(text.rfind(". ", 0, place) + 2 if ". " in text[:place] else 0, text.rfind("\n", 0, place) + 1)
    ends = [at for at in (text.find("\n", place), text.find(". ", place)) if at > 0]
    span = paper.document.span(page.number, start, max(min([*ends, len(text)]), start + 1))
    evidence = (Evidence(span, "rule:conflict.words"),)
    when = paper.description.date
    return Fact(kind, name, span.quote, evidence, when=when, value=value, unit=unit or None)
