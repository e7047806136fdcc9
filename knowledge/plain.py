"""Text made comparable by character: lower case, no accents, plain quotes and dashes. Never changes length."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import NamedTuple

_ODD = {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"}
_ODD |= {"µ": "u", "μ": "u", "ﬀ": "f", "¿": "?", "\u00ad": "-", "⁄": "/", "∕": "/", "≤": "≤", "≥": "≥"}


class _Table(dict[int, str]):
    """Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _ODD:
            made = _ODD[char]
        elif char.isspace():
            made = " "
        else:
            bare = unicodedata.normalize("NFD", char)[0].lower()
            made = bare if len(bare) == 1 else char
        self[code] = made
        return made


_TABLE = _Table()
_RUNS = re.compile(r" {2,}")


def plain(text: str) -> str:
    """The comparable form of `text`, of the same length, so that places in it are places in the text."""
    return text.translate(_TABLE)


class Squeezed(NamedTuple):
    """A text with runs of spaces made one, which knows where its characters stood."""

    text: str
    behind: list[int]  # places in `text` behind each shortened run
    lost: list[int]  # how many characters were left out up to there

    def place(self, at: int) -> int:
        """Where the character at `at` stood before."""
        run = bisect_right(self.behind, at)
        return at + self.lost[run - 1] if run else at


def squeeze(flat: str) -> Squeezed:
    """`flat` with runs of spaces made one."""
    if "  " not in flat:
        return Squeezed(flat, [], [])
    behind: list[int] = []
    lost: list[int] = []
    pieces: list[str] = []
    last = gone = 0
    for run in _RUNS.finditer(flat):
        start, end = run.span()
        pieces.append(flat[last : start + 1])
        behind.append(start + 1 - gone)
        gone += end - start - 1
        lost.append(gone)
        last = end
    return Squeezed("".join((*pieces, flat[last:])), behind, lost)
