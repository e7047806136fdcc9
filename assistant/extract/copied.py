"""What a note took over word for word from one of an earlier year: told as of that day, and over unless it stays.

Known by a line that says so with its day ("[Copied forward from 05/02/2018]"); a mention of an older note is none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from assistant.extract import shapes
from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind, When
from knowledge.plain import plain

LABEL = 70  # characters in which the line says so
PASSING = frozenset({FactKind.PROBLEM, FactKind.SYMPTOM, FactKind.MEDICATION})
DATED = frozenset({FactKind.LAB_RESULT, FactKind.VITAL, FactKind.STAGE})


class Copied(NamedTuple):
    start: int
    end: int
    when: When


def copied(work: Work) -> list[Copied]:
    """The stretches of a page that stood in a note dated two calendar years earlier or more."""
    if "copied" not in work.anchors or len(work.setting.when.date) < 4:
        return []
    found = []
    for line in work.reading.lines:
        said = shapes.said("copied_from").match(work.flat, line.start, min(line.end, line.start + LABEL))
        dated = work.dates_in(line.start, said.end() + 24)[:1] if said else []
        if dated and int(dated[0].when.date[:4]) < int(work.setting.when.date[:4]) - 1:
            found.append(Copied(dated[0].end, _end(work, line.end), dated[0].when))
    return found


def _end(work: Work, behind: int) -> int:
    """Where it ends: where the page says so, else with its paragraph or where a section begins further down."""
    if mark := shapes.said("copied_ends").search(work.text, behind):
        return mark.start()
    second = work.text.find("\n", behind + 1)
    blank = work.text.find("\n\n", behind)
    starts = [one.start for one in work.reading.sections if second >= 0 and one.start > second]
    return min([*starts[:1], *([blank] if blank >= 0 else []), len(work.text)])


def as_of(fact: Fact, stretches: list[Copied], work: Work) -> Fact:
    """The fact as of the day of the note it was copied from."""
    told = next((one for one in stretches if one.start <= fact.span.start < one.end), None)
    if told is None:
        return fact
    term = work.lexicon.authored.get(plain(fact.name))
    stays = term is not None and term.group == "chronic"
    if fact.kind in PASSING and fact.assertion is Assertion.PRESENT and not stays:
        status = {"status": "past"} if fact.kind is FactKind.MEDICATION else {}
        details = {**fact.details, **status, "because": "copied from an earlier note"}
        return replace(fact, assertion=Assertion.HISTORICAL, details=details)
    ours = fact.kind in DATED and fact.when.date == work.setting.when.date
    return replace(fact, when=replace(told.when, role=fact.when.role)) if ours else fact
