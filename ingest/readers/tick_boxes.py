"""Boxes to tick in the picture of a form: where they are, and whether something stands in them.

A recogniser takes a box for a letter, and whether it was ticked is lost: then a form says of everybody all that it
asks. So boxes are found by their shape, painted out before the words are read, and put among them as ☐ or ☒.
Circles are not looked for, and nothing is said of a box with a trace of ink that may be dirt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from ingest.document import Box
from ingest.readers.ocr_engines import Mark
from ingest.readers.picture import Grey

EMPTY, TICKED = "☐", "☒"

_INK = 175  # greys darker than this are ink
_SMALL, _LARGE = 18, 64  # pixels of a side; letters are about 23 high
_STROKE = 13  # of a straight line, at least
_EDGE = 0.1  # of a side: how far from its outline a line still lies on it; bold round letters do not
_HALF = 0.5  # of the shape that a side goes along
_STRAIGHT = 0.85  # of a side that is drawn
_WHOLE = 0.97  # the same where more is drawn than the box
_CLEAN, _MARKED = (
    0.03,
    0.09,
)  # of the inside that is ink: at most so much in an empty box, at least so much in a ticked one
_LONG, _LONGEST = 0.4, 0.7  # of the inside, how far the longest stroke of a tick goes, of a thin one; specks are short
_SQUARE = 0.88  # of its own bounds that the inside of a box fills; of an O three quarters
_GAP, _PASSING = 0.2, 0.35  # of a side that is paper beside a box, but for so much of its height
_COMB = 0.6  # of a side: boxes nearer to each other, three in a row, hold a letter each
_REACH = 3.0  # sides from a box to its word
_LEFT_OF_IT = "_'‘’“|]"  # what a recogniser makes of a trace of the box at the head of the word behind it
_PAPER = 245
_FAINT = 0.4  # of the way from the ink of a box to the paper, beyond which ink in it is the scanner's noise
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class TickBox:
    """One box, in pixels of the picture."""

    box: Box
    ticked: bool

    @property
    def side(self) -> float:
        return self.box[2] - self.box[0]


def tick_boxes(grey: Grey) -> list[TickBox]:
    """The boxes of a level picture of which it is plain whether they are ticked."""
    ink = (grey < _INK).astype(np.uint8)
    drawn = cv2.bitwise_or(
        cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _STROKE), np.uint8)),
        cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_STROKE, 1), np.uint8)),
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats(drawn, connectivity=8)
    found: list[tuple[Box, bool | None]] = []
    wide, tall = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    for number in np.flatnonzero((np.minimum(wide, tall) >= _SMALL) & (np.maximum(wide, tall) <= 2 * _LARGE)).tolist():
        left, top, width, height, _ = stats[number].tolist()
        shape = labels[top : top + height, left : left + width] == number
        thick = _rim(shape, _STRAIGHT)
        if not thick:
            across, down, shape = _framed(shape)
            left, top, (height, width) = left + across, top + down, shape.shape
            thick = _rim(shape, _WHOLE)
        if not thick:
            continue
        whole = grey[top : top + height, left : left + width]
        dark = float(np.median(whole[shape]))
        marked = (whole < dark + _FAINT * (_PAPER - dark)).astype(np.uint8)
        ticked = _ticked(marked[thick:-thick, thick:-thick])
        box = (left, top, left + width, top + height)
        if _apart(ink, box) and (ticked or _is_square(marked)):
            found.append((box, ticked))
    plain = [TickBox(box, ticked) for box, ticked in found if ticked is not None]
    return [box for box in plain if not _in_comb(box, [other for other, _ in found])]


def _framed(shape: Grey) -> tuple[int, int, Grey]:
    """What lies within the outermost straight sides, and where: a tick by hand goes beyond them."""
    across, down = (np.flatnonzero(shape.mean(axis) >= _HALF) for axis in (0, 1))
    if not len(across) or not len(down):
        return 0, 0, shape[:0, :0]
    return int(across[0]), int(down[0]), shape[down[0] : down[-1] + 1, across[0] : across[-1] + 1]


def _rim(shape: Grey, straight: float) -> int:
    """How far the four sides of a box reach inwards, with their blur; 0 where no such share of each is drawn."""
    height, width = shape.shape
    if min(width, height) < _SMALL or max(width, height) > _LARGE or 4 * abs(width - height) >= width:
        return 0
    strip = max(2, round(_EDGE * width))
    ends = (slice(0, strip + 1), slice(-strip - 1, None))
    if not all(shape[down, across].any() for down in ends for across in ends):
        return 0
    sides = (shape[:strip].any(0), shape[-strip:].any(0), shape[:, :strip].any(1), shape[:, -strip:].any(1))
    if min(side.mean() for side in sides) < straight:
        return 0
    middle = shape[height // 3 : height - height // 3]
    across = [int(row.argmax() + np.argmin(row[row.argmax() :])) for row in middle if row[:strip].any()]
    return int(median(across) if across else strip) + max(2, round(_EDGE * int(width)))


def _apart(ink: Grey, box: tuple[int, int, int, int]) -> bool:
    """Whether paper is left and right of it, as no letter has within a word; a tick by hand may pass."""
    left, top, right, bottom = box
    gap = max(3, round(_GAP * (right - left)))
    beside = ink[top:bottom, max(left - 1 - gap, 0) : max(left - 1, 0)], ink[top:bottom, right + 1 : right + 1 + gap]
    return all(strip.size == 0 or strip.any(1).mean() <= _PASSING for strip in beside)


def _is_square(marked: Grey) -> bool:
    """Whether the paper in the middle of an empty box goes into its corners; that of an O does not."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - marked, connectivity=4)
    middle = labels[marked.shape[0] // 2, marked.shape[1] // 2]
    _, _, width, height, area = stats[middle].tolist()
    return bool(middle and area >= _SQUARE * width * height and 2 * min(width, height) > min(marked.shape))


def _ticked(inside: Grey) -> bool | None:
    """Whether ink stands in a box, given where it is dark inside; None where it may be dirt."""
    if not inside.size or (share := float(inside.mean())) <= _CLEAN:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    longest = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max() / max(inside.shape)
    return True if longest >= _LONGEST or (share >= _MARKED and longest >= _LONG) else None


def _in_comb(box: TickBox, others: Sequence[Box]) -> bool:
    """Whether it is one of a row of cells for a letter each, as for a date of birth."""
    left, top, right, bottom = box.box
    middle, near = (top + bottom) / 2, 3 * box.side
    row = [other for other in others if other[1] < middle < other[3] and left - near < other[0] < right + near]
    row.sort()
    close = [two[0] - one[2] < _COMB * box.side for one, two in pairwise(row)]
    return any(one and two for one, two in pairwise(close))


def painted_out(grey: Grey, boxes: Sequence[TickBox]) -> Grey:
    """The picture without the boxes."""
    out = grey.copy()
    for each in boxes:
        left, top, right, bottom = (round(edge) for edge in each.box)
        out[max(top - 2, 0) : bottom + 2, max(left - 2, 0) : right + 2] = _PAPER
    return out


def with_boxes(words: Sequence[Mark], boxes: Sequence[TickBox]) -> list[Mark]:
    """The words, with a mark for each box that stands beside one; a square alone is no box to tick."""
    found = list(words)
    for each in boxes:
        left, top, right, bottom = each.box
        reach = -each.side, _REACH * each.side
        level = [word for word in words if word.box[1] < (top + bottom) / 2 < word.box[3]]
        behind = [word for word in level if reach[0] <= word.box[0] - right <= reach[1] and word.box[2] > right]
        before = [word for word in level if reach[0] <= left - word.box[2] <= reach[1] and word.box[0] < left]
        nearest = min(behind, key=lambda word: word.box[0], default=None)
        if nearest and (clean := nearest.text.lstrip(_LEFT_OF_IT)):
            found = [replace(word, text=clean) if word is nearest else word for word in found]
        nearest = nearest or max(before, key=lambda word: word.box[2], default=None)
        if nearest is not None:
            found.append(Mark(TICKED if each.ticked else EMPTY, each.box, _SURE, nearest.line))
    return found
