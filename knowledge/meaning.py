"""The vector of a text's meaning, by the language of the shelf it is looked for on.

English: two models side by side, since together they find more than either (figures in the benchmark); Spanish: the one
that knows Spanish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge import embedding, languages

if TYPE_CHECKING:
    from knowledge.embedding import Vectors

NAME = f"{embedding.NAME}+{languages.NAME}"


def encode(texts: Sequence[str], language: str) -> Vectors:
    """One unit vector for each text; `NoEmbedding` when a model is not there."""
    import numpy as np

    across = languages.languages().encode(texts)
    if language != "en":
        return across
    english = embedding.embedding().encode(texts)
    both: Vectors = np.concatenate([english, across], axis=1) * np.float32(0.5**0.5)
    return both
