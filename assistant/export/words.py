"""Words of the printed forms, by language, from `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml


@cache
def _catalog() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8"))
    return loaded


def words(language: str) -> Mapping[str, str]:
    return _catalog().get(language, _catalog()["en"])
