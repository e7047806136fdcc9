"""A test named over rows that each hold a day and its value ("CA 125 (U/mL)" / "10/26/2026 412 H")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extract import shapes
from assistant.extract.mentions import Mention
from assistant.extract.reading import Line
from assistant.extract.results import KINDS
from assistant.extract.values import point
from assistant.extract.work import Work
from assistant.model.facts import DateRole, Fact, When

LEAST = 2  # rows that make a series


def series(work: Work) -> Iterator[Fact]:
    """A result for each row under a line that names a test and little else."""
    if len(work.dates) < LEAST:
        return
    lines = work.reading.lines
    for index, line in enumerate(lines[:-LEAST]):
        named = [name for name in work.names_at(line.start, line.end) if name.of(*KINDS) or name.kind in KINDS]
        if not named or not shapes.said("names_a_series").fullmatch(work.flat, named[0].end, line.end):
            continue
        rows = list(_rows(work, lines[index + 1 :]))
        if len(rows) >= LEAST:
            unit = shapes.said("unit_of_series").search(work.flat, named[0].end, line.end)
            for read, when in rows:
                yield _result(work, named[0], unit[1] if unit else None, read, when)


def _rows(work: Work, lines: tuple[Line, ...]) -> Iterator[tuple[re.Match[str], When]]:
    """The rows of a day and a value, up to the first line that is none."""
    for line in lines:
        read = shapes.said("row_of_series").fullmatch(work.flat, line.start, line.end)
        dated = work.date_at(read.start(1)) if read else None
        if read is None or dated is None:
            return
        yield read, dated.when


def _result(work: Work, name: Mention, unit: str | None, read: re.Match[str], when: When) -> Fact:
    term = name.of(*KINDS) or name.term
    kind = KINDS[term.kind if term else name.kind]
    return work.fact(
        kind,
        term.name if term else name.name,
        (read.start(1), read.end(2)),
        "results.series",
        term=term,
        when=When(when.date, when.precision, DateRole.COLLECTED, when.ambiguous, when.written),
        value=point(read[2]),
        unit=read[3] or unit,
        flag=read[4].upper() if read[4] else None,
        details={"test": work.text[name.start : name.end], "panel": term.group if term else ""},
    )
