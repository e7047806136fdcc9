"""Holds each sentence of a model against the passages it cites: numbers, names, dates, negation must be theirs.

What cannot be supported is cut. Judges only support, never style."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.patterns import plain
from knowledge.searching import terms
from knowledge.talk import Talk

ENOUGH = 0.6  # share of a sentence's words that must stand in what it cites
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<!^)\b[A-ZÁÉÍÓÚÑ][\w'’-]{2,}")  # any capital but the first


@dataclass(frozen=True, slots=True)
class Sentence:
    """One proposed sentence and the ids of the sources it names."""

    text: str
    sources: tuple[str, ...]


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
    if not _numbers(sentence.text) <= _numbers(whole) or not _spelled(said, talk) <= _spelled(plain(whole), talk):
        return False
    if not _names(sentence.text) <= set(plain(whole).replace("|", " ").split()):
        return False
    return _stands(sentence.text, cited, language, talk)


def same_claims(one: str, other: str, talk: Talk) -> bool:
    """The same numbers in figures and in words, and as many denials."""
    same = _numbers(one) == _numbers(other) and _negations(one, talk) == _negations(other, talk)
    return same and _spelled(plain(one), talk) == _spelled(plain(other), talk)


def _numbers(text: str) -> set[str]:
    return {number.replace(",", ".").rstrip(".") for number in _NUMBER.findall(text)}


def _spelled(said: str, talk: Talk) -> set[str]:
    """Numbers written as words: they must be the source's words too."""
    return {match.group() for match in talk.number_words.finditer(said)}


def _names(text: str) -> set[str]:
    return {word for name in _NAME.findall(text) for word in plain(name).split()}


def _stands(text: str, cited: Sequence[str], language: str, talk: Talk) -> bool:
    """Whether one line of the sources says it; else whether two neighbours do, since a fair sentence may join them."""
    lines = [[part for part in re.split(r"(?<=[.!?;])\s+|\n+", each) if part.strip()] for each in cited]
    single = [line for each in lines for line in each]
    joined = [" ".join(pair) for each in lines for pair in pairwise(each)]
    for choice in (single, joined):
        shares = [(_share(text, line, language), line) for line in choice]
        best = max((share for share, _ in shares), default=0.0)
        if best >= ENOUGH:
            nearest = [line for share, line in shares if share == best]
            return any(_agrees(text, line, talk) for line in nearest)
    return False


def _share(text: str, line: str, language: str) -> float:
    words, held = set(terms(text, language)), set(terms(line, language))
    return len(words & held) / len(words) if words else 0.0


def _agrees(text: str, line: str, talk: Talk) -> bool:
    """The same numbers, and as many denials: a "not" lost or added turns a fact around."""
    return _numbers(text) <= _numbers(line) and _negations(text, talk) == _negations(line, talk)


def _negations(text: str, talk: Talk) -> int:
    return len(talk.negation.findall(plain(text).replace("|", " ")))
