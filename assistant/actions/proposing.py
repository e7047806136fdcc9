"""What a language model proposes for a paper that was read: asked once for each upload of a case, and kept.

It costs nothing but itself: the paper is read and shown before, and stays as it is when the model fails."""

from __future__ import annotations

from assistant.actions.budget import left, model_of
from assistant.actions.change import TRIES
from assistant.actions.desk import Desk
from assistant.errors import Changed, NotFound
from assistant.model.audit import AuditEvent
from assistant.model.case import Case, PaperState, Stage, Upload
from assistant.model.codec import dump, load
from assistant.model.proposals import Proposals

PREFIX = "proposals/1"  # raise it when a model is asked in another way
OPEN = (Stage.GATHERING, Stage.REVIEWING)  # afterwards nothing is added to what a person signed


def key_of(case_id: str, upload: Upload | None = None) -> str:
    """Where the proposals of an upload are kept; of all of a case without one. The consent is the case's."""
    return f"{PREFIX}:{case_id}:{upload.sha256 if upload else ''}"


def proposals_of(desk: Desk, case: Case, upload: Upload) -> Proposals | None:
    """What a model proposed for an upload, as long as the patient agrees to a model."""
    kept = desk.store.kept(key_of(case.id, upload)) if case.consented("model") else None
    return load(Proposals, kept) if kept else None


def propose(desk: Desk, case_id: str, sha256: str) -> None:
    """Asks the model about the narrative pages of an upload, once; nothing without a model, consent or budget."""
    if desk.model is None:
        return
    case = desk.store.case(case_id)
    upload = next((u for u in case.uploads if u.sha256 == sha256 and not u.removed), None)
    if upload is None or upload.state not in (PaperState.READ, PaperState.PARTIAL) or case.stage not in OPEN:
        return
    found = proposals_of(desk, case, upload)
    if found is None:
        found = _asked(desk, case, upload)
    if found is not None and not _noted(desk, case_id, sha256):
        _note(desk, case_id, upload, found)


def _asked(desk: Desk, case: Case, upload: Upload) -> Proposals | None:
    """What the model says now, and kept. Before it the trail says what leaves the machine: sizes, and to which."""
    from assistant.actions.assemble import assemble, papers_in
    from assistant.chat.proposing import propose, requests

    model = model_of(desk, case)
    if model is None:
        return None
    dossier = assemble(desk, case, case.language)
    own = {paper.id for paper in papers_in(desk, case, upload)}
    papers = [paper for paper in dossier.papers if paper.id in own]
    asked = requests(papers, dossier, desk.knowledge, left(desk, case.id))
    if not asked:
        return None
    sent = sum(request.size for request in asked)
    desk.store.record(_event(desk, case.id, "propose", f"{model.name} sent={sent} pages={len(asked)}"))
    found = Proposals(model.name, tuple(propose(asked, model)))
    desk.store.keep(key_of(case.id, upload), dump(found))
    return found


def _noted(desk: Desk, case_id: str, sha256: str) -> bool:
    return any(e.deed == "proposed" and e.target.startswith(sha256[:16]) for e in desk.store.trail(case_id))


def _note(desk: Desk, case_id: str, upload: Upload, found: Proposals) -> None:
    """A new version of the case, so that nobody goes on seeing it without what was found."""
    told = f"{upload.sha256[:16]} {found.model} proposed={len(found.items)}"
    try:
        for _ in range(TRIES):
            case = desk.store.case(case_id)
            try:
                desk.store.save(case, case.version, _event(desk, case_id, "proposed", told))
                return
            except Changed:
                continue
    except NotFound:  # deleted meanwhile
        desk.store.forget(key_of(case_id, upload))
        return
    raise Changed("changed")


def _event(desk: Desk, case_id: str, deed: str, target: str) -> AuditEvent:
    return AuditEvent(desk.clock.now(), "worker", "system", deed, case_id, target)


__all__ = ["key_of", "proposals_of", "propose"]
