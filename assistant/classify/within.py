"""Where on a page another report may begin: a line that names a paper, with a person and a day of its own below it.

Only says where it may; `parts` decides by what the reports before and after say.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.classify.labels import values
from assistant.classify.lines import Line, could_be_title, lines
from assistant.classify.titles import title_evidence
from knowledge.kinds import Kinds, fold

_NAMED = 6.0  # points of a title that names a paper
_PERHAPS_NAMED = 3.0
_TITLE_WORDS = 9
_BEFORE = 5  # lines that a report has at least
_HEAD = 9  # lines in which a report's own head says whose it is
_LETTERHEAD = 4  # lines above a title that may name the place
_PERSON = frozenset({"name", "birth_date", "mrn"})
_DAYS = frozenset({"happened", "collected", "discharged", "dated", "reported", "accession"})


def beginnings(text: str, words: Kinds) -> list[int]:
    """The characters of a page's text at which another report may begin, in order; never the first."""
    rows = lines(text)
    found: list[int] = []
    last = 0
    for number in range(_BEFORE, len(rows) - 2):
        points = _naming(rows[number], words) if number - last >= _BEFORE else 0.0
        if points < _PERHAPS_NAMED:
            continue
        if not last and number <= _HEAD and not _says_whose(text[: rows[number].start], words):
            continue  # what stands above is the head of this very report
        end = rows[min(number + _HEAD, len(rows) - 1)].end
        if _is_head(text[rows[number].start : end], words, points >= _NAMED):
            first = _letterhead(rows, number, last, words)
            found.append(rows[first].start)
            last = number
    return found


def _naming(row: Line, words: Kinds) -> float:
    """How surely a line names a paper, in points."""
    if not could_be_title(row.text) or len(row.text.split()) > _TITLE_WORDS:
        return 0.0
    return max((item.points for item in title_evidence([row], words)), default=0.0)


def _is_head(text: str, words: Kinds, named: bool) -> bool:
    """Whether these lines say whose paper it is, by two marks of a person or one and a day or number of its own.

    Both are asked for where the line above them does not name a paper for sure.
    """
    said = {value.field for value in values(text, words) if not value.clinician}
    marks, days = len(said & _PERSON), bool(said & _DAYS)
    return (marks > 1 or (marks == 1 and days)) if named else (marks > 1 and days)


def _says_whose(text: str, words: Kinds) -> bool:
    """Whether these lines give a person or a day, as those of a report would."""
    return any(value.field in _PERSON | _DAYS for value in values(text, words) if not value.clinician)


def _letterhead(rows: Sequence[Line], title: int, last: int, words: Kinds) -> int:
    """The first line of the place's name above a title; the title itself where there is none."""
    for number in range(max(last + _BEFORE, title - _LETTERHEAD), title):
        above = [fold(row.text).split() for row in rows[number:title]]
        if any(word in words.institutions for word in above[0]) and all(
            could_be_title(r.text) for r in rows[number:title]
        ):
            return number
    return title
