"""Words of a PDF page that nobody can see, taken out before it is read: without ink, off the page, white on white.

A statement no person can look up on the page is no statement. The invisible layer under a scan is another thing: it
says what the picture shows, and `pdf_scan` compares the two.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw

from ingest.readers.pdf_scan import large_image

Rect = tuple[float, float, float, float]

_WHITE = 250  # of 255: a colour from here on is paper
_MOST = 20_000  # objects looked at


def without_unseen(page: Any, textpage: Any) -> bool:
    """Takes unseen words out of the page; says whether there were any.

    A scan's page and one of nothing but unseen words are left as they are. `textpage` is of the page before.
    """
    seen = 0
    unseen: list[Any] = []
    white: list[Any] = []
    off = _off_page(page, textpage)
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    for number in range(min(raw.FPDFPage_CountObjects(page), _MOST)):
        shape = raw.FPDFPage_GetObject(page, number)
        mode = raw.FPDFTextObj_GetTextRenderMode(shape)
        if mode == raw.FPDF_TEXTRENDERMODE_UNKNOWN:
            continue  # no words
        raw.FPDFPageObj_GetFillColor(shape, red, green, blue, opacity)
        if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE or opacity.value == 0 or (off and off(_box(shape))):
            unseen.append(shape)
        elif red.value >= _WHITE and green.value >= _WHITE and blue.value >= _WHITE:
            white.append(shape)
        else:
            seen += 1
    if white and len(white) < _MOST // 20:
        unseen += _on_white(page, white)
    if not unseen or not (seen or len(white) > len(unseen)) or large_image(page):
        return False
    for shape in unseen:
        if raw.FPDFPage_RemoveObject(page, shape):
            raw.FPDFPageObj_Destroy(shape)
    return True


def _box(shape: Any) -> Rect:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(shape, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _off_page(page: Any, textpage: Any) -> Callable[[Rect], bool] | None:
    """Whether a box lies wholly off the page; None when no words do."""
    sheet = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, sheet)
    within = raw.FPDFText_GetBoundedText(textpage, sheet.left, sheet.top, sheet.right, sheet.bottom, None, 0)
    count = raw.FPDFText_CountChars(textpage)
    if within >= count:
        return None
    return lambda box: box[0] > sheet.right or box[2] < sheet.left or box[1] > sheet.top or box[3] < sheet.bottom


def _on_white(page: Any, white: list[Any]) -> list[Any]:
    """Of white words those with nothing but paper under them: no picture, no shape of another colour."""
    grounds = []
    for number in range(min(raw.FPDFPage_CountObjects(page), _MOST)):
        shape = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_TEXT and not _is_paper(shape):
            grounds.append(_box(shape))
    found = []
    for shape in white:
        left, bottom, right, top = _box(shape)
        x, y = (left + right) / 2, (bottom + top) / 2
        if not any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in grounds):
            found.append(shape)
    return found


def _is_paper(shape: Any) -> bool:
    if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_PATH:
        return False
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(shape, red, green, blue, opacity)
    return min(red.value, green.value, blue.value) >= _WHITE or opacity.value == 0
