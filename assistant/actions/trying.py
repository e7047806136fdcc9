"""Whether the language model of the settings works: asked once about our own guide, with no word of any case."""

from __future__ import annotations

import time
from dataclasses import dataclass

from assistant.actions.change import event
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, permit
from assistant.chat import chat
from assistant.model.people import Actor
from assistant.ports import Model
from knowledge import Knowledge

QUESTION = {
    "en": "What may the hospital charge for copies of my records?",
    "es": "¿Cuánto me pueden cobrar por las copias de mis documentos?",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """`text` is what patients would have read; `held` whether they are the model's words; `grew` the times it grew,
    `seconds` its time."""

    text: str
    held: bool
    cut: int
    grew: int
    seconds: int


def model_name(desk: Desk, actor: Actor) -> str:
    """The model of the settings, "" without one. Its key is shown to nobody."""
    permit(actor, Deed.ACCOUNTS)
    return desk.model.name if desk.model else ""


def try_model(desk: Desk, actor: Actor, language: str) -> Trial | None:
    """One question now; None without a model."""
    permit(actor, Deed.ACCOUNTS)
    if desk.model is None:
        return None
    trial = tried(desk.model, desk.knowledge, language)
    target = f"{desk.model.name} {'held' if trial.held else 'not held'} cut={trial.cut}"
    desk.store.record(event(desk, actor, "model_try", target=target))
    return trial


def tried(model: Model, knowledge: Knowledge, language: str) -> Trial:
    """The question as a patient would put it, through the same gate and the same check."""
    chat(QUESTION[language], knowledge=knowledge, language=language)  # what a first turn loads is not the model's time
    begun = time.monotonic()
    grown: list[str] = []

    def heard(text: str) -> bool:
        grown.append(text)
        return True

    turn = chat(QUESTION[language], knowledge=knowledge, language=language, model=model, heard=heard)
    return Trial(turn.text, turn.backend == model.name, turn.cut, len(grown), round(time.monotonic() - begun))
