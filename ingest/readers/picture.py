"""Makes a picture fit for recognition: the sheet found and straightened, light evened, lines upright, rules removed.

Every step keeps the way back: `Prepared.back` takes a place of the prepared picture to the picture as it came,
so that highlights land on the words people see. Never recognises anything itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ingest.readers.sheet_edges import sheet

Grey = npt.NDArray[Any]  # of uint8; OpenCV says no more than "some numbers"
Matrix = npt.NDArray[Any]

cv2.setNumThreads(1)

_WORK = 1000  # longest side of the small picture in which shapes are looked for
_GLYPH = 23.0  # height, in pixels, at which letters are recognised best (tried: 18 to 34)
_GLYPH_OF_PHOTO = 28.0  # blurred letters want more of them
_DUSTY = 0.5  # specks for each letter, from which a page is dusty
_MOST_LEAN = 12.0  # degrees
_LARGEST = 4200  # longest side handed to an engine
_NEIGHBOURS = 41  # pixels around a point that say how light its paper is
_DARKER = 20  # grey values by which ink is darker than that


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready for recognition and the matrix that takes its places back to the original's."""

    grey: Grey
    back: Matrix
    sheet_found: bool

    def original(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """The box in the original picture that surrounds this one."""
        left, top, right, bottom = box
        corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], dtype=np.float64)
        moved = cv2.perspectiveTransform(corners, self.back)[0]
        low, high = moved.min(axis=0), moved.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def prepare(grey: Grey, *, photo: bool) -> Prepared:
    """The steps in their order. `photo`: a camera's picture, where a sheet lies on something."""
    back: Matrix = np.eye(3)
    found = False
    if photo:
        corners = sheet(grey)
        if corners is not None:
            grey, back = _flattened(grey, corners)
            found = True
    grey = evened(unbarred(grey))
    height = glyph_height(grey)
    if not photo:
        grey = without_specks(grey, height)
    grey, back = _sized(grey, back, (_GLYPH_OF_PHOTO if photo else _GLYPH) / height if height else 1.0)
    grey, back = _straightened(grey, back)
    if photo:
        grey = cv2.addWeighted(grey, 1.5, cv2.GaussianBlur(grey, (0, 0), 2.5), -0.5, 0).astype(np.uint8)
    return Prepared(without_rules(grey), back, found)


def turned(prepared: Prepared, quarters: int) -> Prepared:
    """The same picture turned by quarters, counter-clockwise."""
    grey, back = prepared.grey, prepared.back
    for _ in range(quarters % 4):
        width = grey.shape[1]
        grey = np.ascontiguousarray(np.rot90(grey))
        back = back @ np.array([[0, -1, width - 1], [1, 0, 0], [0, 0, 1]], dtype=np.float64)
    return Prepared(grey, back, prepared.sheet_found)


def _flattened(grey: Grey, corners: Matrix) -> tuple[Grey, Matrix]:
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = max(sides[0], sides[2]), max(sides[1], sides[3])
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    forth = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    above, below = _bands(grey, forth, width, height)
    forth = np.array([[1, 0, 0], [0, 1, above], [0, 0, 1]], dtype=np.float64) @ forth
    shape = (round(width), round(height + above + below))
    flat = cv2.warpPerspective(grey, forth, shape, flags=cv2.INTER_CUBIC, borderValue=255)
    return flat.astype(np.uint8), np.linalg.inv(forth)


def _bands(grey: Grey, forth: Matrix, width: float, height: float) -> tuple[float, float]:
    """How far the sheet goes on above and below: a dark band with a heading in it is taken for the ground at first."""
    reach = height * 0.09
    down = np.array([[1, 0, 0], [0, 1, reach], [0, 0, 1]], dtype=np.float64) @ forth
    wide = cv2.warpPerspective(grey, down, (round(width), round(height + 2 * reach)), borderValue=0)
    paper = np.percentile(wide[round(reach) : round(reach + height)], 80)
    found = []
    for strip in (wide[: round(reach) - 4], wide[round(reach + height) + 4 :]):
        inner = strip[:, round(width * 0.03) : round(width * 0.97)]
        bright = float((inner > 0.72 * paper).mean()) if inner.size else 0.0
        found.append(reach if 0.003 < bright < 0.4 else 0.0)
    return found[0], found[1]


def unbarred(grey: Grey) -> Grey:
    """Dark bars with light letters turned into light bars with dark letters."""
    scale = min(_WORK / max(grey.shape), 1.0)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = (cv2.blur(small, (31, 11)) < 0.6 * np.percentile(small, 85)).astype(np.uint8)
    bars = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((9, small.shape[1] // 6), np.uint8))
    if not bars.any():
        return grey
    bars = cv2.dilate(bars, np.ones((9, 9), np.uint8))
    lit = cv2.blur(small, (5, 5)) >= 0.75 * np.percentile(small, 85)
    bars[lit & (cv2.erode(bars, np.ones((15, 1), np.uint8)) == 0)] = 0
    bars = _with_light_letters(small, bars)
    mask = cv2.resize(bars, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    out = grey.copy()
    out[mask] = 255 - out[mask]
    return out


def _with_light_letters(small: Grey, bars: Grey) -> Grey:
    """Of dark places those with light letters in them: a shadow has dark ones."""
    ground = cv2.medianBlur(small, 21).astype(np.int16)
    apart = small.astype(np.int16) - ground
    count, labels = cv2.connectedComponents(bars)
    kept: Grey = np.zeros_like(bars)
    for number in range(1, count):
        # Not at its edges, where the bright paper begins.
        inside = apart[cv2.erode((labels == number).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0]
        if inside.size:
            light, dark = np.percentile(inside, 97), -np.percentile(inside, 3)
            if light > 25 and light > 1.5 * dark:
                kept[labels == number] = 1
    return kept


def without_specks(grey: Grey, height: float) -> Grey:
    """Dust and scanner noise painted out: dots clearly smaller than a full stop, away from letters."""
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((15, 15), np.uint8))
    contrast = float(np.percentile(strokes[strokes > 20], 90)) if (strokes > 20).any() else 0.0
    ink = cv2.threshold(grey, 245 - max(0.4 * contrast, 20.0), 255, cv2.THRESH_BINARY_INV)[1]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest = max(2.0, (height / 7.5) ** 2)
    small = stats[:, cv2.CC_STAT_AREA] <= largest
    small[0] = False
    if count < 2 or not small.any():
        return grey
    alone = specks = small[labels]
    if small.sum() < _DUSTY * (count - small.sum()):
        # On a clean page what stands beside letters is the point of a number or the dot of a letter.
        reach = 2 * round(height * 0.5) + 1
        letters = ((labels > 0) & ~specks).astype(np.uint8)
        alone = specks & (cv2.dilate(letters, np.ones((reach, reach), np.uint8)) == 0)
    out = grey.copy()
    out[cv2.dilate(alone.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 245
    return out


def glyph_height(grey: Grey) -> float:
    """The usual height of letters in pixels; 0 when there are too few to say."""
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights, widths = stats[1:count, cv2.CC_STAT_HEIGHT], stats[1:count, cv2.CC_STAT_WIDTH]
    letters = heights[(heights >= 6) & (heights <= 120) & (widths >= 2) & (widths <= 3 * heights)]
    return float(np.percentile(letters, 75)) if len(letters) >= 20 else 0.0


def _sized(grey: Grey, back: Matrix, scale: float) -> tuple[Grey, Matrix]:
    scale = min(max(scale, 0.4), 3.0, _LARGEST / max(grey.shape))
    if 0.85 < scale < 1.18:
        return grey, back
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sized = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way)
    return sized.astype(np.uint8), back @ np.diag([1 / scale, 1 / scale, 1.0])


def evened(grey: Grey) -> Grey:
    """Shadows and uneven light taken out: the picture divided by its paper."""
    scale = 400 / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(paper, 1), scale=245).astype(np.uint8)


def parted(grey: Grey) -> Grey:
    """Ink and paper told apart by what is near: for writing on a pattern, or on folds in hard light."""
    return cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, _NEIGHBOURS, _DARKER
    ).astype(np.uint8)


def _straightened(grey: Grey, back: Matrix) -> tuple[Grey, Matrix]:
    """Lines of writing level: turned a quarter when they run upwards, then by the few degrees they lean."""
    scale = min(_WORK / max(grey.shape), 1.0)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink: Grey = (255 - without_rules(small.astype(np.uint8))).astype(np.uint8)
    ink[ink < 60] = 0
    across, lean = _lean(ink)
    upward, lean_up = _lean(np.ascontiguousarray(np.rot90(ink)))
    if upward > across * 1.25:
        prepared = turned(Prepared(grey, back, False), 1)
        grey, back, lean = prepared.grey, prepared.back, lean_up
    if abs(lean) < 0.15:
        return grey, back
    height, width = grey.shape
    forth = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0), [0, 0, 1]])
    sine, cosine = abs(forth[0, 1]), abs(forth[0, 0])
    size = round(width * cosine + height * sine), round(height * cosine + width * sine)
    forth[0, 2] += (size[0] - width) / 2
    forth[1, 2] += (size[1] - height) / 2
    level = cv2.warpAffine(grey, forth[:2], size, flags=cv2.INTER_CUBIC, borderValue=255)
    return level.astype(np.uint8), back @ np.linalg.inv(forth)


def _lean(ink: Grey) -> tuple[float, float]:
    """How sharply rows of ink stand apart at the best angle, and that angle: level text has the sharpest rows."""
    best, angle = -1.0, 0.0
    for step in np.arange(-_MOST_LEAN, _MOST_LEAN + 0.1, 1.0):
        score = _sharpness(ink, float(step))
        if score > best:
            best, angle = score, float(step)
    for step in np.arange(angle - 0.8, angle + 0.81, 0.2):
        score = _sharpness(ink, float(step))
        if score > best:
            best, angle = score, float(step)
    return best, angle


def _sharpness(ink: Grey, angle: float) -> float:
    height, width = ink.shape
    forth = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, forth, (width, height), flags=cv2.INTER_NEAREST).sum(axis=1, dtype=np.float64)
    steps = np.diff(rows)
    total = rows.sum()
    return float((steps**2).sum() / total**2 * height) if total else 0.0


def without_rules(grey: Grey) -> Grey:
    """Long straight rules of tables and forms painted out: engines take them for letters and for borders."""
    ink = cv2.threshold(grey, 215, 255, cv2.THRESH_BINARY_INV)[1]
    out = grey.copy()
    for across in (True, False):
        rules = _rules(ink if across else np.ascontiguousarray(ink.T), grey.shape[1] // 12)
        out[(rules if across else rules.T) > 0] = 245
    return out


def _rules(ink: Any, shortest: int) -> Grey:
    """The level rules in a picture of ink: long, thin, and with paper on both sides."""
    width = ink.shape[1]
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 50), np.uint8))
    clear = cv2.blur(255 - ink, (61, 1))
    above = np.vstack([np.full((6, width), 255, np.uint8), clear[:-6]])
    below = np.vstack([clear[6:], np.full((6, width), 255, np.uint8)])
    runs[np.minimum(above, below) < 150] = 0
    joined = cv2.dilate(runs, np.ones((3, 41), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    long = (stats[:, cv2.CC_STAT_WIDTH] > shortest + 40) & (
        stats[:, cv2.CC_STAT_HEIGHT] < 10 + stats[:, cv2.CC_STAT_WIDTH] // 20
    )
    long[0] = False
    kept = cv2.bitwise_and(runs, (long[labels] * 255).astype(np.uint8)) if count > 1 else np.zeros_like(ink)
    wider: Grey = cv2.dilate(kept, np.ones((5, 21), np.uint8))
    return np.bitwise_and(wider, cv2.dilate(ink, np.ones((3, 3), np.uint8)))


def picture_of(image: Any) -> Grey:
    """A Pillow image as grey values."""
    return np.asarray(image.convert("L"), dtype=np.uint8)
