"""Finds passages of the library by their words (BM25), by their meaning (vectors in an embedded Chroma) and, articles,
by all the ways people are known to ask for them (`knowledge.wishes`).

All are weighed together, since the name of a test must match to the letter and a worry is said in anybody's words.
Without the embedding, or with a cache folder nobody can write, words alone still answer."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from knowledge import vectors
from knowledge.library import Library, Passage
from knowledge.patterns import plain
from knowledge.small_words import same_words, small_words
from knowledge.wishes import answered_by

if TYPE_CHECKING:
    from collections.abc import Mapping

MEANING = {"en": 0.6, "es": 0.4}  # the weight of meaning beside words; tried 0 to 1 in steps of 0.2
SURE = 0.75  # words this good need no meaning
FULL = 0.62  # what a word found once in a short unit gives of its weight
ASKED, FULLY = 0.6, 2.0  # the weight of how people ask for an article, and by how much its likeness falls short of 1
TERM = 0.8  # what a term of the glossary keeps beside articles that are weighed so
PIECES = 4  # a long message is also asked piece by piece


@cache
def _stemmer(language: str) -> object:
    import Stemmer

    return Stemmer.Stemmer("spanish" if language == "es" else "english")


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    return _stemmer(language).stemWord(word)  # type: ignore[attr-defined,no-any-return]


def terms(text: str, language: str, *, alike: bool = False) -> list[str]:
    """The words of a text as BM25 counts them: plain, without small words, cut to their stems.

    `alike` counts words that ask for the same as one; right for the library, too loose for a record.
    """
    stop = small_words("stop")[language]
    same = same_words(language) if alike else {}
    words = [word.strip(".") for word in re.findall(r"[a-z0-9.]+", plain(text).replace("|", " ")) if word not in stop]
    return [_stem(same.get(word, word), language) for word in words if word]


class Words:
    """BM25 over units of text; `scores` are 0..1: the share of the question's weight a unit answers for."""

    def __init__(self, units: Sequence[str], language: str, *, alike: bool = False) -> None:
        import bm25s

        self.language, self.alike = language, alike
        corpus = [terms(unit, language, alike=alike) or ["-"] for unit in units]
        self._index = bm25s.BM25(k1=0.9, b=0.45)
        self._index.index(corpus, show_progress=False)
        self._known = self._index.vocab_dict
        counts: dict[str, int] = {}
        for unit in corpus:
            for word in set(unit):
                counts[word] = counts.get(word, 0) + 1
        size = len(corpus)
        self._idf = {word: math.log(1 + (size - n + 0.5) / (n + 0.5)) for word, n in counts.items()}
        self._rare = math.log(1 + (size + 0.5) / 0.5)

    def scores(self, query: str) -> Mapping[int, float]:
        asked = terms(query, self.language, alike=self.alike)
        whole = sum(self._idf.get(word, self._rare) for word in asked)
        known = [word for word in asked if word in self._known]
        if not known or not whole:
            return {}
        found = self._index.get_scores(known)
        best = {int(i): float(found[i]) / (whole * FULL) for i in found.nonzero()[0]}
        return {i: min(1.0, score) for i, score in best.items()}


class _Shelf:
    """The passages of one language and their units, indexed by words."""

    def __init__(self, library: Library, language: str) -> None:
        self.passages = library.of(language)
        self.owner = [n for n, passage in enumerate(self.passages) for _ in passage.units]
        self.units = [unit for passage in self.passages for unit in passage.units]
        self.words = Words(self.units, language, alike=True)

    def best(self, scores: Mapping[int, float]) -> dict[int, float]:
        """Units' scores to passages': the best unit, and a little for the passage's own text."""
        found: dict[int, float] = {}
        for unit, score in scores.items():
            owner = self.owner[unit]
            found[owner] = max(found.get(owner, 0.0), score)
        return found


@cache
def _shelf(language: str) -> _Shelf:
    import knowledge

    return _Shelf(knowledge.load().library, language)


def pieces(query: str, language: str) -> list[str]:
    """The question whole, and its sentences when it has several: the point often comes last."""
    parts = [
        part for part in re.split(r"(?<=[.!?;])\s+|\n+|,\s+(?=\w+ \w+ \w+)", query) if len(terms(part, language)) >= 2
    ]
    return [query, *parts[-PIECES:]] if len(parts) > 1 else [query]


def _merge(found: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """The best score of each place; the whole question counts fully, a piece of it a little less."""
    merged: dict[int, float] = {}
    for number, scores in enumerate(found):
        for place, score in scores.items():
            merged[place] = max(merged.get(place, 0.0), score if number == 0 else score * 0.9)
    return merged


def by_words(query: str, language: str = "en") -> dict[int, float]:
    """Passages' places on the shelf and how well their words fit, 0..1."""
    shelf = _shelf(language)
    return _merge([shelf.best(shelf.words.scores(piece)) for piece in pieces(query, language)])


def by_meaning(query: str, language: str = "en", k: int = 30) -> dict[int, float]:
    """Passages' places on the shelf and how near their meaning is, 0..1; empty when there is no embedding."""
    import knowledge

    shelf = _shelf(language)
    index = vectors.library_index(knowledge.load().library)
    if index is None:
        return {}
    return _merge([shelf.best(index.near(piece, language, k)) for piece in pieces(query, language)])


def search(query: str, k: int = 5, language: str = "en", *, quick: bool = False) -> list[Passage]:
    """The `k` passages that answer best, best first. `quick` leaves meaning out when words are sure."""
    language = language if language in MEANING else "en"
    passages = _shelf(language).passages
    words = by_words(query, language)
    top = max(words.values(), default=0.0)
    meaning = {} if quick and top >= SURE else by_meaning(query, language)
    weight = MEANING[language] if meaning else 0.0
    total = {n: weight * meaning.get(n, 0.0) + (1 - weight) * words.get(n, 0.0) for n in words.keys() | meaning.keys()}
    found = _as_asked(query, passages, total)
    order = sorted(found, key=lambda n: (-found[n], passages[n].id))
    return [passages[n].scored(round(found[n], 4)) for n in order[:k]]


def _as_asked(query: str, passages: Sequence[Passage], total: Mapping[int, float]) -> Mapping[int, float]:
    """The same with what is known of how people ask for each article; unchanged where nothing is."""
    likely = answered_by(query)
    if not likely:
        return total
    found = {n: TERM * score for n, score in total.items() if passages[n].kind == "term"}
    for n, passage in enumerate(passages):
        if passage.kind == "article":
            asked = min(1.0, FULLY * max(0.0, likely.get(passage.id, 0.0)))
            found[n] = (1 - ASKED) * total.get(n, 0.0) + ASKED * asked
    return found
