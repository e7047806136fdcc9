"""Abbreviations that a text introduces itself: "Duchenne muscular dystrophy (DMD)". Knows no list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.extract.mentions import Mention

WORDS_BEFORE = re.compile(r"[^.;,:()]*$")
LETTER = re.compile(r"[A-Za-z0-9]")
BEHIND = re.compile(r"s?(?![A-Za-z0-9])")
SHORT = re.compile(r"\(([A-Z][A-Za-z0-9/-]{1,9})s?\)")


def abbreviations(
    text: str, flat: str, known: list[Mention], parts: frozenset[str]
) -> Iterator[tuple[int, int, Mention]]:
    """(start, end, name it stands for) of each abbreviation that the text itself introduces, wherever it stands.

    `parts`: words of the body, which an abbreviation may stand for though an illness of them is named ("dilated common
    bile duct (CBD)").
    """
    ends = {mention.end: mention for mention in known}
    defined: dict[str, Mention] = {}
    for match in SHORT.finditer(text):
        place = match.start()
        mention = ends.get(place) or ends.get(place - 1)
        if mention is None or sum(char.isupper() for char in match[1]) < 2:
            continue
        words = WORDS_BEFORE.search(flat[max(0, place - 90) : place])
        wider = " ".join(words[0].split()[-len(match[1]) - 1 :]) if words else ""
        meant = _stands_for(match[1], flat[mention.start : mention.end]) or (
            mention.kind in ("problem", "symptom") and any(_stands_for(match[1], wider[at:]) for at in _starts(wider))
        )
        if meant and not _of_body(match[1], wider, parts):
            defined.setdefault(match[1], mention)
    for short, mention in defined.items():
        start = text.find(short)
        while start >= 0:
            end = start + len(short)
            after = BEHIND.match(text, end)
            if after and not (start and LETTER.match(text, start - 1)):
                yield start, after.end(), mention
            start = text.find(short, end)


def _of_body(short: str, words: str, parts: frozenset[str]) -> bool:
    """The last words that the letters stand for name a part of the body and nothing of an illness."""
    meant = next((words[at:] for at in reversed(_starts(words)) if _stands_for(short, words[at:])), "")
    return meant.rsplit(" ", 1)[-1] in parts


def _starts(words: str) -> list[int]:
    return [0, *(at + 1 for at, char in enumerate(words) if char == " ")]


def _stands_for(short: str, long: str) -> bool:
    """The letters of the abbreviation occur in order in the long form, the first at its beginning or at a word's."""
    letters = [char for char in short.lower() if char.isalpha()]
    position = 0
    for letter in letters:
        position = long.find(letter, position)
        if position < 0:
            return False
        position += 1
    initials = {word[0] for word in re.split(r"[\s-]+", long) if word}
    return letters[0] in initials
