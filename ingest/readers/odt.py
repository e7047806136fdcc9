"""The words of an OpenDocument text (ODF 1.3): paragraphs, table rows, headers, notes and boxes, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_GONE = frozenset(
    {f"{_T}tracked-changes", f"{_T}sequence-decls", f"{_T}note-citation"}
)  # the first holds what was deleted
_BLOCKS = frozenset({f"{_T}p", f"{_T}h"})
_MOST_REPEATED = 200


def lines(node: Any) -> list[str]:
    """The lines below a node."""
    found: list[str] = []
    for child in node:
        if child.tag in _BLOCKS:
            found += "".join(_pieces(child)).strip("\n").split("\n")
        elif child.tag == f"{_TABLE}table-row":
            cells = [" ".join(filter(None, lines(cell))) for cell in child]
            found.append("  ".join(filter(None, cells)))
        elif child.tag not in _GONE:
            found += lines(child)
    return found


def _pieces(node: Any) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if child.tag == f"{_T}s":
            yield " " * min(int(child.get(f"{_T}c", "1")), _MOST_REPEATED)
        elif child.tag == f"{_T}tab":
            yield "\t"
        elif child.tag == f"{_T}line-break":
            yield "\n"
        elif child.tag in _BLOCKS or child.tag == f"{_TABLE}table":  # in a box within the paragraph
            yield "\n" + "\n".join(lines([child])) + "\n"
        elif child.tag not in _GONE:
            yield from _pieces(child)
        yield child.tail or ""
