"""A case in one line, for lists: what a queue shows, without opening the whole case. Computed whenever it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model.case import Case, PaperState, Stage
from assistant.model.chase import Chase, chases


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Stored sealed beside the case, in the same commit."""

    id: str
    number: str
    owner: str
    stage: Stage
    updated: str
    version: int
    liaison: str = ""
    name: str = ""
    birth_date: str = ""
    condition: str = ""
    decide_by: str = ""
    language: str = "en"
    helper: bool = False
    unread: int = 0
    rejected: int = 0
    last_word: str = ""  # role of who wrote the last message
    urgent: bool = False  # that message may mean danger
    follow_ups: int = 0  # questions about the answer that wait for the doctor
    requested: bool = False  # the provider waits for something
    chases: tuple[Chase, ...] = ()  # records asked for and not here yet


def line_of(case: Case) -> CaseLine:
    """The line of a case."""
    present = [upload for upload in case.uploads if not upload.removed]
    return CaseLine(
        id=case.id,
        number=case.number,
        owner=case.owner,
        stage=case.stage,
        updated=case.updated,
        version=case.version,
        liaison=case.liaison,
        name=case.patient.name,
        birth_date=case.patient.birth_date,
        condition=case.goal.condition,
        decide_by=case.goal.decide_by,
        language=case.language,
        helper=bool(case.helpers or case.goal.helper),
        unread=sum(u.state in (PaperState.UPLOADED, PaperState.READING) for u in present),
        rejected=sum(u.state is PaperState.REJECTED for u in present),
        last_word=case.messages[-1].role if case.messages else "",
        urgent=bool(case.messages and case.messages[-1].urgent),
        follow_ups=sum(not each.replied for each in case.follow_ups) if case.stage is Stage.ANSWERED else 0,
        requested=any(not request.answered for request in case.requests),
        chases=tuple(chase for chase in chases(case.decisions) if chase.open),
    )
