"""The papers laid out for looking things up: which count, what their heads say, what each sentence means.

Holds what was read; adds nothing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.check.dates import dates_in
from assistant.check.heads import date_of
from assistant.check.text import fold, has, pattern, places, sentences, set_aside
from assistant.model.facts import Evidence, Fact
from assistant.model.papers import Belongs, DocumentKind, Paper
from ingest.document import PageState
from knowledge.schema import Cues, Pathway

HEAD = 700
_FORMS = (DocumentKind.INSURANCE, DocumentKind.CONSENT)
TELL_OF_MANY = {  # papers that tell of many things: only their title says what they are
    DocumentKind.CONSULT_NOTE,
    DocumentKind.ONCOLOGY_NOTE,
    DocumentKind.PROGRESS_NOTE,
    DocumentKind.HISTORY_PHYSICAL,
    DocumentKind.REFERRAL_LETTER,
    DocumentKind.DISCHARGE_SUMMARY,
    DocumentKind.EMERGENCY_NOTE,
    DocumentKind.PORTAL_SUMMARY,
    DocumentKind.PATIENT_NOTE,
    DocumentKind.MEDICATION_LIST,
    DocumentKind.INSURANCE,
    DocumentKind.CONSENT,
}
_STRANGE = 32  # characters before a date in which "born" or "printed by" stands
_LONG_SENTENCE = 300  # characters
_NONE = re.compile(r"\S+(?:\s+\S+)?\s*:?\s+(?:none|ningun[oa]?)\b")  # "pacemaker: none"


@dataclass(frozen=True)
class Mention:
    """A sentence that speaks of something: what it says became of it, when, and where it stands."""

    paper: Paper
    page: int
    start: int
    end: int
    at: int  # place of the word within the page
    status: str  # done | planned | pending | denied | family | unknown
    date: str  # ISO, shortened, nearest to the word

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The sentence; of a long one without stops (a letterhead runs into it) the lines about the word."""
        start, end = self.start, self.end
        if end - start > _LONG_SENTENCE:
            start, end = _lines_about(self.paper.document.page(self.page).text, start, end, self.at)
        return (Evidence(self.paper.document.span(self.page, start, end), "rule:check.mention"),)

    @property
    def text(self) -> str:
        return self.paper.document.page(self.page).text[self.start : self.end]


@dataclass(frozen=True)
class Shown:
    """What pictures show: modality codes and areas; empty where the paper does not say."""

    modality: frozenset[str]
    areas: frozenset[str]


@dataclass
class Shelf:
    """Papers that count for the patient, and the ways to look into them."""

    papers: Sequence[Paper]
    pathway: Pathway
    today: str
    goal: str = ""  # what the patient told us, as one text
    answered: frozenset[str] = frozenset()  # fields of the goal that are filled; "statement" when they told us more
    answers: Mapping[str, str] = field(default_factory=dict)  # gap id -> "yes" | "no", see `check.answers`
    shown: dict[str, Shown] = field(default_factory=dict)  # by paper, once found
    _said: dict[tuple[str, int, int, int], tuple[str, str]] = field(default_factory=dict)
    _mentions: dict[tuple[str, ...], list[Mention]] = field(default_factory=dict)

    @cached_property
    def cues(self) -> Cues:
        if self.pathway.shared.cues is None:
            raise ValueError("the pathway's tables hold no cues")
        return self.pathway.shared.cues

    @cached_property
    def counted(self) -> tuple[Paper, ...]:
        """Papers about the patient that could be read at least in part."""
        return tuple(paper for paper in self.papers if paper.counts)

    @cached_property
    def written(self) -> tuple[Paper, ...]:
        """Counted papers with text of their own."""
        return tuple(paper for paper in self.counted if paper.document.imaging is None)

    @cached_property
    def studies(self) -> tuple[Paper, ...]:
        """Counted sets of pictures, newest first."""
        found = [paper for paper in self.counted if paper.document.imaging is not None]
        return tuple(sorted(found, key=date_of, reverse=True))

    @cached_property
    def facts(self) -> tuple[tuple[Fact, Paper], ...]:
        return tuple((fact, paper) for paper in self.counted for fact in paper.facts)

    def head(self, paper: Paper) -> str:
        """Title and first lines, up to where the findings begin."""
        text = "\n".join(page.text for page in paper.document.pages[:1])[:HEAD]
        for start, _ in places(self.cues.sections, text):
            if start > 60 and text[max(0, start - 2) : start].strip(" ") in ("", "\n"):
                text = text[:start]
                break
        return f"{paper.description.title}\n{text}"

    def text(self, paper: Paper) -> str:
        return "\n".join(page.text for page in paper.document.pages if page.state is PageState.READ)

    @cached_property
    def telling(self) -> tuple[Paper, ...]:
        """Written papers that tell of the patient: no form, no insurer's rules, no leaflet, which names nobody."""
        return tuple(
            paper
            for paper in self.written
            if paper.kind not in _FORMS
            and (
                paper.kind is not DocumentKind.OTHER
                or paper.description.patient.name
                or has(self._names, self.head(paper))
            )
        )

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The parts of the patient's name, as other papers give it: a letter may only say "Dear Ms. Ortega"."""
        named = (paper.description.patient.name for paper in self.counted if paper.belongs is Belongs.YES)
        return tuple(sorted({part for name in named for part in re.findall(r"[^\W\d_]{4,}", name)}))

    def letterhead(self, paper: Paper) -> str:
        """Of a letter, what stands above its text and the greeting; "" for what is no letter."""
        head = self.head(paper)
        greeting = places(self.cues.greetings, head)
        return head[: greeting[0][1]] if greeting else ""

    def is_order(self, paper: Paper) -> bool:
        """Whether the paper is one by which something is ordered: what it names is to come."""
        return has(self.cues.order_forms, paper.description.title)

    def mentions(self, words: Sequence[str]) -> list[Mention]:
        """Every sentence of the telling papers that holds one of the words, with what it says became of it."""
        key = tuple(words)
        if not key:
            return []
        if key not in self._mentions:
            self._mentions[key] = [m for paper in self.telling for m in self._in_paper(paper, key)]
        return self._mentions[key]

    def says(self, paper: Paper, words: tuple[str, ...], strict: bool = False) -> bool:
        """Whether the paper holds one of the words; if `strict`, in a sentence that tells of something done."""
        if not strict:
            return has(words, self.text(paper))
        return any(m.status in ("done", "unknown") for m in self._in_paper(paper, words))

    def awaited(self, paper: Paper, fact: Fact) -> bool:
        """Whether the fact's own sentence says that the result is still to come, or that it was only planned.

        A row of a table that begins with the fact speaks for itself: what stands under the table is not of it.
        """
        span = fact.span
        text = paper.document.page(span.page).text
        line = text.rfind("\n", 0, span.start) + 1
        if not text[line : span.start].strip():
            here = (line, span.end + len(text[span.end :].partition("\n")[0]))
        else:
            here = next(((a, b) for a, b in sentences(text) if a <= span.start < b), (span.start, span.end))
        return self._status(paper, text, *here, span.start)[0] in ("pending", "planned")

    def _in_paper(self, paper: Paper, words: tuple[str, ...]) -> Iterator[Mention]:
        for page in paper.document.pages:
            found = places(words, page.text)
            if paper.kind in TELL_OF_MANY:
                found = [place for place in found if not self._in_title(paper, page.text, place[0])]
            if not found:
                continue
            for start, end in sentences(page.text):
                here = next((a for a, _ in found if start <= a < end), None)
                if here is not None and not page.text[start:end].rstrip().endswith("?"):  # who asks tells nothing
                    key = (paper.id, page.number, start, here)
                    if key not in self._said:
                        self._said[key] = self._status(paper, page.text, start, end, here)
                    status, date = self._said[key]
                    yield Mention(paper, page.number, start, end, here, status, date)

    def _status(self, paper: Paper, text: str, start: int, end: int, at: int) -> tuple[str, str]:
        sentence, word = text[start:end], at - start
        dates = dates_in(
            sentence, self.cues.months, day_first=self._day_first(paper), written=paper.description.date.date
        )
        dates = [d for n, d in enumerate(dates) if not has(self.cues.not_the_day, _leading(sentence, dates, n))]
        near = min(dates, key=lambda d: abs(d[0] - word), default=(0, ""))
        date = near[1]
        before = fold(sentence[max(0, word - 45) : word])
        before = before[max(before.rfind(mark) for mark in ",;:.(") + 1 :]
        after = fold(sentence[word : word + 60])
        denied = pattern(self.cues.denied).search(before) or pattern(self.cues.denied_after).search(after)
        if has(self.cues.family, sentence[:word]):
            return "family", date
        if denied or _NONE.match(after):
            return "denied", date
        if has(self.cues.pending, sentence) and not set_aside(self.cues.pending, self.cues.not_pending, sentence):
            return "pending", date
        if date and self.today and date > self.today[: len(date)]:
            return "planned", date
        if date and 0 <= near[0] - word <= 40:
            return "planned" if self._only_ordered(sentence, word, near[0]) else "done", date
        if self._planned(sentence) or self._in_plan(text, start) or self.is_order(paper):
            return "planned", date
        if date or has(self.cues.done, sentence):
            return "done", date
        return "unknown", date

    @staticmethod
    def _in_title(paper: Paper, text: str, at: int) -> bool:
        """A title names the paper ("Spine surgery, new patient"), and tells of nothing that was done."""
        line = text[text.rfind("\n", 0, at) + 1 :].split("\n", 1)[0]
        return bool(paper.description.title) and " ".join(line.split()) == " ".join(paper.description.title.split())

    def _only_ordered(self, sentence: str, word: int, day: int) -> bool:
        """ "CT scheduled for 10/20/2026": the day is that of an order, and nothing says that it was done."""
        return has(self.cues.ordered, sentence[word:day]) and not has(self.cues.done, sentence)

    def _planned(self, sentence: str) -> bool:
        """Whether words of planning stand there that are no part of words of what is done ("was discussed")."""
        done = places(self.cues.done, sentence)
        return any(not any(a <= at < b for a, b in done) for at, _ in places(self.cues.planned, sentence))

    def _in_plan(self, text: str, start: int) -> bool:
        """Whether the sentence stands under a heading such as "Plan" or "Recommendations", or begins with one."""
        opening = text[start : start + 40].split(":")
        if len(opening) > 1 and has(self.cues.plan_headings, opening[0]):
            return True
        heading = ""
        for line in text[:start].splitlines():
            bare = line.strip()
            if 2 < len(bare) <= 40 and bare[0].isupper() and (bare.endswith(":") or not bare.endswith((".", ","))):
                heading = bare
        return has(self.cues.plan_headings, heading)

    @staticmethod
    def _day_first(paper: Paper) -> bool:
        return paper.description.language.startswith("es")


def _lines_about(text: str, start: int, end: int, at: int) -> tuple[int, int]:
    """Between `start` and `end`, the line of the place with the one before and the one behind it."""
    first = text.rfind("\n", start, max(start, text.rfind("\n", start, at)))
    last = text.find("\n", at, end)
    last = text.find("\n", last + 1, end) if last >= 0 else last
    return first + 1 if first >= 0 else start, last if last >= 0 else end


def _leading(sentence: str, dates: Sequence[tuple[int, str]], number: int) -> str:
    """What stands close before a date of the sentence and behind the one before it."""
    at = dates[number][0]
    before = dates[number - 1][0] + len("1/2/26") if number else 0
    return sentence[max(before, at - _STRANGE) : at]
