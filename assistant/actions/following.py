"""Questions to the doctor after the answer, a few only: a channel beside the messages to the coordinator."""

from __future__ import annotations

from dataclasses import replace

from assistant.actions.cases import TEXT_LIMIT
from assistant.actions.change import change, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, on_behalf
from assistant.actions.urgency import urgency
from assistant.errors import BadInput, NotFound, NotReady
from assistant.model import changes
from assistant.model.case import Case, Message, Stage
from assistant.model.follow import FollowUp
from assistant.model.people import Actor


def left(desk: Desk, case: Case) -> int:
    """How many more the patient may ask; none before the answer is signed and none after the case is closed."""
    return max(0, desk.follow_ups - len(case.follow_ups)) if _open(case) else 0


def ask(desk: Desk, actor: Actor, case_id: str, text: str) -> Case:
    """One question to the doctor who signed. The same words again are the same question, not a second one."""
    text, new, told = _typed(text), new_id(), new_id()

    def step(case: Case) -> Case:
        if any(each.text == text and not each.replied for each in case.follow_ups):
            return case
        if not left(desk, case):
            raise NotReady("no-follow-up-left" if _open(case) else "not-ready")
        now, behalf, urgent = desk.clock.now(), on_behalf(actor, case), urgency(actor, case, text)
        case = replace(case, follow_ups=(*case.follow_ups, FollowUp(new, text, actor.id, now, behalf)))
        if urgent:  # the doctor may look tomorrow: the coordinators see it first among their cases
            case = changes.with_message(case, Message(told, actor.id, actor.role.value, text, now, behalf, urgent))
        return case

    return change(desk, actor, case_id, Deed.FOLLOW_UP, step, new)


def reply(desk: Desk, actor: Actor, case_id: str, follow_up: str, text: str) -> Case:
    """The doctor's words to one question; as with the answer, nobody changes them afterwards."""
    text = _typed(text)

    def step(case: Case) -> Case:
        found = next((each for each in case.follow_ups if each.id == follow_up), None)
        if found is None:
            raise NotFound("no-such-question")
        if found.replied or not _open(case) or actor.id != case.provider:
            raise NotReady("not-ready")
        now = replace(found, reply=text, replied_by=actor.id, name=actor.name, replied=desk.clock.now())
        return replace(case, follow_ups=tuple(now if each.id == follow_up else each for each in case.follow_ups))

    return change(desk, actor, case_id, Deed.OPINE, step, follow_up, name="reply")


def _open(case: Case) -> bool:
    return case.stage is Stage.ANSWERED and case.response is not None and bool(case.response.signed)


def _typed(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput("nothing-typed")
    if len(text) > TEXT_LIMIT:
        raise BadInput("too-long")
    return text


__all__ = ["ask", "left", "reply"]
