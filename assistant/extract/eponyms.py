"""Ills that no list names: called after people ("Li-Fraumeni syndrome", known by the capital in running text), or told
in a clause ("sees people in the yard who are not there", `described` in `patterns.yml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.starting import Starting
from knowledge.lexicon import Lexicon

RUNNING = re.compile(r"[a-z,(] \(?$")  # what stands before it in the middle of a sentence


def eponyms(text: str, flat: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of each; a capital that begins a sentence or a title tells nothing."""
    for match in shapes.said("eponym").finditer(text):
        if RUNNING.search(text, max(0, match.start() - 3), match.start()):
            yield match.start(), match.end(), flat[match.start() : match.end()]


@lru_cache(maxsize=2)
def _described(lexicon: Lexicon) -> tuple[tuple[str, ...], Starting]:
    told = lexicon.words["patterns"]["described"]
    return tuple(told), Starting([str(said) for said in told.values()])


def described(flat: str, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of each complaint that is told in a clause and not named."""
    names, told = _described(lexicon)
    for which, match in told.matches(flat, told.on_page(flat)):
        yield match.start(), match.end(), names[which]
