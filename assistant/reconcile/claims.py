"""What the sentences of the papers claim of a side or a measure, and of which thing: the words by which two papers
speak of the same, in either language. Reads pages; it decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.papers import Paper
from assistant.reconcile.sources import Sources
from assistant.reconcile.things import SIDED
from ingest.document import Page, PageState
from knowledge.history import HistoryWords
from knowledge.kinds import plain

_STOP = re.compile(r"[.;!?](?=\s)|\n")
_WORD = re.compile(r"[a-z]{3,}")
_PART = re.compile(r"[,:]|\b(?:and|versus|vs|than|y|que)\b")
_EYE = re.compile(r"\b(?:OD|OS)\b")
_NUMBER = re.compile(r"(?<![\d/.-])\d+(?:[.,]\d+)?(?![\d/])")
_MEASURE = re.compile(r"(?<![\d/.x-])(\d{1,3}(?:[.,]\d{1,2})?) ?(mm|cm2|cm|ml/m2|degrees?|grados?|°|%)(?![a-z\d])")
_UNITS = {"degree": "degrees", "grado": "degrees", "grados": "degrees", "°": "degrees", "cm": "mm"}
_SOUNDS = (("th", "t"), ("ph", "f"), ("y", "i"), ("ch", "c"))
_DOUBLE = re.compile(r"(.)\1")
_MEANT = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.PLANNED)
_WIDE = 60  # characters of a line that may run on


@dataclass(frozen=True, slots=True)
class Claim:
    """One part of a sentence. `things`: what it is about; `side` left or right; `amount` in `unit` (lengths in mm)."""

    paper: Paper
    page: Page
    start: int
    end: int
    words: frozenset[str]
    things: frozenset[str]
    specific: frozenset[str]  # those that say by themselves which thing it is
    numbers: frozenset[str]
    side: str = ""
    amount: float = 0.0
    unit: str = ""
    written: str = ""

    @property
    def text(self) -> str:
        return plain(self.page.text[self.start : self.end])

    def fact(self, name: str) -> Fact:
        """The claim as a fact with its place."""
        span = self.paper.document.span(self.page.number, self.start, self.end)
        evidence = (Evidence(span, "rule:conflict.claim"),)
        return Fact(FactKind.IMAGING_FINDING, name, span.quote, evidence, when=self.paper.description.date)


def claims(sources: Sources, words: HistoryWords) -> Iterator[Claim]:
    """Every claim of a side or of a measure in the papers, copies left out."""
    for paper in filter(sources.first_of, sources.papers.values()):
        for page in paper.document.pages:
            if page.state is PageState.READ:
                flat = plain(page.text)
                for start, end in _sentences(flat):
                    yield from _of_sides(paper, page, flat, start, end, words)
                    yield from _of_measures(paper, page, flat, start, end, words)


def _sentences(flat: str) -> Iterator[tuple[int, int]]:
    """Sentences and entries of lists; a long line without a stop runs on, and so does one before a small letter."""
    start = line = 0
    for stop in _STOP.finditer(flat):
        at = stop.start()
        if stop[0] == "\n":
            long = at - line >= _WIDE
            line = at + 1
            if long and flat[at - 1] not in ".:;":
                continue
        if flat[start:at].strip():
            yield start + len(flat[start:at]) - len(flat[start:at].lstrip()), at
        start = at + 1
    if flat[start:].strip():
        yield start, len(flat.rstrip())


def _of_sides(paper: Paper, page: Page, flat: str, start: int, end: int, words: HistoryWords) -> Iterator[Claim]:
    named = _named_sides(page.text, flat, start, end, words)
    if not named:
        return
    if len(set(named)) == 1:
        yield _claim(paper, page, flat, (start, end), words, side=named[0])
        return
    cuts = [start, *(part.start() for part in _PART.finditer(flat, start, end)), end]
    for first, last in pairwise(cuts):
        inside = set(_named_sides(page.text, flat, first, last, words))
        if len(inside) == 1:
            first += len(flat[first:last]) - len(flat[first:last].lstrip(" ,:\n"))
            yield _claim(paper, page, flat, (first, last), words, side=inside.pop())


def _named_sides(text: str, flat: str, start: int, end: int, words: HistoryWords) -> list[str]:
    named = [words.sides[w[0]] for w in _WORD.finditer(flat, start, end) if w[0] in words.sides]
    if named and words.no_side.search(flat, start, end):
        return []
    return named + [words.eyes[eye[0]] for eye in _EYE.finditer(text, start, end)]


def _of_measures(paper: Paper, page: Page, flat: str, start: int, end: int, words: HistoryWords) -> Iterator[Claim]:
    for match in _MEASURE.finditer(flat, start, end):
        if words.unsaid.search(flat, max(start, match.start() - 60), match.start()):
            continue
        amount = float(match[1].replace(",", "."))
        unit = _UNITS.get(match[2], match[2])
        if match[2] == "cm":
            amount *= 10
        yield _claim(
            paper, page, flat, (start, end), words, amount=amount, unit=unit, written=" ".join(match[0].split())
        )


def _claim(
    paper: Paper, page: Page, flat: str, span: tuple[int, int], words: HistoryWords, side: str = "", **more: object
) -> Claim:
    start, end = span
    said = [w for w in _WORD.finditer(flat, start, end) if w[0] not in words.sides]
    named = [fact for fact in paper.facts if _stands(fact, page, start, end)]
    sided = [fact for fact in named if not side or _side(fact, words) == side]
    specific = {root(w) for fact in sided for w in _WORD.findall(plain(fact.name)) if _tells(w, words)}
    things = {
        words.lesions[w[0]] for w in said if w[0] in words.lesions and not words.unsaid.search(flat, start, w.start())
    }
    if (named or things or words.acts.search(flat, start, end)) and not words.unclaimed.search(flat, start, end):
        specific |= {part for part, beside in words.paired.items() if beside.search(flat, start, end)}
    return Claim(
        paper,
        page,
        start,
        end,
        frozenset(words.lesions.get(w[0]) or root(w[0]) for w in said if w[0] not in words.common),
        frozenset(things | specific),
        frozenset(specific),
        frozenset(number.replace(",", ".") for number in _NUMBER.findall(flat[start:end]) if len(number) > 1),
        side,
        **more,  # type: ignore[arg-type]
    )


def _stands(fact: Fact, page: Page, start: int, end: int) -> bool:
    """An affirmed finding or operation in that part of the page."""
    inside = fact.span.page == page.number and start <= fact.span.start < end
    return inside and fact.kind in SIDED and fact.assertion in _MEANT


def _side(fact: Fact, words: HistoryWords) -> str:
    """The side that a fact has by its own words or details."""
    own = next((words.sides[w] for w in _WORD.findall(plain(fact.text)) if w in words.sides), "")
    return own or words.sides.get(fact.details.get("side", ""), "")


def _tells(word: str, words: HistoryWords) -> bool:
    return word not in words.common and word not in words.sides and word not in words.lesions


def root(word: str) -> str:
    """A word without what sets its English and its Spanish form apart: thoracic, toracica; nodule, nodulo."""
    for written, plainer in _SOUNDS:
        word = word.replace(written, plainer)
    word = _DOUBLE.sub(r"\1", word)
    while len(word) > 4 and word[-1] in "aeos":
        word = word[:-1]
    return word


def shown(things: Iterable[str], claim: Claim, words: HistoryWords) -> str:
    """The name of a thing as a claim writes it: a finding of several words, else the longest word."""
    wanted = set(things)
    for fact in claim.paper.facts:
        if _stands(fact, claim.page, claim.start, claim.end):
            said = _WORD.findall(plain(fact.name))
            if {words.lesions.get(w) or root(w) for w in said if w not in words.sides} & wanted:
                return fact.name
    written = [w for w in _WORD.findall(claim.text) if (words.lesions.get(w) or root(w)) in wanted]
    return str(max(written or sorted(wanted), key=len))
