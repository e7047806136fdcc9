"""Pictures of pages with words highlighted, and the boxes of words. Made when asked for, in a worker process.

Works from the original bytes and the page text that reading gave; writes nothing.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest import sandbox, sniff
from ingest.document import Box, Word

_MARK = (255, 214, 0)
_MOST_PIXELS = 12_000_000
_MARGIN = 1.5


def page_png(
    path: Path,
    media_type: str,
    page: int,
    spans: Sequence[tuple[int, int]] = (),
    text: str = "",
    words: Sequence[Word] = (),
    scale: float = 1.6,
) -> bytes:
    """The picture of a page, the characters of `spans` highlighted; Rejected when there is no picture to be had."""
    return sandbox.call(draw, path, media_type, page, tuple(spans), text, tuple(words), scale)


def boxes(
    path: Path, media_type: str, page: int, start: int, end: int, text: str = "", words: Sequence[Word] = ()
) -> tuple[Box, ...]:
    """The boxes of the characters `start:end` of a page's text, a line each; empty where the source has no picture."""
    if words:
        return of_words(words, start, end)
    if media_type != sniff.PDF:
        return ()
    return sandbox.call(locate, path, page, ((start, end),), text)


def of_words(words: Sequence[Word], start: int, end: int) -> tuple[Box, ...]:
    """The boxes of recognised words, those of one line joined."""
    lines: list[Box] = []
    for word in words:
        if word.end <= start or word.start >= end:
            continue
        last = lines[-1] if lines else None
        if (
            last
            and word.box[0] >= last[0]
            and min(last[3], word.box[3]) - max(last[1], word.box[1]) > (last[3] - last[1]) / 2
        ):
            lines[-1] = (last[0], min(last[1], word.box[1]), max(last[2], word.box[2]), max(last[3], word.box[3]))
        else:
            lines.append(word.box)
    return tuple(lines)


def locate(path: Path, page: int, spans: Sequence[tuple[int, int]], text: str = "") -> tuple[Box, ...]:
    """In the worker: the boxes of characters of a PDF page that has a text layer, in points from the top left."""
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(path)
    try:
        return _boxes(pdf[page - 1], spans)
    finally:
        pdf.close()


def draw(
    path: Path,
    media_type: str,
    page: int,
    spans: Sequence[tuple[int, int]],
    text: str,
    words: Sequence[Word],
    scale: float,
) -> bytes:
    """In the worker: the picture itself."""
    import pypdfium2 as pdfium
    from PIL import Image

    if media_type == sniff.PDF:
        pdf = pdfium.PdfDocument(path)
        sheet = pdf[page - 1]
        width, height = sheet.get_size()
        scale = min(scale, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        picture: Any = sheet.render(scale=scale).to_pil().convert("RGB")
        found = of_words_all(words, spans) if words else _boxes(sheet, spans)
        pdf.close()
    else:
        from PIL import ImageOps

        picture = Image.open(path)
        picture.seek(page - 1)
        picture = ImageOps.exif_transpose(picture).convert("RGB")
        scale = min(1.0, (1800 / max(picture.size)))
        picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
        found = of_words_all(words, spans)
    return _png(_highlight(picture, found, scale))


def of_words_all(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> tuple[Box, ...]:
    """The boxes of several places."""
    return tuple(box for start, end in spans for box in of_words(words, start, end))


def _boxes(sheet: Any, spans: Sequence[tuple[int, int]]) -> tuple[Box, ...]:
    import pypdfium2.raw as raw

    from ingest.readers import pdf_text

    textpage = sheet.get_textpage()
    laid = pdf_text.lay_out(pdf_text.extract(textpage))
    height = sheet.get_height()
    found: list[Box] = []
    for start, end in spans:
        first = raw.FPDFText_GetCharIndexFromTextIndex(textpage, laid.source(start))
        last = raw.FPDFText_GetCharIndexFromTextIndex(textpage, laid.source(max(end - 1, start)))
        if first < 0 or last < first:
            continue
        for number in range(raw.FPDFText_CountRects(textpage, first, last - first + 1)):
            left, top, right, bottom = (ctypes.c_double() for _ in range(4))
            raw.FPDFText_GetRect(textpage, number, left, top, right, bottom)
            found.append((left.value, height - top.value, right.value, height - bottom.value))
    return tuple(found)


def _highlight(picture: Any, found: Sequence[Box], scale: float) -> Any:
    from PIL import Image, ImageChops, ImageDraw

    if not found:
        return picture
    veil = Image.new("RGB", picture.size, (255, 255, 255))
    pen = ImageDraw.Draw(veil)
    for left, top, right, bottom in found:
        pen.rectangle(
            [left * scale - _MARGIN, top * scale - _MARGIN, right * scale + _MARGIN, bottom * scale + _MARGIN],
            fill=_MARK,
        )
    return ImageChops.multiply(picture, veil)


def _png(picture: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=False, compress_level=3)
    return out.getvalue()
