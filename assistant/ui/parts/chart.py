"""A small line chart of one test in one unit, as a picture. Never joins what cannot be joined."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date
from html import escape

from assistant.model.summary import LabSeries, Point

_W, _H, _LEFT, _RIGHT, _TOP, _BOTTOM = 560, 200, 56, 24, 18, 34
_INK, _LINE, _BAND, _OUT = "#212B32", "#005EA5", "#D8EEE0", "#B3261E"


def chart(series: LabSeries) -> str:
    """The chart as a data address for an `img`; "" when fewer than two points have a day and a number."""
    points = [(day, p) for p in series.points if p.number is not None and (day := _day(p.date))]
    if len(points) < 2:
        return ""
    numbers = [p.number for _, p in points if p.number is not None]
    ranges = [(p.low, p.high) for _, p in points]
    band = ranges[0] if len(set(ranges)) == 1 else (None, None)  # one band only where every lab printed the same
    low = min([*numbers, *(x for x in band if x is not None)])
    high = max([*numbers, *(x for x in band if x is not None)])
    pad = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    low, high = low - pad, high + pad
    first, last = points[0][0], points[-1][0]

    def x(day: int) -> float:
        return _LEFT + (day - first) / max(1, last - first) * (_W - _LEFT - _RIGHT)

    def y(number: float) -> float:
        return _TOP + (high - number) / (high - low) * (_H - _TOP - _BOTTOM)

    parts = [_band(band, low, high, y)]
    path = " ".join(f"{x(day):.1f},{y(p.number or 0):.1f}" for day, p in points)
    parts.append(f'<polyline points="{path}" fill="none" stroke="{_LINE}" stroke-width="2"/>')
    parts += [_mark(x(day), y(p.number or 0), p) for day, p in points]
    parts.append(_text(_LEFT, _H - 8, points[0][1].date) + _text(_W - _RIGHT, _H - 8, points[-1][1].date, "end"))
    parts.append(_text(_LEFT - 8, y(max(numbers)) + 4, _short(max(numbers)), "end"))
    if max(numbers) != min(numbers):
        parts.append(_text(_LEFT - 8, y(min(numbers)) + 4, _short(min(numbers)), "end"))
    size = f'viewBox="0 0 {_W} {_H}" width="{_W}" height="{_H}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _band(band: tuple[float | None, float | None], low: float, high: float, y: Callable[[float], float]) -> str:
    if band == (None, None):
        return ""
    bottom = low if band[0] is None else band[0]
    top = high if band[1] is None else band[1]
    height = abs(y(bottom) - y(top))
    return f'<rect x="{_LEFT}" y="{y(top):.1f}" width="{_W - _LEFT - _RIGHT}" height="{height:.1f}" fill="{_BAND}"/>'


def _mark(x: float, y: float, point: Point) -> str:
    colour = _OUT if point.flag else _LINE
    dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    return dot + (_text(x, y - 9, point.flag[:1].upper(), "middle", _OUT) if point.flag else "")


def _text(x: float, y: float, text: str, anchor: str = "start", colour: str = _INK) -> str:
    style = f'font-family="sans-serif" font-size="13" fill="{colour}" text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'


def _short(number: float) -> str:
    return f"{number:g}"


def _day(iso: str) -> int:
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError:
        return 0
