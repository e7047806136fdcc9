"""What codes mean, read from `codes.yml`. Code knows no disease, drug or test; the table does."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _tables() -> dict[str, Any]:
    with Path(__file__).with_name("codes.yml").open(encoding="utf-8") as file:
        tables: dict[str, Any] = yaml.safe_load(file)
    return tables


@cache
def table(name: str) -> dict[str, str]:
    """One of the tables that map a code to a word."""
    return {str(key): str(value) for key, value in _tables()[name].items()}


@cache
def listed(name: str) -> tuple[str, ...]:
    """One of the lists of codes, in its order."""
    return tuple(str(code) for code in _tables()[name])


@cache
def members(name: str) -> frozenset[str]:
    """One of the lists of codes, to ask whether a code is in it."""
    return frozenset(listed(name))


def system_name(identifier: str, given: str = "") -> str:
    """The usual name of a code system, else the name given in the source, else its identifier."""
    bare = identifier.removeprefix("urn:oid:").rstrip("/")
    return table("systems").get(bare) or given or bare
