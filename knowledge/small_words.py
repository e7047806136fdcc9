"""Loads the small words of each language (`words/small_words.yml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "words" / "small_words.yml"


@cache
def small_words(kind: str) -> Mapping[str, frozenset[str]]:
    """`stop` or `tells`: language -> words."""
    data = yaml.load(FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return {language: frozenset(words.split()) for language, words in data[kind].items()}
