"""How much a text reads like papers of each kind, by words, word pairs and their stems, and by what stands before its
colons and on short lines. Fixed weights, learned from the made-up papers of `knowledge/papers` and shipped.

Tells little of a long paper, whose own titles and sections say what it is; much of a short one that has neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

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
_NUMBER = re.compile(r"\d+")


def features(text: str) -> set[str]:
    """Words and pairs as they stand, `~` stems, `#` how short lines and labels begin."""
    found: set[str] = set()
    for row in text[:_READ].split("\n"):
        words = [_NUMBER.sub("0", word) for word in fold(row).split()]
        found.update(words)
        found.update(f"{one} {two}" for one, two in pairwise(words))
        found.update(f"~{word[:_STEM]}" for word in words if len(word) > _STEM)
        if words and (len(words) <= _SHORT or ":" in row[:40]):
            found.add(f"#{' '.join(words[:2])}")
            found.update(f"#{word}" for word in fold(row.split(":")[0]).split()[:_SHORT])
    return found


def likeness(text: str) -> Mapping[str, float]:
    """For each kind of paper about 1 for one that reads like it, 0 for one that does not."""
    numbers, kinds, weights = _learned()
    found = features(text)
    known = [numbers[feature] for feature in found if feature in numbers]
    if not known:
        return {}
    total = weights[sorted(known)].sum(0) / (len(known) + _FEW) ** 0.5
    return dict(zip(kinds, map(float, total), strict=True))


@cache
def _learned() -> tuple[dict[str, int], tuple[str, ...], NDArray[np.float32]]:
    import numpy as np

    with np.load(FILE) as arrays:
        names, kinds = arrays["names"].item().decode().split("\n"), arrays["kinds"].tolist()
        return {name: index for index, name in enumerate(names)}, tuple(kinds), arrays["weights"] * arrays["scale"]
