"""Results over time as places between 0 and 1, for a page to draw. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.model.summary import LabSeries, Point

MOST = 18  # small charts on paper; every result stands in the table anyway


def charts(series: Sequence[LabSeries]) -> list[dict[str, Any]]:
    """Tests with two or more plain numbers: those out of range first, then those with most results."""
    drawable = [(line, points) for line in series if len(points := _plain(line)) > 1]
    drawable.sort(key=lambda pair: (not pair[0].out_of_range, -len(pair[1]), pair[0].name))
    return [_chart(line, points) for line, points in drawable[:MOST]]


def _plain(line: LabSeries) -> list[Point]:
    return [point for point in line.points if point.number is not None and _day(point.date) is not None]


def _day(iso: str) -> int | None:
    try:
        return date.fromisoformat(iso + "-01-01"[len(iso) - 4 :] if len(iso) in (4, 7) else iso).toordinal()
    except ValueError:
        return None


def _chart(line: LabSeries, points: list[Point]) -> dict[str, Any]:
    last = points[-1]
    numbers = [point.number for point in points if point.number is not None]
    bounds = [bound for bound in (last.low, last.high) if bound is not None]
    low, high = min(numbers + bounds), max(numbers + bounds)
    room = (high - low) * 0.08 or 1.0
    low, high = low - room, high + room
    days = [_day(point.date) or 0 for point in points]
    span = (days[-1] - days[0]) or 1

    def y(value: float) -> float:
        return round(1 - (value - low) / (high - low), 4)

    top = y(last.high) if last.high is not None else 0.0
    bottom = y(last.low) if last.low is not None else 1.0
    places = [
        {"x": round(0.02 + 0.96 * (day - days[0]) / span, 4), "y": y(point.number or 0.0), "out": bool(point.flag)}
        for day, point in zip(days, points, strict=True)
    ]
    caption = f"{points[0].date}: {points[0].value} → {last.date}: {last.value} {last.flag}".strip()
    return {
        "name": line.name,
        "unit": line.unit,
        "points": places,
        "band": [top, round(bottom - top, 4)] if bounds else None,
        "caption": caption,
    }
