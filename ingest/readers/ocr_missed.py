"""Print that the recogniser passed over: an engine may drop a word, or a whole column of numbers.

Looks for shapes like letters that lie in no recognised word, and has only those read again. Adds words, changes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from ingest.readers.ocr_engines import Mark, marks
from ingest.readers.picture import Grey

_INK = 160  # greys darker than this are ink
_MOST = 400  # places; a picture, not print, has more
_SURE = 0.6


def missed(grey: Grey, found: Sequence[Mark], using: str) -> list[Mark]:
    """The words of the picture that are not among those `found`."""
    if len(found) < 5:
        return []
    height = median(mark.box[3] - mark.box[1] for mark in found)
    places = _places(grey, found, height)
    if not places:
        return []
    alone: Grey = np.full_like(grey, 245)
    for left, top, right, bottom in places:
        alone[top:bottom, left:right] = grey[top:bottom, left:right]
    lines = 1 + max(mark.line[0] for mark in found)
    return [
        replace(mark, line=(lines, *mark.line))
        for mark in marks(alone, using, sparse=True)
        if mark.confidence >= _SURE and any(map(str.isalnum, mark.text))
    ]


def _places(grey: Grey, found: Sequence[Mark], height: float) -> list[tuple[int, int, int, int]]:
    """Where letters stand close together outside all recognised words, with a margin."""
    ink = (grey < _INK).astype(np.uint8)
    for mark in found:
        left, top, right, bottom = (round(edge) for edge in mark.box)
        slack = round(height * 0.25)
        ink[max(top - slack, 0) : bottom + slack, max(left - slack, 0) : right + slack] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tall, wide = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    letters = (tall > 0.35 * height) & (tall < 1.6 * height) & (wide < 2.5 * height) & (wide > 1)
    letters[0] = False
    if count < 2 or not letters.any() or letters.sum() > 20 * _MOST:
        return []
    words = cv2.dilate(letters[labels].astype(np.uint8), np.ones((3, max(3, round(height))), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(words, connectivity=8)
    margin = round(height * 0.5)
    places = [
        (max(left - margin, 0), max(top - margin, 0), left + width + margin, top + tall + margin)
        for left, top, width, tall, _ in boxes[1:].tolist()
        if 0.4 * height < tall < 2.5 * height
    ]
    return places if len(places) <= _MOST else []
