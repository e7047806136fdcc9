"""Lawful changes of a case: pure functions from a case to the next. They never look at a clock or at who may do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.model.case import (
    Case,
    Consent,
    Decision,
    Message,
    PaperState,
    Request,
    Response,
    SentPackage,
    SignOff,
    Stage,
    Statement,
    Upload,
)
from assistant.model.gaps import Question

NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.GATHERING: frozenset({Stage.REVIEWING, Stage.WITHDRAWN}),
    Stage.REVIEWING: frozenset({Stage.GATHERING, Stage.READY, Stage.SENT, Stage.WITHDRAWN}),
    Stage.READY: frozenset({Stage.SENT, Stage.GATHERING, Stage.WITHDRAWN}),
    Stage.SENT: frozenset({Stage.GATHERING, Stage.ANSWERED, Stage.WITHDRAWN}),
    Stage.ANSWERED: frozenset({Stage.CLOSED, Stage.GATHERING}),
    Stage.CLOSED: frozenset(),
    Stage.WITHDRAWN: frozenset({Stage.GATHERING}),
}


class Unlawful(ValueError):
    """A change the case's stage does not allow."""


def move(case: Case, stage: Stage) -> Case:
    """The case at another stage, if one leads there."""
    if stage is case.stage:
        return case
    if stage not in NEXT[case.stage]:
        raise Unlawful(f"{case.stage} does not lead to {stage}")
    return replace(case, stage=stage)


def with_upload(case: Case, upload: Upload) -> Case:
    """Adds an upload; the same content again is the same paper (and comes back if it had been removed)."""
    known = [u for u in case.uploads if u.sha256 == upload.sha256]
    if known:
        return replace(
            case, uploads=tuple(replace(u, removed=False) if u.sha256 == upload.sha256 else u for u in case.uploads)
        )
    return replace(case, uploads=(*case.uploads, upload))


def with_paper_state(case: Case, sha256: str, state: PaperState) -> Case:
    return replace(case, uploads=tuple(replace(u, state=state) if u.sha256 == sha256 else u for u in case.uploads))


def unlocked(case: Case, sha256: str, lock: str) -> Case:
    """A locked paper is to be read again with the password kept under `lock`."""
    opened = {u.sha256: replace(u, lock=lock, state=PaperState.UPLOADED) for u in case.uploads if u.sha256 == sha256}
    return replace(case, uploads=tuple(opened.get(u.sha256, u) for u in case.uploads))


def without_upload(case: Case, sha256: str) -> Case:
    """Takes a paper out of the case; what it was is remembered, its bytes are the action's to remove."""
    return replace(case, uploads=tuple(replace(u, removed=True) if u.sha256 == sha256 else u for u in case.uploads))


def with_decision(case: Case, decision: Decision) -> Case:
    return replace(case, decisions=(*case.decisions, decision))


def with_statement(case: Case, statement: Statement) -> Case:
    return replace(case, statements=(*case.statements, statement))


def with_consent(case: Case, consent: Consent) -> Case:
    return replace(case, consents=(*case.consents, consent))


def with_questions(case: Case, questions: Sequence[Question]) -> Case:
    """The list as the person ordered it; ranks follow the order."""
    ranked = tuple(replace(q, rank=n) for n, q in enumerate(questions, 1))
    return replace(case, questions=ranked, questions_done=True)


def with_message(case: Case, message: Message) -> Case:
    return replace(case, messages=(*case.messages, message))


def with_request(case: Case, request: Request) -> Case:
    """The provider asks for more: the case goes back to gathering."""
    return replace(move(case, Stage.GATHERING), requests=(*case.requests, request))


def signed_off(case: Case, sign_off: SignOff) -> Case:
    return replace(move(case, Stage.READY), sign_off=sign_off)


def sent(case: Case, package: SentPackage) -> Case:
    """Handed over. Open requests of the provider count as answered by it."""
    requests = tuple(replace(r, answered=r.answered or package.at) for r in case.requests)
    return replace(move(case, Stage.SENT), packages=(*case.packages, package), provider=package.to, requests=requests)


def with_draft(case: Case, response: Response) -> Case:
    """The provider's unsigned answer."""
    if case.response is not None and case.response.signed:
        raise Unlawful("a signed answer is never edited")
    return replace(case, response=response)


def answered(case: Case, at: str) -> Case:
    """The provider signs."""
    if case.response is None:
        raise Unlawful("there is nothing to sign")
    return replace(move(case, Stage.ANSWERED), response=replace(case.response, signed=at))
