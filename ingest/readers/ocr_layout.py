"""Recognised words into a page's text in reading order: table rows on one line, columns of prose one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.document import Box
from ingest.readers.ocr_engines import Mark

_COLUMN_LINES = 6  # a column of prose has at least so many lines
_COLUMN_FILL = 0.6  # and its usual line fills so much of its width
_COLUMN_WORDS = 3.5


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together on one line, with no gap wider than a few letters."""

    marks: tuple[Mark, ...]
    box: Box

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


def lines(marks: Sequence[Mark]) -> list[list[Mark]]:
    """The words line by line in reading order."""
    if not marks:
        return []
    height = median(mark.box[3] - mark.box[1] for mark in marks)
    return [list(row) for row in _flow(_pieces(marks, height), height)]


def _pieces(marks: Sequence[Mark], height: float) -> list[Piece]:
    by_line: dict[tuple[int, ...], list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.line, []).append(mark)
    pieces: list[Piece] = []
    for line in by_line.values():
        line.sort(key=lambda mark: mark.box[0])
        run = [line[0]]
        for mark in line[1:]:
            if mark.box[0] - run[-1].box[2] > 1.8 * height:
                pieces.append(_piece(run))
                run = []
            run.append(mark)
        pieces.append(_piece(run))
    return pieces


def _piece(marks: Sequence[Mark]) -> Piece:
    return Piece(tuple(marks), around(mark.box for mark in marks))


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _flow(pieces: list[Piece], height: float) -> list[list[Mark]]:
    found = _columns(pieces, height)
    if found is None:
        return _rows(pieces)
    gutter, top, bottom = found
    above = [piece for piece in pieces if piece.middle < top]
    below = [piece for piece in pieces if piece.middle > bottom]
    within = [piece for piece in pieces if top <= piece.middle <= bottom]
    left = [piece for piece in within if piece.box[0] < gutter]
    right = [piece for piece in within if piece.box[0] >= gutter]
    return _flow(above, height) + _flow(left, height) + _flow(right, height) + _flow(below, height)


def _columns(pieces: Sequence[Piece], height: float) -> tuple[float, float, float] | None:
    """The gutter between two columns of prose and the heights between which it runs; None when there is none."""
    if len(pieces) < 2 * _COLUMN_LINES:
        return None
    left, _, right, _ = around(piece.box for piece in pieces)
    best: tuple[int, float, float, float] | None = None
    ordered = sorted(pieces, key=lambda piece: piece.middle)
    steps = 24
    for step in range(int(steps * 0.25), int(steps * 0.75) + 1):
        for shift in (0.0, 0.5):
            gutter = left + (right - left) * (step + shift) / steps
            for crude in _runs(ordered, gutter, height / 4):
                run = _trimmed(crude, 2.5 * height)
                if _is_prose(run, gutter) and (best is None or len(run) > best[0]):
                    best = (len(run), gutter, run[0].middle, run[-1].middle)
    return best[1:] if best else None


def _runs(ordered: Sequence[Piece], gutter: float, slack: float) -> Iterable[list[Piece]]:
    run: list[Piece] = []
    for piece in ordered:
        if piece.box[0] + slack < gutter < piece.box[2] - slack:
            yield run
            run = []
        else:
            run.append(piece)
    yield run


def _trimmed(run: list[Piece], gap: float) -> list[Piece]:
    """Without running heads and feet: what stands apart at either end."""
    first, last = 0, len(run)
    for place in range(1, min(6, len(run))):
        if run[place].box[1] - run[place - 1].box[3] > gap:
            first = place
    for place in range(len(run) - 1, max(len(run) - 6, first), -1):
        if run[place].box[1] - run[place - 1].box[3] > gap:
            last = place
    return run[first:last]


def _is_prose(run: Sequence[Piece], gutter: float) -> bool:
    for side in ([p for p in run if p.box[2] <= gutter + 8], [p for p in run if p.box[0] >= gutter - 8]):
        rows = _rows(side)
        if len(rows) < _COLUMN_LINES:
            return False
        width = max(p.box[2] for p in side) - min(p.box[0] for p in side)
        spans = [row[-1].box[2] - row[0].box[0] for row in rows]
        words = sum(len(row) for row in rows) / len(rows)
        pieces_a_row = len(side) / len(rows)
        if median(spans) < _COLUMN_FILL * width or words < _COLUMN_WORDS or pieces_a_row > 1.4:
            return False
    return True


def _rows(pieces: Iterable[Piece]) -> list[list[Mark]]:
    """Pieces at one height are one row, from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        for row in reversed(rows[-3:]):
            if _level(row, piece):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return [[mark for piece in sorted(row, key=lambda p: p.box[0]) for mark in piece.marks] for row in rows]


def _level(row: Sequence[Piece], piece: Piece) -> bool:
    """Whether the piece stands on the row, judged by the row's nearest piece: paper is never quite flat."""
    near = min(row, key=lambda other: max(piece.box[0] - other.box[2], other.box[0] - piece.box[2]))
    if piece.box[0] < near.box[2] - 4 and near.box[0] < piece.box[2] - 4:
        return False  # one above the other
    overlap = min(near.box[3], piece.box[3]) - max(near.box[1], piece.box[1])
    return overlap > 0.5 * min(near.box[3] - near.box[1], piece.box[3] - piece.box[1])
