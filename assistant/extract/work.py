"""One page under work: its reading, its names, and the one place where facts with checked evidence are made."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.extract import shapes
from assistant.extract.context import Judgement, Sentence
from assistant.extract.dates import Dated, find_dates
from assistant.extract.mentions import Mention, find
from assistant.extract.reading import Place, Reading
from assistant.model.facts import Assertion, Code, Evidence, Fact, FactKind, When
from ingest.document import Document, Page
from knowledge.lexicon import Lexicon, Term

NO_DATE = When()


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the paper before its pages are read."""

    document: Document
    lexicon: Lexicon
    kind: str  # imaging | pathology | laboratory | procedure | form | patient | ""
    when: When
    order: str
    declared: str = ""  # the kind `classify` gave, a kind of CONTRACT.md
    furniture: frozenset[str] = frozenset()  # lines that head or foot several pages


@dataclass(frozen=True)
class Work:
    """A page being read. Rules ask it for sentences, names and judgements and give back what `fact` makes."""

    setting: Setting
    page: Page
    reading: Reading
    _sentences: dict[int, Sentence] = field(default_factory=dict)

    @property
    def lexicon(self) -> Lexicon:
        return self.setting.lexicon

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def flat(self) -> str:
        return self.reading.flat

    @cached_property
    def names(self) -> list[Mention]:
        """Every name on the page."""
        return find(self.text, self.flat, self.lexicon)

    @cached_property
    def _starts(self) -> list[int]:
        return [name.start for name in self.names]

    @cached_property
    def dates(self) -> list[Dated]:
        """Every date on the page."""
        return find_dates(self.text, self.setting.order, self.setting.when.date)

    def names_in(self, place: Place) -> list[Mention]:
        """Names that begin in a sentence."""
        first = bisect_left(self._starts, place.start)
        return self.names[first : bisect_left(self._starts, place.end, first)]

    def place_of(self, offset: int) -> Place | None:
        """The sentence that holds a character."""
        index = bisect_right(self.reading.starts, offset) - 1
        if index < 0 or offset >= self.reading.sentences[index].end:
            return None
        return self.reading.sentences[index]

    def sentence(self, place: Place) -> Sentence:
        if place.start not in self._sentences:
            self._sentences[place.start] = Sentence(self.flat[place.start : place.end], self.lexicon, place.section)
        return self._sentences[place.start]

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

    def foot(self, start: int, end: int) -> bool:
        """A page counter or a signature, or a line that stands on other pages too: furniture, not a statement."""
        written = self.text[start:end].strip()
        if shapes.said("page_foot").match(written):
            return True
        return len(written) < 90 and " ".join(written.split()) in self.setting.furniture

    def judge(self, place: Place, start: int, end: int, *, plannable: bool = False) -> Judgement:
        """What the sentence asserts of `start:end` of the page."""
        return self.sentence(place).judge(start - place.start, min(end, place.end) - place.start, plannable=plannable)

    def date_near(self, place: Place, start: int, end: int, reach: int = 40) -> When:
        """The date that belongs to what stands at `start:end`: behind it in the same clause, else close before it."""
        behind = [dated for dated in self.dates if end <= dated.start < min(place.end, end + reach)]
        for dated in behind:
            between = self.flat[end : dated.start]
            if shapes.said("met_to_discuss").search(between):
                continue
            if not re.search(r"[.;]|, (?!\d)|\band\b.*\b(?:in|on)\b", between):
                return dated.when
        before = [dated for dated in self.dates if place.start <= dated.start and dated.end <= start]
        gap = re.compile(r"[:\s,-]*(?:[\w-]+ ){0,4}")
        if before and gap.fullmatch(self.flat, before[-1].end, start) and not self._taken(place, before[-1], start):
            return before[-1].when
        return When()

    def _taken(self, place: Place, dated: Dated, start: int) -> bool:
        """The date before a comma belongs to what stands in front of it ("appendix out 2009, right knee")."""
        if "," not in self.flat[dated.end : start]:
            return False
        ahead = re.split(r"[,;.:]", self.flat[place.start : dated.start])[-1]
        return re.search(r"[a-z]{3}", ahead) is not None

    def lead_date(self, start: int) -> When:
        """The date of the heading or label something stands under ("Labs 05/01/2025: …"), in its line or section."""
        section = self.reading.section_at(start)
        line = self.text.rfind("\n", 0, start) + 1
        colon = self.flat.find(":", line, start)
        marks = [(section.start, section.body)] if section.start < start else []
        if 0 < colon - line < 70:
            marks.append((line, colon))
        for first, last in reversed(marks):
            for dated in self.dates:
                if first <= dated.start and dated.end <= last:
                    return dated.when
        return When()

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
        kept = {key: value for key, value in (details or {}).items() if value}
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
    end = min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def short(text: str, limit: int = 90) -> str:
    """A sentence as a short name: one line, no number in front, no full stop behind."""
    line = re.sub(r"\s+", " ", text).strip()
    line = re.sub(r"^(?:\d{1,2}[.)]|[-*•])\s*", "", line).rstrip(" .;:")
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0]
