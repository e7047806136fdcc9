"""One file that holds several reports becomes its reports, each with its own pages and their own numbers. Conservative:
pages stay together unless the paper itself says that another report begins, at the top of a page or in its middle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.classify.labels import values
from assistant.classify.lines import lines
from assistant.classify.titles import best_title
from assistant.classify.within import beginnings
from ingest.document import Document, Page, PageState
from knowledge import Knowledge
from knowledge.kinds import Kinds, fold

_LETTER = re.compile(r"[^\n]")
_HEAD_LINES = 14
_MOST_PAGES = 900
_NAMED = 6.0  # points of a title that names a paper


@dataclass(frozen=True, slots=True)
class _Head:
    """What the top (and the page counter) of one page says."""

    page: int
    counters: frozenset[tuple[int, int]]  # (number, of); of is 0 where the page does not say
    name: str
    birth: str
    mrn: str
    accession: str
    date: str
    title: str
    kind: str  # the kind its title names
    goes_on: bool  # says that it is continued


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters `start:end` of a page."""

    page: Page
    start: int
    end: int

    def alone(self) -> Page:
        """The page with the words of this piece only, each where it stood: what comes before is blank."""
        if (self.start, self.end) == (0, len(self.page.text)):
            return self.page
        before = _LETTER.sub(" ", self.page.text[: self.start])
        words = tuple(word for word in self.page.words if self.start <= word.start and word.end <= self.end)
        return replace(self.page, text=before + self.page.text[self.start : self.end], words=words)


def split(document: Document, knowledge: Knowledge) -> list[Document]:
    """The reports in a document: itself alone, or one part for each, with the page range behind its id."""
    if document.imaging or document.entries or document.kind:
        return [document]
    pieces = [piece for page in document.pages for piece in _pieces(page, knowledge.kinds)]
    if len(pieces) < 2:
        return [document]
    heads = [_head(piece, knowledge.kinds) for piece in pieces]
    starts = [0]
    for number in range(1, len(heads)):
        if _begins(heads[starts[-1] : number], heads[number]):
            starts.append(number)
    if len(starts) == 1:
        return [document]
    ends = [*starts[1:], len(pieces)]
    return [_part(document, pieces[a:b]) for a, b in zip(starts, ends, strict=True)]


def _pieces(page: Page, words: Kinds) -> list[_Piece]:
    """A page, cut where another report may begin on it."""
    cuts = beginnings(page.text, words) if page.state is PageState.READ else []
    return (
        [_Piece(page, start, end) for start, end in pairwise([0, *cuts, len(page.text)])]
        if cuts
        else [_Piece(page, 0, len(page.text))]
    )


def _part(document: Document, pieces: Sequence[_Piece]) -> Document:
    first, last = pieces[0], pieces[-1]
    numbers = range(first.page.number, last.page.number + 1)
    mine = tuple(p for p in document.problems if p.page is None or p.page in numbers)
    begin = f"{numbers[0]}.{first.start}" if first.start else f"{numbers[0]}"
    end = f"{numbers[-1]}" if last.end == len(last.page.text) else f"{numbers[-1]}.{last.end}"
    whole: dict[int, _Piece] = {}
    for piece in pieces:
        before = whole.get(piece.page.number)
        whole[piece.page.number] = _Piece(piece.page, before.start if before else piece.start, piece.end)
    pages = tuple(piece.alone() for piece in whole.values())
    return replace(document, id=f"{document.id}-{begin}-{end}", pages=pages, problems=mine)


def _begins(part: Sequence[_Head], head: _Head) -> bool:
    """Whether another report begins with `head`, after the pages of `part`."""
    if any(_differ(one, head) for one in {(h.name, h.birth, h.mrn): h for h in part}.values()):
        return True
    if head.goes_on:
        return False
    own_head = bool(head.name or head.birth or head.mrn)
    if any(number == 1 and of for number, of in head.counters) and (head.title or own_head):
        return True
    goes_on = bool({(number + 1, of) for number, of in part[-1].counters if of} & head.counters)
    dated = any(one.date and head.date and one.date != head.date for one in part)
    if dated and head.name and (head.birth or head.mrn):
        return True
    if not head.title:
        return False
    if head.accession and any(one.accession and one.accession != head.accession for one in part):
        return True
    retitled = any(one.kind and one.kind != head.kind for one in part)
    return own_head and (dated or (retitled and not goes_on))


def _differ(one: _Head, other: _Head) -> bool:
    """Whether two heads name different people."""
    if one.birth and other.birth:
        return one.birth != other.birth
    if one.mrn and other.mrn and one.mrn != other.mrn:
        return True
    return bool(one.name and other.name) and not set(fold(one.name).split()) & set(fold(other.name).split())


def _head(piece: _Piece, words: Kinds) -> _Head:
    page, text = piece.page, piece.page.text[piece.start : piece.end]
    if page.state is not PageState.READ:
        return _Head(page.number, frozenset(), "", "", "", "", "", "", "", False)
    rows = lines(text)
    top = text[: rows[min(len(rows), _HEAD_LINES) - 1].end] if rows else ""
    edge = "\n".join(row.text for row in [*rows[:6], *rows[-3:]])
    found = values(top, words)
    title, kind, points = best_title(top, words)

    def first(*fields: str) -> str:
        return next((value.text for value in found if value.field in fields and not value.clinician), "")

    return _Head(
        page.number,
        frozenset(_counters(edge, words)),
        first("name"),
        first("birth_date"),
        first("mrn"),
        first("accession"),
        first("happened", "collected", "discharged", "dated", "reported"),
        title if points >= _NAMED else "",
        kind if points >= _NAMED else "",
        any(fold(row.text).split()[-1:] == [word] for row in rows[:4] for word in words.goes_on),
    )


def _counters(edge: str, words: Kinds) -> set[tuple[int, int]]:
    found = set()
    for pattern in words.counters:
        for match in pattern.finditer(edge):
            number = int(match[1])
            of = int(match[2]) if pattern.groups > 1 else 0
            if 1 <= number <= (of or _MOST_PAGES) <= _MOST_PAGES:
                found.add((number, of))
    return found
