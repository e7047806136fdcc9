"""Judges the text of a PDF page and makes the picture of it where the text cannot be trusted.

A page's own text is not trusted when there is none, when its letters are not letters (fonts without a way back to
characters), or when it lies hidden over or under a scan: such layers are often wrong, in the numbers above all.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.document import Page
from ingest.limits import Limits

_DPI = 200
_ODD = re.compile("[\ufffd\ue000-\uf8ff\ufff0-\ufffb\x01-\x08\x0e-\x1f]")
_WORD = re.compile(r"[^\W_]+")
_VOWELS = "aeiouyáéíóúüàèâêôûäöåæøœ"
_VOWEL_SHARE = 0.2
_SAMPLE = 2500
_FEW = 40
_COVERS = 0.55
_BORNE_OUT = 0.97
_JPEG_END = b"\xff\xd9"
_JPEG_TAIL = 4096  # bytes; some programs write more behind the end


def suspicion(page: Any, textpage: Any, text: str) -> str:
    """Why a page's text is not to be trusted: "none", "broken", "hidden", or "" when it may be."""
    solid = len(text) - text.count(" ") - text.count("\n")
    if not text.strip():
        return "none" if raw.FPDFPage_CountObjects(page) or raw.FPDFPage_GetAnnotCount(page) else ""
    if is_broken(text):
        return "broken"
    if _is_invisible(textpage, 0) and _is_invisible(textpage, raw.FPDFText_CountChars(textpage) // 2):
        return "hidden"
    place = large_image(page)
    if place == "last" or (place == "first" and solid < _FEW * 4):
        return "hidden"
    return ""


def is_broken(text: str) -> bool:
    """Whether the letters are not letters: marks of unknown characters, or words nobody could say."""
    solid = max(len(text) - text.count(" ") - text.count("\n"), 1)
    if len(_ODD.findall(text)) > max(3, solid * 0.05):
        return True
    sample = text[:_SAMPLE].lower()
    letters = sum(map(str.isalpha, sample))
    if letters < 120:
        # Signs only, hardly a letter or a digit among them: a font whose letters lead nowhere.
        solid = min(solid, len(sample) - sample.count(" ") - sample.count("\n"))
        return solid > 150 and letters + sum(map(str.isdigit, sample)) < solid * 0.3
    if not sample.isascii() and sum(letter > "\u017f" for letter in sample if letter.isalpha()) > letters * 0.2:
        return False  # another script: its vowels are not ours
    # In every language of these letters a third or more are vowels; in a font shifted by some places few are.
    return sum(map(sample.count, _VOWELS)) < letters * _VOWEL_SHARE


def _is_invisible(textpage: Any, index: int) -> bool:
    mark = raw.FPDFText_GetTextObject(textpage, index)
    return bool(mark) and raw.FPDFTextObj_GetTextRenderMode(mark) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def has_damaged_image(page: Any) -> bool:
    """Whether the picture over most of the page cannot be decoded, or is a JPEG without its end."""
    shape = next((shape for _, shape in _large_images(page)), None)
    if shape is None:
        return False
    bitmap = raw.FPDFImageObj_GetBitmap(shape)
    if not bitmap:
        return True
    raw.FPDFBitmap_Destroy(bitmap)
    filters = raw.FPDFImageObj_GetImageFilterCount(shape)
    kind = ctypes.create_string_buffer(32)
    if filters != 1 or not raw.FPDFImageObj_GetImageFilter(shape, 0, kind, 32) or kind.value != b"DCTDecode":
        return False
    size = raw.FPDFImageObj_GetImageDataRaw(shape, None, 0)
    data = ctypes.create_string_buffer(size)
    raw.FPDFImageObj_GetImageDataRaw(shape, data, size)
    return _JPEG_END not in data.raw[-_JPEG_TAIL:]


def large_image(page: Any) -> str:
    """Whether a picture over most of the page is drawn "first" or "last"; "" when there is none."""
    return next((place for place, _ in _large_images(page)), "")


def _large_images(page: Any) -> Iterator[tuple[str, Any]]:
    count = raw.FPDFPage_CountObjects(page)
    area = raw.FPDF_GetPageWidthF(page) * raw.FPDF_GetPageHeightF(page)
    for place, numbers in (("first", range(min(2, count))), ("last", range(max(count - 2, 2), count))):
        for number in numbers:
            shape = raw.FPDFPage_GetObject(page, number)
            if raw.FPDFPageObj_GetType(shape) == raw.FPDF_PAGEOBJ_IMAGE and _area(shape) > _COVERS * area:
                yield place, shape


def _area(shape: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(shape, left, bottom, right, top)
    return float((right.value - left.value) * (top.value - bottom.value))


def picture(page: Any, limits: Limits) -> tuple[Any, float]:
    """The page drawn in grey (Pillow), and the points in a pixel."""
    width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    scale = min(_DPI / 72, (limits.page_pixels / max(width * height, 1.0)) ** 0.5)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    bitmap = pdfium.PdfBitmap.new_native(*size, raw.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
    raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE)
    image = bitmap.to_pil().copy()
    bitmap.close()
    return image, 1 / scale


def better(own: Page, recognised: Page) -> Page:
    """Of a doubted text and what was recognised, the one to keep: the text only where the picture bears it out."""
    return own if agreement(own.text, recognised.text) > _BORNE_OUT else recognised


def agreement(own: str, recognised: str) -> float:
    """The share of words of both texts that stand in the other too; numbers count threefold."""
    mine, theirs = _counted(own), _counted(recognised)
    total = sum(mine.values()) + sum(theirs.values())
    both = sum(min(count, theirs.get(word, 0)) for word, count in mine.items())
    return 2 * both / total if total else 0.0


def _counted(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in re.findall(r"\d[\d.,/:]*\d|\w+", text.casefold()):
        counts[word] = counts.get(word, 0) + (3 if word[0].isdigit() else 1)
    return counts
