"""Finds words in papers without losing the place: folded text is as long as the page's own. Reads no meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
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
    """Any of the words at the beginning of a word; short ones (three letters or fewer) as whole words."""
    parts = []
    for word in sorted({fold(w) for w in words}, key=len, reverse=True):
        body = r"\s+".join(re.escape(piece) for piece in word.split(" ") if piece)
        if not body:
            continue
        whole = len(word.strip()) <= 3 and word.strip().isalnum()
        parts.append(body + (r"(?![a-z0-9])" if whole or word.endswith(" ") else ""))
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(parts) + ")") if parts else re.compile(r"(?!)")


def places(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where the words stand in `text`. Two-letter words count only with a capital: "US" is a scan, "us" is not."""
    found = []
    for match in pattern(tuple(words)).finditer(fold(text)):
        written = text[match.start() : match.end()]
        if len(written.strip()) <= 2 and not written.strip()[:1].isupper():
            continue
        found.append((match.start(), match.end()))
    return found


def has(words: Sequence[str], text: str) -> bool:
    """Whether any of the words stands in `text`."""
    return bool(words) and bool(places(words, text))


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
