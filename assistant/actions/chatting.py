"""The conversation of a case: asked, answered, kept, and deleted when the patient wants.

What a helper may not see of the case is not in the answer, nor in the thread they read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.actions.assemble import assemble
from assistant.actions.budget import model_of
from assistant.actions.change import allowed, change, event, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, share_of
from assistant.actions.sharing import shown_dossier
from assistant.chat import Turn, chat
from assistant.chat.language import language_of
from assistant.chat.plainer import plainer
from assistant.chat.simpler import reads_alike, sentence_of
from assistant.chat.values import BUILT_IN
from assistant.errors import BadInput
from assistant.model import changes
from assistant.model.case import Case, Dossier, Message
from assistant.model.helping import Share
from assistant.model.history import Entry
from assistant.model.people import Actor
from assistant.ports import ChatLine

LIMIT = 2_000  # characters of one message
ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Simpler:
    """`paper` are the words of the paper, in `language`; `words` say the same more simply, "" where none did."""

    paper: str
    words: str
    language: str


def ask(
    desk: Desk, actor: Actor, case_id: str, text: str, language: str, heard: Callable[[str], bool] | None = None
) -> Turn:
    """One turn: the question and its answer are kept together; the audit tells who answered and how much was sent.

    While a model makes the answer, `heard` is given what of it has been checked, and says whether to go on."""
    text = text.strip()
    if not text:
        raise BadInput("nothing-typed")
    if len(text) > LIMIT:
        raise BadInput("too-long")
    case = allowed(desk, actor, case_id, Deed.CHAT)
    dossier = shown_dossier(assemble(desk, case, language), actor)
    lines = desk.store.chat(case_id)
    model = model_of(desk, case)
    earlier = [(line.by, line.text) for line in _shown(lines, actor, case)[-8:]]
    known = desk.knowledge
    turn = chat(text, dossier=dossier, knowledge=known, language=language, model=model, history=earlier, heard=heard)
    now = desk.clock.now()
    added = (
        ChatLine(new_id(), actor.id, now, text),
        ChatLine(new_id(), ASSISTANT, now, turn.text, json.dumps(turn.as_dict(), ensure_ascii=False)),
    )
    desk.store.add_chat(case_id, added, event(desk, actor, "chat", case, _told(turn)))
    if turn.tell:  # an emergency, a crisis, a person wanted: the words go to the coordinator's queue as a message
        urgent = turn.kind if turn.kind in ("emergency", "crisis") else ""
        message = Message(new_id(), actor.id, actor.role.value, text, now, urgent=urgent)
        change(desk, actor, case_id, Deed.CHAT, lambda case: changes.with_message(case, message), name="chat_told")
    return turn


def plainer_of(desk: Desk, actor: Actor, case_id: str, text: str, language: str) -> str:
    """A question in simpler words, for its writer to keep or not; the same text without a model, consent or budget."""
    case = allowed(desk, actor, case_id, Deed.CHAT)
    model = model_of(desk, case)
    if model is None or not text.strip() or len(text) > LIMIT:
        return text
    said = plainer(text.strip(), language, model, assemble(desk, case, language))
    told = f"plainer {said.backend or BUILT_IN} sent={said.sent}"
    desk.store.add_chat(case_id, (), event(desk, actor, "chat", case, told))
    return said.text


def simpler_of(desk: Desk, actor: Actor, case_id: str, entry_id: str, language: str) -> Simpler | None:
    """The sentence of a paper behind an entry, and simpler words for it; None where no paper says it in a sentence."""
    case = allowed(desk, actor, case_id, Deed.CHAT)
    dossier = shown_dossier(assemble(desk, case, language), actor)
    entry = next((each for each in dossier.history.entries if each.id == entry_id), None)
    found = sentence_of(dossier, entry) if entry else None
    model = model_of(desk, case)
    if found is None or model is None:
        return None
    words, paper = found
    spoken = language_of(words, paper.description.language or language)
    said = plainer(words, spoken, model, dossier, reads_alike(paper.description))
    told = f"plainer {said.backend or BUILT_IN} sent={said.sent}"
    desk.store.add_chat(case_id, (), event(desk, actor, "chat", case, told))
    return Simpler(words, said.text if said.backend else "", spoken)


def may_be_simpler(dossier: Dossier, entry: Entry) -> bool:
    """Whether a paper says it in a sentence."""
    return sentence_of(dossier, entry) is not None


def may_be_plainer(desk: Desk, case: Case) -> bool:
    """Whether a model may be asked for this case now."""
    return model_of(desk, case) is not None


def thread(desk: Desk, actor: Actor, case_id: str) -> Sequence[ChatLine]:
    """The conversation so far, oldest first; of it a helper who may not see all sees their own part."""
    case = allowed(desk, actor, case_id, Deed.READ)
    return _shown(desk.store.chat(case_id), actor, case)


def forget(desk: Desk, actor: Actor, case_id: str) -> None:
    """Deletes the conversation."""
    case = allowed(desk, actor, case_id, Deed.CHAT)
    desk.store.delete_chat(case_id, event(desk, actor, "chat_delete", case))


def _shown(lines: Sequence[ChatLine], actor: Actor, case: Case) -> Sequence[ChatLine]:
    if share_of(actor, case) is Share.ALL:
        return lines
    pairs = [(asked, answer) for asked, answer in pairwise(lines) if asked.by == actor.id and answer.by == ASSISTANT]
    return [line for pair in pairs for line in pair]


def _told(turn: Turn) -> str:
    """What the audit keeps of a turn: its kind, who worded it, sizes; never a word of it."""
    told = f"{turn.kind} {turn.backend} sent={turn.sent} cut={turn.cut}"
    return f"{told} tell" if turn.tell else told
