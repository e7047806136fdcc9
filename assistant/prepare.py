"""The whole way in one pure function: documents in, dossier out. Fetches nothing, saves nothing, knows no clock."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ask import ask
from assistant.check import check, received
from assistant.classify import describe, split
from assistant.extract import extract
from assistant.model.case import Case, Dossier, Statement
from assistant.model.facts import Assertion, Evidence, Fact, FactKind, FactOrigin, When
from assistant.model.papers import Belongs, Description, DocumentKind, Kind, Paper
from assistant.reconcile import identify, reconcile
from ingest.document import Document, Origin, Page
from knowledge import Knowledge


def papers_of(document: Document, knowledge: Knowledge) -> tuple[Paper, ...]:
    """What a document is and says: one paper, or several where a file holds several reports."""
    papers = []
    for part in split(document, knowledge):
        description = describe(part, knowledge)
        papers.append(Paper(part, description, tuple(extract(part, knowledge, description))))
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
    case: Case, papers: Sequence[Paper], knowledge: Knowledge, today: str, language: str = "en", reading: int = 0
) -> Dossier:
    """History, gaps and questions of a case from its papers (see `papers_of`), as of `today` (ISO)."""
    unique = {paper.id: paper for paper in papers}
    known = identify(list(unique.values()), case.patient, case.decisions)
    known += [statement_paper(statement) for statement in case.statements]
    history = reconcile(known, case.decisions, case.statements, today)
    pathways = knowledge.pathways
    goal = case.goal
    found = goal.pathways or tuple(match.id for match in pathways.find(goal.condition, goal.reason))
    words = " ".join((goal.reason, goal.advised, *goal.reasons))
    pathway = pathways.resolve(found, words)
    shared = {"language": language, "decisions": case.decisions, "patient": case.patient}
    gaps = check(history, known, pathway, today, requests=case.requests, goal=goal, **shared)
    suggested = ask(gaps, history, pathway, language=language, worries=(goal.worries,) if goal.worries else ())
    return Dossier(
        case=case,
        papers=tuple(known),
        history=history,
        pathways=tuple(found),
        pathway_titles=tuple(pathways.get(i).title.of(language) for i in found),
        gaps=tuple(gaps),
        received=tuple(received(history, known, pathway, today, **shared)),
        suggested=tuple(suggested),
        today=today,
        language=language,
        reading=reading,
    )


__all__ = ["papers_of", "prepare", "statement_paper"]
