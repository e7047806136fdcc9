"""The narrative of a C-CDA section as readable lines, remembering where each `ID` of it went. One line a table row."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from ingest.readers.sheet import Place, Sheet, clean

BLOCKS = frozenset(
    {"paragraph", "list", "item", "table", "thead", "tbody", "tfoot", "tr", "caption", "div", "p", "ul", "ol", "li"}
)
CELLS = frozenset({"td", "th"})
IGNORED = frozenset({"col", "colgroup", "footnoteRef"})
_SPACE = re.compile(r"\s+")
_Mark = tuple[int, int]  # line number of the sheet, character of that line


def local(element: Any) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class Narrative:
    """Writes the narrative of one section to a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._buffer: list[str] = []
        self._length = 0
        self._space = False
        self._cell = 0  # depth of table cells, in which breaks do not end the line
        self._marks: dict[str, tuple[_Mark, _Mark]] = {}
        self._first = len(sheet.places)
        self._folded = ""  # the lines of this section, to be searched, and where each starts
        self._starts: list[int] = []
        self._cursors: dict[str, int] = {}  # words -> where the last line with them ends
        self._columns: list[str] = []  # headings of the table being written
        self._headed: dict[int, list[str]] = {}  # line -> headings of its table
        self.pictures = 0

    def write(self, text: Any) -> None:
        """Renders a `text` element."""
        self._inside(text)
        self._flush()
        lines = [line.casefold() + "\n" for line in self._sheet.written[self._first :]]
        self._folded, self._starts = "".join(lines), [0, *accumulate(map(len, lines[:-1]))]

    def place(self, identifier: str) -> Place | None:
        """Where the words of an `ID` stand; a table row where it is part of one; None when there are no such words."""
        marks = self._marks.get(identifier)
        if marks is None:
            return None
        (line, start), (last, end) = marks
        places = self._sheet.places
        if line >= len(places):
            return None
        page, at, stop = places[line]
        if last <= line:
            whole = end - start <= 0 or " | " in self._sheet.written[line]
            return Place(page, at, stop) if whole else Place(page, at + start, min(at + end, stop))
        last = min(last if end else last - 1, len(places) - 1)
        return Place(page, at + start, places[last].end if places[last].page == page else stop)

    def words(self, place: Place) -> str:
        """The words at a place."""
        line = self._line(place)
        at = self._sheet.places[line].start
        return self._sheet.written[line][place.start - at : place.end - at]

    def row(self, place: Place, longest: int) -> Place:
        """The whole line around a place inside a table row, unless it is very long."""
        line = self._line(place)
        whole = self._sheet.places[line]
        return whole if " | " in self._sheet.written[line] and whole.end - whole.start <= longest else place

    def cells(self, place: Place) -> dict[str, str]:
        """The cells of the table row at a place by the headings of their columns; empty where they do not match."""
        line = self._line(place)
        values = self._sheet.written[line].split(" | ") if line in self._headed else []
        headings = self._headed.get(line, [])
        return dict(zip(headings, values, strict=True)) if len(headings) == len(values) else {}

    def find(self, wanted: list[str], used: set[Place]) -> Place | None:
        """The first line of this section, not yet used, that holds all that is wanted (case folded)."""
        begin = self._cursors.get(wanted[0], 0)  # entries mostly come in the order of the rows
        for start, stop in ((begin, len(self._folded)), (0, begin)):
            at = self._folded.find(wanted[0], start, stop)
            while at >= 0:
                number = bisect_right(self._starts, at) - 1
                place = self._sheet.places[self._first + number]
                end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._folded)
                line = self._folded[self._starts[number] : end]
                if place not in used and all(word in line for word in wanted):
                    self._cursors[wanted[0]] = end
                    return place
                at = self._folded.find(wanted[0], end, stop)
        return None

    def _line(self, place: Place) -> int:
        return bisect_right(self._sheet.places, (place.page, place.start, 1 << 60)) - 1

    def _inside(self, element: Any) -> None:
        self._say(element.text)
        for child in element:
            self._element(child)
            self._say(child.tail)

    def _element(self, element: Any) -> None:
        name = local(element)
        if not name or name in IGNORED:
            return
        identifier = element.get("ID") or element.get("id") or ""
        if name in BLOCKS:
            self._break()
        elif name in CELLS and self._length:
            self._put(" | ")
        start = self._mark()
        if name == "br":
            self._break()
        elif name == "renderMultiMedia":
            self.pictures += 1
        elif name in ("item", "li") and not self._cell:
            self._put("- ")
        self._cell += name in CELLS
        self._inside(element)
        self._cell -= name in CELLS
        end = self._mark()
        if name in BLOCKS:
            self._break()
        if name == "tr" and not self._cell:
            self._row(element, start[0])
        elif name == "table":
            self._columns = []
        if identifier:
            self._marks.setdefault(identifier, (start, end))

    def _row(self, row: Any, line: int) -> None:
        """Remembers the headings of a table, and for each row which they are."""
        if len(self._sheet.places) <= line:
            return
        cells = [local(cell) for cell in row if local(cell) in CELLS]
        if local(row.getparent()) == "thead" or (cells and "td" not in cells):
            self._columns = self._sheet.written[line].split(" | ")
        elif self._columns:
            self._headed[line] = self._columns

    def _mark(self) -> _Mark:
        return len(self._sheet.places), self._length

    def _say(self, text: str | None) -> None:
        if not text:
            return
        words = clean(text)
        if (self._space or _SPACE.match(text)) and words and self._length and not self._ends_open():
            self._put(" ")
        if words:
            self._put(words)
        self._space = bool(_SPACE.search(text[-1:])) if words else self._space or bool(text)

    def _ends_open(self) -> bool:
        return self._buffer[-1].endswith(" ")

    def _put(self, text: str) -> None:
        self._buffer.append(text)
        self._length += len(text)
        self._space = False

    def _break(self) -> None:
        if not self._cell:
            self._flush()
        elif self._length and not self._ends_open():
            self._put("; ")

    def _flush(self) -> None:
        line = "".join(self._buffer)
        self._buffer, self._length, self._space = [], 0, False
        if line.strip(" |-;"):
            self._sheet.line(line)
