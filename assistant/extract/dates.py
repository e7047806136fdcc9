"""Dates in a text with their precision. A day and month that could be either way are flagged and never guessed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from assistant.model.facts import DateRole, Precision, When
from knowledge import load
from knowledge.plain import plain

WORD = re.compile(r"\w")
YEAR = re.compile(r"(?:19|20)(?=\d\d)")
SEPARATED = re.compile(r"\d[/.-]\d{1,2}[/.-]\d\d")
STARTS_LINE = re.compile(r"(?:^|\n)[•*-]? ?$")
ROW = re.compile(r" [A-Z][a-z]")
ENDS_LINE = re.compile(r"[ \t]*\n")
ENDS_NAME = re.compile(r"(?:[a-z)]|[A-Z]{2}) $")


class Dated(NamedTuple):
    """A date as it stands in a text."""

    start: int
    end: int
    when: When


class _Shapes(NamedTuple):
    numeric: re.Pattern[str]
    iso: re.Pattern[str]
    month_day: re.Pattern[str]
    day_month: re.Pattern[str]
    month_year: re.Pattern[str]
    slashed_month: re.Pattern[str]
    led: re.Pattern[str]
    year: re.Pattern[str]
    year_alone: re.Pattern[str]
    years: re.Pattern[str]
    ago: re.Pattern[str]
    last: re.Pattern[str]
    words: dict[str, Any]
    names: AhoCorasick  # of months
    relative: frozenset[str]  # words one of which every relative date has
    day_first: re.Pattern[str]
    month_first: re.Pattern[str]


@cache
def _shapes() -> _Shapes:
    """Each shape is tried only where its anchor stands: a year, a month's name, a word of relative time."""
    words = load().lexicon.words["dates"]
    month = "|".join(sorted(words["months"], key=len, reverse=True))
    number = "|".join(words["numbers"])
    unit = "|".join(words["units"])
    year = r"(?:19|20)\d\d"
    return _Shapes(
        re.compile(r"(\d(?<![\d/.-]\d)\d?)([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)"),
        re.compile(rf"(?<![\d-])({year})[-/](\d{{1,2}})[-/](\d{{1,2}})(?!\d)"),
        re.compile(rf"\b({month})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? ({year}))?(?![\d/.:])"),
        re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[ -](?:de |of )?({month})\.?,?(?:[ -](?:de |del )?({year}))?(?!\d)"),
        re.compile(rf"\b({month})\.?,? (?:de |of )?({year})\b"),
        re.compile(rf"(?<![\d/])(\d{{1,2}})/({year})(?!\d|/)"),
        re.compile(rf"(?:\b(?:{'|'.join(map(str, words['year_after']))}) |\()$"),
        re.compile(rf"({year})(?!\d|/|-\d\d?-)"),
        re.compile(rf"\b({year})(?=\)|:|, (?!\d)|;|\.(?:\s|$)|\s*$| \()"),
        re.compile(rf"(?<![\d/-])({year})\s?(?:-|to|until|hasta)\s?({year}|\d\d)(?![\d/-]|\.\d)"),
        re.compile(rf"\b(\d{{1,2}}|{number}) ({unit}) ago\b|\bhace (\d{{1,2}}|{number}) ({unit})\b"),
        re.compile(r"\b(yesterday|today|last (?:week|month|year)|ayer|hoy)\b"),
        words,
        AhoCorasick(list(words["months"]), implementation=Implementation.DFA, store_patterns=False),
        frozenset(("ago", "hace", "yesterday", "today", "last", "ayer", "hoy")),
        re.compile("|".join(rf"\b{word}\b" for word in words["day_first"])),
        re.compile("|".join(map(str, words["month_first"]))),
    )


def order_of(text: str, flat: str = "") -> str:
    """Month or day first ("mdy", "dmy"), as impossible months, language or an address settle it, else ""."""
    shapes = _shapes()
    flat = flat or plain(text)
    if not SEPARATED.search(flat):
        return ""
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


def find_dates(text: str, order: str | None = None, anchor: str = "", flat: str = "") -> list[Dated]:
    """Dates of a text, left to right. `order` is settled from the text when None; relative ones count from `anchor`.

    `flat` is the plain form of the text, for whoever has it already.
    """
    flat = flat or plain(text)
    settled = order_of(text, flat) if order is None else order
    found: list[Dated] = []
    starts: list[int] = []
    for dated in _all(text, flat, settled, anchor):
        place = bisect_left(starts, dated.end)  # those before it begin before this one ends
        if place and found[place - 1].end > dated.start:
            continue
        starts.insert(place, dated.start)
        found.insert(place, dated)
    return found


def _at(pattern: re.Pattern[str], flat: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `finditer` gives of a pattern that begins at one of `places`."""
    reached = 0
    for place in places:
        if place >= reached and (match := pattern.match(flat, place)):
            reached = match.end()
            yield match


def _all(text: str, flat: str, order: str, anchor: str) -> Iterator[Dated]:
    """Longest shapes first, so that a year inside a date is not a date again."""
    shapes = _shapes()
    months, year = shapes.words["months"], anchor[:4]
    years = [match.start() for match in YEAR.finditer(flat)]
    for match in _at(shapes.years, flat, years):  # "2018-2021" begins in 2018; both ends stay as written
        last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        if int(match[1]) < int(last) and (len(match[2]) == 4 or int(match[2]) > 12):
            yield Dated(match.start(), match.end(), _when(match[1], text[match.start() : match.end()]))
    for match in _at(shapes.iso, flat, years):
        yield from _day(text, match, match[1], int(match[2]), int(match[3]))
    if SEPARATED.search(flat):
        for match in shapes.numeric.finditer(flat):
            yield from _numeric(text, match, order)
    for place in _months(flat):
        yield from _named(text, flat, place, year, months)
    for place in years:
        if flat[place - 1 : place] == "/":
            for match in shapes.slashed_month.finditer(flat, max(0, place - 3), place + 5):
                if 1 <= int(match[1]) <= 12:
                    written = text[match.start() : match.end()]
                    yield Dated(match.start(), match.end(), _when(f"{match[2]}-{int(match[1]):02}", written))
    if len(anchor) == 10 and any(word in flat for word in shapes.relative):
        for match in shapes.ago.finditer(flat):
            yield from _ago(text, match, anchor)
        for match in shapes.last.finditer(flat):
            yield from _last(text, match, anchor)
    for place in years:  # "knee replacement 2017" at the end of a line
        if ENDS_LINE.match(text, place + 4) and ENDS_NAME.search(text, max(0, place - 3), place):
            yield Dated(place, place + 4, _when(text[place : place + 4], text[place : place + 4]))
    for place in years:  # "2019 Ileocecal resection", a row of a history
        if ROW.match(text, place + 4) and STARTS_LINE.search(text, max(0, place - 4), place):
            yield Dated(place, place + 4, _when(flat[place : place + 4], text[place : place + 4]))
    for place in years:
        led = shapes.led.search(flat, max(0, place - 12), place) and shapes.year.match(flat, place)
        if led or shapes.year_alone.match(flat, place):
            yield Dated(place, place + 4, _when(flat[place : place + 4], text[place : place + 4]))


def _months(flat: str) -> Iterator[int]:
    """Where the name of a month stands as a word."""
    for _, start, end in _shapes().names.find_matches_as_indexes(flat, overlapping=True):
        if WORD.match(flat, end) is None and (start == 0 or WORD.match(flat, start - 1) is None):
            yield start


def _named(text: str, flat: str, place: int, year: str, months: dict[str, int]) -> Iterator[Dated]:
    """A date around the name of a month."""
    shapes = _shapes()
    match = shapes.month_day.match(flat, place)
    if match and (match[3] or int(match[2]) > shapes.words["scores"].get(match[1], 0)):
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
