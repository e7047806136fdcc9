"""Loads the small words of each language (`words/small_words.yml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "words" / "small_words.yml"


@cache
def _data() -> Mapping[str, Mapping[str, list[str] | str]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: Mapping[str, Mapping[str, list[str] | str]] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return data


@cache
def same_words(language: str) -> Mapping[str, str]:
    """word -> the word it counts as."""
    return {word: line.split()[0] for line in _data()["same"][language] for word in line.split()}


@cache
def small_words(kind: str) -> Mapping[str, frozenset[str]]:
    """`stop`, `inside` or `tells`: language -> words."""
    return {language: frozenset(str(words).split()) for language, words in _data()[kind].items()}
