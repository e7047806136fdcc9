"""The dated events of a history in the record's words: reports, procedures, diagnoses, medicines begun and stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.model.facts import Assertion, DateRole, Evidence, Fact, FactKind, When
from assistant.model.history import Entry, Event
from assistant.model.papers import DocumentKind, Paper
from assistant.reconcile.sources import REPLACED, Sources
from knowledge.history import HistoryWords, load_history
from knowledge.kinds import fold

_TOLD_BY = (FactKind.IMPRESSION, FactKind.PATHOLOGY_DIAGNOSIS, FactKind.IMAGING_FINDING, FactKind.PROCEDURE)
_LONGEST = 180
_NO_EVENT = frozenset(
    {DocumentKind.PATIENT_NOTE, DocumentKind.PORTAL_SUMMARY, DocumentKind.MEDICATION_LIST, DocumentKind.OTHER}
)


def timeline(entries: Sequence[Entry], sources: Sources) -> tuple[Event, ...]:
    """All dated events, oldest first."""
    words = load_history()
    reports = [event for paper in sources.papers.values() for event in _report(paper, sources, words)]
    told = [*reports, *(e for entry in entries for e in _entry(entry, sources, reports))]
    return tuple(sorted(told, key=lambda event: (event.when.date, event.lane, event.text)))


def _report(paper: Paper, sources: Sources, words: HistoryWords) -> Iterator[Event]:
    about = paper.description
    if paper.kind in _NO_EVENT or not about.date.date or not sources.first_of(paper):
        return
    lane = words.lanes.get(paper.kind.value)
    place = _place(paper)
    if lane and place:
        parts = [about.title or paper.kind.value.replace("_", " "), _told(paper)]
        text = ": ".join(part for part in parts if part)
        if paper.id in sources.replaced_by:
            text += " (replaced by a later version)"
        yield Event(about.date, lane, text[: _LONGEST + 60], place)


def _told(paper: Paper) -> str:
    """What the report concludes, verbatim."""
    for kind in _TOLD_BY:
        facts = [f for f in paper.facts if f.kind is kind and f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
        if facts:
            text = " ".join(facts[0].text.split())
            return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rsplit(" ", 1)[0] + " …"
    return ""


def _place(paper: Paper) -> tuple[Evidence, ...]:
    """Where the paper's conclusion stands, else its title, else its first line."""
    for kind in _TOLD_BY:
        facts = [f for f in paper.facts if f.kind is kind and f.assertion is not Assertion.ABSENT]
        if facts:
            return facts[0].evidence
    for page in paper.document.pages:
        title = paper.description.title
        start = page.text.find(title) if title else -1
        if start < 0:
            start = len(page.text) - len(page.text.lstrip())
        end = page.text.find("\n", start)
        end = len(page.text) if end < 0 else end
        if end > start:
            return (Evidence(paper.document.span(page.number, start, end), "rule:paper.title"),)
    return ()


def _entry(entry: Entry, sources: Sources, reports: Sequence[Event]) -> Iterator[Event]:
    if entry.assertion in (Assertion.ABSENT, Assertion.FAMILY, Assertion.POSSIBLE, Assertion.CONDITIONAL):
        return
    standing = [fact for fact in entry.facts if REPLACED not in fact.details]
    if entry.kind is FactKind.PROCEDURE:
        yield from _procedure(entry, standing, reports)
    elif entry.kind is FactKind.MEDICATION:
        for role, verb in ((DateRole.STARTED, "started"), (DateRole.STOPPED, "stopped")):
            dated = [fact for fact in standing if fact.when.role is role and fact.when.date]
            if dated:
                yield _event(dated[0].when, "treatment", f"{entry.name} {verb}", dated)
    elif entry.kind in (FactKind.PROBLEM, FactKind.PATHOLOGY_DIAGNOSIS):
        own = [f for f in standing if _own_date(f, sources)]
        if own and entry.kind is FactKind.PROBLEM:
            symptom = all(fact.kind is FactKind.SYMPTOM for fact in entry.facts)
            yield _event(
                entry.when if entry.when.date else own[0].when, "symptom" if symptom else "diagnosis", entry.name, own
            )


def _procedure(entry: Entry, facts: Sequence[Fact], reports: Sequence[Event]) -> Iterator[Event]:
    """A procedure that has no report of its own among the papers, by what the others tell of it."""
    dated = [fact for fact in facts if fact.when.date]
    if not dated:
        return
    if entry.assertion is Assertion.PLANNED:
        yield _event(dated[0].when, "treatment", f"{entry.name} (planned)", dated)
        return
    tokens = set(fold(entry.name).split())
    if not any(e.when.date == entry.when.date and tokens & set(fold(e.text).split()) for e in reports):
        yield _event(entry.when if entry.when.date else dated[0].when, "treatment", entry.name, dated)


def _own_date(fact: Fact, sources: Sources) -> bool:
    """Whether the date is the fact's own and not just the day its paper was written."""
    return bool(fact.when.date) and fact.when.date != sources.date(fact) and fact.when.role is not DateRole.REPORTED


def _event(when: When, lane: str, text: str, facts: Sequence[Fact]) -> Event:
    return Event(when, lane, text, tuple(e for fact in facts for e in fact.evidence))
