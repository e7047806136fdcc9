"""Rows of a laboratory's table whose test no list names: a result as printed, when a unit or a range is beside it."""

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


def _named(work: Work, start: int, end: int) -> bool:
    """A list knows the test of this row."""
    return any(
        name.start < end and name.end > start and (name.kind in NAMED or name.of(*NAMED) is not None)
        for name in work.names
    )
