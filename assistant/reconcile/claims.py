"""What the sentences of the papers claim of a side or a measure, and of which thing: the words by which two papers
speak of the same, in either language. Reads pages; it decides nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

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
_MEASURE = re.compile(
    r"(?<![\d/.x-])((?:\d{1,3}(?:[.,]\d{1,2})? ?(?:mm|cm)? ?x ?){0,2})(\d{1,3}(?:[.,]\d{1,2})?)"
    r"[ \n]?(mm|cm2|cm|ml/m2|degrees?|grados?|°|%)(?![a-z\d])"
)
_SIDE = re.compile(r"\d+(?:[.,]\d+)?")  # one of the sides of a thing, "3.4 x 3.1 cm"
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
    names: tuple[str, ...]  # of the findings in it
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
        named = _named(paper)
        for page in paper.document.pages:
            if page.state is PageState.READ:
                read = _Read(paper, page, plain(page.text), named.get(page.number, ()))
                for start, end in _sentences(read.flat):
                    yield from _of_sides(read, start, end, words)
                    yield from _of_measures(read, start, end, words)


class _Read(NamedTuple):
    """A page, its text as patterns are matched on it, and its affirmed findings and operations in order."""

    paper: Paper
    page: Page
    flat: str
    named: Sequence[Fact]

    def between(self, start: int, end: int) -> Sequence[Fact]:
        """Those that begin in a part of the page."""
        first = bisect_left(self.named, start, key=_start)
        return self.named[first : bisect_left(self.named, end, first, key=_start)]


def _start(fact: Fact) -> int:
    return fact.span.start


def _named(paper: Paper) -> dict[int, list[Fact]]:
    """The affirmed findings and operations of each page, in order."""
    found: dict[int, list[Fact]] = {}
    for fact in sorted(paper.facts, key=_start):
        if fact.kind in SIDED and fact.assertion in _MEANT:
            found.setdefault(fact.span.page, []).append(fact)
    return found


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


def _of_sides(read: _Read, start: int, end: int, words: HistoryWords) -> Iterator[Claim]:
    named = _named_sides(read, start, end, words)
    if not named:
        return
    if len(set(named)) == 1:
        yield _claim(read, start, end, words, side=named[0])
        return
    cuts = [start, *(part.start() for part in _PART.finditer(read.flat, start, end)), end]
    for first, last in pairwise(cuts):
        inside = set(_named_sides(read, first, last, words))
        if len(inside) == 1:
            part = read.flat[first:last]
            yield _claim(read, last - len(part.lstrip(" ,:\n")), last, words, side=inside.pop())


def _named_sides(read: _Read, start: int, end: int, words: HistoryWords) -> list[str]:
    named = [words.sides[w[0]] for w in _WORD.finditer(read.flat, start, end) if w[0] in words.sides]
    if named and words.no_side.search(read.flat, start, end):
        return []
    return named + [words.eyes[eye[0]] for eye in _EYE.finditer(read.page.text, start, end)]


def _of_measures(read: _Read, start: int, end: int, words: HistoryWords) -> Iterator[Claim]:
    for match in _MEASURE.finditer(read.flat, start, end):
        if words.unsaid.search(read.flat, max(start, match.start() - 60), match.start()):
            continue
        if words.distance.match(read.flat, match.end()):
            continue
        longest = max(float(side.replace(",", ".")) for side in _SIDE.findall(match[1] + match[2]))
        amount = longest * (10 if match[3] == "cm" else 1)
        unit = _UNITS.get(match[3], match[3])
        yield _claim(read, start, end, words, amount=amount, unit=unit, written=" ".join(match[0].split()))


def _claim(read: _Read, start: int, end: int, words: HistoryWords, side: str = "", **measure: Any) -> Claim:
    flat, named = read.flat, read.between(start, end)
    said = [w for w in _WORD.finditer(flat, start, end) if w[0] not in words.sides]
    sided = [fact for fact in named if not side or _side(fact, words) == side]
    specific = {root(w) for fact in sided for w in _WORD.findall(plain(fact.name)) if _tells(w, words)}
    things = {
        words.lesions[w[0]] for w in said if w[0] in words.lesions and not words.unsaid.search(flat, start, w.start())
    }
    if words.healthy.search(flat, start, end):
        things = set()
    if (named or things or words.acts.search(flat, start, end)) and not words.unclaimed.search(flat, start, end):
        specific |= {part for part, beside in words.paired.items() if beside.search(flat, start, end)}
    return Claim(
        paper=read.paper,
        page=read.page,
        start=start,
        end=end,
        words=frozenset(words.lesions.get(w[0]) or root(w[0]) for w in said if w[0] not in words.common),
        things=frozenset(things | specific),
        specific=frozenset(specific | things - words.many),
        names=tuple(fact.name for fact in sided),
        numbers=frozenset(n.replace(",", ".") for n in _NUMBER.findall(flat[start:end]) if len(n) > 1),
        side=side,
        **measure,
    )


def _side(fact: Fact, words: HistoryWords) -> str:
    """The side that a fact has by its own words or details."""
    own = next((words.sides[w] for w in _WORD.findall(plain(fact.text)) if w in words.sides), "")
    return own or words.sides.get(fact.details.get("side", ""), "")


def _tells(word: str, words: HistoryWords) -> bool:
    return not any(word in known for known in (words.common, words.parts, words.sides, words.lesions))


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
    for name in claim.names:
        said = _WORD.findall(plain(name))
        if {words.lesions.get(w) or root(w) for w in said if w not in words.sides} & wanted:
            return name
    written: list[str] = [w for w in _WORD.findall(claim.text) if (words.lesions.get(w) or root(w)) in wanted]
    return max(written or sorted(wanted), key=len)
