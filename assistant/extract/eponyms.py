"""Illnesses named after people: "Huntington disease", "Li-Fraumeni syndrome". Known by the capital in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

EPONYM = re.compile(
    r"[A-Z][a-zß-ÿ]+(?:-[A-Z][a-zß-ÿ]+)*(?:'s)? "
    r"(?:disease|syndrome|sarcoma|palsy|contracture|anomaly|malformation|dystrophy|fracture|tumou?r)\b"
    r"(?! (?:manag|regist|cent|clinic|foundation|associat|activit|control|service))"
)
RUNNING = re.compile(r"[a-z,(] \(?$")  # what stands before it in the middle of a sentence


def eponyms(text: str, flat: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of each; a capital that begins a sentence or a title tells nothing."""
    for match in EPONYM.finditer(text):
        if RUNNING.search(text, max(0, match.start() - 3), match.start()):
            yield match.start(), match.end(), flat[match.start() : match.end()]
