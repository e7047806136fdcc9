"""What people wrote onto a PDF page as notes: the words of sticky notes and remarks, which no page shows as print."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw

# Links, fields and the windows of notes have no words of their own.
_WITHOUT_WORDS = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_POPUP)
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_MOST_NOTES = 500
_MOST_UNITS = 20_000  # of one note, in UTF-16


def take_notes(page: Any) -> tuple[str, ...]:
    """The words of each note of the page, in the order of the file."""
    found: list[str] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if raw.FPDFAnnot_GetSubtype(note) not in _WITHOUT_WORDS and not raw.FPDFAnnot_GetFlags(note) & _UNSEEN:
            found.append(" ".join(_contents(note).split()))
        raw.FPDFPage_CloseAnnot(note)
    return tuple(filter(None, found))


def with_notes(text: str, notes: tuple[str, ...]) -> str:
    """The page's text with the notes that it does not hold already, each on a line of its own at the end."""
    flat = " ".join(text.split()) if notes else ""
    return "\n".join([*([text] if text else []), *(f"Note: {note}" for note in notes if note not in flat)])


def _contents(note: Any) -> str:
    size = raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
    if not 2 < size <= 2 * _MOST_UNITS:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(note, b"Contents", buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
