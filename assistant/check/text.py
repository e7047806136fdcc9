"""Finds words in papers without losing the place: folded text is as long as the page's own. Reads no meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Small letters without accents, line breaks as spaces; every character keeps its place."""
    return "".join(_fold_one(character) for character in text)


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    if character.isspace():
        return " "
    if character in "’‘`´":
        return "'"
    return unicodedata.normalize("NFKD", character)[0].lower()[:1] or character


@lru_cache(maxsize=2048)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words at the beginning of a word ("-ectomy": also within one); three letters or fewer: whole words."""
    parts = []
    for word in sorted({fold(w) for w in words}, key=len, reverse=True):
        body = r"\s+".join(re.escape(piece) for piece in word.removeprefix("-").split(" ") if piece)
        body = _COMPOUND + body if word.startswith("-") else body
        if not body:
            continue
        whole = len(word.strip()) <= 3 and word.strip().isalnum()
        parts.append(body + (r"(?![a-z0-9])" if whole or word.endswith(" ") else ""))
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(parts) + ")") if parts else re.compile(r"(?!)")


_COMPOUND = "[a-z]*"  # what stands before "-ectomy" in one word
_BEGIN = re.compile(r"(?<![a-z0-9])\S+")
_KEY = 3
_LONGEST = 7  # characters of a beginning that are kept: enough to rule nearly every word out


@lru_cache(maxsize=1500)
def _starts(text: str) -> tuple[dict[str, list[int]], frozenset[str]]:
    """Where words begin, by their first characters, and all beginnings: one pass serves every question asked of it."""
    found: dict[str, list[int]] = {}
    beginnings: set[str] = set()
    for match in _BEGIN.finditer(fold(text)):
        at, run = match.start(), match[0]
        found.setdefault(run[:_KEY], []).append(at)
        for part in _PARTS.finditer(run):
            if part.start():
                found.setdefault(run[part.start() : part.start() + _KEY], []).append(at + part.start())
            last = min(len(run), part.start() + _LONGEST)
            beginnings.update(run[part.start() : end] for end in range(part.start() + 1, last + 1))
    return found, frozenset(beginnings)


_PARTS = re.compile(r"(?<![a-z0-9])\S")  # within a run without spaces: "pet/ct" begins twice


@lru_cache(maxsize=4096)
def _prepared(words: tuple[str, ...]) -> dict[str, list[tuple[tuple[str, ...], bool]]]:
    """Words by how they begin; short ones, and those written with a space behind, count as whole words only."""
    rows: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
    for word in {fold(w) for w in words if not w.startswith("-")}:
        pieces = tuple(piece for piece in word.split(" ") if piece)
        if pieces:
            bare = word.strip()
            whole = word.endswith(" ") or (len(bare) <= _KEY and bare.isalnum())
            rows.setdefault(pieces[0][:_LONGEST], []).append((pieces, whole))
    return rows


@lru_cache(maxsize=4096)
def _compounds(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(word) for word in words if word.startswith("-"))


def _within_words(part: str, folded: str) -> Iterator[tuple[int, int]]:
    """Where `part` stands at the beginning of a word or behind other letters, from where that word begins."""
    at = folded.find(part)
    while at >= 0:
        start = at
        while start and folded[start - 1].isalpha():
            start -= 1
        yield start, at + len(part)
        at = folded.find(part, at + len(part))


def places(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where the words stand in `text`. Two letters count only in capitals: "US", "MR" are scans, "us", "Mr" are not.

    A word written "-ectomy" stands at the end of longer words too: of "hemicolectomy" all is found.
    """
    words = tuple(words)
    starts, beginnings = _starts(text)
    prepared = _prepared(words)
    common = prepared.keys() & beginnings
    compounds = _compounds(words)
    if not common and not compounds:
        return []
    folded = fold(text)
    hits = [place for word in compounds for place in _within_words(word[1:], folded)]
    for first in common:
        keys = (first[:_KEY],) if len(first) >= _KEY else [key for key in starts if key.startswith(first)]
        for at in (at for key in keys for at in starts.get(key, ())):
            for pieces, whole in prepared[first]:
                end = _stands(folded, at, pieces, whole)
                if end and (end - at > _SHORT or text[at:end].isupper()):
                    hits.append((at, end))
    kept: list[tuple[int, int]] = []
    for at, end in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if not kept or at >= kept[-1][1]:
            kept.append((at, end))
    return kept


_SHORT = 2


def _stands(folded: str, at: int, pieces: tuple[str, ...], whole: bool) -> int:
    """The end of the word if it stands at that place, else 0. Between its pieces any white space will do."""
    end = at
    for number, piece in enumerate(pieces):
        if number:
            start = end
            while end < len(folded) and folded[end] == " ":
                end += 1
            if end == start:
                return 0
        if not folded.startswith(piece, end):
            return 0
        end += len(piece)
    if whole and end < len(folded) and folded[end].isalnum():
        return 0
    return end


def has(words: Sequence[str], text: str) -> bool:
    """Whether any of the words stands in `text`."""
    return bool(words) and bool(places(words, text))


def set_aside(words: Sequence[str], not_words: Sequence[str], text: str) -> bool:
    """Whether `not_words` rule the text out; one that holds a word ("surgery center") only rules out that word."""
    aside, spoken = places(not_words, text), places(words, text)
    around = [(start, end) for start, end in aside if any(start <= at < end for at, _ in spoken)]
    return len(around) < len(aside) or bool(aside and all(any(a <= at < b for a, b in around) for at, _ in spoken))


_BREAK = re.compile(r"(?<=[.!?;])\s+(?=\S)|\n\s*\n|\n(?=\s*(?:\d{1,2}[.)]\s|[-•*]\s))|\n(?=[^\n:]{2,40}:(?:\s|$))")
_ABBREVIATED = re.compile(r"(?:\b(?:dr|dra|mr|mrs|ms|st|no|vs|approx|fig|pt|sr|jr)|\b[a-z])\.$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence of a page, layout line breaks notwithstanding."""
    found: list[tuple[int, int]] = []
    start = 0
    for gap in _BREAK.finditer(text):
        if gap.start() > start and _ABBREVIATED.search(text[max(start, gap.start() - 8) : gap.start()]):
            continue
        if text[start : gap.start()].strip():
            found.append((start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return tuple(_trimmed(text, a, b) for a, b in found)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
