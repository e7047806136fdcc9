"""Check-boxes of a form that recognition read as letters ("O Stroke & Diabetes"): which name has an empty box, which a
mark, and which a box that cannot be told. Only on recognised pages, only in lines of boxes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from assistant.extract import shapes

ENOUGH = 4  # boxes on a page that is a form
DRAWN = 30  # characters
BOXES = "☐☒☑□■"
MARKS = frozenset("&@®©")  # what a ticked box is taken for, and what stands in prose too
ROW = 2  # boxes in a line that is a row of them on any page


class Boxes(NamedTuple):
    """Lines of boxes: where each begins and ends."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def holds(self, offset: int) -> bool:
        at = bisect_right(self.starts, offset) - 1
        return at >= 0 and offset < self.ends[at]


def boxes(flat: str, lines: Sequence[tuple[int, int]]) -> Boxes:
    """The lines of a recognised page that are rows of boxes; an ampersand alone makes none."""
    found = [shapes.said("read_box").findall(flat, start, end) for start, end in lines]
    least = 1 if sum(flat.count(box) for box in BOXES) >= ENOUGH else ROW
    rows = [line for line, read in zip(lines, found, strict=True) if len(read) >= least and not MARKS.issuperset(read)]
    return Boxes(tuple(start for start, _ in rows), tuple(end for _, end in rows))


def sign(flat: str, start: int) -> str:
    """ "empty", "marked" or "unclear": the box in front of the name that begins at `start` of a row of boxes."""
    drawn = flat[max(0, start - DRAWN) : start]  # a box kept as such holds for the words behind it
    if shapes.said("drawn_empty").search(drawn):
        return "empty"
    if shapes.said("drawn_marked").search(drawn):
        return "marked"
    before = flat[max(0, start - 5) : start]
    if shapes.said("read_empty").search(before):
        return "empty"
    return "marked" if shapes.said("read_marked").search(before) else "unclear"
