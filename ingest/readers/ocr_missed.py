"""Print that the recogniser passed over: an engine may drop a word, or a whole column of numbers.

Looks for shapes like letters that lie in no recognised word, and has only those read again. Adds words, changes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from ingest.document import Box
from ingest.readers.ocr_engines import Mark, marks
from ingest.readers.picture import Grey

_INK = 160  # greys darker than this are ink
_MOST = 2_000  # letters; a picture, not print, has more
_SURE = 0.75
_WITHIN = 0.3  # of a word that lies in another: it is a piece of that


def missed(grey: Grey, found: Sequence[Mark], using: str) -> list[Mark]:
    """The words of the picture that are not among those `found`."""
    if len(found) < 5:
        return []
    height = median(mark.box[3] - mark.box[1] for mark in found)
    print_left = _left_over(grey, found, height)
    if print_left is None:
        return []
    alone = np.where(print_left, grey, 245).astype(np.uint8)
    lines = 1 + max(mark.line[0] for mark in found)
    return [
        replace(mark, line=(lines, *mark.line))
        for mark in marks(alone, using, sparse=True)
        if mark.confidence >= _SURE
        and any(map(str.isalnum, mark.text))
        and mark.box[3] - mark.box[1] > 0.5 * height
        and not any(_share(mark.box, other.box) > _WITHIN for other in found)
    ]


def _share(box: Box, other: Box) -> float:
    """The share of a box that lies in another."""
    across = min(box[2], other[2]) - max(box[0], other[0])
    down = min(box[3], other[3]) - max(box[1], other[1])
    return max(across, 0.0) * max(down, 0.0) / max((box[2] - box[0]) * (box[3] - box[1]), 1.0)


def _left_over(grey: Grey, found: Sequence[Mark], height: float) -> Grey | None:
    """Where letters stand outside all recognised words, with the dots about them; None where there are none."""
    ink = (grey < _INK).astype(np.uint8)
    for mark in found:
        left, top, right, bottom = (round(edge) for edge in mark.box)
        slack = round(height * 0.25)
        ink[max(top - slack, 0) : bottom + slack, max(left - slack, 0) : right + slack] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tall, wide = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    letters = (tall > 0.35 * height) & (tall < 1.6 * height) & (wide < 2.5 * height) & (wide > 1)
    letters[0] = False
    if count < 2 or not 0 < letters.sum() <= _MOST:
        return None
    around = max(3, round(height * 0.6))
    near: Grey = cv2.dilate(letters[labels].astype(np.uint8), np.ones((around, around), np.uint8))
    for mark in found:
        left, top, right, bottom = (round(edge) for edge in mark.box)
        near[max(top, 0) : bottom, max(left, 0) : right] = 0
    return near > 0
