"""The conversation of a case: asked, answered, kept, and deleted when the patient wants."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assistant.actions.assemble import assemble
from assistant.actions.change import allowed, event, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.chat import Turn, chat
from assistant.errors import BadInput
from assistant.model.people import Actor
from assistant.ports import ChatLine

LIMIT = 2_000  # characters of one message


def ask(desk: Desk, actor: Actor, case_id: str, text: str, language: str) -> Turn:
    """One turn: the question and its answer are kept together; an emergency is noted for the liaison."""
    text = text.strip()
    if not text:
        raise BadInput("nothing-typed")
    if len(text) > LIMIT:
        raise BadInput("too-long")
    case = allowed(desk, actor, case_id, Deed.CHAT)
    dossier = assemble(desk, case, language)
    model = desk.model if case.consented("model") else None
    earlier = [(line.by, line.text) for line in desk.store.chat(case_id)[-8:]]
    turn = chat(text, dossier=dossier, knowledge=desk.knowledge, language=language, model=model, history=earlier)
    now = desk.clock.now()
    lines = (
        ChatLine(new_id(), actor.id, now, text),
        ChatLine(new_id(), "assistant", now, turn.text, json.dumps(turn.as_dict(), ensure_ascii=False)),
    )
    desk.store.add_chat(case_id, lines, event(desk, actor, "chat", case, turn.kind))
    return turn


def thread(desk: Desk, actor: Actor, case_id: str) -> Sequence[ChatLine]:
    """The conversation so far, oldest first."""
    allowed(desk, actor, case_id, Deed.READ)
    return desk.store.chat(case_id)


def forget(desk: Desk, actor: Actor, case_id: str) -> None:
    """Deletes the conversation."""
    case = allowed(desk, actor, case_id, Deed.CHAT)
    desk.store.delete_chat(case_id, event(desk, actor, "chat_delete", case))
