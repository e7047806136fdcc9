"""Several dates in one row or sentence: results under dated columns, series in prose, the day a medicine ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.extract import shapes
from assistant.extract.dates import Dated
from assistant.extract.mentions import Mention
from assistant.extract.reading import Place
from assistant.extract.values import point, shape
from assistant.extract.work import Work
from assistant.model.facts import DateRole, Fact, FactKind, When

KINDS = {"lab": FactKind.LAB_RESULT, "vital": FactKind.VITAL, "marker": FactKind.BIOMARKER}
CELL = re.compile(r"[^\s|](?:[^|\t]*?[^\s|])??(?= {2,}|\s*[|\t]|\s*$)")
NO_DATE = When()


LABELLED = re.compile(r"[ ,\w/-]{0,24}\(([^()\s]{1,12})\)(?=\s)")  # "M-protein, serum (g/dL) 4.1"
PROSE = re.compile(r"[.;] |[a-z]{2} (?:to|and|through|-) ")


class Head(NamedTuple):
    """The line over a table, the dates of its columns with where they stand, and where the table ends."""

    start: int
    end: int
    dates: tuple[tuple[int, When], ...]


def heads(work: Work) -> list[Head]:
    """Lines that hold two dates or more and little else: each dates the columns under it."""
    found: list[Head] = []
    for line in work.reading.lines if work.dates else ():
        dates = work.dates_in(line.start, line.end)
        if not dates:
            continue
        rest = work.flat[line.start : line.end]
        dates = _with_years(work, line.start, rest, dates)
        if len(dates) < 2:
            continue
        for dated in reversed(dates):
            rest = rest[: dated.start - line.start] + rest[dated.end - line.start :]
        of_birth = shapes.said("of_birth").search(rest)  # "DOB 04/22/1959 F Collected 09/03/2026"
        if len(rest.split()) <= 8 and ":" not in rest and not PROSE.search(rest) and not of_birth:
            found.append(Head(line.start, line.end, tuple((one.start - line.start, one.when) for one in dates)))
    return found


DAY = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/-])")


def _with_years(work: Work, start: int, row: str, dates: list[Dated]) -> list[Dated]:
    """Days without a year beside a whole date ("10/19 11/02 11/09/2026") are of its year, or of the one before."""
    whole = dates[-1].when
    if len(whole.date) != 10 or work.setting.order == "dmy":
        return dates
    found = list(dates)
    for match in DAY.finditer(row):
        month, day = int(match[1]), int(match[2])
        first = start + match.start()
        if 1 <= month <= 12 and 1 <= day <= 31 and not any(one.start <= first < one.end for one in dates):
            year = int(whole.date[:4]) - (f"{month:02}-{day:02}" > whole.date[5:])
            found.append(
                Dated(first, start + match.end(), When.of(f"{year}-{month:02}-{day:02}", DateRole.COLLECTED, match[0]))
            )
    return sorted(found)


def columns(work: Work, tables: list[Head]) -> Iterator[Fact]:
    """The results of each row under each date, with the unit and the range of the row."""
    for index, head in enumerate(tables):
        until = tables[index + 1].start if index + 1 < len(tables) else len(work.text)
        for line in work.reading.lines:
            if head.end <= line.start < until:
                name = next((one for one in work.names_at(line.start, line.start + 6) if _test(one)), None)
                if name is not None and name.end < line.end:
                    yield from _row(work, head, name, line.start, line.end)


def _test(name: Mention) -> bool:
    return name.kind in KINDS or name.of(*KINDS) is not None


def _row(work: Work, head: Head, name: Mention, start: int, end: int) -> Iterator[Fact]:
    term = name.of(*KINDS) or name.term
    assert term is not None
    shaped = shape(work.lexicon)
    cells = [(name.end + one.start(), name.end + one.end()) for one in CELL.finditer(work.flat[name.end : end])]
    if len(cells) == 1 and (close := _close_cells(work, head, name.end, end)):
        cells = close
    dated = cells[: len(head.dates)]
    if len(dated) < len(head.dates):  # an empty cell: place each by its column
        nearest = [min(head.dates, key=lambda date: abs(date[0] - (first - start))) for first, _ in dated]
        pairs = [(cell, date[1]) for cell, date in zip(dated, nearest, strict=True)]
    else:
        pairs = [(cell, date[1]) for cell, date in zip(dated, head.dates, strict=True)]
    behind = cells[len(head.dates) :]
    limits = unit = None
    for first, last in behind:
        if limits is None and (found := shaped.range.fullmatch(work.flat, first, last)):
            limits = work.text[found.start(1) : found.end(1)]
        elif unit is None and (said := shaped.unit.fullmatch(work.flat, first, last)):
            unit = work.text[said.start(1) : said.end(1)]
    for (first, last), when in pairs:
        number = re.match(rf"({work.lexicon.words['patterns']['number']}|\w[\w -]*)", work.flat[first:last])
        if (
            not number
            or work.date_at(first)
            or not (number[1][:1].isdigit() or number[1][:1] in "<>≤≥" or shaped.word.match(number[1]))
        ):
            continue
        flag = shaped.flag_words.search(work.flat[first + number.end() : last])
        yield work.fact(
            KINDS[term.kind],
            term.name,
            (first, last),
            "results.column",
            term=term,
            when=When(when.date, when.precision, DateRole.COLLECTED, when.ambiguous, when.written),
            value=point(number[1].strip()),
            unit=unit,
            limits=limits,
            flag=shaped.flags.get(flag[0]) if flag else None,
            details={"test": work.text[name.start : name.end], "panel": term.group},
        )


def _close_cells(work: Work, head: Head, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a row with one space between them: as many values as the table has dates, then unit and range.

    Nothing when the numbers do not come out even: which date a value belongs to is then not known. A unit in brackets
    may end the name of the test, and one number more is the reference where the head of the table names one.
    """
    shaped = shape(work.lexicon)
    sides: list[tuple[int, int]] = []
    values: list[tuple[int, int]] = []
    at = start
    if (labelled := LABELLED.match(work.flat, at, end)) and shaped.unit.fullmatch(work.flat, *labelled.span(1)):
        sides.append(labelled.span(1))
        at = labelled.end()
    while (gap := re.compile(r"[\s|]*").match(work.flat, at, end)) and gap.end() < end:
        at = gap.end()
        found = shaped.range.match(work.flat, at, end) or shaped.unit.match(work.flat, at, end)
        if found and (not values or len(values) >= len(head.dates)):
            sides.append((at, found.end()))
        else:
            found = shaped.cell.match(work.flat, at, end)
            if found is None:
                return []
            values.append((at, found.end()))
        at = found.end()
    if len(values) == len(head.dates) + 1 and shapes.said("reference_column").search(work.flat, head.start, head.end):
        values.pop()
    return [*values, *sides] if len(values) == len(head.dates) else []


def later(work: Work, place: Place, name: Mention, reached: int, unit: str | None) -> Iterator[Fact]:
    """More values of the same test in one sentence, each with its own date ("4.1 in 2021, 5.6 on 3/2/2023 and 8.9")."""
    term = name.of(*KINDS) or name.term
    assert term is not None
    at = name.end + reached
    while dated := next(iter(work.dates_in(at, min(place.end, at + 16))), None):
        found = shapes.said("next_value").match(work.flat[dated.end : place.end].lstrip(")"))
        if found is None:
            return
        shift = len(work.flat[dated.end : place.end]) - len(work.flat[dated.end : place.end].lstrip(")"))
        first, last = dated.end + shift + found.start(1), dated.end + shift + found.end(1)
        if work.date_at(first):
            return
        said = shape(work.lexicon).unit.match(work.flat, last)
        unit = unit or (said[1] if said and said[1] != "in" else None)
        at = said.end() if said and said[1] != "in" else last
        following = next(iter(work.dates_in(at, min(place.end, at + 16))), None)
        if following is None:
            return
        when = following.when
        yield work.fact(
            KINDS[term.kind],
            term.name,
            (first, following.end),
            "results.series",
            term=term,
            when=When(when.date, when.precision, DateRole.COLLECTED, when.ambiguous, when.written),
            value=found[1],
            unit=unit,
            details={"test": work.text[name.start : name.end], "panel": term.group},
        )


def stop_column(work: Work, name: Mention) -> When:
    """The date in the column that says when a medicine ended, or no date."""
    first = work.text.rfind("\n", 0, name.start) + 1
    last = work.text.find("\n", name.end)
    row = work.flat[first : last if last >= 0 else len(work.flat)]
    if "|" not in row and "\t" not in work.text[first:last]:
        return NO_DATE
    mark = "|" if "|" in row else "\t"
    cells = work.text[first : first + len(row)].split(mark)
    for line in reversed([line for line in work.reading.lines if line.end <= first][-60:]):
        titles = work.text[line.start : line.end].split(mark)
        column = next(
            (at for at, title in enumerate(titles) if shapes.said("stop_column").match(title.strip().lower())), 0
        )
        if len(titles) < 3 or not column:
            continue
        if column >= len(cells):
            return NO_DATE
        begin = first + sum(len(cell) + 1 for cell in cells[:column])
        for dated in work.dates_in(begin, begin + len(cells[column])):
            when = dated.when
            return When(when.date, when.precision, DateRole.STOPPED, when.ambiguous, when.written)
        year = re.fullmatch(r"\s*((?:19|20)\d\d)\s*", cells[column])
        return When.of(year[1], DateRole.STOPPED) if year else NO_DATE
    return NO_DATE
