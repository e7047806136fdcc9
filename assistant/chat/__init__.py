"""The chat: knows the case, cites its sources, never diagnoses, and is whole without a model.

`chat` gives one turn. Urgency is decided by rules before anything else; text of records and messages is data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.chat.values import Citation, Suggestion, Turn

if TYPE_CHECKING:
    from assistant.model.case import Dossier
    from assistant.ports import Model
    from knowledge import Knowledge


def chat(
    text: str,
    *,
    dossier: Dossier | None = None,
    knowledge: Knowledge | None = None,
    language: str = "en",
    model: Model | None = None,
    history: Sequence[tuple[str, str]] = (),
    region: str = "us",
    heard: Callable[[str], bool] | None = None,
) -> Turn:
    """One answer, in the language of the question. A model only adds fluency; rules decide, and check what it says.

    While a model makes it, `heard` is given what of it has been checked so far, and says whether to go on."""
    from assistant.chat import turns
    from assistant.chat.wording import marked

    if knowledge is None:
        from knowledge import load

        knowledge = load()
    message = turns.asking(text, dossier, knowledge, language, region, history)
    turn = turns.alarm(message)
    if turn is not None:
        return turn
    wishes = turns.understood(message)
    turn = turns.settled(message, wishes) or turns.built_in(message, wishes)
    if model is not None:
        from assistant.chat.fluent import reworded

        spoken = turn.language
        told = heard and (lambda so_far: heard(marked(so_far, spoken)))
        turn = reworded(turn, message, model, history, told)
    refused = f"{message.say('order')} " if message.ordered and turn.intent != "steering" else ""
    return replace(turn, text=refused + marked(turn.text, turn.language))


__all__ = ["Citation", "Suggestion", "Turn", "chat"]
