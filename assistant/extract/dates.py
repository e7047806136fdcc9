"""Dates in a text with their precision. A day and month that could be either way are flagged and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from assistant.model.facts import DateRole, Precision, When
from knowledge import load
from knowledge.plain import plain

LAST_WORD = re.compile(r"(?<=[a-z)] )(?:19|20)\d\d(?=[ \t]*\n)|(?<=[A-Z]{2} )(?:19|20)\d\d(?=[ \t]*\n)")


class Dated(NamedTuple):
    """A date as it stands in a text."""

    start: int
    end: int
    when: When


class _Shapes(NamedTuple):
    numeric: re.Pattern[str]
    iso: re.Pattern[str]
    month: re.Pattern[str]
    month_day: re.Pattern[str]
    day_month: re.Pattern[str]
    month_year: re.Pattern[str]
    slashed_month: re.Pattern[str]
    year: re.Pattern[str]
    years: re.Pattern[str]
    ago: re.Pattern[str]
    last: re.Pattern[str]
    words: dict[str, Any]
    day_first: re.Pattern[str]
    month_first: re.Pattern[str]


@cache
def _shapes() -> _Shapes:
    words = load().lexicon.words["dates"]
    month = "|".join(sorted(words["months"], key=len, reverse=True))
    number = "|".join(words["numbers"])
    unit = "|".join(words["units"])
    year = r"(?:19|20)\d\d"
    return _Shapes(
        re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)"),
        re.compile(rf"(?<![\d-])({year})[-/](\d{{1,2}})[-/](\d{{1,2}})(?!\d)"),
        re.compile(rf"\b(?:{month})\b"),
        re.compile(rf"\b({month})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? ({year}))?(?![\d/.:])"),
        re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[ -](?:de |of )?({month})\.?,?(?:[ -](?:de |del )?({year}))?(?!\d)"),
        re.compile(rf"\b({month})\.?,? (?:de |of )?({year})\b"),
        re.compile(rf"(?<![\d/])(\d{{1,2}})/({year})(?!\d|/)"),
        re.compile(
            rf"(?:\b(?:{'|'.join(map(str, words['year_after']))}) |\()({year})(?!\d|/|-\d\d?-)"
            rf"|\b({year})(?=\)|:|, (?!\d)|;|\.(?:\s|$)|\s*$| \()"
        ),
        re.compile(rf"(?<![\d/-])({year})\s?(?:-|to|until|hasta)\s?({year}|\d\d)(?![\d/-]|\.\d)"),
        re.compile(rf"\b(\d{{1,2}}|{number}) ({unit}) ago\b|\bhace (\d{{1,2}}|{number}) ({unit})\b"),
        re.compile(r"\b(yesterday|today|last (?:week|month|year)|ayer|hoy)\b"),
        words,
        re.compile("|".join(rf"\b{word}\b" for word in words["day_first"])),
        re.compile("|".join(map(str, words["month_first"]))),
    )


def order_of(text: str) -> str:
    """Month or day first ("mdy", "dmy"), as impossible months, language or an address settle it, else ""."""
    shapes = _shapes()
    flat = plain(text)
    numbers = [(int(match[1]), int(match[3])) for match in shapes.numeric.finditer(flat)]
    if not numbers:
        return ""
    for first, second in numbers:
        if first > 12 >= second:
            return "dmy"
        if second > 12 >= first:
            return "mdy"
    if len(shapes.day_first.findall(flat)) >= 2:
        return "dmy"
    return "mdy" if shapes.month_first.search(flat[:6000]) else ""


def find_dates(text: str, order: str | None = None, anchor: str = "") -> list[Dated]:
    """Dates of a text, left to right. `order` is settled from the text when None; relative ones count from `anchor`."""
    flat = plain(text)
    settled = order_of(text) if order is None else order
    found: list[Dated] = []
    taken: list[tuple[int, int]] = []
    for dated in _all(text, flat, settled, anchor):
        if all(dated.end <= first or last <= dated.start for first, last in taken):
            taken.append((dated.start, dated.end))
            found.append(dated)
    return sorted(found)


def _all(text: str, flat: str, order: str, anchor: str) -> Iterator[Dated]:
    """Longest shapes first, so that a year inside a date is not a date again."""
    shapes = _shapes()
    months, year = shapes.words["months"], anchor[:4]
    for match in shapes.years.finditer(flat):  # "2018-2021" begins in 2018; both ends stay as written
        last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        if int(match[1]) < int(last) and (len(match[2]) == 4 or int(match[2]) > 12):
            yield Dated(match.start(), match.end(), _when(match[1], text[match.start() : match.end()]))
    for match in shapes.iso.finditer(flat):
        yield from _day(text, match, match[1], int(match[2]), int(match[3]))
    for match in shapes.numeric.finditer(flat):
        yield from _numeric(text, match, order)
    for named in shapes.month.finditer(flat):
        yield from _named(text, flat, named.start(), year, months)
    for match in shapes.slashed_month.finditer(flat):
        if 1 <= int(match[1]) <= 12:
            yield Dated(
                match.start(), match.end(), _when(f"{match[2]}-{int(match[1]):02}", text[match.start() : match.end()])
            )
    if len(anchor) == 10:
        for match in shapes.ago.finditer(flat):
            yield from _ago(text, match, anchor)
        for match in shapes.last.finditer(flat):
            yield from _last(text, match, anchor)
    for match in LAST_WORD.finditer(text):  # "knee replacement 2017" at the end of a line
        yield Dated(match.start(), match.end(), _when(match[0], match[0]))
    for match in shapes.year.finditer(flat):
        group = 1 if match[1] else 2
        yield Dated(
            match.start(group), match.end(group), _when(match[group], text[match.start(group) : match.end(group)])
        )


def _named(text: str, flat: str, place: int, year: str, months: dict[str, int]) -> Iterator[Dated]:
    """A date around the name of a month."""
    shapes = _shapes()
    if match := shapes.month_day.match(flat, place):
        yield from _day(text, match, match[3] or year, months[match[1]], int(match[2]))
    for match in shapes.day_month.finditer(flat, max(0, place - 10), place + 32):
        yield from _day(text, match, match[3] or year, months[match[2]], int(match[1]))
    if match := shapes.month_year.match(flat, place):
        yield Dated(
            match.start(), match.end(), _when(f"{match[2]}-{months[match[1]]:02}", text[match.start() : match.end()])
        )


def _when(iso: str, written: str) -> When:
    return When.of(iso, DateRole.HAPPENED, written)


def _day(text: str, match: re.Match[str], year: str, month: int, day: int) -> Iterator[Dated]:
    if len(year) == 4 and 1 <= month <= 12 and 1 <= day <= 31:
        yield Dated(match.start(), match.end(), _when(f"{year}-{month:02}-{day:02}", text[match.start() : match.end()]))


def _numeric(text: str, match: re.Match[str], order: str) -> Iterator[Dated]:
    first, second, year = int(match[1]), int(match[3]), match[4]
    if match[2] == "." and len(year) == 2:
        return
    if len(year) == 2:
        year = ("20" if int(year) < 40 else "19") + year
    if not 1900 <= int(year) <= 2100:
        return
    if first > 12 >= second:
        month, day = second, first
    elif second > 12 >= first or first == second or order == "mdy":
        month, day = first, second
    elif order == "dmy":
        month, day = second, first
    else:
        written = text[match.start() : match.end()]
        yield Dated(match.start(), match.end(), When(year, Precision.YEAR, DateRole.HAPPENED, True, written))
        return
    yield from _day(text, match, year, month, day)


def _ago(text: str, match: re.Match[str], anchor: str) -> Iterator[Dated]:
    words = _shapes().words
    amount, unit = (match[1], match[2]) if match[1] else (match[3], match[4])
    count = int(amount) if amount.isdigit() else words["numbers"][amount]
    yield from _before(text, match, anchor, count, words["units"][unit])


def _last(text: str, match: re.Match[str], anchor: str) -> Iterator[Dated]:
    unit = match[1].split()[-1] if match[1].startswith("last") else "day"
    count = 0 if match[1] in ("today", "hoy") else 1
    yield from _before(text, match, anchor, count, unit)


def _before(text: str, match: re.Match[str], anchor: str, count: int, unit: str) -> Iterator[Dated]:
    """A time before the note, no more precise than the unit it is counted in."""
    if len(anchor) < 10:
        return
    note = date.fromisoformat(anchor)
    written = text[match.start() : match.end()]
    if unit == "day":
        iso = (note - timedelta(days=count)).isoformat()
    elif unit == "week":
        iso = (note - timedelta(weeks=count)).isoformat()[:7]
    elif unit == "month":
        total = note.year * 12 + note.month - 1 - count
        iso = f"{total // 12}-{total % 12 + 1:02}"
    else:
        iso = str(note.year - count)
    yield Dated(match.start(), match.end(), _when(iso, written))
