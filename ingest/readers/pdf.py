"""Reads PDF: text by PDFium page by page, pictures of pages by recognition, damaged files by pypdf as second opinion.

Never trusts a text layer that is broken, and never drops a page: what cannot be read is in the list, marked.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.document import Document, Origin, Page, PageState, Problem
from ingest.errors import rejected, trouble
from ingest.limits import Limits
from ingest.readers import pdf_text
from ingest.sniff import PDF

READER = "pdf/1"


def read(path: Path, name: str, limits: Limits, password: str | None = None) -> list[Document]:
    """The PDF as one document; Rejected when it is locked, damaged beyond reading, or has no pages."""
    pdf = _open(path, name, password)
    try:
        total = len(pdf)
        if total == 0:
            raise rejected("pdf-no-pages", name)
        pages, problems = _pages(pdf, name, min(total, limits.pages), limits)
    finally:
        pdf.close()
    if total > limits.pages:
        problems.append(trouble("too-many-pages", name, pages=total, limit=limits.pages))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return [Document(digest, digest, name, PDF, tuple(pages), READER, tuple(problems))]


def _open(path: Path, name: str, password: str | None) -> Any:
    try:
        return pdfium.PdfDocument(path, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise rejected("pdf-password-wrong" if password else "pdf-password", name) from None
        raise rejected("pdf-broken", name) from None


def _pages(pdf: Any, name: str, count: int, limits: Limits) -> tuple[list[Page], list[Problem]]:
    pages: list[Page] = []
    problems: list[Problem] = []
    left = limits.text_chars
    for number in range(1, count + 1):
        if left <= 0:
            problems.append(trouble("text-limit", name, page=number))
            break
        page = _page(pdf, number)
        if page.state is PageState.UNREADABLE:
            problems.append(trouble("page-broken", name, page=number))
        left -= len(page.text)
        pages.append(page)
    return pages, problems


def _page(pdf: Any, number: int) -> Page:
    page = raw.FPDF_LoadPage(pdf, number - 1)
    if not page:
        return Page(number, "", Origin.TEXT, PageState.UNREADABLE, 0.0)
    try:
        width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
        textpage = raw.FPDFText_LoadPage(page)
        text = pdf_text.plain(pdf_text.extract(textpage)) if textpage else ""
        raw.FPDFText_ClosePage(textpage)
        state = (
            PageState.READ
            if text.strip()
            else PageState.UNREADABLE
            if raw.FPDFPage_CountObjects(page)
            else PageState.BLANK
        )
        return Page(number, text, Origin.TEXT, state, width=width, height=height)
    finally:
        raw.FPDF_ClosePage(page)
