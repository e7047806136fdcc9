"""Results of one test in one unit over time, with the range each laboratory printed. Flags only what a paper flags,
or what lies outside the range that stands beside it; never a range of our own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from assistant.model.facts import Assertion, Fact, printed
from assistant.model.history import Entry
from assistant.model.summary import LabSeries, Point
from knowledge.layouts import spelled

NUMBER = re.compile(r"^\s*[<>≤≥]?\s*(-?\d[\d,]*(?:\.\d+)?)\s*$")
BOTH = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*(?:-|–|—|to|a)\s*(-?\d[\d,]*(?:\.\d+)?)")
UPPER = re.compile(r"(?:<|≤|<=|up to|hasta)\s*=?\s*(\d[\d,]*(?:\.\d+)?)", re.I)
LOWER = re.compile(r"(?:>|≥|>=)\s*=?\s*(\d[\d,]*(?:\.\d+)?)")
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
NORMAL = {"", "n", "normal", "wnl", "none", "-", "—"}
ABNORMAL = "abn"
WORDS = {
    "high": "H",
    "low": "L",
    "h": "H",
    "l": "L",
    "hh": "HH",
    "ll": "LL",
    "alto": "H",
    "bajo": "L",
    "*": ABNORMAL,
    "a": ABNORMAL,
    "abnormal": ABNORMAL,
}


def _begun(name: str) -> str:
    """With a capital, unless its letters are its own ("eGFR", "pH")."""
    return name[:1].upper() + name[1:] if name[1:2].islower() else name


def number(text: str | None) -> float | None:
    """Our reading of a printed number; None for anything that is not one."""
    found = NUMBER.match(text or "")
    return _read(found.group(1)) if found else None


def _read(printed: str) -> float | None:
    """A number with its commas: "1,200" is a thousand and more, "0,70" and "13,2" are decimals; others are none."""
    if "," not in printed:
        return float(printed)
    if THOUSANDS.fullmatch(printed):
        return float(printed.replace(",", ""))
    return float(printed.replace(",", ".")) if printed.count(",") == 1 and "." not in printed else None


def limits(text: str | None) -> tuple[float | None, float | None]:
    """The printed range as numbers, as far as it is one."""
    text = text or ""
    if found := BOTH.search(text):
        return _read(found.group(1)), _read(found.group(2))
    if found := UPPER.search(text):
        return None, _read(found.group(1))
    if found := LOWER.search(text):
        return _read(found.group(1)), None
    return None, None


def flag(fact: Fact) -> str:
    """H, L or the paper's own mark; "" when it is in range or nothing says otherwise."""
    written = (fact.flag or "").strip().casefold()
    said = "" if written in NORMAL else WORDS.get(written, (fact.flag or "").strip())
    value = number(fact.value)
    if value is None or (written and said != ABNORMAL):
        return said
    low, high = limits(fact.range)
    if low is not None and value < low:
        return "L"
    return "H" if high is not None and value > high else said


def series(entries: Iterable[Entry]) -> tuple[LabSeries, ...]:
    """All results by test and unit, oldest first; one printed result in two papers is one point with two places."""
    points: dict[tuple[str, str], dict[tuple[str, str], list[tuple[Fact, Entry]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for entry in entries:
        for fact in entry.facts:
            if fact.assertion == Assertion.PRESENT and fact.value:
                key = (entry.name or fact.name, "".join((fact.unit or "").casefold().split()))
                points[key][fact.when.date, fact.value].append((fact, entry))
    found = []
    for (name, _), by_day in points.items():
        line = [_point(day, value, pairs) for (day, value), pairs in by_day.items()]
        newest = [fact for _, pairs in sorted(by_day.items()) for fact, _ in pairs]
        shown = _begun(spelled(printed(name, reversed(newest))))
        unit = (newest[-1].unit or "").strip()
        found.append(LabSeries(shown, unit, tuple(sorted(line, key=lambda point: (point.date, point.value)))))
    return tuple(sorted(found, key=lambda item: (item.name.casefold(), item.unit)))


def _point(day: str, value: str, pairs: list[tuple[Fact, Entry]]) -> Point:
    fact = next((fact for fact, _ in pairs if fact.range), pairs[0][0])
    low, high = limits(fact.range)
    evidence = tuple(item for each, _ in pairs for item in each.evidence)
    mark = next((mark for each, _ in pairs if (mark := flag(each))), "")
    return Point(
        day, value, number(value), mark, fact.range or "", low, high, evidence, pairs[0][1].id, fact.span.document
    )
