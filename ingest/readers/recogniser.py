"""Recognises the pictures of one file side by side, within its limits, and puts the pages back in order.

Pictures come in as they are made and wait for nothing: only a few are held at a time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from types import TracebackType
from typing import Any

import cv2

from ingest import progress
from ingest.document import Origin, Page, PageState, Problem
from ingest.errors import trouble
from ingest.limits import Limits
from ingest.readers import ocr
from ingest.readers.ocr_engines import engine
from ingest.readers.picture import Grey, picture_of

_THIN = 8  # dots
_PAPER = 12  # grey values between which an empty page may vary

Choice = Callable[[Page], Page]


class Recogniser:
    """Takes pages in any state and gives all of them, in order, with what to tell about them."""

    def __init__(self, name: str, limits: Limits, *, photo: bool = False) -> None:
        self._name = name
        self._photo = photo
        self._limits = limits
        self._until = time.monotonic() + limits.ocr_seconds
        self._pages: dict[int, Page | Future[Page]] = {}
        self._problems: list[Problem] = []
        self._taken = 0
        self._refused = False
        self._engine = engine()
        # RapidOCR computes in this process and is not safe in threads; Tesseract is a process of its own.
        at_once = min(2, os.cpu_count() or 1) if self._engine == "tesseract" else 1
        self._threads = ThreadPoolExecutor(at_once)
        self._room = BoundedSemaphore(at_once + 1)

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def put(self, page: Page) -> None:
        """A page that needs no recognising."""
        self._pages[page.number] = page

    def add(self, number: int, image: Any, scale: float = 1.0, choose: Choice | None = None) -> None:
        """A page's picture (Pillow). `scale`: units of the page in a pixel. `choose` may prefer another reading."""
        grey = picture_of(image)
        size = (grey.shape[1] * scale, grey.shape[0] * scale)
        if _is_empty(grey):
            self._pages[number] = Page(number, "", Origin.OCR, PageState.BLANK, 1.0, *size)
        elif not self._engine:
            self._problems.append(trouble("ocr-missing", self._name, page=number))
            self._pages[number] = Page(number, "", Origin.OCR, PageState.UNREADABLE, 0.0, *size)
        elif self._taken >= self._limits.ocr_pages or time.monotonic() > self._until:
            self._refuse(number, size)
        else:
            self._taken += 1
            progress.allow(self._limits.seconds)  # a page begun is progress
            self._room.acquire()
            future = self._threads.submit(self._recognise, number, grey, size, scale)
            future.add_done_callback(lambda _: self._room.release())
            self._pages[number] = future if choose is None else self._chosen(future, choose)

    def finish(self) -> tuple[list[Page], list[Problem]]:
        """All pages in order, and what to tell."""
        progress.allow(self._limits.seconds)
        pages: list[Page] = []
        for number in sorted(self._pages):
            held = self._pages[number]
            page = held.result() if isinstance(held, Future) else held
            if page.origin is Origin.OCR and page.state is not PageState.BLANK and isinstance(held, Future):
                problem = ocr.problem_of(page, self._name)
                if problem:
                    self._problems.append(problem)
            pages.append(page)
        return pages, self._problems

    def _chosen(self, future: Future[Page], choose: Choice) -> Future[Page]:
        chosen: Future[Page] = Future()

        def settle(done: Future[Page]) -> None:
            error = done.exception()
            if error:
                chosen.set_exception(error)
            else:
                chosen.set_result(choose(done.result()))

        future.add_done_callback(settle)
        return chosen

    def _recognise(self, number: int, grey: Grey, size: tuple[float, float], scale: float) -> Page:
        if time.monotonic() > self._until:
            return Page(number, "", Origin.OCR, PageState.UNREADABLE, 0.0, *size)
        try:
            found = ocr.recognise(grey, photo=self._photo)
        except (TimeoutError, cv2.error):
            return Page(number, "", Origin.OCR, PageState.UNREADABLE, 0.0, *size)
        return ocr.page_of(number, found, size, scale)

    def _refuse(self, number: int, size: tuple[float, float]) -> None:
        if not self._refused:
            self._refused = True
            self._problems.append(trouble("ocr-limit", self._name, page=number))
        self._pages[number] = Page(number, "", Origin.OCR, PageState.UNREADABLE, 0.0, *size)


def _is_empty(grey: Grey) -> bool:
    """Whether nothing is on the page: its greys hardly vary, or it is too thin for a letter."""
    if min(grey.shape) < _THIN:
        return True
    small = grey[:: max(1, grey.shape[0] // 800), :: max(1, grey.shape[1] // 800)]
    return int(small.max()) - int(small.min()) < _PAPER
