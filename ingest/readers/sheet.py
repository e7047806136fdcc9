"""The page a structured source is rendered to, written line by line so that every line's place is known.

Never decides what to say: the readers of C-CDA, FHIR and DICOM do. Lines are never broken over two pages.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.document import Origin, Page, PageState

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """One line: white space collapsed; control, zero-width and direction-changing characters taken out."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", _CONTROL.sub(lambda found: " " if found.group() < " " else "", text)).strip()


class Place(NamedTuple):
    """Characters `start:end` of a page."""

    page: int
    start: int
    end: int


class Sheet:
    """Pages under construction. A heading starts a new page when this one is `full`, a line at twice that."""

    def __init__(self, full: int = 6_000) -> None:
        self._full = full
        self._texts: list[str] = []
        self._lines: list[str] = []
        self._length = 0
        self.places: list[Place] = []  # of every line with words, in order
        self.written: list[str] = []  # and the words

    def heading(self, text: str) -> Place:
        """A heading with an empty line before it."""
        if self._length > self._full:
            self._turn()
        elif self._lines:
            self._put("")
        return self.line(text)

    def line(self, text: str) -> Place:
        """Writes one cleaned line; an empty one is not written and has the place of what was written last."""
        text = clean(text)
        if not text:
            return self.places[-1] if self.places else Place(1, 0, 0)
        if self._length + len(text) > 2 * self._full:
            self._turn()
        start = self._put(text)
        place = Place(len(self._texts) + 1, start, start + len(text))
        self.places.append(place)
        self.written.append(text)
        return place

    def pages(self) -> tuple[Page, ...]:
        """All pages; one blank page when nothing was written."""
        texts = [*self._texts, "\n".join(self._lines)] if self._lines or not self._texts else self._texts
        return tuple(
            Page(number, text, Origin.STRUCTURED, PageState.READ if text.strip() else PageState.BLANK)
            for number, text in enumerate(texts, 1)
        )

    def _put(self, text: str) -> int:
        start = self._length
        self._lines.append(text)
        self._length += len(text) + 1
        return start

    def _turn(self) -> None:
        if self._lines:
            self._texts.append("\n".join(self._lines))
            self._lines, self._length = [], 0
