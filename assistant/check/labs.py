"""Which lab tests the papers hold, and when the newest of each was taken. Judges no value."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.check.dates import dates_in
from assistant.check.heads import date_of
from assistant.check.shelf import Shelf
from assistant.check.text import fold, places
from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.papers import DocumentKind, Paper
from knowledge.schema import Shared

_SOUGHT_IN_TEXT = (DocumentKind.LAB_REPORT, DocumentKind.PORTAL_SUMMARY, DocumentKind.PATHOLOGY_REPORT)
_QUOTING = (
    DocumentKind.CONSULT_NOTE,
    DocumentKind.ONCOLOGY_NOTE,
    DocumentKind.PROGRESS_NOTE,
    DocumentKind.HISTORY_PHYSICAL,
    DocumentKind.DISCHARGE_SUMMARY,
)
_NUMBER = re.compile(  # a value: no year, no date, no dose
    r"[^.\n;]{0,22}?[\s:=]\s*[<>]?\s*(?!(?:19|20)\d\d\b|\d{1,2}/\d)\d[\d.,]*"
    r"(?!\d|\s*(?:mg|mcg|meq|units?|iu|g|tabs?)\b(?!\s*/))"
)
_PLAIN = re.compile(r"[^a-z0-9%]+")


class Found:
    """One result: which paper, when, where."""

    __slots__ = ("date", "evidence", "paper")

    def __init__(self, paper: Paper, date: str, evidence: tuple[Evidence, ...]) -> None:
        self.paper, self.date, self.evidence = paper, date, evidence


def _squash(name: str) -> str:
    return _PLAIN.sub(" ", fold(name)).strip()


@lru_cache(maxsize=4)
def _aliases(rows: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for key, names in rows:
        for name in names:
            table.setdefault(_squash(name), []).append(key)
    return table


def aliases(shared: Shared) -> dict[str, list[str]]:
    """Every name a test goes by -> ids of the tests."""
    return _aliases(tuple((key, test.names) for key, test in shared.tests.items()))


def identify(fact: Fact, shared: Shared) -> set[str]:
    """Ids of the tests a fact is a result of: by code, else by its name, the longest known name within it."""
    if fact.code is not None:
        coded = {key for key, test in shared.tests.items() if fact.code.code in test.loinc}
        if coded:
            return coded
    table = aliases(shared)
    name = _squash(fact.name)
    if name in table:
        return set(table[name])
    words = name.split()
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size + 1):
            part = " ".join(words[start : start + size])
            if len(part) > 2 and part in table:
                return set(table[part])
    return set()


def results(shelf: Shelf) -> dict[str, list[Found]]:
    """Test id -> results, newest first."""
    shared = shelf.pathway.shared
    found: dict[str, list[Found]] = {}
    dates = _Dates(shelf)
    for fact, paper in shelf.facts:
        if fact.kind not in (FactKind.LAB_RESULT, FactKind.BIOMARKER) or fact.assertion is Assertion.PLANNED:
            continue
        if fact.value is None and fact.kind is FactKind.LAB_RESULT and fact.assertion is not Assertion.PRESENT:
            continue
        for key in identify(fact, shared):
            found.setdefault(key, []).append(Found(paper, dates(fact, paper, key), fact.evidence))
    for paper in shelf.written:
        if paper.kind in _SOUGHT_IN_TEXT:
            _from_text(paper, shared, found)
        elif paper.kind in _QUOTING:
            _quoted(paper, shelf, found)
    for rows in found.values():
        rows.sort(key=lambda row: row.date, reverse=True)
    return found


class _Dates:
    """When a result was taken. A letter that gives a laboratory's number again, with no day, gives that day's."""

    def __init__(self, shelf: Shelf) -> None:
        self._reported: dict[tuple[str, str], list[str]] = {}
        for fact, paper in shelf.facts:
            if fact.kind is FactKind.LAB_RESULT and fact.value and paper.kind in _SOUGHT_IN_TEXT:
                for key in identify(fact, shelf.pathway.shared):
                    self._reported.setdefault((key, fact.value), []).append(fact.when.date or date_of(paper))

    def __call__(self, fact: Fact, paper: Paper, key: str) -> str:
        own, written = fact.when.date, date_of(paper)
        if paper.kind in _SOUGHT_IN_TEXT or (own and own != written):
            return own or written
        earlier = [day for day in self._reported.get((key, fact.value or ""), ()) if day and day < written]
        return max(earlier, default=written)


def _from_text(paper: Paper, shared: Shared, found: dict[str, list[Found]]) -> None:
    """A result line our reading of facts has missed: the test's name followed by a number or a word of result."""
    for key, test in shared.tests.items():
        if any(row.paper is paper for row in found.get(key, ())):
            continue
        names = tuple(name for name in test.names if len(name) > 3)
        for page in paper.document.pages:
            for start, end in places(names, page.text):
                rest = page.text[end : end + 60].split("\n")[0]
                if re.match(
                    r"\s*[a-zA-Z,()\s]{0,30}[:\s]\s*(?:[<>]?\s*\d|neg|pos|not det|non-?reac|react|normal)", rest, re.I
                ):
                    evidence = (Evidence(paper.document.span(page.number, start, end), "rule:check.lab"),)
                    found.setdefault(key, []).append(Found(paper, date_of(paper), evidence))
                    break
            else:
                continue
            break


def _quoted(paper: Paper, shelf: Shelf, found: dict[str, list[Found]]) -> None:
    """A result that a note quotes ("PSA 07/14/2026: 6.8"), with the date that stands by it. Doses are not results."""
    for key, test in shelf.pathway.shared.tests.items():
        read = [row.date for row in found.get(key, ()) if row.paper is paper]
        names = tuple(name for name in test.names if len(name) >= 3)
        for page in paper.document.pages:
            for start, end in places(names, page.text):
                short = end - start <= 3 and not page.text[start:end].isupper()
                if short or not _NUMBER.match(page.text[end : end + 60]):
                    continue
                near = dates_in(page.text[end : end + 30], shelf.cues.months, written=date_of(paper))
                if read and not (near and near[0][1] > max(read)):
                    continue  # read as a fact already; a quotation without a date of its own adds nothing
                evidence = (Evidence(paper.document.span(page.number, start, end), "rule:check.quoted"),)
                found.setdefault(key, []).append(Found(paper, near[0][1] if near else date_of(paper), evidence))
                break
