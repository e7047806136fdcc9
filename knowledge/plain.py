"""Text made comparable by character: lower case, no accents, plain quotes and dashes. Never changes length."""

from __future__ import annotations

import re
import unicodedata

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


def squeeze(flat: str) -> tuple[str, list[int] | None]:
    """`flat` with runs of spaces made one, and for each character its place in `flat` (None when nothing changed)."""
    if "  " not in flat:
        return flat, None
    places: list[int] = []
    pieces: list[str] = []
    last = 0
    for run in _RUNS.finditer(flat):
        places.extend(range(last, run.start() + 1))
        pieces.append(flat[last : run.start() + 1])
        last = run.end()
    places.extend(range(last, len(flat) + 1))
    return "".join((*pieces, flat[last:])), places
