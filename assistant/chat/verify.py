"""Holds each sentence of a model against the passages it cites: numbers, names, dates, negation must be theirs.

What cannot be supported is cut. Judges only support, never style."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.patterns import plain
from knowledge.search import terms
from knowledge.talk import Talk

ENOUGH = 0.6  # share of a sentence's words that must stand in what it cites
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-ZÁÉÍÓÚÑ][\w'’-]{2,}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One proposed sentence and the ids of the sources it names."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What held, and how many sentences did not."""

    kept: tuple[Sentence, ...]
    cut: int


def verify(proposed: Sequence[Sentence], sources: Mapping[str, str], language: str, talk: Talk) -> Verified:
    """Only the sentences whose every claim stands in a source they cite."""
    kept = tuple(sentence for sentence in proposed if supported(sentence, sources, language, talk))
    return Verified(kept, len(proposed) - len(kept))


def supported(sentence: Sentence, sources: Mapping[str, str], language: str, talk: Talk) -> bool:
    """Whether what the sentence says stands in what it cites."""
    cited = [sources[name] for name in sentence.sources if name in sources]
    if not cited or len(cited) != len(sentence.sources):
        return False
    said = plain(sentence.text).replace("|", " ")
    if any(pattern.search(said) for pattern in talk.banned) or re.search(
        r"\[[A-Z_]+\d+\]|https?:|[<>{}]", sentence.text
    ):
        return False
    whole = " ".join(cited)
    if not _numbers(sentence.text) <= _numbers(whole):
        return False
    if not _names(sentence.text) <= set(plain(whole).replace("|", " ").split()):
        return False
    return any(_says_the_same(sentence.text, line, language, talk) for line in _lines(cited))


def _numbers(text: str) -> set[str]:
    return {number.replace(",", ".").rstrip(".") for number in _NUMBER.findall(text)}


def _names(text: str) -> set[str]:
    return {word for name in _NAME.findall(text) for word in plain(name).split()}


def _lines(cited: Sequence[str]) -> list[str]:
    """Sentences of the sources, and neighbours together, since a fair sentence may join two."""
    lines: list[str] = []
    for text in cited:
        parts = [part for part in re.split(r"(?<=[.!?;])\s+|\n+", text) if part.strip()]
        lines += parts
        lines += [" ".join(pair) for pair in pairwise(parts)]
    return lines


def _says_the_same(text: str, line: str, language: str, talk: Talk) -> bool:
    words = set(terms(text, language))
    held = set(terms(line, language))
    if not words or len(words & held) / len(words) < ENOUGH:
        return False
    if not _numbers(text) <= _numbers(line):
        return False
    return _negations(text, talk) == _negations(line, talk) or (
        _negations(text, talk) > 0 and _negations(line, talk) > _negations(text, talk)
    )


def _negations(text: str, talk: Talk) -> int:
    return len(talk.negation.findall(plain(text).replace("|", " ")))
