"""Documents to plain data and back, for the cache of derived work. Loading what was dumped gives an equal document."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from ingest.document import (
    Document,
    Entry,
    Imaging,
    Ingested,
    Origin,
    Page,
    PageState,
    Patient,
    Problem,
    Series,
    Status,
    Word,
)


def dump(document: Document) -> dict[str, Any]:
    """The document as data that JSON can hold."""
    data = asdict(document)
    for page, kept in zip(document.pages, data["pages"], strict=True):
        # A word a list, not an object: a scanned page has hundreds.
        kept["words"] = [[word.start, word.end, list(word.box), word.confidence] for word in page.words]
    return data


def load(data: dict[str, Any]) -> Document:
    """The document of `dump`. Fields it does not know are an error: the reader version is part of the cache key."""
    values = dict(data)
    values["pages"] = tuple(_page(each) for each in data["pages"])
    values["problems"] = tuple(Problem(**each) for each in data["problems"])
    values["patient"] = Patient(**data["patient"])
    values["entries"] = tuple(Entry(**each) for each in data["entries"])
    values["imaging"] = _imaging(data["imaging"]) if data["imaging"] else None
    return Document(**values)


def dump_ingested(ingested: Ingested) -> dict[str, Any]:
    """All that came of one input, as data that JSON can hold."""
    data = {each.name: getattr(ingested, each.name) for each in fields(ingested)}
    data["documents"] = [dump(document) for document in ingested.documents]
    data["problems"] = [asdict(problem) for problem in ingested.problems]
    return data


def load_ingested(data: dict[str, Any]) -> Ingested:
    """The value of `dump_ingested`."""
    values = dict(data)
    values["status"] = Status(data["status"])
    values["documents"] = tuple(load(each) for each in data["documents"])
    values["problems"] = tuple(Problem(**each) for each in data["problems"])
    return Ingested(**values)


def _page(data: dict[str, Any]) -> Page:
    values = dict(data)
    values["origin"] = Origin(data["origin"])
    values["state"] = PageState(data["state"])
    values["words"] = tuple(Word(start, end, tuple(box), sure) for start, end, box, sure in data["words"])
    return Page(**values)


def _imaging(data: dict[str, Any]) -> Imaging:
    values = dict(data)
    values["series"] = tuple(_series(each) for each in data["series"])
    return Imaging(**values)


def _series(data: dict[str, Any]) -> Series:
    values = dict(data)
    values["missing"] = tuple(data["missing"])
    values["members"] = tuple(data["members"])
    return Series(**values)
