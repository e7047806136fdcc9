"""Opens a PDF and its pages. PDFium first; pypdf as second opinion where PDFium gives up or its answer is unsure."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.document import Origin, Page, PageState
from ingest.errors import Rejected, rejected
from ingest.limits import Limits
from ingest.readers import pdf_repair
from ingest.readers.pdf_form import Field, take_fields, undrawn, write_fields
from ingest.readers.pdf_notes import take_notes
from ingest.readers.pdf_unseen import without_unseen

for _library in ("pypdf", "pypdfium2"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # they tell of files' insides

_FILLED_IN = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
_MOST_NOTES = 500
_LOOKED_AT = 12  # objects of a page, to tell which way its words run


@contextmanager
def opened(path: Path, name: str, password: str | None) -> Iterator[Any]:
    """The PDF in PDFium; Rejected when it wants a password or PDFium cannot open it (`second_opinion` may)."""
    try:
        pdf = pdfium.PdfDocument(path, password=password)
    except pdfium.PdfiumError:
        # PDFium's reason is not to be trusted: it may be left over from an earlier file.
        if _wants_password(path, password):
            raise rejected("pdf-password-wrong" if password else "pdf-password", name) from None
        pdf = _mended(path)
        if pdf is None:
            raise rejected("pdf-broken", name) from None
    try:
        if raw.FPDF_GetFormType(pdf) != raw.FORMTYPE_NONE:
            pdf.init_forms()
        yield pdf
    finally:
        pdf.close()


def _mended(path: Path) -> Any:
    data = pdf_repair.mended(path.read_bytes())
    if data is None:
        return None
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return None


def _wants_password(path: Path, password: str | None) -> bool:
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        return reader.is_encrypted and not reader.decrypt(password or "")
    except Exception:  # noqa: BLE001 - pypdf raises a wide family on broken files
        return False


def second_opinion(path: Path, name: str, limits: Limits, password: str | None) -> list[Page]:
    """The pages by pypdf, for a file PDFium cannot open; Rejected when pypdf cannot either."""
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(password or ""):
            raise rejected("pdf-password-wrong" if password else "pdf-password", name)
        pages = [_by_pypdf(page, number) for number, page in enumerate(reader.pages[: limits.pages], 1)]
    except Rejected:
        raise
    except Exception:  # noqa: BLE001 - as above
        raise rejected("pdf-broken", name) from None
    if not any(page.text.strip() for page in pages):
        raise rejected("pdf-broken", name)
    return pages


def page_by_second_opinion(path: Path, number: int, password: str | None) -> Page | None:
    """One page by pypdf, for a page PDFium cannot load; None when it has no words there either."""
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            reader.decrypt(password or "")
        page = _by_pypdf(reader.pages[number - 1], number)
    except Exception:  # noqa: BLE001 - as above
        return None
    return page if page.text.strip() else None


def _by_pypdf(page: Any, number: int) -> Page:
    text = page.extract_text().replace("\r\n", "\n").replace("\x00", " ")
    state = PageState.READ if text.strip() else PageState.UNREADABLE
    return Page(number, text, Origin.TEXT, state, 0.9 if text.strip() else 0.0)


@dataclass(frozen=True, slots=True)
class Loaded:
    """PDFium's handle of a page, what was filled in or typed onto it made part of it, words nobody sees taken out."""

    handle: Any
    textpage: Any
    fields: tuple[Field, ...]
    had_unseen: bool
    notes: tuple[str, ...]

    def close(self) -> None:
        """Gives the page back to PDFium."""
        raw.FPDFText_ClosePage(self.textpage)
        raw.FPDF_ClosePage(self.handle)


def load_page(pdf: Any, number: int) -> Loaded | None:
    """A page as people see it; None when it cannot be loaded. Once for each page of an opened file: its notes go."""
    page = raw.FPDF_LoadPage(pdf, number - 1)
    if not page:
        return None
    notes = take_notes(page)
    fields = []
    if pdf.formenv:
        notes += undrawn(page, pdf.formenv)
        fields = take_fields(page, pdf.formenv)
    if _has_filled_in(page):
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        raw.FPDF_ClosePage(page)
        page = raw.FPDF_LoadPage(pdf, number - 1)
    if not page:
        return None
    textpage = _textpage(page)
    unseen = bool(textpage) and without_unseen(page, textpage)
    if fields:
        write_fields(pdf, page, fields)
    if unseen or fields:
        raw.FPDFText_ClosePage(textpage)
        textpage = _textpage(page)
    return Loaded(page, textpage, tuple(fields), unseen, notes)


def _textpage(page: Any) -> Any:
    """PDFium's text of the page, read with the page turned so that its lines run from left to right.

    PDFium takes lines that run down a page as shown for one line, and gives them from the last to the first.
    """
    shown = raw.FPDFPage_GetRotation(page)
    upright = _quarters(page, shown)
    if upright == shown:
        return raw.FPDFText_LoadPage(page)
    raw.FPDFPage_SetRotation(page, upright)
    textpage = raw.FPDFText_LoadPage(page)
    raw.FPDFPage_SetRotation(page, shown)
    return textpage


def _quarters(page: Any, otherwise: int) -> int:
    """The quarters clockwise by which most of the page's words stand upright, judged by a few of them."""
    count = raw.FPDFPage_CountObjects(page)
    found: Counter[int] = Counter()
    matrix = raw.FS_MATRIX()
    for number in range(0, count, max(1, count // _LOOKED_AT)):
        shape = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(shape) == raw.FPDF_PAGEOBJ_TEXT and raw.FPDFPageObj_GetMatrix(shape, matrix):
            level = abs(matrix.a) >= abs(matrix.b)
            found[(0 if matrix.a > 0 else 2) if level else (1 if matrix.b > 0 else 3)] += 1
    return found.most_common(1)[0][0] if found else otherwise


def _has_filled_in(page: Any) -> bool:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind in _FILLED_IN:
            return True
    return False


def is_damaged(path: Path) -> bool:
    """Whether the file's own table of contents is not where it says: PDFium mends that without a word."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 2048))
        tail = file.read()
        found = re.findall(rb"startxref\s+(\d{1,12})", tail)
        if not found:
            return True
        at = int(found[-1])
        file.seek(0)
        shift = max(file.read(1024).find(b"%PDF-"), 0)
        file.seek(min(at + shift, size))
        there = file.read(64).lstrip()
    return not (there.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", there))
