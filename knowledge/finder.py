"""Finds conditions in a person's own words, slips of spelling too; short forms only with support. Never guesses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.schema import PathwayFile

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")


@dataclass(frozen=True)
class Match:
    """One condition that the words speak of. `because`: the known phrase, as the person wrote it."""

    id: str
    score: float  # 0..1
    because: str


@dataclass(frozen=True)
class _Phrase:
    pathway: str
    tokens: tuple[str, ...]
    weight: float


class _Hit(NamedTuple):
    """One phrase of a condition in the text: how well, how long, as written, and at which words."""

    score: float
    length: int
    because: str
    places: frozenset[int]


def plain(text: str) -> str:
    """Small letters without accents."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(c for c in folded if not unicodedata.combining(c))


def tokens(text: str) -> tuple[str, ...]:
    """Words, with possessive and plural endings off, so that 'tumors' and 'tumor' agree."""
    return tuple(_stem(word) for word in _WORD.findall(plain(text)))


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    word = {"tumour": "tumor", "tumours": "tumor", "disk": "disc", "disks": "disc"}.get(word, word)
    if len(word) > 4 and word.endswith("es") and word[-3] in "aeioulnr" and not word.endswith(("ees", "oes")):
        return word[:-2] if word[-3] in "lnr" else word[:-1]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_LITTLE = frozenset(
    tokens(
        "a all an and are as at by de del el en for from have has i in is it la las los me mi my of on or que said say "
        "says she he su tengo tiene the they to un una was with y"
    )
)


def close(one: str, other: str) -> float:
    """1 for the same word, less for a slip of spelling, 0 for another word."""
    if one == other:
        return 1.0
    longer = max(len(one), len(other))
    if longer < 5 or one[0] != other[0]:
        return 0.0
    distance = DamerauLevenshtein.distance(one, other, score_cutoff=3)
    allowed = 1 if longer < 8 else 2 if longer < 11 else 3
    return 1.0 - 0.06 * distance if distance <= allowed else 0.0


class Finder:
    """Phrases of all conditions, prepared once."""

    def __init__(self, files: Sequence[PathwayFile], growths: Sequence[str] = ()) -> None:
        self._phrases = [phrase for file in files for phrase in _phrases(file, growths)]
        self._short = [
            (file.id, short, tuple(_WORD.findall(plain(short))), [tokens(w) for w in support])
            for file in files
            for short, support in file.abbreviations.items()
        ]

    @staticmethod
    def spoken(text: str, phrases: Iterable[str]) -> bool:
        """Whether one of the phrases stands in the text, whole words, in order."""
        have = tokens(text)
        return any(_inside(tokens(phrase), have) is not None for phrase in phrases)

    @staticmethod
    def spoken_start(text: str, beginnings: Iterable[str]) -> bool:
        """Whether a word of the text begins with one of the beginnings."""
        folded = plain(text)
        return any(re.search(rf"(?<![a-z0-9]){re.escape(plain(b))}", folded) for b in beginnings)

    def find(self, words: str, reasons: str = "") -> list[Match]:
        """All conditions spoken of in `words`; `reasons` only supports what is found there or, failing all, alone."""
        matches = self._matches(words, f"{words} {reasons}")
        if not matches and reasons:
            matches = [Match(m.id, round(m.score * 0.9, 3), m.because) for m in self._matches(reasons, reasons)]
        return matches

    def _matches(self, words: str, context: str) -> list[Match]:
        have = tokens(words)
        found: dict[str, list[_Hit]] = {}
        near: dict[str, dict[int, float]] = {}  # of this call only: a person's words are not kept
        for phrase in self._phrases:
            for word in phrase.tokens:
                if word not in near:
                    near[word] = {i: near_by for i, other in enumerate(have) if (near_by := close(word, other))}
            hit = _best(phrase, have, near) if all(near[word] for word in phrase.tokens) else None
            if hit is None:
                continue
            score, at = hit
            said = " ".join(have[i] for i in sorted(at))
            found.setdefault(phrase.pathway, []).append(_Hit(score, len(phrase.tokens), said, frozenset(at)))
        for pathway, short, short_tokens, support in self._short:
            raw = tuple(_WORD.findall(plain(words)))
            place = _inside(short_tokens, raw)
            if place is None or (short.casefold() in _LITTLE and short not in words):
                continue  # a little word is a short form in capitals only: "AS", "ALL"
            backed = not support or any(_inside(s, tokens(context)) is not None for s in support)
            score = 0.95 if backed else 0.5
            places = range(place, place + len(short_tokens))
            found.setdefault(pathway, []).append(_Hit(score, 1, short, frozenset(places)))
        return _ranked(found)


def _ranked(found: dict[str, list[_Hit]]) -> list[Match]:
    """Best first; a phrase that lies within a longer one of another condition gives way to it."""
    best = {pathway: max(hits, key=lambda hit: hit[:2]) for pathway, hits in found.items()}
    rows = sorted(best.items(), key=lambda row: (-row[1].score, -row[1].length))
    return [
        Match(pathway, round(hit.score, 3), hit.because)
        for pathway, hit in rows
        if not any(other != pathway and any(_shadows(o, hit) for o in hits) for other, hits in found.items())
    ]


def _shadows(other: _Hit, hit: _Hit) -> bool:
    if hit.places < other.places:
        return other.score >= hit.score - 0.1
    if hit.places == other.places:
        return other.score > hit.score
    return bool(hit.places & other.places) and not other.places < hit.places and other.score >= hit.score + 0.05


def _phrases(file: PathwayFile, growths: Sequence[str]) -> list[_Phrase]:
    """Its names; and each of its signs, else each growth, in one of its parts of the body, which says a little less."""
    names = [file.title.en, file.title.es, *file.synonyms.en, *file.synonyms.es]
    pairs = ((file.sites.en, file.signs.en or growths), (file.sites.es, file.signs.es or growths))
    placed = [f"{sign} {site}" for sites, signs in pairs for site in sites for sign in signs]
    seen: dict[tuple[str, ...], float] = {}
    for name, weight in (*((name, 1.0) for name in names), *((name, _PLACED) for name in placed)):
        if telling := tuple(word for word in tokens(name) if word not in _LITTLE):
            seen.setdefault(telling, weight)
    return [_Phrase(file.id, telling, weight) for telling, weight in seen.items()]


_PLACED = 0.97


def _inside(small: Sequence[str], big: Sequence[str]) -> int | None:
    width = len(small)
    for start in range(len(big) - width + 1):
        if tuple(big[start : start + width]) == tuple(small):
            return start
    return None


def _best(phrase: _Phrase, have: Sequence[str], near: dict[str, dict[int, float]]) -> tuple[float, list[int]] | None:
    """How well all words of the phrase stand in the text, near each other; None when one is not there."""
    places: list[int] = []
    score = 0.0
    for word in phrase.tokens:
        likest, place = max(((like, -i) for i, like in near[word].items() if i not in places), default=(0.0, 0))
        if likest == 0.0:
            return None
        places.append(-place)
        score += likest
    score /= len(phrase.tokens)
    if len(phrase.tokens) == 1 and score < 0.9:
        score -= 0.1  # two slips in one word alone: worth showing, not sure enough to use
    between = sum(1 for i in range(min(places), max(places)) if i not in places and have[i] not in _LITTLE)
    score -= 0.05 * between
    if places != sorted(places) and len(places) > 2:
        score -= 0.03
    return (score * phrase.weight, places) if score >= 0.75 else None


def likeness(one: str, other: str) -> float:
    """0..1, how alike two sentences are, whatever the order of their words."""
    return fuzz.token_set_ratio(" ".join(tokens(one)), " ".join(tokens(other))) / 100
