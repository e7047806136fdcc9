"""What a helper sees of a case when the patient does not share all: the rest is left out or masked, never hinted at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.actions.permit import share_of
from assistant.model.case import Case, Dossier, Goal
from assistant.model.facts import Evidence, FactKind
from assistant.model.gaps import Gap, QuestionOrigin
from assistant.model.helping import Share
from assistant.model.history import History
from assistant.model.papers import Paper
from assistant.model.people import Actor, Role
from ingest.document import Page

NO_RESULTS = frozenset(
    {
        FactKind.MEDICATION,
        FactKind.ALLERGY,
        FactKind.PROCEDURE,
        FactKind.IMMUNIZATION,
        FactKind.DEVICE,
        FactKind.CARE_TEAM,
        FactKind.APPOINTMENT,
        FactKind.SOCIAL_HISTORY,
        FactKind.FAMILY_HISTORY,
    }
)
"""Kinds of facts that are no result and no diagnosis."""

KINDS: dict[Share, frozenset[FactKind]] = {
    Share.ALL: frozenset(FactKind),
    Share.NO_RESULTS: NO_RESULTS,
    Share.PAPERS: frozenset(),
}
MASK = "·"


def shown_case(case: Case, actor: Actor) -> Case:
    """The case as `actor` may see it. An answer that is not signed yet is the provider's alone."""
    unsigned = case.response is not None and not case.response.signed
    if unsigned and actor.role is not Role.PROVIDER:
        case = replace(case, response=None)
    share = share_of(actor, case)
    if share is Share.ALL:
        return case
    case = replace(
        case,
        response=None,
        follow_ups=(),
        statements=tuple(s for s in case.statements if s.by == actor.id or s.kind in KINDS[share]),
        decisions=tuple(d if d.by == actor.id else replace(d, text="") for d in case.decisions),
        questions=tuple(q for q in case.questions if q.origin is QuestionOrigin.PATIENT),
    )
    if share is Share.NO_RESULTS:
        return case
    goal = Goal(condition=case.goal.condition, pathways=case.goal.pathways, decide_by=case.goal.decide_by)
    return replace(case, goal=goal, questions=(), statements=())


def shown_dossier(dossier: Dossier, actor: Actor) -> Dossier:
    """The dossier as `actor` may see it; places of what is left keep their words, all other words are masked."""
    case, share = shown_case(dossier.case, actor), share_of(actor, dossier.case)
    if share is Share.ALL:
        return replace(dossier, case=case)
    kinds = KINDS[share]
    entries = tuple(entry for entry in dossier.history.entries if entry.kind in kinds)
    conflicts = tuple(c for c in dossier.history.conflicts if c.kind in kinds)
    shown = {_place(e) for entry in entries for e in entry.evidence} | {
        _place(e) for c in conflicts for e in c.evidence
    }
    history = History(
        entries=entries,
        conflicts=conflicts,
        timeline=tuple(e for e in dossier.history.timeline if e.evidence and {_place(x) for x in e.evidence} <= shown),
        kept_out=dossier.history.kept_out,
    )
    return replace(
        dossier,
        case=case,
        papers=tuple(_masked(paper, kinds, shown) for paper in dossier.papers),
        history=history,
        gaps=tuple(_plain(gap) for gap in dossier.gaps if gap.kind != "conflict"),
        suggested=tuple(q for q in dossier.suggested if q.origin is QuestionOrigin.KNOWLEDGE)
        if share is Share.NO_RESULTS
        else (),
    )


Place = tuple[str, int, int, int]


def _place(evidence: Evidence) -> Place:
    span = evidence.span
    return span.document, span.page, span.start, span.end


def _plain(gap: Gap) -> Gap:
    """A gap without the words of the papers it was found in."""
    return replace(gap, evidence=(), found="", found_date="")


def _masked(paper: Paper, kinds: Iterable[FactKind], shown: set[Place]) -> Paper:
    document = paper.document
    facts = tuple(fact for fact in paper.facts if fact.kind in kinds and all(_place(e) in shown for e in fact.evidence))
    pages = tuple(_masked_page(page, {p for p in shown if p[0] == document.id}) for page in document.pages)
    imaging = document.imaging
    if imaging is not None:
        series = tuple(replace(each, description="") for each in imaging.series)
        imaging = replace(imaging, description="", series=series)
    masked = replace(document, pages=pages, entries=(), imaging=imaging)
    kind = replace(paper.description.kind, because=())
    return replace(paper, document=masked, facts=facts, description=replace(paper.description, kind=kind))


def _masked_page(page: Page, shown: set[Place]) -> Page:
    kept = [(start, end) for _, number, start, end in shown if number == page.number]
    text = "".join(
        letter if letter.isspace() or any(start <= at < end for start, end in kept) else MASK
        for at, letter in enumerate(page.text)
    )
    return replace(page, text=text, words=())


__all__ = ["KINDS", "shown_case", "shown_dossier"]
