"""Takes apart a medical word that no list holds ("cholecystectomy": gallbladder + taking out).

The parts are in `words/word_parts.yml`. Says only what they mean; gives nothing when a piece is left unexplained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.patterns import plain

FILE = Path(__file__).parent / "words" / "word_parts.yml"
LANGUAGES = ("en", "es")
SHORTEST = 7  # letters of a word worth taking apart
JOINS = ("o", "i", "a", "e", "u", "")


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a word as written, and what it means in each language."""

    written: str
    means: Mapping[str, str]


@cache
def _parts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    data = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {
        kind: {part: dict(zip(LANGUAGES, map(str, means), strict=True)) for part, means in data[kind].items()}
        for kind in ("fronts", "roots", "ends")
    }


def apart(word: str) -> tuple[Part, ...]:
    """The parts of one word, in order: a front or none, one to three roots, an end; empty when it does not come out."""
    whole = plain(word)
    if len(whole) < SHORTEST or not whole.isalpha():
        return ()
    for end in sorted(_parts()["ends"], key=len, reverse=True):
        for closing in (end, f"{end}s"):
            if whole.endswith(closing) and len(whole) > len(closing) + 1:
                before = _before(whole[: -len(closing)], 3)
                if before:
                    return (*before, Part(end, _parts()["ends"][end]))
    return ()


def _before(text: str, roots: int) -> tuple[Part, ...] | None:
    """The text wholly as a front and roots; None when a piece is left over."""
    if not text:
        return ()
    if roots == 0:
        return None
    for front in sorted(_parts()["fronts"], key=len, reverse=True):
        if roots == 3 and text.startswith(front):
            rest = _roots(text[len(front) :], roots)
            if rest is not None:
                return (Part(front, _parts()["fronts"][front]), *rest)
    return _roots(text, roots)


def _roots(text: str, left: int) -> tuple[Part, ...] | None:
    if not text:
        return ()
    if left == 0:
        return None
    for root in sorted(_parts()["roots"], key=len, reverse=True):
        if not text.startswith(root):
            continue
        for join in JOINS:
            if text[len(root) :].startswith(join):
                rest = _roots(text[len(root) + len(join) :], left - 1)
                if rest is not None:
                    return (Part(root, _parts()["roots"][root]), *rest)
    return None
