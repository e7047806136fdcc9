"""The coach: a worry in the patient's words becomes a question a doctor can answer, and what it does not understand is
handed on word for word. It never answers, and loses nothing that was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.ask.own import asked_plainly, own_questions
from knowledge.asking import Worry
from knowledge.finder import Finder, close, plain, tokens
from knowledge.schema import Cues, Pathway
from knowledge.strict import Names

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_FEWEST, _MOST = 3, 30  # words of a sentence of a note worth handing on
_ALIKE = 0.94  # one slip in a long word
_TYPED_MOST = 90  # words of one quotation of what was typed


@dataclass(frozen=True)
class Coached:
    """`key` of the worry in worries.yml; `typed`: whether it was asked for, or stands in a note among the papers."""

    key: str
    worry: Worry
    typed: bool


def coached(typed: Sequence[str], notes: Sequence[str], pathway: Pathway) -> list[Coached]:
    """Each worry once, those that were typed first, in the order in which they were written."""
    found: dict[str, Coached] = {}
    for texts, is_typed in ((typed, True), (notes, False)):
        for sentence in _sentences(texts):
            for key, worry in _worries(sentence, pathway):
                same = any(one.worry.question == worry.question for one in found.values())
                if not same:
                    found[key] = Coached(key, worry, is_typed)
    return list(found.values())


def handed_on(typed: Sequence[str], notes: Sequence[str], pathway: Pathway, coached_keys: Sequence[str]) -> list[str]:
    """What is quoted, word for word: of what was typed every sentence that is no question of its own and that the
    worries of `coached_keys` do not wholly stand for, put together; of notes each sentence that says it troubles."""
    cues = pathway.shared.cues
    if cues is None:
        return []
    own = " ".join(one for text in (*typed, *notes) for one in own_questions(text, cues))
    told = [s for s in _sentences(typed) if not _is_asked(s, own, cues) and _to_quote(s, pathway, coached_keys)]
    return [*_put_together(told), *(s for s in _sentences(notes) if s not in own and _troubles(s, cues))]


def _to_quote(sentence: str, pathway: Pathway, coached_keys: Sequence[str]) -> bool:
    keys = [key for key, _ in _worries(sentence, pathway)]
    stands = bool(keys) and all(key in coached_keys for key in keys)
    cues = pathway.shared.cues
    return bool(tokens(sentence)) and (not stands or (cues is not None and _troubles(sentence, cues)))


def _is_asked(sentence: str, own: str, cues: Cues) -> bool:
    return "?" in sentence or sentence in own or asked_plainly(sentence, cues)


def _troubles(sentence: str, cues: Cues) -> bool:
    if (
        not _FEWEST <= len(sentence.split()) <= _MOST
        or "?" in sentence
        or not Finder.spoken_start(sentence, cues.worried)
    ):
        return False
    return plain(sentence).rstrip(".! ").rpartition(" ")[2] not in cues.pointing


def _put_together(sentences: Sequence[str]) -> Iterator[str]:
    """As few quotations as hold them all, none longer than is read."""
    held = ""
    for sentence in sentences:
        if held and len(f"{held} {sentence}".split()) > _TYPED_MOST:
            yield held
            held = ""
        stop = "" if not held or held.endswith((".", "!", ";", ",")) else "."
        held = f"{held}{stop} {sentence}".strip()
    if held:
        yield held


def _sentences(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for sentence in _SENTENCE.split(text):
            if words := " ".join(sentence.split()):
                yield words


def _worries(sentence: str, pathway: Pathway) -> list[tuple[str, Worry]]:
    have = tokens(sentence)
    found = [
        (key, worry)
        for key, worry in pathway.shared.worries.items()
        if _told(have, worry.words) and (not (worry.near.en or worry.near.es) or _told(have, worry.near))
    ]
    return [one for one in found if not one[1].otherwise] or found


def _told(have: Sequence[str], phrases: Names) -> bool:
    return any(_stands(phrase.split(), have) for phrase in (*phrases.en, *phrases.es))


def _stands(phrase: Sequence[str], have: Sequence[str]) -> bool:
    """Whether the words stand there one after the other, with slips of spelling in long ones."""
    wanted = [(plain(word[:-1]), True) if word.endswith("*") else (" ".join(tokens(word)), False) for word in phrase]
    return any(
        all(
            word.startswith(want) if begins else close(want, word) >= _ALIKE
            for (want, begins), word in zip(wanted, have[at:], strict=False)
        )
        for at in range(len(have) - len(wanted) + 1)
    )


__all__ = ["Coached", "coached", "handed_on"]
