"""Who may do what: one table of role, standing on the case, and deed. Every action and route asks it first."""

from __future__ import annotations

from enum import StrEnum

from assistant.errors import NotAllowed
from assistant.model.case import Case, Stage
from assistant.model.helping import Share
from assistant.model.line import CaseLine
from assistant.model.people import Actor, Role


class Deed(StrEnum):
    START = "start"
    SEE = "see"  # the case and what it lacks; of its papers what the patient chose to show
    READ = "read"  # the papers themselves: pages, pictures, the conversation, the summary
    TELL = "tell"  # answers about the patient and the goal, statements, decisions, questions
    ADD = "add"  # papers
    CONSENT = "consent"
    SEND = "send"  # to the team
    WITHDRAW = "withdraw"
    DELETE = "delete"
    MESSAGE = "message"
    CHAT = "chat"
    QUEUE = "queue"
    TAKE = "take"
    SIGN_OFF = "sign_off"
    SEND_BACK = "send_back"
    INBOX = "inbox"
    OPINE = "opine"  # draft, ask for more, sign
    SEE_ANSWER = "see_answer"
    FOLLOW_UP = "follow_up"  # ask the doctor about the signed answer
    EXPORT = "export"  # the package, originals, letters
    TRAIL = "trail"  # who looked
    EVERYTHING = "everything"  # all the patient gave and we made of it, to take away
    CLOSE = "close"  # after the answer
    FLAG = "flag"  # say that a statement is wrong, for the coordinator to look at
    DELIVER = "deliver"  # send a package on to a configured place
    LINK = "link"  # let somebody without an account open a package by a link
    SHARE = "share"  # invite a helper, choose what they see, send them away
    ACCOUNTS = "accounts"


class Standing(StrEnum):
    """What an actor is to a case."""

    OWNER = "owner"
    HELPER = "helper"  # sees what the patient sees
    HELPER_NO_RESULTS = "helper_no_results"
    HELPER_PAPERS = "helper_papers"
    ASSIGNED = "assigned"  # the liaison of the case, or any liaison while it has none
    RECEIVER = "receiver"  # the provider it was sent to
    NONE = "none"


NOWHERE: dict[Role, frozenset[Deed]] = {
    # deeds that concern no case
    Role.PATIENT: frozenset({Deed.START}),
    Role.HELPER: frozenset({Deed.START}),
    Role.LIAISON: frozenset({Deed.QUEUE}),
    Role.PROVIDER: frozenset({Deed.INBOX}),
    Role.ADMIN: frozenset({Deed.ACCOUNTS}),
}

_GATHER = frozenset({Deed.SEE, Deed.ADD, Deed.MESSAGE})
_ANSWER = _GATHER | {Deed.TELL, Deed.SEND}
_PREPARE = _ANSWER | {Deed.READ, Deed.CHAT, Deed.SEE_ANSWER, Deed.FOLLOW_UP, Deed.EXPORT}

ON_CASE: dict[Standing, frozenset[Deed]] = {
    Standing.OWNER: _PREPARE
    | {
        Deed.CONSENT,
        Deed.WITHDRAW,
        Deed.DELETE,
        Deed.TRAIL,
        Deed.SHARE,
        Deed.LINK,
        Deed.EVERYTHING,
        Deed.CLOSE,
    },
    Standing.HELPER: _PREPARE,
    Standing.HELPER_NO_RESULTS: _ANSWER,
    Standing.HELPER_PAPERS: _GATHER,
    Standing.ASSIGNED: frozenset(
        {
            Deed.SEE,
            Deed.READ,
            Deed.TELL,
            Deed.ADD,
            Deed.MESSAGE,
            Deed.TAKE,
            Deed.SIGN_OFF,
            Deed.SEND_BACK,
            Deed.CLOSE,
            Deed.SEE_ANSWER,
            Deed.FOLLOW_UP,
            Deed.EXPORT,
            Deed.TRAIL,
            Deed.FLAG,
            Deed.DELIVER,
            Deed.LINK,
        }
    ),
    Standing.RECEIVER: frozenset({Deed.SEE, Deed.READ, Deed.OPINE, Deed.SEE_ANSWER, Deed.EXPORT, Deed.FLAG}),
    Standing.NONE: frozenset(),
}


_HELPING = {
    Share.ALL: Standing.HELPER,
    Share.NO_RESULTS: Standing.HELPER_NO_RESULTS,
    Share.PAPERS: Standing.HELPER_PAPERS,
}


def share_of(actor: Actor, case: Case) -> Share:
    """How much of the case a helper of it may see; everybody else who may see it sees all."""
    return next((helping.share for helping in case.helping if helping.account == actor.id), Share.ALL)


def standing(actor: Actor, case: Case | CaseLine) -> Standing:
    """What `actor` is to `case`, from the case alone. A line of a list is enough for the liaison's."""
    if actor.role is Role.LIAISON and case.liaison in ("", actor.id) and case.stage is not Stage.WITHDRAWN:
        return Standing.ASSIGNED
    if isinstance(case, CaseLine):
        return Standing.NONE
    if actor.role in (Role.PATIENT, Role.HELPER):
        if actor.id == case.owner:
            return Standing.OWNER
        return _HELPING[share_of(actor, case)] if actor.id in case.helpers else Standing.NONE
    if actor.role is Role.PROVIDER and case.stage is not Stage.WITHDRAWN:
        sent = any(package.to == actor.id for package in case.packages)
        return Standing.RECEIVER if sent else Standing.NONE
    return Standing.NONE


def may(actor: Actor, deed: Deed, case: Case | CaseLine | None = None) -> bool:
    """Whether the table allows it."""
    if case is None:
        return deed in NOWHERE[actor.role]
    return deed in ON_CASE[standing(actor, case)]


def permit(actor: Actor, deed: Deed, case: Case | None = None) -> None:
    """NotAllowed unless the table allows it."""
    if not may(actor, deed, case):
        raise NotAllowed("not-allowed")


def on_behalf(actor: Actor, case: Case) -> bool:
    """Whether the deed is done for the patient by somebody else."""
    return actor.id != case.owner
