"""Names that our own sentences are built around, in the reader's language: what a person reacts to, what papers differ
on. A name that is not in the table stays as the paper wrote it; the papers' own words are never translated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from knowledge import load
from knowledge.history import load_history
from knowledge.listed import listed

_TABLE = Path(__file__).parent / "words" / "names_es.yml"
_Shapes = Sequence[tuple[re.Pattern[str], str]]


def in_language(text: str, language: str) -> str:
    """The name, or a topic made of one ("contrast allergy", "aspirin: dose"), in the language; else as it is."""
    if not language.startswith("es"):
        return text
    table = _table()
    return _shaped(text, [*_fitting(text), *table.topics], table.names)


def side_in_language(text: str, language: str) -> str:
    """One side of what papers differ on ("stopped", "yes: ..."): our word in the language, theirs as it is."""
    if not language.startswith("es"):
        return text
    return _shaped(text, _table().sides, {})


def event_in_language(text: str, language: str) -> str:
    """An event that has a name we know ("lisinopril started"), in the language; a paper's own sentence as it is."""
    if not language.startswith("es"):
        return text
    return _shaped(text, _fitting(text), _table().names)


def _fitting(text: str) -> _Shapes:
    """The shapes that hold only around a name we know, and here do."""
    table = _table()
    found = ((shape.fullmatch(text), shape, said) for shape, said in table.known)
    return [(shape, said) for m, shape, said in found if m and m["name"].casefold() in table.names]


def _shaped(text: str, shapes: _Shapes, names: dict[str, str]) -> str:
    if known := names.get(text.casefold()):
        return known
    for shape, said in shapes:
        if found := shape.fullmatch(text):
            return said.format(**{key: names.get(part.casefold(), part) for key, part in found.groupdict().items()})
    return text


class _Table:
    """The table of one language, its shapes as patterns."""

    def __init__(self) -> None:
        content = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
        measured = {topic["en"].casefold(): topic["es"] for topic in load_history().topics}
        self.names: dict[str, str] = {**_read_as(), **measured, **content["spanish"]}
        self.topics = [(_pattern(english), spanish) for english, spanish in content["topics"].items()]
        self.known = [(_pattern(english), spanish) for english, spanish in content["known"].items()]
        self.sides = [(_pattern(english), spanish) for english, spanish in content["sides"].items()]


def _read_as() -> dict[str, str]:
    """The names by which papers are read, each with the first of its Spanish wordings, which mean the same."""
    named = ((one.name.casefold(), one.facts.get("es")) for one in listed(load().lexicon.words))
    return {name: str(spanish[0]) for name, spanish in named if spanish}


def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(shape)), re.IGNORECASE)


_table = cache(_Table)


__all__ = ["event_in_language", "in_language", "side_in_language"]
