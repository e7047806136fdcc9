"""The dated events of a history in the record's words: reports, procedures, diagnoses, medicines begun and stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.model.facts import Assertion, DateRole, Fact, FactKind, When
from assistant.model.history import Entry, Event
from assistant.model.papers import DocumentKind, Paper
from assistant.reconcile.conclusions import conclusion, dated_by_visit, shortened, verbatim
from assistant.reconcile.sources import REPLACED, Sources, days_apart
from knowledge.history import HistoryWords, load_history
from knowledge.kinds import fold
from knowledge.layouts import spelled

_NO_EVENT = frozenset(
    {DocumentKind.PATIENT_NOTE, DocumentKind.PORTAL_SUMMARY, DocumentKind.MEDICATION_LIST, DocumentKind.OTHER}
)
_SENTENCE = 160  # characters of a sentence told
_BESIDE = 60  # characters between a medicine that was stopped and what it was stopped for
_NEAR = 3  # days between an event and the report of it


def timeline(entries: Sequence[Entry], sources: Sources) -> tuple[Event, ...]:
    """All dated events, oldest first."""
    words = load_history()
    reports = _with_pictures([e for paper in sources.papers.values() for e in _report(paper, sources, words)])
    told = [*reports, *(e for entry in entries for e in _entry(entry, sources, reports, words))]
    return tuple(sorted(told, key=lambda event: (event.when.date, event.lane, event.text)))


def _report(paper: Paper, sources: Sources, words: HistoryWords) -> Iterator[Event]:
    about = paper.description
    if paper.kind in _NO_EVENT or not about.date.date or not sources.first_of(paper):
        return
    lane = words.lanes.get(paper.kind.value, "")
    if paper.kind is DocumentKind.PROCEDURE_NOTE:
        lane = _procedure_lane(paper, words)
    said, evidence = conclusion(paper)
    if lane and evidence:
        text = ": ".join(filter(None, (about.title or paper.kind.value.replace("_", " "), said)))
        if paper.id in sources.replaced_by:
            text += " (replaced by a later version)"
        yield Event(about.date, lane, text, evidence)


def _procedure_lane(paper: Paper, words: HistoryWords) -> str:
    """A look (endoscopy, EEG) is a test; anything done to the person is a treatment."""
    done = [fact for fact in paper.facts if fact.kind is FactKind.PROCEDURE and fact.details.get("group")]
    title = set(fold(paper.description.title).split())
    named = [fact for fact in done if title & set(fold(fact.text).split())] or done
    lanes = {words.procedure_lanes.get(fact.details["group"], "treatment") for fact in named} - {"none"}
    return "test" if lanes & {"test", "imaging"} else "treatment"


def _with_pictures(events: Sequence[Event]) -> list[Event]:
    """Pictures and the report of them are one event: the report's, with both places."""
    merged: list[Event] = []
    for event in sorted(events, key=lambda e: (e.when.date, -len(e.text))):
        twin = next((e for e in merged if e.lane == event.lane == "imaging" and _one_scan(e, event)), None)
        if twin is None:
            merged.append(event)
        else:
            merged[merged.index(twin)] = replace(twin, evidence=twin.evidence + event.evidence)
    return merged


def _one_scan(one: Event, other: Event) -> bool:
    if one.when.date != other.when.date or one.evidence[0].span.document == other.evidence[0].span.document:
        return False
    shared = set(fold(one.text).split()) & set(fold(other.text).split())
    return bool(shared - load_history().procedure_fillers)


def _entry(entry: Entry, sources: Sources, reports: Sequence[Event], words: HistoryWords) -> Iterator[Event]:
    if entry.assertion in (Assertion.ABSENT, Assertion.FAMILY, Assertion.POSSIBLE, Assertion.CONDITIONAL):
        return
    standing = [fact for fact in entry.facts if REPLACED not in fact.details]
    if entry.kind is FactKind.PROCEDURE:
        yield from _procedure(entry, [f for f in standing if not dated_by_visit(f, sources)], reports, words)
    elif entry.kind is FactKind.MEDICATION:
        yield from _medicine(entry, [fact for fact in standing if fact.when.date], sources)
    elif entry.kind is FactKind.DEVICE:
        own = [fact for fact in standing if _own_date(fact, sources)]
        if own:
            planned = " (planned)" if entry.assertion is Assertion.PLANNED else ""
            yield _event(own[0].when, "treatment", f"{entry.name}{planned}", own)
    elif entry.kind is FactKind.PROBLEM:
        own = [fact for fact in standing if _own_date(fact, sources) and fact.assertion is not Assertion.ABSENT]
        own = [fact for fact in own if not any(_tells(event, fact, entry) for event in reports)]
        own = [fact for fact in own if not _ended_a_medicine(fact, sources)]
        if own:
            symptom = all(fact.kind is FactKind.SYMPTOM for fact in entry.facts)
            first = min(own, key=lambda fact: fact.when.date)
            yield _event(first.when, "symptom" if symptom else "diagnosis", entry.name, own)


def _tells(event: Event, fact: Fact, entry: Entry) -> bool:
    """Whether a report of that very day already tells of it."""
    return event.when.date == fact.when.date and bool(set(fold(entry.name).split()) & set(fold(event.text).split()))


def _ended_a_medicine(fact: Fact, sources: Sources) -> bool:
    """Whether it is what a medicine was stopped for, which the medicine's own event tells ("stopped 2019 (cough)")."""
    paper = sources.papers.get(fact.span.document)
    if paper is None or fact.assertion is not Assertion.HISTORICAL:
        return False
    beside = [f for f in paper.facts if f.kind is FactKind.MEDICATION and f.span.page == fact.span.page]
    return any(
        f.when.role is DateRole.STOPPED
        and f.when.date == fact.when.date
        and 0 <= fact.span.start - f.span.end < _BESIDE
        for f in beside
    )


def _medicine(entry: Entry, facts: Sequence[Fact], sources: Sources) -> Iterator[Event]:
    """When a medicine was begun and stopped; a past one in the paper's own sentence, which tells from when to when."""
    past = [f for f in facts if f.assertion is Assertion.HISTORICAL and f.evidence[0].method.startswith("rule:")]
    for fact in past[:1]:
        paper = sources.papers.get(fact.span.document)
        text, place = verbatim(paper.document, fact) if paper else (fact.text, fact.evidence[0])
        yield Event(fact.when, "treatment", shortened(text, _SENTENCE), (place,))
    for role, verb in ((DateRole.STARTED, "started"), (DateRole.STOPPED, "stopped")):
        dated = [fact for fact in facts if fact.when.role is role and fact not in past]
        if dated:
            yield _event(dated[0].when, "treatment", f"{entry.name} {verb}", dated)


def _procedure(entry: Entry, facts: Sequence[Fact], reports: Sequence[Event], words: HistoryWords) -> Iterator[Event]:
    """A procedure that has no report of its own among the papers, by what the others tell of it."""
    dated = [fact for fact in facts if fact.when.date]
    if not dated:
        return
    lane = words.procedure_lanes.get(entry.details.get("group", ""), "treatment")
    if lane == "none":
        return
    if entry.assertion is Assertion.PLANNED:
        yield _event(dated[0].when, lane, f"{entry.name} (planned)", dated)
    elif not any(_reported(entry, event, lane) for event in reports):
        yield _event(entry.when if entry.when.date else dated[0].when, lane, entry.name, dated)


def _reported(entry: Entry, event: Event, lane: str) -> bool:
    """Whether a report of that day is the report of it: of a look any of that day's, else one that names it."""
    if event.lane == "visit" or days_apart(event.when.date, entry.when.date) > _NEAR:
        return False
    if lane != "treatment":
        return True
    named = bool(set(fold(entry.name).split()) & set(fold(event.text).split()))
    return event.lane == "treatment" or (named and event.lane != "diagnosis")  # tissue was looked at, not operated on


def _own_date(fact: Fact, sources: Sources) -> bool:
    """Whether the date is the fact's own and not just the day its paper was written."""
    return bool(fact.when.date) and fact.when.date != sources.date(fact) and fact.when.role is not DateRole.REPORTED


def _event(when: When, lane: str, text: str, facts: Sequence[Fact]) -> Event:
    return Event(when, lane, spelled(text), tuple(e for fact in facts for e in fact.evidence))
