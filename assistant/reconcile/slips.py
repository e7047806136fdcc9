"""Disagreements between facts that are slips of a pen: the side, the day or the size of one thing, a habit, an allergy
to what was tolerated. Each side keeps its places; none is taken for right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.model.history import Conflict, Entry
from assistant.reconcile.medicines import taking
from assistant.reconcile.pages import conflict
from assistant.reconcile.sources import REPLACED, Sources, days_apart
from assistant.reconcile.things import thing, wider
from knowledge.history import HistoryWords
from knowledge.kinds import fold, plain

_DONE = (Assertion.PRESENT, Assertion.HISTORICAL)
_AHEAD = (Assertion.PLANNED, Assertion.CONDITIONAL, Assertion.POSSIBLE)
_LENGTH = re.compile(r"(\d+(?:\.\d+)?) ?(mm|cm)?")
NEAR = 60  # days within which two papers speak of one size
UNLIKE = 1.2  # a size read twice differs less
SMOKING_DAYS = 400
YEARS = 2  # by which the year of one operation is misremembered


def slips(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """Every such disagreement."""
    for entry in entries:
        if entry.kind is FactKind.PROCEDURE:
            yield from _days(entry, sources)
        if entry.kind in (FactKind.PROCEDURE, FactKind.MEDICATION):
            yield from _side_of_a_day(entry, sources, words)
        if entry.kind is FactKind.PROCEDURE:
            yield from _side_ahead(entry, sources, words)
        if entry.kind is FactKind.DEVICE:
            yield from _worn(entry, sources, words)
        if entry.kind is FactKind.SOCIAL_HISTORY:
            yield from _habits(entry, sources, words)
        if entry.kind in (FactKind.LAB_RESULT, FactKind.BIOMARKER, FactKind.IMAGING_FINDING):
            yield from _same_day(entry, sources)
    yield from _years(entries, sources)
    yield from _tolerated(entries, sources, words)


def _years(entries: Sequence[Entry], sources: Sources) -> Iterator[Conflict]:
    """One operation with one date in each paper, in neighbouring years; a second one is further off or told beside."""
    by_name: dict[str, list[Fact]] = {}
    for entry in entries:
        if entry.kind is FactKind.PROCEDURE and entry.details.get("group") == "operation":
            done = [f for f in entry.facts if f.assertion in _DONE and f.when.date and f.when.written]
            by_name.setdefault(thing(entry.facts[0]).name, []).extend(done)
    for name in by_name:
        if any(name in wider(other) for other in by_name):
            continue  # it is asked with the fuller name
        facts = [fact for other, said in by_name.items() if other == name or other in wider(name) for fact in said]
        years = _grouped(facts, {fact.id: fact.when.date[:4] for fact in facts})
        if len(years) != 2:
            continue
        (early, one), (late, other) = sorted(years.items())
        coarse = min(len(fact.when.date) for fact in facts) < 10
        if coarse and int(late) - int(early) <= YEARS and list(_apart(years, sources)):
            yield conflict(f"{name}: date", FactKind.PROCEDURE, (one[0].when.date, one), (other[0].when.date, other))


def _apart(sides: Mapping[str, list[Fact]], sources: Sources) -> Iterator[tuple[str, str]]:
    """Pairs of readings of which no paper holds both."""
    papers = {said: {sources.source(fact) for fact in facts} for said, facts in sides.items()}
    for one, other in combinations(sorted(sides), 2):
        if not papers[one] & papers[other]:
            yield one, other


def _grouped(facts: Iterable[Fact], key: Mapping[str, str]) -> dict[str, list[Fact]]:
    """What facts say -> the facts that say it; facts that say nothing are left out."""
    grouped: dict[str, list[Fact]] = {}
    for fact in facts:
        if (said := key.get(fact.id, "")) and REPLACED not in fact.details:
            grouped.setdefault(said, []).append(fact)
    return grouped


def _days(entry: Entry, sources: Sources) -> Iterator[Conflict]:
    """One operation on two days that differ in the day, the month or the year alone."""
    if entry.details.get("group") not in ("operation", "biopsy"):
        return
    said = {
        f.id: f.when.date for f in entry.facts if f.assertion in _DONE and len(f.when.date) == 10 and f.when.written
    }
    days = _grouped(entry.facts, said)
    for one, other in _apart(days, sources):
        unlike = [a != b for a, b in zip(one.split("-"), other.split("-"), strict=True)]
        if sum(unlike) == 1 and len(days) == 2:
            yield conflict(f"{entry.name}: date", entry.kind, (one, days[one]), (other, days[other]))


def _side_of_a_day(entry: Entry, sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """What was done on one day, on the left by one paper and on the right by another."""
    dated = [fact for fact in entry.facts if len(fact.when.date) == 10 and fact.assertion in _DONE]
    for day in sorted({fact.when.date for fact in dated}):
        that_day = [fact for fact in dated if fact.when.date == day]
        sides = _grouped(that_day, {fact.id: _side_beside(fact, sources, words) for fact in that_day})
        if set(sides) == {"left", "right"} and list(_apart(sides, sources)):
            topic = f"side of {entry.name}, {day}: left or right"
            yield conflict(topic, entry.kind, ("left", sides["left"]), ("right", sides["right"]))


def _side_ahead(entry: Entry, sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """An operation that is planned: on the left by one paper (or approval), on the right by another."""
    if entry.details.get("group") != "operation":
        return
    ahead = [fact for fact in entry.facts if fact.assertion in _AHEAD and len(fact.when.date) < 10]
    sides = _grouped(ahead, {fact.id: _side_beside(fact, sources, words) for fact in ahead})
    if set(sides) == {"left", "right"} and list(_apart(sides, sources)):
        topic = f"side of {entry.name} (planned): left or right"
        yield conflict(topic, entry.kind, ("left", sides["left"]), ("right", sides["right"]))


def _worn(entry: Entry, sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """Given up by one paper, in use by another that speaks on that day or later."""
    off = [f for f in entry.facts if f.details.get("status") == "stopped" or _gone(f, sources, words)]
    ended = min((day for fact in off if (day := fact.when.date or sources.date(fact))), default="")
    off_papers = {sources.source(fact) for fact in off}
    on = [f for f in entry.facts if f.assertion is Assertion.PRESENT and sources.source(f) not in off_papers]
    on = [f for f in on if ended and sources.date(f) >= ended and words.in_place.search(plain(_line(f, sources)))]
    if off and on:
        yield conflict(f"{entry.name}: in use or stopped", entry.kind, ("in use", on), ("stopped", off))


def _gone(fact: Fact, sources: Sources, words: HistoryWords) -> bool:
    """Said right beside its name to have been taken out or given up."""
    text = plain(_page(fact, sources))
    front, behind = text[max(0, fact.span.start - 60) : fact.span.start], text[fact.span.end : fact.span.end + 40]
    return words.gone_behind.match(behind) is not None or words.gone_before.search(front) is not None


def _page(fact: Fact, sources: Sources) -> str:
    """The page a fact stands on."""
    pages = sources.papers[fact.span.document].document.pages
    return next(page.text for page in pages if page.number == fact.span.page)


def _line(fact: Fact, sources: Sources) -> str:
    """The line a fact stands in."""
    text = _page(fact, sources)
    first, last = text.rfind("\n", 0, fact.span.start) + 1, text.find("\n", fact.span.end)
    return text[first : last if last >= 0 else len(text)]


def _side_beside(fact: Fact, sources: Sources, words: HistoryWords) -> str:
    """The one side named in the line of a fact."""
    line = _line(fact, sources)
    named = {words.sides[token] for token in fold(line).split() if token in words.sides}
    named |= {words.eyes[token] for token in re.findall(r"\b[A-Z]{2}\b", line) if token in words.eyes}
    return named.pop() if len(named) == 1 else ""


def _habits(entry: Entry, sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """Smokes now by one paper, has stopped or never smoked by another of the same time."""
    told = {f.id: f.value for f in entry.facts if f.value in ("current", "former", "never", "not now")}
    said = _grouped(entry.facts, {key: value or "" for key, value in told.items()})
    for one, other in _apart(said, sources):
        if {one, other} <= {"former", "never", "not now"} and "not now" in (one, other):
            continue
        near = any(
            days_apart(sources.date(a), sources.date(b)) <= SMOKING_DAYS or not sources.date(a) or not sources.date(b)
            for a in said[one]
            for b in said[other]
        )
        if near:
            yield conflict(
                f"{thing(entry.facts[0], words).name}: {one} or {other}",
                entry.kind,
                (one, said[one]),
                (other, said[other]),
            )


def _same_day(entry: Entry, sources: Sources) -> Iterator[Conflict]:
    """One test of one day with two values, of which no paper holds both."""
    dated = [f for f in entry.facts if len(f.when.date) == 10 and f.when.written and f.value and f.unit]
    for day in sorted({fact.when.date for fact in dated}):
        that_day = [fact for fact in dated if fact.when.date == day]
        values = _grouped(that_day, {f.id: f"{f.value} {f.unit}" for f in that_day if len(_numbers(f.value)) == 1})
        for one, other in _apart(values, sources):
            a, b = _numbers(one)[0], _numbers(other)[0]
            alike = one.split()[-1].casefold() == other.split()[-1].casefold()
            if alike and len(values) == 2 and abs(a - b) > 0.05 * max(a, b):
                yield conflict(f"{entry.name}, {day}", entry.kind, (one, values[one]), (other, values[other]))


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", (text or "").replace(",", ""))]


def _tolerated(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """An allergy, and a paper in which the same or a kindred drug was taken or borne."""
    medicines = {fold(entry.name): entry for entry in entries if entry.kind is FactKind.MEDICATION}
    for entry in entries:
        if entry.kind is not FactKind.ALLERGY:
            continue
        yes = [fact for fact in entry.facts if fact.assertion is Assertion.PRESENT]
        name = fold(entry.name)
        for kin in {name, *words.allergy_kin.get(name, ())}:
            borne = (
                [f for f in medicines[kin].facts if _borne(f, kin == name, sources, words)] if kin in medicines else []
            )
            if yes and borne:
                said = " ".join(borne[0].text.split())
                yield conflict(
                    f"{entry.name} allergy, {kin} taken", entry.kind, ("allergy", yes), (f"taken: {said}", borne)
                )


def _borne(fact: Fact, same: bool, sources: Sources, words: HistoryWords) -> bool:
    """Taken now in a dose, or, of a kindred drug, said beside its name to have been borne."""
    text = next(p.text for p in sources.papers[fact.span.document].document.pages if p.number == fact.span.page)
    around = fold(text[max(0, fact.span.start - 40) : fact.span.end + 60])
    if words.reacted.search(around):
        return False
    if taking(fact, words) == "active" and fact.details.get("dose"):
        return True
    return not same and words.tolerated.search(around) is not None
