"""Names that our own sentences are built around, in the reader's language: what a person reacts to, what papers differ
on. A name that is not in the table stays as the paper wrote it; the papers' own words are never translated."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

_TABLE = Path(__file__).parent / "words" / "names_es.yml"


def in_language(text: str, language: str) -> str:
    """The name, or a topic made of one ("contrast allergy", "aspirin: dose"), in the language; else as it is."""
    if not language.startswith("es"):
        return text
    names, shapes = _table()
    for shape, said in shapes:
        if found := shape.fullmatch(text):
            return said.format(name=names.get(found["name"].casefold(), found["name"]))
    return names.get(text.casefold(), text)


@cache
def _table() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    content = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    shapes = [
        (re.compile(re.escape(english).replace(r"\{name\}", "(?P<name>.+)"), re.IGNORECASE), spanish)
        for english, spanish in content["topics"].items()
    ]
    return content["spanish"], shapes


__all__ = ["in_language"]
