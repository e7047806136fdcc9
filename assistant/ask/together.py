"""Several questions by the patient in one place, so that none is dropped and what the papers ask keeps its own.

They stand side by side as written, each whole; none is reworded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.ask.sources import Candidate

_LONGEST = 260  # characters that still read as one question


def together(own: Sequence[Candidate], places: int) -> list[Candidate]:
    """At most `places` of them where they are short enough: the two neighbours that make the shortest text first.

    The first stays alone: it is what the patient came for.
    """
    kept = list(own)
    while len(kept) > places:
        pairs = [(len(_text(kept, at)), at) for at in range(1, len(kept) - 1)]
        length, at = min(pairs, default=(_LONGEST + 1, 0))
        if length > _LONGEST:
            break
        first = kept[at]
        kept[at : at + 2] = [replace(first, question=replace(first.question, text=_text(kept, at)))]
    return kept


def _text(own: Sequence[Candidate], at: int) -> str:
    return f"{own[at].question.text} {own[at + 1].question.text}"


__all__ = ["together"]
