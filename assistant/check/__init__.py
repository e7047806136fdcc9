"""The gap check: what a specialist will miss, from papers, pathway and today. Pure; never says to repeat a test.

Its other half (`weigh` gives both) says what is there. Ids are made of the requirement and its matter, so answers keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from assistant.check.answers import answers
from assistant.check.condition import Doubt, Settled, settle
from assistant.check.follow import spoken_of
from assistant.check.loose import (
    asked_by_doctor,
    disagreement,
    loose_pictures,
    not_readable,
    not_this_person,
    pages_missing,
)
from assistant.check.pathway_gaps import Judged, gaps_of, judge_all
from assistant.check.shelf import Shelf
from assistant.check.wording import Words, gap
from assistant.model.case import Decision, Goal, Request
from assistant.model.gaps import Gap, GapAnswer, GapState, Need, Received
from assistant.model.history import History
from assistant.model.papers import Paper
from assistant.model.people import Person
from ingest.document import Problem
from knowledge.pathways import suited
from knowledge.schema import Pathway

_SETTLED = {GapAnswer.NEVER_DONE.value, GapAnswer.NOT_MINE.value}
_SPOKEN_FIELDS = ("condition", "advised", "reason", "knows", "hopes", "worries", "limits")


def check(
    history: History,
    documents: Sequence[Paper],
    pathway: Pathway,
    today: str,
    *,
    language: str = "en",
    decisions: Sequence[Decision] = (),
    requests: Sequence[Request] = (),
    patient: Person | None = None,
    goal: Goal | None = None,
    problems: Sequence[Problem] = (),
) -> list[Gap]:
    """Everything a specialist would miss, what would stop them first. `problems`: of files that gave no document;
    `patient`: leaves out what cannot concern them."""
    if patient is not None:
        pathway = suited(pathway, patient.sex, patient.age(today))
    return weigh(
        history,
        documents,
        pathway,
        today,
        language=language,
        decisions=decisions,
        requests=requests,
        goal=goal,
        problems=problems,
    )[0]


def weigh(
    history: History,
    documents: Sequence[Paper],
    pathway: Pathway,
    today: str,
    *,
    language: str = "en",
    decisions: Sequence[Decision] = (),
    requests: Sequence[Request] = (),
    goal: Goal | None = None,
    problems: Sequence[Problem] = (),
    settled: Settled | None = None,
) -> tuple[list[Gap], list[Received]]:
    """Both halves of the list at once: what is missing, and what is here. `settled`: what the case is about, and the
    doubt that remains (see `check.condition`)."""
    shelf, words = _shelf(documents, pathway, today, goal, decisions), Words(pathway.shared.says, language)
    judged = judge_all(shelf)
    found = [
        *not_this_person(judged, shelf, words),
        *asked_by_doctor(requests, shelf, words),
        *not_readable(shelf, words, problems),
        *_which_problem(shelf, words, goal, settled),
        *gaps_of(judged, shelf, words),
        *loose_pictures(judged, shelf, words),
        *pages_missing(shelf, words),
        *disagreement(history, shelf, words),
        *spoken_of(judged, shelf, words),
    ]
    last = {d.target: d.verdict for d in decisions}
    open_gaps = {g.id: g for g in reversed(found) if last.get(g.id) not in _SETTLED}
    ranked = sorted(open_gaps.values(), key=lambda g: (g.rank, g.item, g.id))
    return [replace(g, rank=place) for place, g in enumerate(ranked)], _received(judged, language)


def _received(judged: Judged, language: str) -> list[Received]:
    return [
        Received(
            item=requirement.item,
            label=requirement.label.of(language),
            documents=tuple(paper.id for paper in verdict.papers),
            need=Need(requirement.need),
            date=verdict.date,
        )
        for requirement, verdict in judged.met.values()
    ]


def _shelf(
    documents: Sequence[Paper], pathway: Pathway, today: str, goal: Goal | None, decisions: Sequence[Decision]
) -> Shelf:
    told = [getattr(goal, name) for name in _SPOKEN_FIELDS] if goal else []
    filled = {f.name for f in fields(goal) if getattr(goal, f.name)} if goal else set()
    if any(paper.id.startswith("statement-") for paper in documents):
        filled.add("statement")
    return Shelf(tuple(documents), pathway, today, "\n".join(told), frozenset(filled), answers(decisions))


def _which_problem(shelf: Shelf, words: Words, goal: Goal | None, settled: Settled | None) -> list[Gap]:
    """What the case is about is not certain: ask, rather than pick a list in silence."""
    if settled is None:
        chosen = goal is None or not goal.condition or any(i in shelf.pathway.ids for i in goal.pathways)
        settled = Settled(() if chosen else shelf.pathway.ids, None if chosen or shelf.pathway.words else Doubt.UNSURE)
    if settled.doubt is None:
        return []
    told = settled.told[:3]
    why = words.say(
        settled.doubt.value,
        yours=goal.condition if goal else "",
        theirs=", ".join(one.title.of(words.language) for one in told),
    )
    return [
        gap(
            shelf,
            words,
            item="which-problem",
            state=GapState.UNCONFIRMED,
            need=Need.RECOMMENDED,
            label=words.say("choose_label"),
            why=why,
            who=words.say("wrong_who"),
            kind="condition",
            rank=-90,
            evidence=tuple(place for one in told[:1] for place in one.evidence),
        )
    ]


__all__ = ["Settled", "check", "settle", "weigh"]
