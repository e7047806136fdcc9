"""Puts a case and the readings of its papers together into a dossier. Computed again whenever the case changes."""

from __future__ import annotations

from assistant.actions.desk import Desk
from assistant.actions.proposing import proposals_of
from assistant.actions.reading import reading_of
from assistant.model.case import Case, Dossier, PaperState, Upload
from assistant.model.papers import Paper
from assistant.model.summary import Summary
from ingest.document import Problem


def assemble(desk: Desk, case: Case, language: str) -> Dossier:
    """The dossier of `case` as of today; kept in memory under the case's version, so it is never stale."""
    from assistant.prepare import prepare

    today, key = desk.clock.today(), _key(desk, case, language)
    known = desk.dossiers.get(key)
    if known is not None:
        return known
    waiting = sum(u.state in (PaperState.UPLOADED, PaperState.READING) for u in case.uploads if not u.removed)
    found = papers(desk, case)
    dossier = prepare(case, found, desk.knowledge, today, language, waiting, problems=problems(desk, case))
    return desk.dossiers.put(key, dossier)


def summarise(desk: Desk, case: Case) -> Summary:
    """The pre-visit summary of `case` as of today, in English for the provider; kept as the dossier is."""
    from assistant.view import view

    key = _key(desk, case, "en")
    known = desk.summaries.get(key)
    return known or desk.summaries.put(key, view(assemble(desk, case, "en"), desk.knowledge))


def _key(desk: Desk, case: Case, language: str) -> str:
    return f"{case.id}:{case.version}:{language}:{desk.clock.today()}"


def problems(desk: Desk, case: Case) -> list[Problem]:
    """What could not be read, of every upload: it is a gap of the case, not only a line on the papers page."""
    done = (PaperState.PARTIAL, PaperState.REJECTED)
    readings = [reading_of(desk, u) for u in case.uploads if not u.removed and u.state in done]
    return [problem for reading in readings if reading for problem in reading.problems]


def papers(desk: Desk, case: Case) -> list[Paper]:
    """Every paper of the case that has been read."""
    read = [u for u in case.uploads if not u.removed and u.state in (PaperState.READ, PaperState.PARTIAL)]
    return [paper for upload in read for paper in papers_in(desk, case, upload)]


def papers_in(desk: Desk, case: Case, upload: Upload) -> tuple[Paper, ...]:
    """The papers of one upload that has been read, with what a model proposed for them in this case."""
    from assistant.prepare import papers_of

    proposals = proposals_of(desk, case, upload)
    key = f"{upload.sha256}{upload.lock}/{upload.name}"
    if proposals and proposals.items:
        key = f"{case.id}/{key}"
    known = desk.papers.get(key)
    if known is not None:
        return known
    ingested = reading_of(desk, upload)
    documents = ingested.documents if ingested else ()
    told = (proposals.items, proposals.model) if proposals else ((), "")
    found = tuple(paper for document in documents for paper in papers_of(document, desk.knowledge, *told))
    return desk.papers.put(key, found)
