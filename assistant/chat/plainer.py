"""A question or a sentence of the summary in simpler words, by a model, through the gate. It is kept only when it says
no more than it did and no less of what counts: numbers, names, denials, and every medical name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

import knowledge
from assistant.chat.fluent import TIMEOUT, json_of
from assistant.chat.gate import gate_of, show
from assistant.chat.language import language_of
from assistant.chat.verify import Sentence, same_claims, supported
from knowledge.patterns import plain
from knowledge.talk import load_talk

if TYPE_CHECKING:
    from assistant.model.case import Dossier
    from assistant.ports import Model

LONGER = 1.3  # times as many words at most: simpler words are often more of them
_NAMED = ("problem", "symptom", "medication", "drug_class", "regimen", "procedure", "device", "lab", "marker", "vital")


Judge = Callable[[str, str, str], bool]  # of the new words, the old ones and their language


class _Plainer(BaseModel):
    text: str


@dataclass(frozen=True, slots=True)
class Plainer:
    """`text` is the old one unless `backend` names the model whose words held; `sent` characters left the machine."""

    text: str
    backend: str = ""
    sent: int = 0


def plainer(
    text: str, language: str, model: Model, dossier: Dossier | None = None, holds: Judge | None = None
) -> Plainer:
    """The text in simpler words where they hold, else as it was. Never fails."""
    (hidden,), stand_ins = gate_of(dossier).hide([text])
    system = load_talk().system[f"plainer_{language}"]
    sent = len(system) + len(hidden)
    try:
        answer = model.propose(system, [("user", hidden)], _Plainer, TIMEOUT)
        proposed = " ".join(show(_Plainer.model_validate(json_of(answer)).text, stand_ins).split())
    except (OSError, ValueError, ValidationError):
        return Plainer(text, sent=sent)
    if proposed == text or not (holds or says_no_more)(proposed, text, language):
        return Plainer(text, sent=sent)
    return Plainer(proposed, model.name, sent)


def says_no_more(new: str, old: str, language: str) -> bool:
    """Whether the new words claim nothing the old ones do not, and ask where the old ones ask."""
    if not new or len(new.split()) > max(8, LONGER * len(old.split())) or language_of(new, language) != language:
        return False
    if new.count("?") != old.count("?") or _sentences(new) > _sentences(old):
        return False
    talk = load_talk()
    same = same_claims(new, old, talk) and _names(new) == _names(old)
    return same and supported(Sentence(new, ("S1",)), {"S1": old}, language, talk)


def _sentences(text: str) -> int:
    return len([part for part in re.split(r"[.!?;\n]+", text) if part.strip()])


def _names(text: str) -> set[str]:
    """What the lexicon knows by name in the text: the same thing under another name is the same."""
    flat = plain(text)
    hits = knowledge.load().lexicon.find(flat, flat)
    return {term.name for hit in hits for term in [hit.of(*_NAMED)] if term}
