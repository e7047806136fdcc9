"""The whole way in one pure function: documents in, dossier out. Fetches nothing, saves nothing, knows no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.ask import ask
from assistant.check import settle, weigh
from assistant.classify import describe, split
from assistant.extract import extract
from assistant.extract.proposed import proposed
from assistant.model.case import Case, Dossier, Goal, Statement
from assistant.model.facts import Assertion, Evidence, Fact, FactKind, FactOrigin, When
from assistant.model.history import History
from assistant.model.papers import Belongs, Description, DocumentKind, Kind, Paper
from assistant.model.proposals import Proposal
from assistant.model.whose import person_of
from assistant.reconcile import identify, reconcile
from ingest.document import Document, Origin, Page, Problem
from knowledge import Knowledge
from knowledge.pathways import suited


def papers_of(
    document: Document, knowledge: Knowledge, proposals: Sequence[Proposal] = (), model: str = ""
) -> tuple[Paper, ...]:
    """What a document is and says: one paper, or several where a file holds several reports.

    `proposals`: what `model` proposed for its pages; of them only what the rules read alike becomes facts.
    """
    papers = []
    for part in split(document, knowledge):
        description = describe(part, knowledge)
        searched = replace(part, pages=tuple(page for page in part.pages if document.searched(page.number)))
        facts = extract(searched, knowledge, description)
        own = [each for each in proposals if each.document == part.id]
        if own:
            facts += proposed(searched, knowledge, description, facts, own, model)
        papers.append(Paper(part, description, tuple(facts)))
    return tuple(papers)


def statement_paper(statement: Statement) -> Paper:
    """What the patient typed is a document too, and its own evidence."""
    document = Document(
        id=f"statement-{statement.id}",
        source=f"statement-{statement.id}",
        name="",
        media_type="text/plain",
        pages=(Page(1, statement.text, Origin.TEXT),),
        reader="statement/1",
        kind=DocumentKind.PATIENT_NOTE.value,
    )
    origin = FactOrigin.LIAISON if statement.on_behalf else FactOrigin.PATIENT
    fact = Fact(
        kind=FactKind(statement.kind),
        name=statement.text.strip().rstrip(".").casefold(),
        text=statement.text,
        evidence=(Evidence(document.span(1, 0, len(statement.text)), origin.value),),
        assertion=Assertion(statement.assertion),
        origin=origin,
    )
    kind = Kind(DocumentKind.PATIENT_NOTE, 1.0)
    description = Description(kind, date=When.of(statement.at[:10]))
    return Paper(document, description, (fact,), Belongs.YES)


def prepare(
    case: Case,
    papers: Sequence[Paper],
    knowledge: Knowledge,
    today: str,
    language: str = "en",
    reading: int = 0,
    problems: Sequence[Problem] = (),
) -> Dossier:
    """History, gaps and questions of a case from its papers (see `papers_of`), as of `today` (ISO).

    `problems`: those of files that gave no document, so that what could not be read is a gap and not forgotten.
    """
    unique = {paper.id: paper for paper in papers}
    known = identify(list(unique.values()), case.patient, case.decisions)
    known += [statement_paper(statement) for statement in case.statements]
    pathways, goal = knowledge.pathways, case.goal
    named = goal.pathways or pathways.sure(goal.condition, goal.reason)
    about = pathways.resolve(named).words if named else ()
    history = reconcile(known, case.decisions, case.statements, today, about)
    firm, read = _without_proposed(history, known)
    settled = settle(goal, firm, read, pathways)
    found = settled.pathways
    words = " ".join((goal.condition, goal.reason, goal.advised, *goal.reasons))
    person, _ = person_of(case.patient, known)
    age = person.age(today)
    pathway = suited(pathways.resolve(found, words, age), person.sex, age)
    gaps, here = weigh(
        firm,
        read,
        pathway,
        today,
        language=language,
        decisions=case.decisions,
        requests=case.requests,
        goal=goal,
        problems=problems,
        settled=settled,
    )
    suggested = ask(gaps, firm, pathway, language=language, worries=_typed(goal), notes=_told(goal, known))
    return Dossier(
        case=case,
        papers=tuple(known),
        history=history,
        pathways=tuple(found),
        pathway_titles=tuple(pathways.get(i).title.of(language) for i in found),
        gaps=tuple(gaps),
        received=tuple(here),
        suggested=tuple(suggested),
        today=today,
        language=language,
        reading=reading,
        told=tuple(one.id for one in settled.told),
        reviews=tuple((review.title.of(language), review.by) for review in pathway.reviews),
    )


def _without_proposed(history: History, papers: Sequence[Paper]) -> tuple[History, Sequence[Paper]]:
    """What records are weighed and questions asked by: no model's word closes a gap, names a condition or asks."""
    if all(fact.origin is not FactOrigin.MODEL for paper in papers for fact in paper.facts):
        return history, papers
    firm = replace(history, entries=tuple(entry for entry in history.entries if not entry.proposed))
    own = (tuple(f for f in paper.facts if f.origin is not FactOrigin.MODEL) for paper in papers)
    return firm, [replace(paper, facts=facts) for paper, facts in zip(papers, own, strict=True)]


def _typed(goal: Goal) -> tuple[str, ...]:
    return tuple(text for text in (goal.worries, goal.hopes, goal.limits) if text)


def _told(goal: Goal, papers: Sequence[Paper]) -> tuple[str, ...]:
    """What else the patient told in their own words, here and in notes of their own among the papers."""
    notes = [p for p in papers if p.kind is DocumentKind.PATIENT_NOTE and p.counts]
    texts = (goal.reason, *(page.text for p in notes for page in p.document.pages))
    return tuple(text for text in texts if text)


__all__ = ["papers_of", "prepare", "statement_paper"]
