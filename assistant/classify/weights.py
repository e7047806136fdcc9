"""The words that tell one kind of paper from another, with their points, ready to be found in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from knowledge.kinds import Kinds, fold, load_kinds


@dataclass(frozen=True)
class Place:
    """The words that count in one place (title, heading, phrase), all found in one pass over the text."""

    words: tuple[str, ...]
    points: tuple[tuple[tuple[str, float], ...], ...]
    automaton: AhoCorasick

    def find(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """(word number, start, end) of each whole word or phrase."""
        for number, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            if (start == 0 or not folded[start - 1].isalnum()) and (end == len(folded) or not folded[end].isalnum()):
                yield number, start, end


@dataclass(frozen=True)
class Evidence:
    """What speaks for a kind: the points and the words."""

    kind: str
    points: float
    because: str


@cache
def places() -> dict[str, Place]:
    """The words of titles, headings, phrases, openings and closings."""
    words = load_kinds()
    return {place: _made(words, place) for place in ("titles", "headings", "phrases", "openings", "closings")}


def _made(words: Kinds, place: str) -> Place:
    points: dict[str, dict[str, float]] = defaultdict(dict)
    for kind, weights in words.kinds.items():
        for value, phrases in getattr(weights, place).items():
            for phrase in phrases:
                points[fold(phrase)][kind] = value
    names = tuple(points)
    return Place(
        names,
        tuple(tuple(points[name].items()) for name in names),
        AhoCorasick(list(names), matchkind=MatchKind.Standard),
    )


@cache
def heading_index() -> dict[str, int]:
    """The number of each heading's word, for looking up a whole heading at once."""
    return {word: number for number, word in enumerate(places()["headings"].words)}
