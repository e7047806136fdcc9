"""Made-up papers of every kind, by which `knowledge.likeness` knows how papers of a kind read. Content, not code."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
_PAPERS = HERE / "papers.txt"


class Example(NamedTuple):
    """A paper and its kind (the names of CONTRACT.md)."""

    kind: str
    text: str


def read() -> list[Example]:
    """All of them, in order."""
    parts = re.split(r"^=== (\w+)\n", _PAPERS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [Example(kind, text) for kind, text in zip(parts[::2], parts[1::2], strict=True)]


def version() -> str:
    """Of the papers as they stand: weights learned from others are old."""
    return hashlib.sha256(_PAPERS.read_bytes()).hexdigest()[:16]
