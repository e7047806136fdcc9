"""The day a paper is of, among all the dates that stand in it. Never a print or fax date where another is given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.classify.dates import Order, Written, written
from assistant.classify.frame import letter
from assistant.classify.labels import Value, labels
from assistant.classify.lines import Line, heading, lines
from assistant.classify.weights import heading_index
from assistant.model.facts import DateRole, When
from assistant.model.papers import DocumentKind
from knowledge.kinds import fold, load_kinds

_ROLES = {
    "collected": DateRole.COLLECTED,
    **dict.fromkeys(("reported", "received", "ordered", "printed"), DateRole.REPORTED),
}
_COLLECTED_FIRST = frozenset({DocumentKind.LAB_REPORT, DocumentKind.PATHOLOGY_REPORT})
_AS_OF = frozenset(  # what stood there when it was printed
    {DocumentKind.MEDICATION_LIST, DocumentKind.PORTAL_SUMMARY, DocumentKind.OTHER}
)
_ORDERS = frozenset({DocumentKind.OTHER, DocumentKind.REFERRAL_LETTER})
_LOOSE = frozenset(
    {
        DocumentKind.MEDICATION_LIST,
        DocumentKind.INSURANCE,
        DocumentKind.CONSENT,
        DocumentKind.LAB_REPORT,
        DocumentKind.OTHER,
    }
)
_HEAD_ROWS = 8
_COLUMN_WORDS = 4  # beside the days over columns of results
_ENDING = re.compile(r"^[^:]+\s[-–|]\s+$|^[^:,;.]{3,40}\s$")  # "Thoracic board - June 25, 2026": a deed, its day
_SHORT_DAY = re.compile(r"(?<![\d/.-])\d{1,2}/\d{1,2}(?![\d/.-])")  # a day without its year
_HOUR = re.compile(r",?\s+\d{1,2}:\d\d")  # behind a day
_DATELINE = re.compile(r"\s*[A-ZÀ-Ý][\w.'’-]+(?: [\w.'’-]+){0,4}, (?:a )?")  # the town a letter is written in


def day_of(text: str, found: Sequence[Value], kind: DocumentKind, order: Order) -> When:
    """The day of the service itself before the day it was written down; a print or fax date never stands for it."""
    rows, dates = lines(text), [item for item in written(text) if len(item.readings[0]) == 10]
    lone = _lone_line(rows, [item for item in dates if not _elsewhere(item, found)], kind)
    greeting = letter(rows, load_kinds()) if lone else None
    if lone and greeting is not None and lone.start < greeting:  # a letter's own day before those it quotes
        return lone.when(order)
    for fields in _preference(kind):
        for value in found:
            if value.field in fields and value.date:
                return value.date.when(order, _ROLES.get(value.field, DateRole.HAPPENED))
    taken = {value.date for value in found if value.date}
    if logged := _newest_entry(rows, dates, order):
        return logged.when(order)
    near_top = lone or _in_head(rows, [item for item in dates if item not in taken], kind)
    if near_top:
        return near_top.when(order)
    if kind is DocumentKind.LAB_REPORT and (newest := _newest_column(rows, dates, order)):
        return newest.when(order)
    signed = next((v for v in found if v.field == "author"), None)
    after = _signature_date(text, dates, signed, rows)
    if after:
        return after.when(order, DateRole.REPORTED)
    free = [item for item in dates if item not in taken]
    if kind in _LOOSE and len({item.readings for item in free}) == 1:
        return free[0].when(order, DateRole.REPORTED)
    last = next((v.date for v in found if v.field == "printed" and v.date), None) if kind in _AS_OF else None
    return last.when(order, DateRole.REPORTED) if last else When()


def _preference(kind: DocumentKind) -> tuple[tuple[str, ...], ...]:
    if kind is DocumentKind.DISCHARGE_SUMMARY:
        return ("discharged",), ("period",), ("happened",), ("dated",), ("reported",)
    if kind is DocumentKind.HISTORY_PHYSICAL:  # taken on the day of admission
        return ("happened",), ("dated",), ("admitted",), ("reported",)
    if kind in _COLLECTED_FIRST:
        return ("collected",), ("happened",), ("dated",), ("reported",), ("received",)
    if kind is DocumentKind.GENETIC_REPORT:  # genes are as they were: what counts is when they were read
        return ("reported",), ("dated",), ("happened",), ("received",), ("collected",)
    common = ("happened",), ("dated",), ("period",), ("discharged",), ("collected",), ("reported",), ("received",)
    return (*common, ("ordered",)) if kind in _ORDERS else common


def _lone_line(rows: Sequence[Line], dates: Sequence[Written], kind: DocumentKind) -> Written | None:
    """A letter's date stands alone on a line near the top; a patient's note has it in its first line."""
    days = {item.text for item in dates}
    for number, row in enumerate(rows[:18]):
        if _is_section(fold(row.text)):  # the whole line: "cc: chart" at the head of a letter is no complaint
            break
        inside = [item for item in dates if row.start <= item.start < row.end]
        if len(inside) != 1 or sum(near.text.strip() in days for near in rows[max(0, number - 1) : number + 2]) > 1:
            continue
        rest = len(row.text.strip()) - len(inside[0].text)
        placed = _DATELINE.fullmatch(row.text, 0, inside[0].start - row.start) and inside[0].end >= row.end - 1
        if rest <= 2 or placed or (number == 0 and kind in (DocumentKind.PATIENT_NOTE, DocumentKind.MEDICATION_LIST)):
            return inside[0]
    return None


def _is_section(named: str) -> bool:
    return named in heading_index() and named not in load_kinds().title_labels


def _newest_column(rows: Sequence[Line], dates: Sequence[Written], order: Order) -> Written | None:
    """Of results side by side under their days ("Component 01/12/2026 04/10/2026", or a day a line), the latest day."""
    column: list[Written] = []
    for row in rows:
        inside = [item for item in dates if row.start <= item.start < row.end]
        rest = row.text
        for item in inside:
            rest = rest.replace(item.text, " ")
        rest, short = _SHORT_DAY.subn(" ", rest)
        if not inside and len(column) > 1:
            return max(column, key=lambda item: item.read(order))
        column = [*column, *inside] if inside and not rest.strip() else []
        if inside and len(inside) + short > 1 and len(fold(rest).split()) <= _COLUMN_WORDS:
            return max(inside, key=lambda item: item.read(order))
    return None


def _newest_entry(rows: Sequence[Line], dates: Sequence[Written], order: Order) -> Written | None:
    """Of calls or messages, each under its day and hour ("11/05/2026 14:10  M. Theriault RN"), the latest day."""
    begins = {row.start: row.text for row in rows}
    found = [item for item in dates if _HOUR.match(begins.get(item.start, ""), item.end - item.start)]
    return max(found, key=lambda item: item.read(order)) if len(found) > 1 else None


def _elsewhere(item: Written, found: Sequence[Value]) -> bool:
    """Whether its label says that it is the day of something else."""
    return any(value.field in ("birth_date", "not_date") and value.date == item for value in found)


def _in_head(rows: Sequence[Line], dates: Sequence[Written], kind: DocumentKind) -> Written | None:
    """The one date that a head gives without a label: "NOTE - Urology - 09/02/2026", "DOE, ANA DOB … 9/3/2026".

    The head ends where the first section begins; a line that tells of printing, or of another day by its label, is none
    of it. Two different days settle nothing.
    """
    if kind is DocumentKind.PATIENT_NOTE:
        return None
    inside: list[Written] = []
    ending: list[Written] = []
    for row in rows[:_HEAD_ROWS]:
        if _is_section(heading(row.text)):
            break
        if any(mark.field in ("printed", "admitted", "not_date") for mark in labels(row.text)):
            continue
        here = [item for item in dates if row.start <= item.start < row.end]
        inside += here
        ending += [item for item in here if _ENDING.search(row.text[: item.start - row.start]) and item.end >= row.end]
    for found in (inside, ending):
        if len({item.readings for item in found}) == 1:
            return found[0]
    return None


def _signature_date(text: str, dates: Sequence[Written], signed: Value | None, rows: Sequence[Line]) -> Written | None:
    for item in reversed(dates):
        if signed and 0 <= item.start - signed.end < 40:
            return item
        before = text[max(0, item.start - 60) : item.start].rpartition("\n")[2]
        if (
            any(word.strip(".,").lower() in load_kinds().credentials for word in before.split())
            and item.start > rows[-1].start - 400
        ):
            return item
    return None
