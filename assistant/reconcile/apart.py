"""Two papers that put one thing on different sides, or give it another size: told from what their sentences claim.

What it takes to be one thing: the same words for it, and a bond between the papers (a number both give, a study that
one cites and the other reports, or all other papers against one). A thing that changed or has two sides is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from assistant.model.facts import FactKind
from assistant.model.history import Conflict
from assistant.model.papers import DocumentKind
from assistant.reconcile.claims import Claim, claims, shown
from assistant.reconcile.pages import NOT_SAID, conflict
from assistant.reconcile.sources import REPORTS, Sources, days_apart
from knowledge.history import HistoryWords

NEAR = 120  # days between a study and the letter that tells of it
LONG = 400  # days within which a side belongs to one illness
UNLIKE = 1.15  # a length read twice differs less
APART = {"degrees": 5.0, "%": 6.0, "cm2": 0.1, "ml/m2": 5.0}  # what two readings of one study may differ by


def apart(sources: Sources, words: HistoryWords, known: Sequence[Conflict]) -> list[Conflict]:
    """Every such disagreement; what is `known` already is not told again."""
    values = {(fact.span.document, fact.value) for one in known for _, facts in one.sides for fact in facts}
    told = list(claims(sources, words))
    sided = [claim for claim in told if claim.side in ("left", "right") and claim.things]
    measured = [
        claim
        for claim in told
        if claim.unit and _by_staff(claim, words) and (claim.paper.id, claim.written.split()[0]) not in values
    ]
    return [*_sides(sided, sources, words, _paired(known)), *_measures(measured, words)]


def _by_staff(claim: Claim, words: HistoryWords) -> bool:
    """Not a patient's, an insurer's or a form's own number; a nurse's in a thread of messages is one."""
    if claim.paper.kind is DocumentKind.PATIENT_NOTE:
        return words.from_staff.search(claim.page.text) is not None
    return claim.paper.kind not in NOT_SAID


# --- sides ---------------------------------------------------------------------------------------------------------


def _paired(known: Sequence[Conflict]) -> set[tuple[str, str]]:
    """The pairs of papers of which it is told already that they differ in a side."""
    told = [dict(one.sides) for one in known if {side for side, _ in one.sides} == {"left", "right"}]
    return {(a.span.document, b.span.document) for sides in told for a in sides["left"] for b in sides["right"]}


def _sides(
    sided: Sequence[Claim], sources: Sources, words: HistoryWords, known: set[tuple[str, str]]
) -> Iterator[Conflict]:
    """One conflict at most for each thing, and one sentence in one only."""
    used: set[tuple[str, int, int]] = set()
    by_thing: dict[str, list[Claim]] = {}
    for claim in sided:
        for thing in claim.things:
            by_thing.setdefault(thing, []).append(claim)
    for name, about in sorted(by_thing.items()):
        sides = {side: [c for c in about if c.side == side] for side in ("left", "right")}
        papers = {side: {_source(c, sources) for c in of} for side, of in sides.items()}
        if not all(papers.values()) or papers["left"] & papers["right"] - _own(about, sources):
            continue
        few = min(map(len, papers.values())) == 1 and max(map(len, papers.values())) > 1
        for left, right in product(sides["left"], sides["right"]):
            told = (left.paper.id, right.paper.id) in known or _places([left, right]) & used
            if told or not _one_illness(left, right):
                continue
            if (few and name in left.specific & right.specific) or _bound(left, right, words):
                both = (
                    ("left", [c.fact(name) for c in _once(left, sides["left"])]),
                    ("right", [c.fact(name) for c in _once(right, sides["right"])]),
                )
                used |= _places(about)
                what = f"the {name}" if name in words.paired else shown([name], left, words)
                yield conflict(f"side of {what}: left or right", FactKind.PROBLEM, *both)
                break


def _own(claims: Iterable[Claim], sources: Sources) -> set[str]:
    """What patients write tells of both sides where they complain of the difference."""
    return {_source(c, sources) for c in claims if c.paper.kind is DocumentKind.PATIENT_NOTE}


def _bound(one: Claim, other: Claim, words: HistoryWords) -> bool:
    """The two speak of one occasion: a number both give, or a study that one cites and the other reports."""
    alike = one.words & other.words
    if one.numbers & other.numbers and (len(alike) > 1 or one.specific & other.specific):
        return True
    report, letter = (one, other) if one.paper.kind in REPORTS else (other, one)
    near = days_apart(_day(report), _day(letter)) <= NEAR
    return near and _told_of(report, letter, words) and len(alike | (one.specific & other.specific)) > 1


def _told_of(report: Claim, letter: Claim, words: HistoryWords) -> bool:
    kinds = report.paper.kind in REPORTS and letter.paper.kind not in REPORTS
    operated = report.paper.kind is DocumentKind.OPERATIVE_NOTE and words.acts.search(letter.text)
    return kinds and bool(operated or words.cites.search(letter.text))


def _one_illness(one: Claim, other: Claim) -> bool:
    dates = _day(one), _day(other)
    return not all(dates) or days_apart(*dates) <= LONG


# --- measures ------------------------------------------------------------------------------------------------------


def _measures(measured: Sequence[Claim], words: HistoryWords) -> Iterator[Conflict]:
    """A measure in a report, and another one where a letter tells of that report."""
    seen: set[tuple[str, ...]] = set()
    reports = [claim for claim in measured if claim.paper.kind in REPORTS]
    for letter in (claim for claim in measured if claim.paper.kind not in REPORTS):
        in_time = [c for c in reports if c.unit == letter.unit and days_apart(_day(c), _day(letter)) <= NEAR]
        if any(c.amount == letter.amount or (_same(c, letter) and c.words & letter.words) for c in in_time):
            continue
        own = [c for c in measured if c.paper == letter.paper and c.unit == letter.unit]
        fitting = [c for c in in_time if _fits(c, letter, words) and not any(_same(c, mine) for mine in own)]
        fitting = fitting or _the_one(in_time, letter, own, words)
        if not fitting:
            continue
        report = max(fitting, key=lambda c: (len(c.words & letter.words), c.amount))
        name = shown(report.things & letter.things or report.words & letter.words, report, words)
        told = {(name, letter.unit), (report.paper.id, str(report.amount), letter.paper.id, str(letter.amount))}
        if not told & seen:
            seen |= told
            yield conflict(
                f"{name}: size",
                FactKind.IMAGING_FINDING,
                (report.written, [report.fact(name)]),
                (letter.written, [letter.fact(name)]),
            )


def _the_one(reports: Sequence[Claim], letter: Claim, own: Sequence[Claim], words: HistoryWords) -> list[Claim]:
    """The measures of the largest growth of the one report before a letter that writes only of "the tumor"."""
    spoken = letter.things & words.many and not letter.specific and words.the_one.search(letter.text)
    of_growths = [c for c in reports if c.things & letter.things and _day(c) <= _day(letter)]
    if not spoken or len({c.paper.id for c in of_growths}) != 1 or any(_same(c, letter) for c in of_growths):
        return []
    largest = max(of_growths, key=lambda c: c.amount)
    return [] if any(_same(largest, mine) for mine in own) else [largest]


def _fits(report: Claim, letter: Claim, words: HistoryWords) -> bool:
    """The same thing: by several words in common, or fewer and a bond between the two papers."""
    alike = report.words & letter.words
    if len(alike) > 2 or not report.things & letter.things:
        return len(alike) > 2
    bound = _told_of(report, letter, words) or report.specific & letter.specific
    return bool(len(alike) > 1 and bound) or _dated(report, letter)


def _dated(report: Claim, letter: Claim) -> bool:
    """The letter's sentence names the day of the report."""
    _, month, day = (*_day(report).split("-"), "", "")[:3]
    return day != "" and re.search(rf"\b0?{int(month)}/0?{int(day)}\b", letter.text) is not None


def _same(one: Claim, other: Claim) -> bool:
    a, b = one.amount, other.amount
    if one.unit in APART:
        return abs(a - b) <= APART[one.unit]
    return min(a, b) > 0 and max(a, b) / min(a, b) <= UNLIKE


# --- both ----------------------------------------------------------------------------------------------------------


def _day(claim: Claim) -> str:
    return claim.paper.description.date.date


def _source(claim: Claim, sources: Sources) -> str:
    return sources.stands_for.get(claim.paper.id, claim.paper.id)


def _places(claims: Iterable[Claim]) -> set[tuple[str, int, int]]:
    return {(claim.paper.id, claim.page.number, claim.start) for claim in claims}


def _once(first: Claim, claims: Sequence[Claim]) -> list[Claim]:
    """One claim of each paper, `first` first."""
    by_paper = {first.paper.id: first}
    for claim in claims:
        by_paper.setdefault(claim.paper.id, claim)
    return list(by_paper.values())
