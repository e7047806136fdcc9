"""Reads PDF: text by PDFium page by page, pictures of pages by recognition, damaged files by pypdf as second opinion.

Never trusts a text layer that is broken, and never drops a page: what cannot be read is in the list, marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2.raw as raw

from ingest import progress
from ingest.document import Document, Origin, Page, PageState, Problem
from ingest.errors import Rejected, rejected, trouble
from ingest.limits import Limits
from ingest.readers import pdf_repair, pdf_scan, pdf_text, pdf_xfa
from ingest.readers.pdf_form import show_fields
from ingest.readers.pdf_inside import attached
from ingest.readers.pdf_notes import with_notes
from ingest.readers.pdf_open import Loaded, is_damaged, load_page, opened, page_by_second_opinion, second_opinion
from ingest.sniff import PDF

READER = "pdf/2"

_TOLD = 20  # pages of which the same is told
_XFA = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)

__all__ = ["READER", "attached", "read"]


def read(path: Path, name: str, limits: Limits, password: str | None = None) -> list[Document]:
    """The PDF as one document; Rejected when it is locked, damaged beyond reading, or has no pages."""
    damaged = is_damaged(path)
    try:
        with opened(path, name, password) as pdf:
            total = len(pdf)
            if total == 0:
                raise rejected("pdf-no-pages", name)
            pages, problems = _pages(pdf, path, name, limits, password)
    except Rejected as refusal:
        if refusal.problem.code not in ("pdf-broken", "pdf-no-pages"):
            raise
        pages, problems, damaged = second_opinion(path, name, limits, password), [], True
        total = len(pages)
    data = path.read_bytes()
    if damaged:
        cut = pdf_repair.is_cut(data)
        problems.insert(0, trouble("pdf-cut", name) if cut else trouble("pdf-repaired", name, severity="note"))
        # What an empty page of a file without its end once held, nobody knows.
        lost = PageState.UNREADABLE if cut else PageState.BLANK
        pages = [replace(page, state=lost) if page.state is PageState.BLANK else page for page in pages]
    if total > limits.pages:
        problems.append(trouble("too-many-pages", name, pages=total, limit=limits.pages))
    digest = hashlib.sha256(data).hexdigest()
    return [Document(digest, digest, name, PDF, tuple(pages), READER, tuple(problems))]


def _with_form_data(page: Page, lines: Sequence[str]) -> Page:
    """The first page of a form whose values no page shows, with those that its own words do not hold already."""
    more = [line for line in lines if line.split(": ", 1)[1] not in page.text]
    if not more:
        return page
    return replace(page, text="\n".join([*([page.text] if page.text else []), *more]), state=PageState.READ)


def _pages(pdf: Any, path: Path, name: str, limits: Limits, password: str | None) -> tuple[list[Page], list[Problem]]:
    problems: list[Problem] = []
    left = limits.text_chars
    with _Pages(name, limits) as reading:
        for number in range(1, min(len(pdf), limits.pages) + 1):
            if left <= 0:
                problems.append(trouble("text-limit", name, page=number))
                break
            ended = progress.at(name, number, limits.page_seconds)
            if ended:
                problems.append(trouble("page-stopped", name, page=number))
                reading.put(Page(number, "", Origin.TEXT, PageState.UNREADABLE, 0.0))
                continue
            page = load_page(pdf, number)
            if page:
                left -= reading.take(pdf, page, number)
                continue
            found = page_by_second_opinion(path, number, password)
            problems += [] if found else [trouble("page-broken", name, page=number)]
            reading.put(found or Page(number, "", Origin.TEXT, PageState.UNREADABLE, 0.0))
        pages, told = reading.finish()
        if raw.FPDF_GetFormType(pdf) in _XFA and not reading.has_fields:
            pages[0] = _with_form_data(pages[0], pdf_xfa.values(path, password))
    return pages, problems + told


class _Pages:
    """The pages of one PDF. The recogniser, which brings heavy libraries, is made at the first page that needs it."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._done: list[Page] = []
        self._doubted: set[int] = set()
        self._recogniser: Any = None
        self._unseen: list[int] = []
        self._damaged: list[int] = []
        self.has_fields = False

    def __enter__(self) -> _Pages:
        return self

    def __exit__(self, *error: object) -> None:
        if self._recogniser:
            self._recogniser.__exit__(*error)

    def put(self, page: Page) -> None:
        """A page read elsewhere."""
        self._done.append(page)

    def take(self, pdf: Any, page: Loaded, number: int) -> int:
        """Reads one loaded page, closes it, and gives the number of its characters."""
        if page.had_unseen:
            self._unseen.append(number)
        try:
            return self._read(pdf, page, number)
        finally:
            page.close()

    def _read(self, pdf: Any, loaded: Loaded, number: int) -> int:
        page, textpage, fields = loaded.handle, loaded.textpage, loaded.fields
        given = pdf_text.extract(textpage) if textpage else ""
        text = pdf_text.plain(given)
        reason = pdf_scan.suspicion(page, textpage, text)
        if given and not reason and pdf_text.loses_letters(textpage, given):
            reason = "broken"
        size = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
        self.has_fields |= bool(fields)
        state = PageState.READ if text.strip() else PageState.BLANK
        text = with_notes(text, loaded.notes)
        own = Page(number, text, Origin.TEXT, state, 1.0, *size)
        if not reason:
            self._done.append(own)
            return len(text)
        show_fields(pdf, page, fields)
        if pdf_scan.has_damaged_image(page):
            self._damaged.append(number)
        image, scale = pdf_scan.picture(page, self._limits)
        choose = None if reason == "none" else partial(pdf_scan.better, own)
        if choose:
            self._doubted.add(number)
        self._recognising().add(number, image, scale, choose)
        return len(text)

    def _recognising(self) -> Any:
        if self._recogniser is None:
            from ingest.readers.recogniser import Recogniser

            self._recogniser = Recogniser(self._name, self._limits)
        return self._recogniser

    def finish(self) -> tuple[list[Page], list[Problem]]:
        """All pages in order, and what to tell about the recognised ones."""
        recognised, problems = self._recogniser.finish() if self._recogniser else ([], [])
        problems += [trouble("words-unseen", self._name, page=page, severity="note") for page in self._unseen[:_TOLD]]
        problems += [trouble("image-cut", self._name, page=page) for page in self._damaged[:_TOLD]]
        for page in recognised:
            if page.number in self._doubted and page.origin is Origin.OCR and page.text:
                problems.append(trouble("text-layer-wrong", self._name, page=page.number, severity="note"))
        return sorted([*self._done, *recognised], key=lambda page: page.number), problems
