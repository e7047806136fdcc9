"""Rows of a laboratory's table: under LOINC's long names, and those whose test no list names, as printed, when a unit
or a range is beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes
from assistant.extract.values import point, shape, tail
from assistant.extract.work import Work
from assistant.model.facts import DateRole, Fact, FactKind, When
from knowledge.plain import plain

NAMED = ("lab", "vital", "marker")


def unnamed(work: Work, tables: object) -> Iterator[Fact]:
    """A result for each such row. Rows under dated columns are left alone: their values have dates of their own."""
    if work.setting.kind != "laboratory" or tables:
        return
    shaped = shape(work.lexicon)
    row = shapes.said("lab_row")
    for line in work.reading.lines:
        found = row.match(work.text, line.start, line.end)
        if found is None or shapes.said("not_a_test").search(plain(found[1])) or _named(work, line.start, found.end(1)):
            continue
        if any(line.start <= dated.start < line.end for dated in work.dates) or work.foot(line.start, line.end):
            continue
        value = re.compile(rf"{work.lexicon.words['patterns']['number']}").match(work.flat, found.end())
        if value is None:
            continue
        unit, flag, limits, reached, _ = tail(shaped, work.flat[value.end() : line.end])
        if unit is None and limits is None:
            continue
        when = work.setting.when
        yield work.fact(
            FactKind.LAB_RESULT,
            " ".join(plain(found[1]).split()).strip(" ,:"),
            (line.start, value.end() + reached),
            "results.row",
            when=When(when.date, when.precision, DateRole.COLLECTED, when.ambiguous, when.written),
            value=point(value[0].strip()),
            unit=unit,
            limits=limits,
            flag=flag,
            details={"test": " ".join(found[1].split())},
        )


def long_named(work: Work) -> Iterator[Fact]:
    """A result for each row, dated by its own column, else as the paper is."""
    shaped = shape(work.lexicon)
    number = re.compile(work.lexicon.words["patterns"]["number"])
    for row in work.long_rows:
        value = number.match(work.flat, row.end)
        if value is None:
            continue
        line = work.text.find("\n", value.end())
        line = line if line >= 0 else len(work.text)
        unit, flag, limits, reached, _ = tail(shaped, work.flat[value.end() : line])
        dated = next(iter(work.dates_in(value.end(), line)), None)
        when = dated.when if dated else work.lead_date(row.start)
        when = when if when.date else work.setting.when
        yield work.fact(
            FactKind.LAB_RESULT,
            row.name,
            (row.start, value.end() + reached),
            "results.long_name",
            term=row.term,
            when=When(when.date, when.precision, DateRole.COLLECTED, when.ambiguous, when.written),
            value=point(value[0].strip()),
            unit=unit and work.text[value.end() : line][work.flat[value.end() : line].find(unit) :][: len(unit)],
            limits=limits,
            flag=flag,
            details={
                "test": " ".join(work.text[row.start : row.end].split()),
                "panel": row.term.group if row.term else "",
            },
        )


def _named(work: Work, start: int, end: int) -> bool:
    """A list knows the test of this row."""
    return any(
        name.start < end and name.end > start and (name.kind in NAMED or name.of(*NAMED) is not None)
        for name in work.names
    )
