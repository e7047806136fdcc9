"""Made-up papers of every kind, by which `knowledge.likeness` knows how papers of a kind read. Content, not code."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Example(NamedTuple):
    """A paper and its kind (the names of CONTRACT.md)."""

    kind: str
    text: str


def read() -> list[Example]:
    """All of them, in order."""
    found: list[Example] = []
    for file in files():
        parts = re.split(r"^=== (\w+)\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        found += [Example(kind, text) for kind, text in zip(parts[::2], parts[1::2], strict=True)]
    return found


def files() -> list[Path]:
    """Where they are written, in order."""
    return sorted(HERE.glob("*.txt"))


def version() -> str:
    """Of the papers as they stand: weights learned from others are old."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files())).hexdigest()[:16]
