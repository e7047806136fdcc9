"""Finds a sheet of paper in a photo: four straight, sharp edges. Shadows on paper have soft edges: no sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[Any]
Matrix = npt.NDArray[Any]

_WORK = 1000  # longest side of the small picture in which shapes are looked for
_SHARP = 14.0  # grey values between the two sides of an edge, a few pixels apart
_EDGED = 0.62  # share of a sheet's outline that is sharp
_LEAST, _MOST = 0.2, 0.97  # of the picture that a sheet covers
_APART = 4  # pixels
_STEPS = 60  # places looked at along each side


def sheet(grey: Grey) -> Matrix | None:
    """The four corners of a sheet of paper on another ground, clockwise from the top left; None when there is none."""
    scale = min(_WORK / max(grey.shape), 1.0)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    smooth = cv2.medianBlur(small, 9)
    best, found = _EDGED, None
    for outline in _outlines(smooth):
        corners = _four_corners(outline, small.size)
        if corners is None:
            continue
        edged = _edged(smooth, corners)
        if edged > best + 0.02 or (found is not None and edged > best - 0.08 and _area(corners) > _area(found) * 1.02):
            best, found = max(best, edged), corners
    return None if found is None else found / scale


def _outlines(smooth: Grey) -> Iterator[Matrix]:
    """Shapes that may be sheets: what is bright, by several measures of brightness, and what edges enclose."""
    otsu, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    white = float(np.percentile(smooth, 95))
    masks = [
        (smooth > level).astype(np.uint8) for level in (otsu, *(white * share for share in (0.3, 0.45, 0.6, 0.75)))
    ]
    edges = cv2.dilate(cv2.Canny(smooth, 20, 60), np.ones((5, 5), np.uint8))
    masks.append((edges == 0).astype(np.uint8))
    for number, mask in enumerate(masks):
        kernel = 25 if number < len(masks) - 1 else 3
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((kernel, kernel), np.uint8))
        shapes, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        yield from sorted(shapes, key=cv2.contourArea, reverse=True)[:3]


def _four_corners(outline: Matrix, size: int) -> Matrix | None:
    if not _LEAST < cv2.contourArea(outline) / size < _MOST:
        return None
    hull = cv2.convexHull(outline)
    for slack in (0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, slack * cv2.arcLength(hull, True), True)
        if len(corners) == 4:
            break
    else:
        return None
    if cv2.contourArea(corners) < 0.9 * cv2.contourArea(hull):
        return None
    return _clockwise(corners.reshape(4, 2).astype(np.float64))


def _area(corners: Matrix) -> float:
    return float(cv2.contourArea(corners.astype(np.float32)))


def _edged(smooth: Grey, corners: Matrix) -> float:
    """The share of the outline, side by side, along which the ground differs sharply from the sheet; the worst side
    counts most. A side along the picture's own border is no evidence and counts half."""
    height, width = smooth.shape
    shares = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - start
        across = np.array([along[1], -along[0]]) / (np.linalg.norm(along) or 1.0)
        places = start + np.linspace(0.04, 0.96, _STEPS)[:, None] * along
        outer, inner = places + across * _APART, places - across * _APART
        if (places.min() < 6) or (places[:, 0].max() > width - 7) or (places[:, 1].max() > height - 7):
            shares.append(0.5)
            continue
        values = [_values(smooth, side) for side in (outer, inner)]
        shares.append(float((np.abs(values[0] - values[1]) > _SHARP).mean()))
    return 0.5 * min(shares) + 0.5 * float(np.mean(shares))


def _values(smooth: Grey, places: Matrix) -> Matrix:
    x = np.clip(places[:, 0].round().astype(int), 0, smooth.shape[1] - 1)
    y = np.clip(places[:, 1].round().astype(int), 0, smooth.shape[0] - 1)
    found: Matrix = smooth[y, x].astype(np.float64)
    return found


def _clockwise(corners: Matrix) -> Matrix:
    total, apart = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [int(total.argmin()), int(apart.argmin()), int(total.argmax()), int(apart.argmax())]
    ordered: Matrix = corners[order]
    return ordered
