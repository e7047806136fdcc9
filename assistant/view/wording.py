"""The summary's own words, from `words.yml`, and dates written with their months in letters."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.model.facts import When

LANGUAGES = ("en", "es")


class Wording:
    """Words of one language. A key that does not exist is an error, since a page must not show a key."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._words = _catalog()[self.language]

    def __call__(self, key: str, **values: object) -> str:
        found: Any = self._words
        for part in key.split("."):
            found = found[part]
        return str(found).format(**values) if values else str(found)

    def list(self, key: str) -> tuple[str, ...]:
        found: Any = self._words
        for part in key.split("."):
            found = found[part]
        return tuple(str(item) for item in found)

    def get(self, key: str, otherwise: str) -> str:
        try:
            return self(key)
        except (KeyError, TypeError):
            return otherwise

    def date(self, iso: str) -> str:
        """`2024-11-03` as "3 Nov 2024", no more precise than it is; what is no date stays as written."""
        parts = iso[:10].split("-")
        if not all(part.isdigit() for part in parts) or not parts[0]:
            return iso
        year = parts[0]
        if len(parts) == 1:
            return year
        month = int(parts[1])
        if not 1 <= month <= 12:
            return iso
        name = self.list("months")[month - 1]
        return f"{int(parts[2])} {name} {year}" if len(parts) == 3 else f"{name} {year}"

    def when(self, when: When) -> str:
        """The date of a statement; as the paper wrote it where day and month are not settled."""
        if when.ambiguous and when.written:
            return f"{when.written} (?)"
        return self.date(when.date) if when.date else ""


@cache
def _catalog() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8"))
    return loaded
