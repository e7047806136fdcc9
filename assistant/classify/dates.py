"""Dates as a paper writes them: every reading each can have, and which of day or month this paper puts first.

Never picks a reading that nothing on the paper settles: then only the year is kept, and the date is flagged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from assistant.model.facts import DateRole, Precision, When
from knowledge.kinds import Kinds, load_kinds, plain

Order = Literal["month_first", "day_first", ""]

_PIVOT = 40  # two-digit years up to this one are 20xx


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it stands in a text. `month_first` and `day_first` are ISO, "" where that reading is impossible."""

    start: int
    end: int
    text: str
    month_first: str
    day_first: str

    @property
    def sure(self) -> str:
        """The one reading it can have, or ""."""
        if self.month_first and self.day_first and self.month_first != self.day_first:
            return ""
        return self.month_first or self.day_first

    @property
    def readings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(reading for reading in (self.month_first, self.day_first) if reading))

    def read(self, order: Order) -> str:
        """The reading in that order, the other where only it is possible, "" where nothing settles it."""
        if self.sure:
            return self.sure
        return {"month_first": self.month_first, "day_first": self.day_first, "": ""}[order]

    def when(self, order: Order, role: DateRole = DateRole.HAPPENED) -> When:
        iso = self.read(order)
        if iso:
            return When.of(iso, role, self.text)
        return When(self.month_first[:4], Precision.YEAR, role, True, self.text)


def written(text: str) -> list[Written]:
    """Every calendar date in a text, in order."""
    flat = plain(text)
    found = [item for match in _pattern().finditer(flat) if (item := _read(match, text))]
    return [item for item in found if item.readings]


def order_of(text: str, words: Kinds | None = None) -> Order:
    """Which comes first in this paper: from its dates that can be read one way only, else from its country's words."""
    words = words or load_kinds()
    first = {"month_first": 0, "day_first": 0}
    for item in written(text):
        if re.match(r"\d{1,2}[/.-]\d{1,2}[/.-]\d", item.text) and len(item.readings) == 1 and not _twin(item):
            first["month_first" if item.month_first else "day_first"] += 1
    if bool(first["month_first"]) != bool(first["day_first"]):
        return "month_first" if first["month_first"] else "day_first"
    month = sum(min(3, len(pattern.findall(text))) for pattern in words.month_first)
    day = sum(min(3, len(pattern.findall(text))) for pattern in words.day_first)
    return "" if month == day else "month_first" if month > day else "day_first"


def _twin(item: Written) -> bool:
    return item.month_first == item.day_first


def _read(match: re.Match[str], text: str) -> Written | None:
    parts = match.groupdict()
    where = match.start(), match.end(), text[match.start() : match.end()]
    if parts["iso_year"]:
        iso = _iso(int(parts["iso_year"]), int(parts["iso_month"]), int(parts["iso_day"]))
        return Written(*where, iso, iso)
    if parts["first"]:
        first, second, year = int(parts["first"]), int(parts["second"]), _year(parts["year"])
        return Written(*where, _iso(year, first, second), _iso(year, second, first))
    for name in ("m1", "m2", "m3"):
        if parts[name]:
            month = load_kinds().months[parts[name]]
            year = _year(parts[name.replace("m", "y")])
            day = parts.get(name.replace("m", "d"))
            iso = _iso(year, month, int(day)) if day else f"{year:04d}-{month:02d}"
            return Written(*where, iso, iso)
    return None


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if 1880 <= year <= 2100 else ""
    except ValueError:
        return ""


def _year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else 2000 + year if year <= _PIVOT else 1900 + year


@cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(sorted(load_kinds().months, key=len, reverse=True))
    return re.compile(
        r"(?<![\d/.-])(?:"
        r"(?P<iso_year>(?:19|20)\d\d)[-/.](?P<iso_month>\d\d?)[-/.](?P<iso_day>\d\d?)(?!\d)"
        r"|(?P<first>\d{1,2})\s?[/.-]\s?(?P<second>\d{1,2})\s?[/.-]\s?(?P<year>(?:19|20)\d\d|\d\d)(?![\d/-])"
        rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|o)?[ \t./-]+(?:de\s+)?(?P<m2>{months})\b\.?,?[ \t./-]*(?:del?\s+)?"
        r"(?P<y2>(?:19|20)\d\d|\d\d\b(?!, ?(?:19|20)\d\d))"
        r")"
        rf"|\b(?P<m1>{months})\b\.?[\s-]+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+(?P<y1>(?:19|20)\d\d)"
        rf"|\b(?P<m3>{months})\b\.?,?\s+(?:de\s+)?(?P<y3>(?:19|20)\d\d)\b"
    )
