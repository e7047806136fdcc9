"""A model's answer read while it is still being written: each sentence as soon as its object is closed, none before."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel


class Proposed(BaseModel):
    """One sentence and the sources it names."""

    text: str
    sources: list[str]


class Proposal(BaseModel):
    """What a model is asked for."""

    sentences: list[Proposed]


_BEGINS = re.compile(r'"sentences"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_READ = json.JSONDecoder()


def sentences(pieces: Iterable[str]) -> Iterator[Proposed]:
    """The sentences of a `Proposal` in pieces, whatever stands around it. ValueError when it turns wrong."""
    text, at = "", 0
    for piece in pieces:
        text += piece
        if not at and (begins := _BEGINS.search(text)):
            at = begins.end()
        while at and (closed := _closed(text, at)):
            found, at = closed
            yield Proposed.model_validate(found)


def _closed(text: str, at: int) -> tuple[object, int] | None:
    """The next object of the list and where it ends; None while it is not closed."""
    begin = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
    if not text.startswith("{", begin):
        return None
    try:
        return _READ.raw_decode(text, begin)
    except json.JSONDecodeError:
        return None
