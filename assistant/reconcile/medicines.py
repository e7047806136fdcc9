"""Whether a medicine is taken: what each paper says, and whether a later stop settles what an earlier list says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.model.facts import Assertion, DateRole, Fact
from assistant.reconcile.sources import Sources, days_apart
from knowledge.history import HistoryWords
from knowledge.kinds import fold


def taking(fact: Fact, words: HistoryWords) -> str:
    """active | stopped | "" as one paper says of a medicine."""
    status = fold(fact.details.get("status", ""))
    if status in words.stopped or fact.assertion is Assertion.ABSENT:
        return "stopped"
    if fact.assertion is Assertion.HISTORICAL and not status:
        return "stopped"
    if fact.assertion is Assertion.PRESENT and (status in words.active or not status):
        return "active"
    return ""


def unsettled_stop(
    facts: Sequence[Fact], sources: Sources, words: HistoryWords
) -> tuple[list[Fact], list[Fact]] | None:
    """(says active, says stopped) unless every paper that says stopped speaks after all that say active."""
    active = [f for f in facts if taking(f, words) == "active"]
    stopped = [f for f in facts if taking(f, words) == "stopped" and not _one_gift(f)]
    lists = {sources.source(f) for f in active if f.details.get("dose") or f.details.get("frequency")}
    stopped = [f for f in stopped if sources.source(f) not in lists]  # there a dose or a course of it was stopped
    over = {sources.source(f) for f in stopped}
    active = [f for f in active if sources.source(f) not in over]  # there it is only named
    if not active or not stopped or {sources.source(f) for f in active} == {sources.source(f) for f in stopped}:
        return None
    last_active = max((sources.date(f) for f in active), default="")
    if active and not any(of_now(f, sources) for f in active) and not any(_ended(f, sources) for f in stopped):
        return None  # an undated paper speaks of now, long after those that say it was taken
    first_stop = min((day for f in stopped if (day := _ended(f, sources))), default="")
    if first_stop and last_active and first_stop > last_active:
        return None
    undated_stop = [f for f in stopped if not _ended(f, sources)]
    if not first_stop and not undated_stop:
        return None
    return active, stopped


def _one_gift(fact: Fact) -> bool:
    """Told as given on one occasion: it was not taken before, and nothing was stopped."""
    return fact.details.get("status") == "past" and fact.details.get("because", "").startswith(("given", "dose given"))


def _line(fact: Fact, sources: Sources) -> str:
    """The words around a fact on its line."""
    paper = sources.papers.get(fact.span.document)
    text = next((p.text for p in paper.document.pages if p.number == fact.span.page), "") if paper else ""
    first, last = text.rfind("\n", 0, fact.span.start) + 1, text.find("\n", fact.span.end)
    return fold(text[first : last if last >= 0 else len(text)])


def of_now(fact: Fact, sources: Sources) -> bool:
    """Said by one of the newest papers, or by one without a date."""
    newest = max((paper.description.date.date for paper in sources.papers.values()), default="")
    said = sources.date(fact)
    return not said or not newest or days_apart(said, newest) <= NEAR


def _ended(fact: Fact, sources: Sources) -> str:
    """The day it ended as the paper says (of a month or a year gone its last); else the day of the paper."""
    told = fact.when.date if fact.when.role is DateRole.STOPPED else ""
    if len(told) in (4, 7) and told < sources.date(fact)[: len(told)]:
        return f"{told}-31" if len(told) == 7 else f"{told}-12-31"  # compared as text only
    return told if len(told) == 10 else sources.date(fact)


_DOSE = re.compile(
    r"(\d+(?:,\d{3}\b)?(?:[.,]\d+)?) ?(mg|mcg|mci|ug|g|units?|iu|ml|meq)\b(/day|/d\b| (?:a|per) day|/m2|/kg)?"
)
_COUNTED = re.compile(r"\b(\d(?:\.\d)?|[a-z]+) $")  # how many, in front of "tablets"
_THOUSANDS = re.compile(r",(?=\d{3}\b)")
TABLETS = "tablets"  # how many, of a strength not told or of a tablet of several drugs
NEAR = 120  # days within which two lists speak of one time


def _given_once(facts: Sequence[Fact]) -> list[Fact]:
    """What is told with a dose as given, where all who give a day give the same one."""
    given = [f for f in facts if f.details.get("status") in ("past", "given") and f.details.get("dose")]
    days = {fact.when.date for fact in given if len(fact.when.date) == 10}
    return given if len(days) == 1 and len(given) == len(facts) - sum(not f.details.get("dose") for f in facts) else []


def unlike_doses(
    facts: Sequence[Fact], sources: Sources, words: HistoryWords
) -> tuple[tuple[str, list[Fact]], tuple[str, list[Fact]]] | None:
    """Two amounts of one medicine as taken now, in papers of one time; a tablet's strength alone is no dose."""
    said: dict[_Amount, list[Fact]] = {}
    once = _given_once(facts)
    for fact in facts:
        line = _line(fact, sources)
        if words.in_change.search(line):
            return None  # a course that changes by plan
        taken = fact in once or taking(fact, words) == "active"
        if taken and (amount := _amount(fact, line, words)):
            said.setdefault(amount, []).append(fact)
    if any(amount.unit != TABLETS for amount in said):  # a number of tablets says nothing against a strength
        said = {amount: told for amount, told in said.items() if amount.unit != TABLETS}
    if len({amount.unit for amount in said}) != 1 or len(said) != 2:
        return None
    (less, one), (more, other) = sorted(said.items())
    if any(_a_day(a, less, words) == _a_day(b, more, words) != 0 for a in one for b in other):
        return None  # 500 mg twice is 1000 mg once
    if {sources.source(f) for f in one} & {sources.source(f) for f in other}:
        return None  # one paper that knows both: a morning and an evening dose
    dates = [(sources.date(a), sources.date(b)) for a in one for b in other]
    if not any(not a or not b or days_apart(a, b) <= NEAR for a, b in dates):
        return None
    return (one[0].details["dose"], one), (other[0].details["dose"], other)


class _Amount(NamedTuple):
    """What is taken at a time; grams and micrograms as milligrams, an amount of a day or for the body's size apart."""

    number: float
    unit: str


def _amount(fact: Fact, line: str, words: HistoryWords) -> _Amount | None:
    """The one amount a fact tells, all tablets taken together; of a tablet of several drugs how many."""
    dose, form = fact.details.get("dose", "").lower(), fold(fact.text)
    amounts = _DOSE.findall(dose)
    said = f"{dose} {form} {fold(fact.details.get('instructions', ''))} {_of_it(line, form)}"
    pieces = _pieces(said, words)
    if len(amounts) != 1:
        return _Amount(pieces, TABLETS) if pieces else None
    number, unit = float(_THOUSANDS.sub("", amounts[0][0]).replace(",", ".")), amounts[0][1].rstrip("s")
    if pieces:
        number *= pieces
    elif words.tablets.search(form) and not fact.details.get("frequency"):
        return None
    if unit == "g":
        number, unit = number * 1000, "mg"
    if unit in ("mcg", "ug"):
        number, unit = round(number / 1000, 6), "mg"
    return _Amount(number, unit + amounts[0][2].replace("per", "a")[:4])  # a day is no dose


def _of_it(line: str, form: str) -> str:
    """The line without what stands in front of the medicine, where that is another column: "6 am 2 tablets 1 …"."""
    before, name, behind = line.partition(form)
    return line if not name or before.rstrip().endswith((" of", " de")) else behind


def _pieces(said: str, words: HistoryWords) -> float:
    """How many tablets or capsules are taken at a time; 0 where no number stands in front of one."""
    for tablet in words.tablets.finditer(said):
        many = _COUNTED.search(said, 0, tablet.start())
        if many and (many[1][0].isdigit() or many[1] in words.counts):
            return words.counts.get(many[1]) or float(many[1])
    return 0


def _a_day(fact: Fact, amount: _Amount, words: HistoryWords) -> float:
    """The amount of a day, where the paper says how often; 0 where not."""
    said = fold(fact.details.get("frequency", ""))
    if words.not_a_day.search(said):
        return 0
    return next((amount.number * times for times, often in words.times_a_day.items() if often.search(said)), 0)
