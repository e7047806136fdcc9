"""Boxes for highlighting: where on the page picture the words of each fact stand, made for a whole document at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.model.papers import Paper
from ingest.document import Box, Document, Span
from ingest.errors import Rejected
from ingest.preview import Place, boxes_each


def boxes_of(path: Path, papers: Iterable[Paper]) -> dict[Span, tuple[Box, ...]]:
    """The boxes of every span the facts of these papers rest on; `path` is the input they were read from."""
    found: dict[Span, tuple[Box, ...]] = {}
    if not path.is_file():
        return found
    for paper in papers:
        found.update(_of_document(path, paper.document, {e.span for fact in paper.facts for e in fact.evidence}))
    return found


def _of_document(path: Path, document: Document, spans: set[Span]) -> dict[Span, tuple[Box, ...]]:
    pages: dict[int, list[Span]] = {}
    for span in sorted(spans, key=lambda span: (span.page, span.start, span.end)):
        pages.setdefault(span.page, []).append(span)
    inside = "" if document.source == document.id.partition("-")[0] else document.id
    places = [_place(document, number, of_page, inside) for number, of_page in pages.items()]
    if not places:
        return {}
    try:
        each = boxes_each(path, document.media_type, places)
    except Rejected:
        return {}  # a page that can be read and not drawn keeps its words, without boxes
    lines = [box for of_page in each for box in of_page]
    return dict(zip((span for of_page in pages.values() for span in of_page), lines, strict=True))


def _place(document: Document, number: int, spans: list[Span], inside: str) -> Place:
    page = document.page(number)
    return Place(number, tuple((span.start, span.end) for span in spans), page.text, page.words, None, inside)
