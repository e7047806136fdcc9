"""The library's vectors: shipped with it (`articles/vectors.npz`), served by an embedded Chroma from a cache folder.

The index is derived data: built once, in a folder of its own that is moved into place whole, then only read."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
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


def cache_folder() -> Path:
    """Where indexes are kept: SECOND_OPINION_CACHE, or the platform's cache folder."""
    from platformdirs import user_cache_path

    given = os.environ.get("SECOND_OPINION_CACHE", "")
    return Path(given) if given else user_cache_path("second-opinion", appauthor=False)


def open_chroma(folder: Path | None) -> Any:
    """A Chroma client that sends nothing anywhere; in memory without a folder."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if folder is None:
        return chromadb.EphemeralClient(settings=settings)
    return chromadb.PersistentClient(str(folder), settings=settings)


class Index:
    """Answers which units of a language are nearest in meaning to a question."""

    def __init__(self, collections: Mapping[str, Any]) -> None:
        self._collections = collections

    def near(self, query: str, language: str, k: int) -> dict[int, float]:
        vector = meaning.encode([query], language)[0].tolist()
        found = self._collections[language].query(query_embeddings=[vector], n_results=k, include=["distances"])
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


def shipped(library: Library, file: Path = FILE) -> Mapping[str, Any] | None:
    """The vectors that ship with the library, or None when they are of another version of it."""
    import numpy as np

    if not file.exists():
        return None
    with np.load(file) as kept:
        if kept["version"].tolist() != [library.version, NAME]:
            return None
        rows = {lang: kept[lang].astype(np.float32) for lang in LANGUAGES}
    return {lang: row / np.linalg.norm(row, axis=1, keepdims=True) for lang, row in rows.items()}


def fill(client: Any, name: str, ids: Sequence[str], rows: Any) -> None:
    """Adds vectors to a collection of a client; texts stay where they are."""
    collection = client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for start in range(0, len(ids), BATCH):
        collection.upsert(ids=list(ids[start : start + BATCH]), embeddings=rows[start : start + BATCH].tolist())


def _build(folder: Path, rows: Mapping[str, Any]) -> None:
    """Builds beside the place and moves it there, so that nobody ever opens a half-made index."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix="building-", dir=folder.parent))
    client = open_chroma(beside)
    for language, vectors in rows.items():
        fill(client, f"library-{language}", [str(n) for n in range(len(vectors))], vectors)
    client.close()
    try:
        beside.rename(folder)
    except OSError:  # somebody else was first; theirs is the same
        shutil.rmtree(beside, ignore_errors=True)


@cache
def library_index(library: Library) -> Index | None:
    """The index of the library, built on first use; None when there are no vectors or nowhere to put them."""
    try:
        meaning.encode(["-"], "en")
        rows = shipped(library)
        if rows is None:
            return None
        folder = cache_folder() / f"library-{library.version}"
        if not folder.exists():
            _build(folder, rows)
        return _opened(folder, rows) or _built_again(folder, rows)
    except (NoEmbedding, OSError):
        return None


def _opened(folder: Path, rows: Mapping[str, Any]) -> Index | None:
    """The index in this folder; None when it is damaged: it does not open, or does not find what was put in."""
    try:
        client = open_chroma(folder)
        found = {lang: client.get_collection(f"library-{lang}", embedding_function=None) for lang in LANGUAGES}
        for lang, collection in found.items():
            nearest = collection.query(query_embeddings=[rows[lang][0].tolist()], n_results=1, include=["distances"])
            if collection.count() != len(rows[lang]) or nearest["distances"][0][0] > 0.01:
                return None
    except Exception:  # noqa: BLE001 - derived data: whatever is wrong with it, it is made again
        return None
    return Index(found)


def _built_again(folder: Path, rows: Mapping[str, Any]) -> Index | None:
    """A damaged index put aside and made anew beside it: an engine keeps its hold on a folder it has opened."""
    anew = Path(tempfile.mkdtemp(prefix=f"{folder.name}-again-", dir=folder.parent)) / "index"
    _build(anew, rows)
    shutil.rmtree(folder, ignore_errors=True)
    return _opened(anew, rows)


if __name__ == "__main__":
    import sys

    import knowledge

    sys.stdout.write(f"new texts: {make(knowledge.load().library)}\n")
