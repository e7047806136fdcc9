"""Pictures of pages with words highlighted, and the boxes of words. Made when asked for, in a worker process.

Works from the original bytes and the page text that reading gave; writes nothing.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest import sandbox, sniff
from ingest.document import Box, Word
from ingest.errors import rejected

_MARK = (255, 214, 0)
_MOST_PIXELS = 12_000_000
_WIDEST = 1800
_MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class Place:
    """Places on one page, as reading gave it: its text, its recognised words, and the password that opens the file."""

    page: int
    spans: tuple[tuple[int, int], ...] = ()
    text: str = ""
    words: tuple[Word, ...] = ()
    password: str | None = None
    document: str = ""  # its id, where `path` may be an archive, an e-mail or a PDF that holds it


def page_png(
    path: Path,
    media_type: str,
    page: int,
    spans: Sequence[tuple[int, int]] = (),
    text: str = "",
    words: Sequence[Word] = (),
    scale: float = 1.6,
    password: str | None = None,
    document: str = "",
) -> bytes:
    """The picture of a page, the characters of `spans` highlighted; Rejected when there is no picture to be had."""
    place = Place(page, tuple(spans), text, tuple(words), password, document)
    return sandbox.call(draw, path, media_type, place, scale)


def boxes(
    path: Path,
    media_type: str,
    page: int,
    start: int,
    end: int,
    text: str = "",
    words: Sequence[Word] = (),
    password: str | None = None,
    document: str = "",
) -> tuple[Box, ...]:
    """The boxes of the characters `start:end` of a page's text, a line each; empty where the source has no picture."""
    if words:
        return of_words(words, start, end)
    if media_type != sniff.PDF:
        return ()
    return sandbox.call(locate, path, Place(page, ((start, end),), text, (), password, document))


def boxes_each(path: Path, media_type: str, places: Sequence[Place]) -> list[list[tuple[Box, ...]]]:
    """For each page of a document, for each of its spans, the boxes: all in one go, the file opened once."""
    if all(place.words or not place.spans for place in places):
        return [[of_words(place.words, start, end) for start, end in place.spans] for place in places]
    if media_type != sniff.PDF:
        return [[() for _ in place.spans] for place in places]
    return sandbox.call(locate_each, path, tuple(places))


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


def locate(path: Path, place: Place) -> tuple[Box, ...]:
    """In the worker: the boxes of characters of a PDF page that has a text layer, in points from the top left."""
    (found,) = locate_each(path, (place,))
    return tuple(box for lines in found for box in lines)


def locate_each(path: Path, places: Sequence[Place]) -> list[list[tuple[Box, ...]]]:
    """In the worker: `boxes_each` of a PDF, recognised pages by their words."""
    from ingest.readers.pdf_open import opened

    with _original(path, places[0].document) as own, opened(own, "", places[0].password) as pdf:
        return [
            [of_words(place.words, start, end) for start, end in place.spans]
            if place.words
            else _boxes_each(pdf, place)
            for place in places
        ]


def draw(path: Path, media_type: str, place: Place, scale: float) -> bytes:
    """In the worker: the picture itself."""
    with _original(path, place.document) as own:
        picture, scale, found = (_draw_pdf if media_type == sniff.PDF else _draw_image)(own, place, scale)
    return _png(_highlight(picture, found, scale))


def _draw_pdf(path: Path, place: Place, scale: float) -> tuple[Any, float, tuple[Box, ...]]:
    from ingest.readers.pdf_form import show_fields
    from ingest.readers.pdf_open import opened

    with opened(path, "", place.password) as pdf, _sheet(pdf, place.page) as sheet:
        if place.words:
            found = of_words_all(place.words, place.spans)
        else:
            found = tuple(box for lines in _boxes_of_sheet(sheet, place) for box in lines)
        width, height = _size(sheet.handle)
        scale = min(scale, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        show_fields(pdf, sheet.handle, sheet.fields)
        return _rendered(sheet.handle, max(1, round(width * scale)), max(1, round(height * scale))), scale, found


def _draw_image(path: Path, place: Place, _: float) -> tuple[Any, float, tuple[Box, ...]]:
    from ingest.readers import image

    with image.opened(path) as picture:
        picture.seek(place.page - 1)
        upright, shrunk = image.upright_of(picture, "RGB", _MOST_PIXELS)
    rest = min(1.0, _WIDEST / max(upright.size))
    upright = upright.resize((max(1, round(upright.width * rest)), max(1, round(upright.height * rest))))
    return upright, rest / shrunk, of_words_all(place.words, place.spans)


@contextmanager
def _original(path: Path, document: str) -> Iterator[Path]:
    """The document's own file: `path`, or what lies inside it."""
    if not document:
        yield path
        return
    from ingest.members import located

    with TemporaryDirectory(prefix="preview-") as scratch:
        found = located(path, document, Path(scratch))
        if found is None:
            raise rejected("missing", "")
        yield found


def of_words_all(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> tuple[Box, ...]:
    """The boxes of several places."""
    return tuple(box for start, end in spans for box in of_words(words, start, end))


@contextmanager
def _sheet(pdf: Any, number: int) -> Iterator[Any]:
    """The page as the reader saw it (`Loaded`)."""
    from ingest.readers.pdf_open import load_page

    page = load_page(pdf, number)
    if page is None:
        raise rejected("page-broken", "")
    try:
        yield page
    finally:
        page.close()


def _size(sheet: Any) -> tuple[float, float]:
    import pypdfium2.raw as raw

    return float(raw.FPDF_GetPageWidthF(sheet)), float(raw.FPDF_GetPageHeightF(sheet))


def _rendered(sheet: Any, width: int, height: int) -> Any:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    raw.FPDF_RenderPageBitmap(bitmap, sheet, 0, 0, width, height, 0, raw.FPDF_ANNOT)
    picture = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return picture


def _boxes_each(pdf: Any, place: Place) -> list[tuple[Box, ...]]:
    """For each span of the page its boxes, in order."""
    with _sheet(pdf, place.page) as sheet:
        return _boxes_of_sheet(sheet, place)


def _boxes_of_sheet(sheet: Any, place: Place) -> list[tuple[Box, ...]]:
    from ingest.readers import pdf_text

    laid = pdf_text.lay_out(pdf_text.extract(sheet.textpage))
    return [_boxes_of(sheet.handle, sheet.textpage, laid, place, start, end) for start, end in place.spans]


def _boxes_of(sheet: Any, textpage: Any, laid: Any, place: Place, start: int, end: int) -> tuple[Box, ...]:
    import pypdfium2.raw as raw

    quote = place.text[start:end]
    if place.text and laid.text[start:end] != quote:  # read by another way: look for the words themselves
        start = laid.text.find(quote)
        end = start + len(quote)
    if start < 0 or end <= start:
        return ()
    found: list[Box] = []
    for first, last in laid.runs(start, end):
        first = raw.FPDFText_GetCharIndexFromTextIndex(textpage, first)
        last = raw.FPDFText_GetCharIndexFromTextIndex(textpage, last - 1)
        if 0 <= first <= last:
            found += _rects(sheet, textpage, first, last - first + 1)
    return tuple(found)


def _rects(sheet: Any, textpage: Any, first: int, count: int) -> list[Box]:
    import pypdfium2.raw as raw

    found: list[Box] = []
    for number in range(raw.FPDFText_CountRects(textpage, first, count)):
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetRect(textpage, number, left, top, right, bottom)
        corners = [_seen(sheet, left.value, top.value), _seen(sheet, right.value, bottom.value)]
        (x0, y0), (x1, y1) = corners
        found.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return found


def _seen(sheet: Any, x: float, y: float) -> tuple[float, float]:
    """A place of the page's own coordinates as people see the page: turned, cropped, from the top left."""
    import pypdfium2.raw as raw

    fine = 100
    width, height = _size(sheet)
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(sheet, 0, 0, round(width * fine), round(height * fine), 0, x, y, across, down)
    return across.value / fine, down.value / fine


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
