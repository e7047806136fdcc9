"""With a model: the built-in answer's sources, said more fluently. The model proposes; what it cannot support is cut.

The built-in answer stands whenever little holds, or the model is slow, refuses, lies or is not there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.chat.answering import PERHAPS
from assistant.chat.case_facts import COMPUTED
from assistant.chat.case_text import search as search_case
from assistant.chat.explain import knowledge_cite
from assistant.chat.gate import gate_of, show
from assistant.chat.growing import Proposal, sentences
from assistant.chat.intent import own_words
from assistant.chat.language import language_of
from assistant.chat.lookup import chunk_cite, wanted
from assistant.chat.values import Citation, Turn
from assistant.chat.verify import Sentence, supported
from assistant.chat.wording import LIMIT
from knowledge.searching import search

if TYPE_CHECKING:
    from assistant.chat.message import Asking
    from assistant.ports import Model

LEAST = 8  # words that must hold for the model's answer to be used
SOURCES = 4
TIMEOUT = 20.0  # seconds of silence
Heard = Callable[[str], bool]
EARLIER = 2  # turns of the conversation that go along


def may_reword(turn: Turn) -> bool:
    """Computed answers and fixed words stay as they are; explanations, articles and open questions may be reworded."""
    if turn.intent == "unsure":
        return True
    if turn.intent == PERHAPS:  # rewording could turn "may be" into "is"
        return False
    return turn.kind == "answer" and bool(turn.citations) and turn.intent not in COMPUTED


def reworded(
    turn: Turn, message: Asking, model: Model, history: Sequence[tuple[str, str]], heard: Heard | None = None
) -> Turn:
    """The turn in the model's words where they hold, else the turn itself; `cut` and `sent` say what happened.

    `heard` is given the answer each time one more sentence of it held, and says whether to go on."""
    if not may_reword(turn):
        return turn
    sources = _sources(turn, message)
    if not sources:
        return turn
    asked, stand_ins = _request(message, sources, history)
    least = min(LEAST, len(turn.text.split()))
    system = message.talk.system[message.language]
    texts = {name: text for name, (text, _) in sources.items()}
    kept: list[Sentence] = []
    cut, text = 0, ""
    try:
        for each in sentences(model.stream(system, asked, Proposal, TIMEOUT)):
            sentence = Sentence(show(each.text, stand_ins).strip(), tuple(each.sources))
            longer = f"{text} {sentence.text}".strip()
            held = supported(sentence, texts, message.language, message.talk)
            if not held or language_of(longer, message.language) != message.language:
                cut += 1
                continue
            if len(longer.split()) > LIMIT:
                break
            kept, text = [*kept, sentence], longer
            if heard is not None and len(text.split()) >= least and not heard(text):
                break
    except (OSError, ValueError):
        pass  # what held before it broke still holds
    sent = len(system) + sum(len(each) for _, each in asked)
    if not kept or len(text.split()) < least:
        return replace(turn, cut=cut + len(kept), sent=sent)
    named = dict.fromkeys(name for sentence in kept for name in sentence.sources)
    return Turn(
        kind="answer",
        text=text,
        language=message.language,
        citations=tuple(sources[name][1] for name in named),
        backend=model.name,
        suggestions=turn.suggestions if turn.kind == "answer" else (),
        cut=cut,
        sent=sent,
        intent=turn.intent,
    )


def _sources(turn: Turn, message: Asking) -> dict[str, tuple[str, Citation]]:
    """Numbered passages: the built-in answer's own first, then others that fit the question."""
    found: list[tuple[str, Citation]] = []
    library = message.knowledge.library
    for citation in turn.citations:
        if citation.source == "knowledge":
            found.append((library.get(citation.id, message.language).text, citation))
        else:
            found.append((citation.quote, citation))
    for passage in search(own_words(message.text), 3, message.language):
        if all(citation.id != passage.id for _, citation in found) and passage.score >= 0.3:
            found.append((passage.text, knowledge_cite(passage)))
    dossier = message.dossier
    if dossier is not None and dossier.case.how_much in (None, "all"):
        asked = message.asked(dossier)
        words = wanted(asked)
        for chunk in search_case(dossier, " ".join(words), 2):
            citation = chunk_cite(chunk, asked)
            if words and citation.quote not in [text for text, _ in found]:
                found.append((citation.quote, citation))
    return {f"S{n}": pair for n, pair in enumerate(found[: SOURCES + 2], 1)}


def _request(
    message: Asking, sources: dict[str, tuple[str, Citation]], history: Sequence[tuple[str, str]]
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """What the model is sent, names and numbers replaced, and what each stand-in is for."""
    listed = "\n".join(f'<source id="{name}">{text}</source>' for name, (text, _) in sources.items())
    earlier = [(who, text) for who, text in history if text][-2 * EARLIER :]
    texts = [listed, message.text, *(text for _, text in earlier)]
    hidden, stand_ins = gate_of(message.dossier).hide(texts)
    turns = [
        ("assistant" if who == "assistant" else "user", text)
        for (who, _), text in zip(earlier, hidden[2:], strict=True)
    ]
    return [*turns, ("user", f"{hidden[0]}\n\n{hidden[1]}")], stand_ins


def json_of(answer: str) -> object:
    """The object in a model's answer, whatever stands around it; ValueError when there is none."""
    start, end = answer.find("{"), answer.rfind("}")
    return json.loads(answer[start : end + 1])
