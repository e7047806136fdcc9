"""Tells what a message wants, and which article answers it, by its likeness to examples (`words/examples.yml` and the
ways people ask for articles).

A kernel ridge over vectors of meaning in which English and Spanish meet, and over pieces of words (people misspell).
Trained when the content changes (`python -m knowledge.wishes`), shipped as numbers; knows wishes, never answers."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from knowledge.embedding import NoEmbedding
from knowledge.languages import NAME, languages
from knowledge.patterns import plain

FOLDER = Path(__file__).parent / "words"
FILE = FOLDER / "wishes.npz"
PREPARE = "prepare"  # asked about how to prepare; its examples are the articles' own
PIECES = 2048  # hashed pieces of words
SHARE = 0.3  # of pieces of words beside meaning; tried 0.3 to 1.2
RIDGE = 0.5  # tried 0.1 to 3 by leaving each example out once
RIDGE_ARTICLES = 0.3  # tried 0.3 and 0.5 on messages of another author
BALANCE = 1.0  # how far rare wishes weigh as much as common ones


def examples() -> list[tuple[str, str]]:
    """(message, what it wants), in a fixed order: those of the wishes, then those of the articles."""
    return [(text, wish) for text, wish, _ in written()] + [(text, PREPARE) for text, _ in asked()]


def asked() -> list[tuple[str, str]]:
    """(message, id of the article that answers it), of both languages."""
    import knowledge

    return [(ask, passage.id) for passage in knowledge.load().library.of_kind("article") for ask in passage.asks]


def written() -> list[tuple[str, str, str]]:
    """(message, what it wants, language) of the examples' own file."""
    data = yaml.load((FOLDER / "examples.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [
        (line.strip(), wish, language)
        for wish, texts in data["examples"].items()
        for language, text in texts.items()
        for line in text.splitlines()
        if line.strip()
    ]


def _pieces(text: str) -> Any:
    """Words, pairs of words and their three- to five-letter pieces, hashed; a unit vector."""
    import numpy as np

    counts = np.zeros(PIECES, np.float32)
    words = plain(text).replace("|", " ").split()
    for word in words:
        framed = f"<{word}>"
        counts[zlib.crc32(f"w{word}".encode()) % PIECES] += 1
        for size in (3, 4, 5):
            for start in range(len(framed) - size + 1):
                counts[zlib.crc32(framed[start : start + size].encode()) % PIECES] += 0.4
    for pair in pairwise(words):
        counts[zlib.crc32(" ".join(pair).encode()) % PIECES] += 0.7
    counts = np.sqrt(counts)
    return counts / max(float(np.linalg.norm(counts)), 1e-9)


def _meaning(texts: Sequence[str]) -> Any:
    return languages().encode([plain(text).replace("|", ",") for text in texts])


def _near(one: Any, other: Any) -> Any:
    import numpy as np

    return np.exp(-2 * (1 - one @ other.T))


def _version(rows: Sequence[tuple[str, str]], articles: Sequence[str]) -> str:
    told = "\n".join(f"{wish}\t{text}" for text, wish in rows)
    how = f"{NAME}\n{PIECES} {SHARE} {RIDGE} {RIDGE_ARTICLES} {BALANCE}"
    return hashlib.sha256(f"{how}\n{told}\n{' '.join(articles)}".encode()).hexdigest()[:16]


def make(file: Path = FILE) -> float:
    """Learns from the examples as they are now; the share it tells right of examples left out one at a time."""
    import numpy as np

    rows, articles = examples(), [article for _, article in asked()]
    wishes, guides = sorted({wish for _, wish in rows}), sorted(set(articles))
    wanted = np.array([wishes.index(wish) for _, wish in rows])
    vectors = np.rint(_meaning([text for text, _ in rows]) * 127).astype(np.int8)
    unit = _unit(vectors)
    pieces = np.stack([_pieces(text) for text, _ in rows])
    kernel = _near(unit, unit) + SHARE * (pieces @ pieces.T)
    first = len(rows) - len(articles)
    guiding = kernel[first:, first:] + RIDGE_ARTICLES * np.eye(len(articles), dtype=np.float32)
    goal = np.eye(len(guides), dtype=np.float32)[[guides.index(article) for article in articles]]
    guided = np.linalg.solve(guiding, goal)
    weight = (1 / np.bincount(wanted) ** BALANCE)[wanted]
    root = np.sqrt(weight / weight.mean())[:, None].astype(np.float32)
    goal = np.eye(len(wishes), dtype=np.float32)[wanted]
    inverse = np.linalg.inv(kernel * root * root.T + RIDGE * np.eye(len(rows), dtype=np.float32))
    pull = inverse @ (goal * root)
    left_out = (goal * root - pull / np.diag(inverse)[:, None]) / root
    learned = (pull * root).astype(np.float32)
    np.savez_compressed(
        file,
        version=np.array([_version(rows, articles)]),
        wishes=np.array(wishes),
        articles=np.array(guides),
        vectors=vectors,
        learned=learned.astype(np.float16),
        pieces=(SHARE * pieces.T @ learned).astype(np.float16),
        guided=guided.astype(np.float16),
        guided_pieces=(SHARE * pieces[first:].T @ guided).astype(np.float16),
    )
    return float((left_out.argmax(1) == wanted).mean())


def _unit(vectors: Any) -> Any:
    import numpy as np

    rows = vectors.astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@dataclass(frozen=True, eq=False)
class _Learned:
    """Weights over the examples (rows) and the pieces of words, a column for each wish and for each article."""

    wishes: tuple[str, ...]
    articles: tuple[str, ...]
    vectors: Any
    learned: Any
    pieces: Any
    guided: Any  # rows: the examples of articles, which are the last ones
    guided_pieces: Any


@cache
def _learned() -> _Learned | None:
    import numpy as np

    if not FILE.exists():
        return None
    with np.load(FILE) as kept:
        if kept["version"].tolist() != [_version(examples(), [article for _, article in asked()])]:
            return None
        floats = [kept[name].astype(np.float32) for name in ("learned", "pieces", "guided", "guided_pieces")]
        wishes, articles = tuple(kept["wishes"].tolist()), tuple(kept["articles"].tolist())
        return _Learned(wishes, articles, _unit(kept["vectors"]), *floats)


def weigh(text: str) -> Mapping[str, float]:
    """wish -> how likely, about 0..1; empty without the vectors, or when what was learned is of other examples."""
    return _weighed(text)[0]


def answered_by(text: str) -> Mapping[str, float]:
    """id of an article -> how likely it answers a question about preparing, about 0..1; empty as `weigh` is."""
    return _weighed(text)[1]


@lru_cache(maxsize=64)
def _weighed(text: str) -> tuple[Mapping[str, float], Mapping[str, float]]:
    known = _learned()
    if known is None or not plain(text):
        return {}, {}
    try:
        near = _near(_meaning([text]), known.vectors)[0]
    except NoEmbedding:
        return {}, {}
    pieces = _pieces(text)
    wishes = near @ known.learned + pieces @ known.pieces
    articles = near[-len(known.guided) :] @ known.guided + pieces @ known.guided_pieces
    return dict(zip(known.wishes, wishes.tolist(), strict=True)), dict(
        zip(known.articles, articles.tolist(), strict=True)
    )


def shipped() -> bool:
    """Whether what was learned is of the examples as they are now."""
    return _learned() is not None


if __name__ == "__main__":
    import sys

    sys.stdout.write(f"left out and told right: {make():.3f}\n")
