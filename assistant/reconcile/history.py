"""The one history that all the patient's papers tell: entries, disagreements, timeline. Nothing is lost or invented."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.model.case import Decision, Statement
from assistant.model.facts import Assertion, Evidence, Fact, FactKind, FactOrigin
from assistant.model.history import Entry, History
from assistant.model.papers import Paper
from assistant.reconcile.barer import barer
from assistant.reconcile.conflicts import conflicts
from assistant.reconcile.entries import entry, verdicts
from assistant.reconcile.events import events
from assistant.reconcile.gather import gather, once
from assistant.reconcile.main_problem import main_problem
from assistant.reconcile.oneliner import introduce, line
from assistant.reconcile.sources import marked, sources
from assistant.reconcile.timeline import timeline
from ingest.document import Span

_ORDER = tuple(FactKind)


def reconcile(
    papers: Sequence[Paper],
    decisions: Sequence[Decision] = (),
    statements: Sequence[Statement] = (),
    today: str = "",
    about: Sequence[str] = (),
) -> History:
    """The history of the patient whose papers `identify` has judged; the others are kept out, and said.

    `about`: names of the condition the patient comes for, by which the main problem is told among several.
    """
    counted = [paper for paper in papers if paper.counts]
    known = sources(counted)
    facts = [marked(fact, known) for paper in counted for fact in paper.facts]
    facts += [_stated(s) for s in statements if f"statement-{s.id}" not in known.papers]
    said = verdicts(decisions)
    groups = events(barer(gather(once(facts, known))), known)
    entries = sorted((entry(group, known, said) for group in groups), key=_place)
    main = main_problem(entries, known, about)
    introduction = introduce(entries, main, known, today) if main else ()
    return History(
        entries=tuple(entries),
        conflicts=conflicts(entries, known),
        timeline=timeline(entries, known),
        kept_out={paper.id: paper.belongs.value for paper in papers if not paper.counts},
        one_liner=line(introduction),
        one_liner_evidence=tuple(dict.fromkeys(place for part in introduction for place in part.evidence)),
        introduction=introduction,
        main=main.id if main else "",
    )


def _place(entry: Entry) -> tuple[int, bool, str, str]:
    return _ORDER.index(entry.kind), entry.assertion is Assertion.ABSENT, entry.name.casefold(), entry.id


def _stated(statement: Statement) -> Fact:
    """What the patient told us, as a fact that rests on their own words."""
    origin = FactOrigin.LIAISON if statement.on_behalf else FactOrigin.PATIENT
    span = Span(f"statement-{statement.id}", 1, 0, len(statement.text), statement.text)
    return Fact(
        FactKind(statement.kind),
        statement.text.strip().rstrip(".").casefold(),
        statement.text,
        (Evidence(span, origin.value),),
        Assertion(statement.assertion),
        origin=origin,
    )
