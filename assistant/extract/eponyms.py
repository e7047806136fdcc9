"""Illnesses named after people: "Huntington disease", "Li-Fraumeni syndrome". Known by the capital in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes

RUNNING = re.compile(r"[a-z,(] \(?$")  # what stands before it in the middle of a sentence


def eponyms(text: str, flat: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of each; a capital that begins a sentence or a title tells nothing."""
    for match in shapes.said("eponym").finditer(text):
        if RUNNING.search(text, max(0, match.start() - 3), match.start()):
            yield match.start(), match.end(), flat[match.start() : match.end()]
