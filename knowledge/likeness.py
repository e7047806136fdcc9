"""How much a text reads like papers of each kind, by words, word pairs and their stems, and by what stands before its
colons and on short lines. Fixed weights, learned from the made-up papers of `knowledge/papers` and shipped.

Tells little of a long paper, whose own titles and sections say what it is; much of a short one that has neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from knowledge.kinds import fold
from knowledge.papers import HERE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = HERE / "weights.npz"
_READ = 6000  # characters
_STEM = 5  # letters
_FEW = 20  # features that a text is taken to have besides, in which nothing shows
_SHORT = 4  # words of a line that may be a heading
_LABEL = 40  # characters in which a label ends
_BREAK = "#"  # folding keeps it, so that a text is folded once
_NUMBER = re.compile(r"\d+")


def features(text: str) -> set[str]:
    """Words and pairs as they stand, `~` stems, `#` how short lines and labels begin; every number is 0."""
    single: set[str] = set()
    more: set[str] = set()
    rows = text[:_READ].replace(_BREAK, " ").split("\n")
    for row, plain in zip(rows, _NUMBER.sub("0", fold(f" {_BREAK} ".join(rows))).split(_BREAK), strict=True):
        words = plain.split()
        single.update(words)
        more.update([f"{one} {two}" for one, two in pairwise(words)])
        label, colon, _ = row[:_LABEL].partition(":")
        if words and (colon or len(words) <= _SHORT):
            more.add(f"#{' '.join(words[:2])}")
            more.update([f"#{word}" for word in words[: min(_SHORT, len(fold(label).split()))]])
    return single | more | {f"~{word[:_STEM]}" for word in single if len(word) > _STEM}


def likeness(text: str) -> Mapping[str, float]:
    """For each kind of paper about 1 for one that reads like it, 0 for one that does not."""
    learned = _learned()
    known = [number for number in map(learned.numbers.get, features(text)) if number is not None]
    if not known:
        return {}
    total = learned.weights[known].sum(0, dtype="int64") * learned.scale / (len(known) + _FEW) ** 0.5
    return dict(zip(learned.kinds, map(float, total), strict=True))


class _Learned(NamedTuple):
    """`weights` are whole numbers, a row a feature and a column a kind, in units of the kind's `scale`."""

    numbers: Mapping[str, int]
    kinds: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]


@cache
def _learned() -> _Learned:
    import numpy as np

    with np.load(FILE) as arrays:
        numbers = {name: number for number, name in enumerate(arrays["names"].item().decode().split("\n"))}
        return _Learned(numbers, tuple(arrays["kinds"].tolist()), arrays["weights"], arrays["scale"])
