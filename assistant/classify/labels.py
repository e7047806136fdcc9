"""The labelled values of a head: "DOB: 01/19/1971", "Paciente RUIZ, ANA  Expediente 44-2". Values as written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from assistant.classify.dates import Written, written
from assistant.classify.names import name_at
from knowledge.kinds import Kinds, load_kinds, plain

DATES = frozenset(
    {
        *("happened", "collected", "discharged", "dated", "reported", "received", "ordered", "period", "printed"),
        *("admitted", "not_date", "birth_date"),
    }
)
PEOPLE = frozenset({"name", "not_name", "author", "doctor", "not_author"})
_ENDS = re.compile(r"\s{2,}|\||\s(?:TO|Tel|FAX|Fax|Phone|A)\b.*$")
_LEADING = re.compile(r"#?\d[\d-]{3,}\s+")
_GAP = re.compile(r"(?:\s*/\s*(?:time|hora)\b)?[\s:#=\"|.,-]*", re.IGNORECASE)
_SIGN = re.compile(r"(?:\s*/\s*(?:time|hora)\b)?\s*[:#=,]", re.IGNORECASE)
_PART = re.compile(r"[A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+){0,2}")
_NUMBER = re.compile(
    r"(?=[\w-]*\d|[A-Z]{1,5} \d[\d-]{2})[A-Za-z]{0,6}(?:[ -]?[A-Za-z]{0,3})?[ -]?\d[\w-]{2,19}"
    r"|(?=[\w-]*\d)[\w-]{4,20}"
)
_DATED = re.compile(r" (?:on |el )?(?:\d|[a-z]{3,10}\.? \d)")  # "born March 22, 1959" inside a line
_UNTIL = re.compile(r"\s*(?:-|–|to|through|until|al?|hasta)\s*(?:el )?")
_SEX = re.compile(r"(male|female|masculino|femenino|hombre|mujer|[mfhMFH])\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A label found in the text, before its value is looked at."""

    field: str
    start: int
    end: int
    sign: bool  # a colon or the like follows


@dataclass(frozen=True, slots=True)
class Value:
    """A labelled value: `text` as written; for a date, `date` holds its readings."""

    field: str
    text: str
    start: int
    end: int
    clinician: bool = False
    date: Written | None = None


def labels(text: str, words: Kinds | None = None) -> list[Label]:
    """Every label of the head's vocabulary, whole words only, longest first."""
    words = words or load_kinds()
    flat = plain(text)
    names, automaton = _automaton()
    found = []
    for number, start, end in automaton.find_matches_as_indexes(flat):
        if (start and flat[start - 1].isalnum()) or (end < len(flat) and flat[end].isalnum()):
            continue
        sign = bool(_SIGN.match(text, end))
        field = words.labels[names[number]]
        if sign or text[start].isupper() or (field == "birth_date" and _DATED.match(flat, end)):
            found.append(Label(field, start, end, sign))
    return found


def values(text: str, words: Kinds | None = None) -> list[Value]:
    """Every label that has a value of the right sort after it, on its line or alone on the next."""
    words = words or load_kinds()
    marks, dates = labels(text, words), written(text)
    found: list[Value] = [*_columns(text, marks, dates, words), *_stacked(text, marks, dates, words)]
    taken = {value.start for value in found}
    for number, mark in enumerate(marks):
        if mark.start in taken:
            continue
        value = _value(
            text, mark, [m.start for m in marks[number + 1 : number + 4]], dates, _leads(text, mark, found), words
        )
        if value:
            found.append(value)
    return sorted(found, key=lambda value: value.start)


def _columns(text: str, marks: Sequence[Label], dates: Sequence[Written], words: Kinds) -> list[Value]:
    """Values in a row under a row of labels: "Patient  DOB  MRN" and below it "Ana Ruiz  03/09/1970  7712"."""
    found: list[Value] = []
    rows: dict[int, list[Label]] = {}
    for mark in marks:
        rows.setdefault(text.rfind("\n", 0, mark.start) + 1, []).append(mark)
    for start, row in rows.items():
        end = text.find("\n", start)
        if len(row) < 2 or end < 0 or any(mark.sign for mark in row) or not _only(text[start:end], row, start):
            continue
        place, stop = end + 1, text.find("\n", end + 1)
        stop = len(text) if stop < 0 else stop
        for mark in row:
            below = Label(mark.field, mark.start, place, True)
            value = _value(text, below, [], dates, True, words) if place < stop else None
            if value is None or value.end > stop:
                break
            found.append(value)
            place = value.end
    return found


def _stacked(text: str, marks: Sequence[Label], dates: Sequence[Written], words: Kinds) -> list[Value]:
    """Values under as many labels, one to a line, as PDFs give tables: "Patient", "Born", "Ana Ruiz", "1970-03-09"."""
    lined, runs = f"\n{text}\n", list[list[Label]]()
    for mark in marks:
        if lined[mark.start] == lined[mark.end + 1] == "\n":
            if runs and runs[-1][-1].end + 1 == mark.start:
                runs[-1].append(mark)
            else:
                runs.append([mark])
    found: list[Value] = []
    for run in runs:
        start = run[-1].end + 1
        for mark in run if len(run) > 1 else ():
            stop = text.find("\n", start)
            value = _value(text, Label(mark.field, mark.start, start, True), [], dates, True, words)
            if value is None or value.end > (len(text) if stop < 0 else stop):
                break
            found.append(value)
            start = stop + 1
    return found


def _only(line: str, row: Sequence[Label], start: int) -> bool:
    """Whether a line holds labels and nothing else."""
    for mark in reversed(row):
        line = line[: mark.start - start] + line[mark.end - start :]
    return not line.strip(" |\t/:")


def _leads(text: str, mark: Label, found: Sequence[Value]) -> bool:
    """Whether the label stands where a label would: first on its line, or behind a gap or another value."""
    before = text[text.rfind("\n", 0, mark.start) + 1 : mark.start]
    if not before.strip() or before.endswith(("  ", "\t", "| ", "|", ", ", "- ")):
        return True
    return bool(found) and found[-1].end >= mark.start - 3


def _value(
    text: str, mark: Label, following: Sequence[int], dates: Sequence[Written], leads: bool, words: Kinds
) -> Value | None:
    line_end = text.find("\n", mark.end)
    line_end = len(text) if line_end < 0 else line_end
    start = _GAP.match(text, mark.end).end()  # type: ignore[union-attr]
    if start >= line_end:  # nothing more on this line: the value may be alone on the next
        if start - line_end > 40 or "\n" in text[line_end + 1 : start]:
            return None
        line_end = text.find("\n", start)
        line_end = len(text) if line_end < 0 else line_end
    stop = min([line_end, *(place for place in following if place > start)])
    if mark.field in DATES:
        date = next((item for item in dates if start <= item.start <= start + _slack(mark)), None)
        if date and mark.field == "period":  # its end
            date = next((item for item in dates if _UNTIL.fullmatch(text, date.end, item.start)), date)
        return (
            Value(mark.field, date.text, mark.start, date.end, date=date)
            if date and (mark.sign or leads or date.start - mark.end < 3)
            else None
        )
    if mark.field == "numbered_name" and (number := _LEADING.match(text, start, stop)):
        name = name_at(text, number.end(), stop, words=words)
        return Value("name", name.text, mark.start, name.end, name.clinician) if name else None
    if mark.field in PEOPLE:
        if not (mark.sign or leads):
            return None
        name = name_at(text, start, stop, lower=mark.sign and leads, words=words)
        if name is None and mark.field == "name" and (part := _PART.match(text, start, stop)):
            return Value("forename", part[0], mark.start, part.end())  # counts only beside a surname
        return Value(mark.field, name.text, mark.start, name.end, name.clinician) if name else None
    if mark.field in ("surname", "forename"):
        part = _PART.match(text, start, stop) if mark.sign or leads else None
        return Value(mark.field, part[0], mark.start, part.end()) if part else None
    if mark.field in ("mrn", "accession"):
        match = _NUMBER.match(text, start, line_end)
        return Value(mark.field, match[0].strip(), mark.start, match.end()) if match and (mark.sign or leads) else None
    if mark.field == "sex":
        match = _SEX.match(text, start, line_end)
        return Value(mark.field, match[0], mark.start, match.end()) if match and (mark.sign or leads) else None
    if mark.field == "facility" and mark.sign:
        place = _ENDS.split(text[start:line_end])[0].strip(" ,;")
        return Value(mark.field, place, mark.start, start + len(place)) if len(place) > 3 else None
    return None


def _slack(mark: Label) -> int:
    return 40 if mark.field == "printed" else 12 if mark.sign else 1  # "Downloaded from MyHealth on September 14, 2026"


@cache
def _automaton() -> tuple[tuple[str, ...], AhoCorasick]:
    names = tuple(load_kinds().labels)
    return names, AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest)
