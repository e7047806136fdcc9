"""Small papers for the tests of extraction, and ways to ask what was found."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from assistant.extract import extract
from assistant.model.facts import Fact
from assistant.model.papers import Description, DocumentKind, Kind
from ingest.document import Document, Entry, Origin, Page
from knowledge import load


def paper(*pages: str, entries: Sequence[Entry] = (), origin: Origin = Origin.TEXT) -> Document:
    made = tuple(Page(number, text, origin) for number, text in enumerate(pages, 1))
    identity = hashlib.sha256("\f".join(pages).encode()).hexdigest()
    return Document(identity, identity, "paper", "text/plain", made, "test/1", entries=tuple(entries))


def facts(*pages: str, kind: str = "") -> list[Fact]:
    """The facts of a paper; each is checked to stand where it says."""
    document = paper(*pages)
    described = Description(Kind(DocumentKind(kind), 1.0)) if kind else None
    found = extract(document, load(), described)
    assert all(document.holds(piece.span) for fact in found for piece in fact.evidence)
    return found


def said(found: Sequence[Fact], kind: str) -> dict[str, str]:
    """name -> assertion of the facts of a kind; of two with one name the last."""
    return {fact.name: str(fact.assertion) for fact in found if fact.kind == kind}


def one(found: Sequence[Fact], kind: str, name: str) -> Fact:
    matching = [fact for fact in found if fact.kind == kind and fact.name == name]
    assert len(matching) == 1, [(fact.kind, fact.name) for fact in found]
    return matching[0]
