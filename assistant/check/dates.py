"""Dates as the gap check needs them: ISO and shortened, read from a sentence, compared by months. Knows no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.check.text import fold

_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)?\d\d)\b")
_SCHEDULED = re.compile(
    r"\b(?:scheduled|booked|planned|set|programad[oa]s?|agendad[oa]s?|planead[oa]s?)"
    r"\s*:?\s+(?:(?:for|on|para|el)\s+)*(\d{1,2})/(\d{1,2})(?![\d/])"
)
_MONTH_YEAR = re.compile(r"(?<![/\d])(\d{1,2})/((?:19|20)\d\d)\b")
_WORDED = (
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?)?(%s)\b\.?(?:\s+(\d{1,2})(?:st|nd|rd|th)?\b)?"
    r"(?:,?\s+(?:de\s+|del\s+)?((?:19|20)\d\d))?\b"
)
_YEAR = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)(?![\d/-])")


def dates_in(
    text: str, months: Mapping[str, int], *, day_first: bool = False, written: str = ""
) -> list[tuple[int, str]]:
    """(place, ISO date shortened to what is written). The paper's own date, `written`, completes "Sept 2", and what is
    "scheduled 1/20" to the next such day; without it such dates are left out."""
    folded, year = fold(text), written[:4]
    found: dict[int, tuple[int, str]] = {}

    def note(match: re.Match[str], value: str) -> None:
        if not any(a <= match.start() < b for a, (b, _) in found.items()):
            found[match.start()] = (match.end(), value)

    for match in _ISO.finditer(folded):
        note(match, "-".join(part for part in match.groups() if part))
    for match in _SLASHED.finditer(folded):
        value = _slashed(int(match[1]), int(match[2]), match[3], day_first)
        if value:
            note(match, value)
    for match in _SCHEDULED.finditer(folded) if year else ():
        value = _slashed(int(match[1]), int(match[2]), year, day_first)
        if value and value < written[: len(value)]:
            value = f"{int(year) + 1}{value[4:]}"
        if value:
            found[match.start(1)] = (match.end(), value)
    for match in _MONTH_YEAR.finditer(folded):
        if 1 <= int(match[1]) <= 12:
            note(match, f"{match[2]}-{int(match[1]):02d}")
    for match in _worded_pattern(tuple(months)).finditer(folded):
        value = _worded(match, months, year)
        if value:
            note(match, value)
    for match in _YEAR.finditer(folded):
        note(match, match[1])
    return sorted((start, value) for start, (_, value) in found.items())


@lru_cache(maxsize=8)
def _worded_pattern(months: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_WORDED % "|".join(sorted(map(re.escape, months), key=len, reverse=True)))


def _slashed(first: int, second: int, year: str, day_first: bool) -> str:
    month, day = (second, first) if day_first or first > 12 else (first, second)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{year if len(year) == 4 else '20' + year}-{month:02d}-{day:02d}"


def _worded(match: re.Match[str], months: Mapping[str, int], year: str) -> str:
    month, day, given = months[match[2]], match[1] or match[3], match[4] or year
    if not given or (not match[4] and not day):
        return ""
    return f"{given}-{month:02d}" + (f"-{int(day):02d}" if day and 1 <= int(day) <= 31 else "")


def month_number(date: str, *, latest: bool = False) -> float:
    """Months since year 0, with days as a fraction; what is not written counts as the earliest (or latest) possible."""
    if not date:
        return 0.0
    year, month, day = int(date[:4]), date[5:7], date[8:10]
    whole = int(month) if month else (12 if latest else 1)
    days = int(day) if day else (31 if latest else 1)
    return year * 12 + whole - 1 + (days - 1) / 31


def older_than(date: str, today: str, months: int) -> bool:
    """Whether the date is surely more than `months` before today. An unknown date is not old."""
    return bool(date) and bool(today) and month_number(today) - month_number(date, latest=True) > months + 0.04


def apart(one: str, other: str) -> float:
    """Days between two dates, 0 where the coarser one allows it."""
    size = min(len(one), len(other))
    if size < 4 or one[:size] == other[:size]:
        return 0.0
    return abs(month_number(one[:size]) - month_number(other[:size])) * 30.4
