"""One page under work: its reading, its names, and the one place where facts with checked evidence are made."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.extract import shapes
from assistant.extract.anchors import Anchors
from assistant.extract.asserting import Sentences
from assistant.extract.context import Judgement, Sentence
from assistant.extract.dates import Dated, find_dates
from assistant.extract.long_names import Row, outside, rows
from assistant.extract.mentions import Mention, find
from assistant.extract.reading import Place, Reading
from assistant.extract.setting import Setting, undated
from assistant.model.facts import Assertion, Code, Evidence, Fact, FactKind, When
from ingest.document import Page
from knowledge.lexicon import Lexicon, Term

NO_DATE = When()
APART = re.compile(r"[.;]|, (?!\d)|\band\b.*\b(?:in|on)\b")
BEHIND_DATE = frozenset(",.;)\n") | {""}
GAP = re.compile(r"[:\s,(-]*(?:[\w-]+ ){0,4}")
PARTS = re.compile(r"[,;.:]")
LETTERS = re.compile(r"[a-z]{3}")
NEAR = 160  # characters beside a name in which rules look, and not further
BOOKING = 260  # characters in which a form says what it is for
HEAD = 160  # characters in which a page says what it is
LISTED = re.compile(r"^(?:\d{1,2}[.)]|[-*•])\s*")


@dataclass(frozen=True)
class Work:
    """A page being read. Rules ask it for sentences, names and judgements and give back what `fact` makes."""

    setting: Setting
    page: Page
    reading: Reading
    given: tuple[Mention, ...] = ()  # names on it that no rule finds
    _near: dict[int, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def lexicon(self) -> Lexicon:
        return self.setting.lexicon

    @cached_property
    def text(self) -> str:
        return self.reading.text

    @cached_property
    def flat(self) -> str:
        return self.reading.flat

    @cached_property
    def anchors(self) -> Anchors:
        """Where the words stand that rules wait for."""
        return Anchors(self.flat, self.lexicon)

    def near(self, name: Mention) -> frozenset[str]:
        """The rules whose words stand near a name, on either side: no other need be tried on it."""
        known = self._near.get(name.start)
        if known is None:
            known = self._near[name.start] = self.anchors.around(name.start - NEAR, name.end + NEAR)
        return known

    @cached_property
    def names(self) -> list[Mention]:
        """Every name on the page."""
        return outside(find(self.text, self.flat, self.lexicon, self.given), self.text, self.long_rows)

    @cached_property
    def long_rows(self) -> list[Row]:
        """Rows of results under a name of several parts."""
        return rows(self.text, self.lexicon)

    @cached_property
    def starts(self) -> list[int]:
        """Where each name begins."""
        return [name.start for name in self.names]

    @cached_property
    def named(self) -> list[tuple[Place, list[Mention]]]:
        """The sentences in which names begin, with those names."""
        found: list[tuple[Place, list[Mention]]] = []
        first, starts = 0, self.starts
        for place in self.reading.sentences:
            first = bisect_left(starts, place.start, first)
            last = bisect_left(starts, place.end, first)
            if first < last:
                found.append((place, self.names[first:last]))
        return found

    @cached_property
    def _named(self) -> dict[int, list[Mention]]:
        return {place.start: names for place, names in self.named}

    @cached_property
    def dates(self) -> list[Dated]:
        """Every date on the page."""
        return find_dates(self.text, self.setting.order, self.setting.when.date, self.flat)

    @cached_property
    def _date_starts(self) -> list[int]:
        return [dated.start for dated in self.dates]

    def dates_in(self, first: int, last: int) -> list[Dated]:
        """Dates that begin at or behind `first` and before `last`, without the birth date, which dates no statement."""
        begin = bisect_left(self._date_starts, first)
        found = self.dates[begin : bisect_left(self._date_starts, last, begin)]
        return [dated for dated in found if not shapes.is_birth(self.flat, dated.start)]

    def date_at(self, offset: int) -> Dated | None:
        """The date that holds a character."""
        index = bisect_right(self._date_starts, offset) - 1
        return self.dates[index] if index >= 0 and offset < self.dates[index].end else None

    def names_at(self, first: int, last: int) -> list[Mention]:
        """Names that begin at or behind `first` and before `last`."""
        begin = bisect_left(self.starts, first)
        return self.names[begin : bisect_left(self.starts, last, begin)]

    def names_in(self, place: Place) -> list[Mention]:
        """Names that begin in a sentence."""
        return self._named.get(place.start, [])

    def place_of(self, offset: int) -> Place | None:
        """The sentence that holds a character."""
        index = bisect_right(self.reading.starts, offset) - 1
        if index < 0 or offset >= self.reading.sentences[index].end:
            return None
        return self.reading.sentences[index]

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(self.reading, self.setting, self.anchors)

    def sentence(self, place: Place) -> Sentence:
        """A sentence with all that governs its names."""
        return self._sentences.of(place)

    @cached_property
    def head(self) -> int:
        """Where the letterhead of the first page ends: short lines without a sentence before the first heading."""
        first = self.reading.sections[0].start if self.reading.sections else 0
        if self.page.number != 1 or not first or self.setting.kind == "patient":
            return 0
        end = 0
        for line in self.reading.lines[:14]:
            written = self.text[line.start : line.end].strip()
            if line.start >= first or written.endswith(".") or len(written.split()) > 12:
                break
            end = line.end
        return end

    @cached_property
    def booking(self) -> bool:
        """The page asks for an operation."""
        return shapes.said("booking").search(self.flat, 0, BOOKING) is not None

    @cached_property
    def of_given(self) -> bool:
        """The paper records what was given at each visit."""
        return shapes.said("record_of_given").search(self.flat, 0, HEAD) is not None

    def foot(self, start: int, end: int) -> bool:
        """A page counter or a signature, or a line that stands on other pages too: furniture, not a statement."""
        written = self.text[start:end].strip()
        if shapes.said("page_foot").match(written):
            return True
        return len(written) < 90 and undated(written) in self.setting.furniture

    def begins_line(self, start: int) -> bool:
        """Nothing but the mark of a list stands before it in its line."""
        return not LISTED.sub("", self.text[self.text.rfind("\n", 0, start) + 1 : start]).strip()

    def prose(self, place: Place) -> bool:
        """A sentence of running text, not an entry of a list."""
        written = self.text[place.start : place.end].strip()
        return written.endswith(".") and written.count(" ") >= 5 and not LISTED.match(written)

    def asked(self, place: Place) -> bool:
        """A question, in a patient's own paper also without its mark."""
        if self.text[place.start : place.end].rstrip().endswith("?"):
            return True
        return self.setting.kind == "patient" and shapes.said("asks_first").match(self.flat, place.start) is not None

    def judge(self, place: Place, start: int, end: int, *, plannable: bool = False) -> Judgement:
        """What the sentence asserts of `start:end` of the page."""
        return self.sentence(place).judge(start - place.start, min(end, place.end) - place.start, plannable=plannable)

    def date_near(self, place: Place, start: int, end: int, reach: int = 40) -> When:
        """The date that belongs to what stands at `start:end`: behind it in the same clause, else close before it."""
        if not self.dates:
            return NO_DATE
        for dated in self.dates_in(end, min(place.end, end + reach)):
            between = shapes.said("day_set").sub(" ", self.flat[end : dated.start])
            if shapes.said("met_to_discuss").search(between):
                continue
            listed = between.endswith(", ") and self.flat[dated.end : dated.end + 1] in BEHIND_DATE
            if not APART.search(between[:-2] if listed else between):
                return dated.when
        before = self.dates_in(self._said(place), start)
        if before and before[-1].end > start:
            before.pop()
        if before and GAP.fullmatch(self.flat, before[-1].end, start) and not self._taken(place, before[-1], start):
            return before[-1].when
        return NO_DATE

    def _said(self, place: Place) -> int:
        """Where a sentence begins behind lines of a page's head that stand in it: their dates date no statement."""
        start = place.start
        while (line := self.text.find("\n", start, place.end)) >= 0 and self.foot(start, line):
            start = line + 1
        return start

    def _taken(self, place: Place, dated: Dated, start: int) -> bool:
        """The date before a comma belongs to what stands in front of it ("appendix out 2009, right knee")."""
        if "," not in self.flat[dated.end : start]:
            return False
        ahead = PARTS.split(self.flat[place.start : dated.start])[-1]
        return LETTERS.search(ahead) is not None

    def lead_date(self, start: int) -> When:
        """The date of the label it stands under ("Labs 05/01/2025: …"), in its sentence, line or section."""
        section, place = self.reading.section_at(start), self.place_of(start)
        marks = [(section.start, section.body)] if section.start < start else []
        for begins in (self.text.rfind("\n", 0, start) + 1, place.start if place else start):
            colon = self.flat.find(":", begins, start)
            if 0 < colon - begins < 70:
                marks.append((begins, colon))
        for first, last in reversed(marks):
            for dated in self.dates_in(first, last):
                if dated.end <= last:
                    return dated.when
        return NO_DATE

    def fact(
        self,
        kind: FactKind,
        name: str,
        span: tuple[int, int],
        rule: str,
        assertion: Assertion = Assertion.PRESENT,
        *,
        term: Term | None = None,
        when: When = NO_DATE,
        value: str | None = None,
        unit: str | None = None,
        limits: str | None = None,
        flag: str | None = None,
        details: Mapping[str, str] | None = None,
    ) -> Fact:
        """The fact, with its words checked against the page."""
        start, end = trimmed(self.text, *span)
        place = self.setting.document.span(self.page.number, start, end)
        code = Code(term.system, term.code, term.name) if term is not None and term.code and term.system else None
        kept = {key: value for key, value in details.items() if value} if details else {}
        return Fact(
            kind,
            name,
            place.quote,
            (Evidence(place, f"rule:{rule}"),),
            assertion,
            code,
            when,
            value=value,
            unit=unit,
            range=limits,
            flag=flag,
            details=kept,
        )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the white space around it."""
    written = text[start:end]
    kept = written.strip()
    if len(kept) == len(written):
        return start, start + len(kept)
    start += len(written) - len(written.lstrip())
    return start, start + len(kept)
