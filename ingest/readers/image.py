"""Reads pictures: photos of papers, scans, faxes of many pages. Each frame is a page; what cannot be read is said.

Boxes are in pixels of the picture as people see it (turned as its own note says). Positions in its notes are not read.
"""

from __future__ import annotations

import hashlib
import struct
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import pi_heif
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from ingest.document import Document, Origin, Page, PageState, Problem
from ingest.errors import rejected, trouble
from ingest.limits import STANDARD, Limits
from ingest.readers.recogniser import Recogniser
from ingest.sniff import sniff

READER = "image/1"

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "HEIF", "BMP", "GIF")
_CAMERA = ("image/jpeg", "image/heic", "image/webp")
_BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError,
           OverflowError, struct.error, Image.DecompressionBombError)  # fmt: skip
_MOST_SEEN_THROUGH = 50_000_000  # dots
_DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")  # greys of more than eight bits

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # our own limit, before decoding


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The picture as one document of as many pages as it has frames."""
    kind = sniff(path)
    problems: list[Problem] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd metadata is not the person's concern
        try:
            with opened(path) as image:
                pages = _pages(path, image, kind, name, limits, problems)
        except _BROKEN:
            raise rejected("image-broken", name) from None
    cut = any(problem.code == "image-cut" for problem in problems)
    if cut and len(pages) < 2 and not any(page.text.strip() for page in pages):
        raise rejected("image-broken", name)  # nothing of use came
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return [Document(digest, digest, name, kind, tuple(pages), READER, tuple(problems))]


def opened(path: Path) -> Any:
    """The picture in Pillow, of our formats only."""
    return Image.open(path, formats=_FORMATS)


def upright_of(image: Any, mode: str, most_pixels: int) -> tuple[Any, float]:
    """The frame turned as its own note says and no larger than asked, and how many times it was made smaller."""
    image = _on_paper(_in_eight_bits(image))
    shrunk = max(1.0, (image.width * image.height / most_pixels) ** 0.5)
    if shrunk > 1.0:
        before = image.width
        # JPEG is decoded smaller at once; other formats are made smaller after.
        image.draft(mode, (round(image.width / shrunk), round(image.height / shrunk)))
        image = image.convert(mode)
        rest = max(1.0, (image.width * image.height / most_pixels) ** 0.5)
        note = image
        image = image.resize((max(1, round(image.width / rest)), max(1, round(image.height / rest))))
        image.info.update(note.info)
        shrunk = before / image.width
    return ImageOps.exif_transpose(image).convert(mode), shrunk


def _on_paper(image: Any) -> Any:
    """A picture one can see through, laid on white: its letters would else be black on black."""
    if not image.has_transparency_data or image.width * image.height > _MOST_SEEN_THROUGH:
        return image
    note = image.info
    clear = image.convert("RGBA")
    paper = Image.new("RGBA", clear.size, (255, 255, 255, 255))
    paper.alpha_composite(clear)
    paper = paper.convert("RGB")
    paper.info.update({key: value for key, value in note.items() if key != "transparency"})
    return paper


def _in_eight_bits(image: Any) -> Any:
    """Greys of more bits brought to eight: Pillow would cut them off, and the page would come out white."""
    if image.mode not in _DEEP:
        return image
    low, high = image.getextrema()
    high = max(high, 255)
    if image.mode.startswith("I;16") or (image.mode == "I" and low >= 0):
        high, low = (65_535 if 255 < high <= 65_535 else high), 0
    note = image.info
    image = image.convert("F").point(
        lambda value: value * (255.0 / (high - low or 1)) - low * 255.0 / (high - low or 1)
    )
    image = image.convert("L")
    image.info.update(note)
    return image


def _count(image: Any) -> tuple[int, bool]:
    """The frames, and whether all could be counted: the list of a file cut short ends where it is cut."""
    try:
        return int(getattr(image, "n_frames", 1)), True
    except _BROKEN:
        pass
    count = 0
    with suppress(*_BROKEN):
        while count < STANDARD.pages:
            image.seek(count)
            count += 1
    return max(count, 1), False


def _what_came(path: Path, number: int, limits: Limits) -> tuple[Any, float] | None:
    """The frame of a file cut short as far as it came, the rest grey; None when nothing can be made of it."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        with opened(path) as image:
            image.seek(number - 1)
            return upright_of(image, "L", limits.page_pixels)
    except _BROKEN:
        return None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _pages(path: Path, image: Any, kind: str, name: str, limits: Limits, problems: list[Problem]) -> list[Page]:
    frames, whole = (1, True) if kind in ("image/gif", *_CAMERA) else _count(image)
    with Recogniser(name, limits, photo=kind in _CAMERA) as recogniser:
        for number in range(1, min(frames, limits.pages) + 1):
            try:
                image.seek(number - 1)
                if image.width * image.height > limits.image_pixels:
                    raise rejected("image-too-large", name)
                upright, shrunk = upright_of(image, "L", limits.page_pixels)
            except _BROKEN:
                came = _what_came(path, number, limits)
                if came is None and number == 1:
                    raise
                problems.append(trouble("image-cut" if came else "page-broken", name, page=number))
                if came is None:
                    recogniser.put(Page(number, "", Origin.OCR, PageState.UNREADABLE, 0.0))
                    continue
                upright, shrunk = came
            recogniser.add(number, upright, shrunk)
        pages, told = recogniser.finish()
    if not whole:
        problems.append(trouble("page-broken", name, page=frames + 1))
    if frames > limits.pages:
        problems.append(trouble("too-many-pages", name, pages=frames, limit=limits.pages))
    problems += told
    return pages
