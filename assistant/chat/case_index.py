"""A case's own index of meaning: one Chroma folder per case, holding ids and vectors only, and removed with the case.

Texts stay in the encrypted store; a vector without its text says nothing. Chroma's own delete leaves data behind, so a
whole folder is removed instead."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.chat.lookup import Chunk, chunks_of
from assistant.model.papers import Paper
from knowledge.embedding import NAME, NoEmbedding, embedding
from knowledge.vectors import fill, open_chroma

BATCH = 32


def chunk_id(chunk: Chunk) -> str:
    """Stable across processes; says nothing of the text."""
    key = f"{NAME}|{chunk.paper.id}|{chunk.page}|{chunk.start}|{chunk.text}"
    return hashlib.sha256(key.encode()).hexdigest()[:24]


class CaseIndex:
    """`add` what papers say, `query` by meaning, `remove` everything. One process at a time per folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._client: Any = None

    def _collection(self) -> Any:
        if self._client is None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._client = open_chroma(self.folder)
        return self._client.get_or_create_collection(
            "chunks", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def add(self, papers: Sequence[Paper]) -> int:
        """Adds the passages of papers that are not there yet; how many were new. Slow: ten a second."""
        chunks = {chunk_id(chunk): chunk for chunk in chunks_of(papers)}
        known = set(self._collection().get(ids=list(chunks), include=[])["ids"]) if chunks else set()
        new = [key for key in chunks if key not in known]
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            fill(self._client, "chunks", part, embedding().encode([chunks[key].text for key in part]))
        return len(new)

    def query(self, text: str, papers: Sequence[Paper], k: int = 5) -> list[tuple[float, Chunk]]:
        """Passages of these papers nearest in meaning, best first; empty when there is no embedding."""
        if not self.folder.exists():
            return []
        chunks = {chunk_id(chunk): chunk for chunk in chunks_of(papers)}
        try:
            vector = embedding().encode([text])[0].tolist()
        except NoEmbedding:
            return []
        found = self._collection().query(query_embeddings=[vector], n_results=k * 3, include=["distances"])
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(1.0 - float(distance), chunks[key]) for key, distance in pairs if key in chunks][:k]

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def remove(self) -> None:
        """Really gone: the folder and all in it."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)
