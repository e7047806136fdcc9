"""A page as a reader sees it: lines, sections under their headings, sentences. Never changes the text or its places."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assistant.extract.boxes import Boxes, boxes
from assistant.extract.sentences import sentences_of
from assistant.extract.shapes import said
from assistant.extract.turns import kind_of, turning
from knowledge.lexicon import Lexicon
from knowledge.plain import plain


class Line(NamedTuple):
    start: int
    end: int


Lines = tuple[Line, ...]


class Section(NamedTuple):
    """A stretch of a page under one heading; `kind` is a key of words/sections.yml, "other" or ""."""

    kind: str
    title: str
    start: int  # of the heading
    body: int
    end: int


class Place(NamedTuple):
    """A sentence, with the section it stands in and the run-in label it follows ("Liver: …")."""

    start: int
    end: int
    section: str
    label: str


@dataclass(frozen=True)
class Reading:
    text: str
    flat: str
    lines: Lines
    sections: tuple[Section, ...]
    sentences: tuple[Place, ...]

    @cached_property
    def starts(self) -> list[int]:
        """Where each sentence begins."""
        return [place.start for place in self.sentences]

    @cached_property
    def boxes(self) -> Boxes:
        """Rows of check-boxes, were this page a recognised one."""
        return boxes(self.flat, self.lines)

    def sentence_at(self, offset: int) -> Place:
        """The sentence around a character, or the whole text when none is."""
        for place in self.sentences:
            if place.start <= offset < place.end:
                return place
        return Place(0, len(self.text), "", "")

    def section_at(self, offset: int) -> Section:
        index = bisect_right(self._headings, offset) - 1
        return self.sections[index] if index >= 0 else Section("", "", 0, 0, len(self.text))

    @cached_property
    def _headings(self) -> list[int]:
        return [section.start for section in self.sections]


NUMBER = re.compile(r"\s*(?:\(?(?:\d{1,2}|[A-Ha-h]|[IVX]{1,4})[.)]|[-*•●▪◦‣–—·o])\s+")
RUN_IN = re.compile(r"\s*(?:(?:\d{1,2}|[IVX]{1,4})[.)]\s+)?([A-Za-zÀ-ÿ][^:\n]{1,58}?)\s*(?::|\s-\s|\s–\s)\s*")
RULES = " :.-=_*#|"  # what is drawn around headings
BRACKETS_BEHIND = re.compile(r"\s*\([^)]*\)$")
ARRIVAL_BEHIND = re.compile(
    r" (?:(?:on|at) (?:discharge|admission|arrival|presentation)|as of|(?:last )?(?:reviewed|updated)(?: on)?|al)$"
)
LABEL = re.compile(r"(?:^|(?<=[.;] )|(?<=\n))([A-Z][A-Za-zÀ-ÿ/&,() -]{1,45}):(?=\s)")
MIDDLE = re.compile(r"([A-Z](?<=[.;)\]] [A-Z])[A-Za-zÀ-ÿ/& ]{2,45}):(?=\s|$)")
SOAP = re.compile(r"^[ \t]*([SOAP]):(?=\s)", re.MULTILINE)
SOAP_PARTS = {"S": "history_present", "O": "exam", "A": "assessment", "P": "plan"}
BULLET = re.compile(r"\s*(?:[-*•●▪◦‣·☐☒☑]|\[[A-Z ]{3,}\]|\(?\d{1,2}[.)]\s|\[[ xX]?\]|[A-H][.)]\s)")
CAPITAL_LABEL = re.compile(r"\s*([A-Z][A-Z /&-]{2,30}):(?:\s|$)")
DATE_BEHIND = re.compile(r"[\s(,-]*\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?\)?$")
HEADER_WORDS = frozenset(
    {
        "exam",
        "study",
        "procedure",
        "visit",
        "operation",
        "result",
        "results",
        "specimen",
        "reason",
        "test",
        "tests",
        "physical",
        "course",
        "data",
    }
)
HEADER_VALUE = re.compile(r"\s*\d{1,4}[/-]\d|\s*$|\s*[A-Z]+-?\d")


def _lines(text: str) -> Lines:
    found, start = [], 0
    for written in text.split("\n"):
        end = start + len(written)
        if written and not written.isspace():
            found.append(Line(start, end))
        start = end + 1
    return tuple(found)


def _heading(line: str, flat: str, lexicon: Lexicon) -> tuple[str, str, int] | None:
    """(kind, title, where the body begins) when a line is a heading or begins with one; `flat` is its plain form."""
    stripped = line.strip()
    whole = ""
    if len(stripped.strip(RULES)) <= 70 or "  " in flat:  # a longer one is no heading with its number
        bare = NUMBER.match(line)
        whole = " ".join(flat[bare.end() if bare else 0 :].split()).strip(RULES)
        if len(whole) <= 60 and (kind := kind_of(whole, lexicon)) and not stripped.endswith((".", ";")):
            return kind, whole, len(line)
    run_in = RUN_IN.match(line) if ":" in line or "-" in line or "–" in line else None
    if run_in:
        title = " ".join(flat[run_in.start(1) : run_in.end(1)].split()).strip(" *#_")
        if title in HEADER_WORDS and HEADER_VALUE.match(line, run_in.end()):
            return None
        if kind := kind_of(title, lexicon):
            return kind, title, run_in.end()
        shorter = ARRIVAL_BEHIND.sub("", DATE_BEHIND.sub("", BRACKETS_BEHIND.sub("", title)))
        if shorter in lexicon.headings:
            return lexicon.headings[shorter], title, run_in.end()
    if stripped.endswith(":") and stripped.isupper() and 3 < len(stripped) < 60 and not re.search(r"\d", stripped):
        return "other", whole, len(line)
    return None


READ = 500


def _title(line: str) -> tuple[str, str, int] | None:
    """The title of another report in the middle of a page, in capitals: what stood above it ends there."""
    if not line.isupper():
        return None
    bare = DATE_BEHIND.sub("", line.strip())
    if len(bare.split()) > 6 or ":" in bare or bare.endswith("."):
        return None
    named = plain(bare)
    return ("other", named, len(line)) if said("title_line").search(named) else None


def _soap(text: str) -> dict[int, tuple[str, str, int]]:
    """Start of a line -> heading, where a note's parts are lettered S, O, A and P; other letters name specimens."""
    if "A:" not in text or "P:" not in text:
        return {}
    marks = list(SOAP.finditer(text))
    letters = {mark[1] for mark in marks}
    if not {"A", "P"} <= letters or not letters & {"S", "O"}:
        return {}
    return {mark.start(): (SOAP_PARTS[mark[1]], mark[1].lower(), mark.end() - mark.start()) for mark in marks}


def _sections(text: str, flat: str, lines: Lines, lexicon: Lexicon, carried: Section | None) -> tuple[Section, ...]:
    marks: list[tuple[int, int, str, str]] = []
    capitals = sum(text[line.start : line.end].isupper() for line in lines)
    shouted = text[: 4 * READ].isupper() or capitals * 2 > len(lines)
    if carried is not None:
        marks.append((0, 0, carried.kind, carried.title))
    parts = _soap(text)
    for line in lines:
        written, quiet = text[line.start : line.end], flat[line.start : line.end]
        found = (
            parts.get(line.start)
            or _heading(written, quiet, lexicon)
            or (None if shouted or line is lines[0] else _title(written))
        )
        if found:
            kind, title, body = found
            if _field(title, written, marks, lexicon):
                continue
            marks.append((line.start, line.start + body, kind, title))
        if ":" not in written:
            continue
        for match in MIDDLE.finditer(written):
            title = " ".join(quiet[match.start(1) : match.end(1)].split())
            kind = kind_of(title, lexicon)
            if kind in LONG or (title in lexicon.headings and (match[1].isupper() or " " in title)):
                marks.append((line.start + match.start(1), line.start + match.end(), kind, title))
    marks += [(at, at, "" if kind == "text" else kind, "") for at, kind in turning(lexicon).turns(flat, lines)]
    if not marks:
        return ()
    marks.sort()
    ends = [mark[0] for mark in marks[1:]] + [len(text)]
    return tuple(
        Section(kind, title, start, body, end) for (start, body, kind, title), end in zip(marks, ends, strict=True)
    )


def _field(title: str, line: str, marks: list[tuple[int, int, str, str]], lexicon: Lexicon) -> bool:
    """A label inside the entry of a list ("Instructions: take one") opens no section."""
    listed = bool(marks) and marks[-1][2] in LISTS and not line.isupper()
    return listed and title in turning(lexicon).fields and ":" in line.rstrip(" :")


LISTS = frozenset({"medications", "discharge_medications", "allergies", "immunizations"})
LONG = frozenset({"impression", "medications", "allergies", "plan", "assessment", "family_history", "social_history"})


def _blocks(text: str, lines: Lines, sections: tuple[Section, ...]) -> Iterator[tuple[int, int]]:
    """Runs of lines that wrap one into the next; a heading's body begins a new one."""
    starts = {section.body for section in sections} | {section.start for section in sections}
    block: list[int] = []
    previous: Line | None = None
    widths = sorted(line.end - line.start for line in lines)
    wide = max(52, int(widths[int(len(widths) * 0.9)] * 0.72)) if widths else 0
    for line in lines:
        if block and previous is not None:
            gap = text[previous.end : line.start]
            joined = _wraps(text, previous, line, wide) and gap.count("\n") == 1 and line.start not in starts
            if not joined:
                yield block[0], previous.end
                block = []
        if not block:
            block = [line.start]
        previous = line
    if block and previous is not None:
        yield block[0], previous.end


def _wraps(text: str, first: Line, second: Line, wide: int) -> bool:
    ending = text[first.start : first.end].rstrip()
    beginning = text[second.start : second.end].lstrip()
    if not ending or not beginning:
        return False
    if not beginning[0].islower() and (BULLET.match(beginning) or CAPITAL_LABEL.match(beginning)):
        return False
    if ending.endswith((":", ";")):
        return beginning[0].islower() and len(ending) >= wide
    if beginning[0].islower() and said("dosed_row").match(beginning) and said("dosed_row").match(ending):
        return ending.endswith((",", ";"))
    if beginning[0].islower() or ending.endswith((",", "-", "/")) or beginning[0] in "(,":
        return True
    return len(ending) >= wide and not ending.endswith((".", "!", "?"))


def read(text: str, lexicon: Lexicon, carried: Section | None = None) -> Reading:
    """The page read; `carried` is the section that ran on from the page before."""
    flat = plain(text)
    lines = _lines(text)
    sections = _sections(text, flat, lines, lexicon, carried)
    bounds = sorted({mark for section in sections for mark in (section.start, section.body)})
    sentences: list[Place] = []
    index = -1
    label = ""
    for start, end in _blocks(text, lines, sections):
        cuts = [start, *[bound for bound in bounds if start < bound < end], end]
        for first, last in itertools.pairwise(cuts):
            for begin, stop in sentences_of(text, flat, first, last):
                led = text[begin:stop].lstrip()
                if not led:
                    continue
                begin = stop - len(led)
                while index + 1 < len(sections) and sections[index + 1].start <= begin:
                    index += 1
                    label = ""
                kind = sections[index].kind if index >= 0 else ""
                named = LABEL.match(text, begin, stop) if text.find(":", begin, stop) >= 0 else None
                if named and named[1].strip():
                    label = flat[named.start(1) : named.end(1)].strip()
                    label = "" if label in lexicon.headings else label
                elif begin == start:
                    label = ""
                if index >= 0 and stop <= sections[index].body and kind != "other":
                    continue  # the heading itself says nothing
                sentences.append(Place(begin, stop, kind, label))
    return Reading(text, flat, lines, sections, tuple(sentences))
