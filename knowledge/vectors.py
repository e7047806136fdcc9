"""The library's vectors: shipped with it (`articles/vectors.npz`), served by an embedded Chroma in memory.

The index is derived data: filled on first use, gone with the process, never written anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from knowledge import meaning
from knowledge.embedding import NoEmbedding
from knowledge.library import HERE, LANGUAGES, Library
from knowledge.meaning import NAME

FILE = HERE / "articles" / "vectors.npz"
BATCH = 5_000  # Chroma takes 5,461 at most
SCALE = 4  # the parts of a unit vector of hundreds are small: whole numbers keep more of them when they are larger


def open_chroma() -> Any:
    """A Chroma client in memory that sends nothing anywhere.

    Never on disk: its engine writes memory it did not clear to its files, and here that has held people's papers.
    """
    import chromadb
    from chromadb.config import Settings

    return chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))


class Index:
    """Answers which units of a language are nearest in meaning to a question; a language is filled when first asked."""

    def __init__(self, name: str, rows: Mapping[str, tuple[Sequence[int], Any]]) -> None:
        self._name, self._rows = name, rows
        self._filled: dict[str, Any] = {}

    def near(self, query: str, language: str, k: int) -> dict[int, float]:
        if language not in self._filled:
            self._filled[language] = fill(open_chroma(), f"{self._name}-{language}", *self._rows[language])
        vector = meaning.encode([query], language)[0].tolist()
        found = self._filled[language].query(query_embeddings=[vector], n_results=k, include=["distances"])
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return {int(unit): max(0.0, 1.0 - float(distance)) for unit, distance in pairs}


def units_of(library: Library, language: str) -> list[str]:
    return [unit for passage in library.of(language) for unit in passage.units]


def _mark(unit: str) -> int:
    return int.from_bytes(hashlib.sha256(unit.encode()).digest()[:8], "big", signed=True)


def _kept(file: Path) -> dict[str, dict[int, Any]]:
    """Vectors of the texts that were there before, whatever the library's version."""
    import numpy as np

    none: dict[str, dict[int, Any]] = {lang: {} for lang in LANGUAGES}
    if not file.exists():
        return none
    with np.load(file) as old:
        if old["version"].tolist()[1] != NAME:
            return none
        return {lang: dict(zip(old[f"{lang}_marks"].tolist(), old[lang], strict=True)) for lang in LANGUAGES}


def make(library: Library, file: Path = FILE) -> int:
    """Writes the vectors of the library as it is now; how many texts were new (twenty a second)."""
    import numpy as np

    kept, news = _kept(file), 0
    parts: dict[str, Any] = {}
    for language in LANGUAGES:
        units, old = units_of(library, language), kept[language]
        new = [unit for unit in dict.fromkeys(units) if _mark(unit) not in old]
        if new:
            vectors: Any = np.rint(meaning.encode(new, language) * 127 * SCALE).clip(-127, 127).astype(np.int8)
            old.update({_mark(unit): row for unit, row in zip(new, vectors, strict=True)})
        news += len(new)
        parts[language] = np.array([old[_mark(unit)] for unit in units])
        parts[f"{language}_marks"] = np.array([_mark(unit) for unit in units])
    with file.open("wb") as out:
        np.savez_compressed(out, version=np.array([library.version, NAME]), **parts)
    return news


def shipped(library: Library, file: Path = FILE) -> Mapping[str, tuple[list[int], Any]] | None:
    """language -> (which of its units, their vectors), or None when there are none of this encoder.

    A text that is newer than the file has none yet: it is found by its words, and nothing else suffers.
    """
    import numpy as np

    kept = _kept(file)
    if not all(kept.values()):
        return None
    found: dict[str, tuple[list[int], Any]] = {}
    for language in LANGUAGES:
        marks = [(place, _mark(unit)) for place, unit in enumerate(units_of(library, language))]
        places = [place for place, mark in marks if mark in kept[language]]
        rows = np.array([kept[language][mark] for _, mark in marks if mark in kept[language]], np.float32)
        found[language] = places, rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


def fill(client: Any, name: str, places: Sequence[int], rows: Any) -> Any:
    """The collection of that name with these vectors, known by their place; texts stay where they are."""
    collection = client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for start in range(0, len(rows), BATCH):
        ids = [str(place) for place in places[start : start + BATCH]]
        collection.upsert(ids=ids, embeddings=rows[start : start + BATCH].tolist())
    return collection


@cache
def library_index(library: Library) -> Index | None:
    """The index of the library, filled on first use; None when there are no vectors that fit it."""
    try:
        meaning.encode(["-"], "en")
    except (NoEmbedding, OSError):
        return None
    rows = shipped(library)
    if rows is None:
        return None
    return Index(f"library-{library.version}", rows)


if __name__ == "__main__":
    import sys

    import knowledge

    sys.stdout.write(f"new texts: {make(knowledge.load().library)}\n")
