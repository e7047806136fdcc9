"""The pre-visit summary as values: every clause with whose word it is, where it stands and what people said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.model.facts import Evidence


class Source(StrEnum):
    """Whose word a clause is. The values are the words shown (service-design 8.3)."""

    RECORD = "record"
    PATIENT = "patient says"
    COORDINATOR = "coordinator"
    CALCULATED = "calculated"


class Mark(StrEnum):
    """What a reader must know of a clause; shown in words, never by colour alone."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    ONE_SOURCE = "one_source"
    DIFFER = "differ"
    NOT_CONFIRMED = "not_confirmed"
    NOT_SURE = "not_sure"
    DENIED = "denied"  # the patient says it is not so, or about someone else
    HARD_TO_READ = "hard_to_read"
    PROPOSED = "proposed"  # by a language model
    EARLIER = "earlier"  # an earlier conclusion of someone else, which a reader with fresh eyes may fold away


class Absence(StrEnum):
    """Four kinds of nothing, each said in words and never as a blank (service-design section 1, item 9)."""

    SAYS_NONE = "says_none"  # the patient, or a paper, says there is none
    NOT_FOUND = "not_found"
    NOT_ASKED = "not_asked"
    DIFFER = "differ"


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest thing the page says. `label` leads it in ("Allergies", "2 Oct 2026"); `quoted`: verbatim."""

    text: str
    source: Source
    evidence: tuple[Evidence, ...] = ()
    marks: tuple[Mark, ...] = ()
    label: str = ""
    quoted: bool = False
    alert: bool = False
    note: str = ""  # the person's correction, beside the paper's words
    target: str = ""  # entry, gap, conflict or question id: what "flag as wrong" is about


@dataclass(frozen=True, slots=True)
class Block:
    """One box of the first page. `more` clauses did not fit and stand in the record behind it."""

    id: str
    title: str
    clauses: tuple[Clause, ...]
    more: int = 0
    absence: Absence | None = None
    absent: str = ""  # the sentence for it


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of the full record."""

    cells: tuple[str, ...]
    source: Source
    evidence: tuple[Evidence, ...] = ()
    marks: tuple[Mark, ...] = ()
    target: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter of the full record behind the first page."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One result as printed. `number` is our reading of it, None where it is no plain number."""

    date: str
    value: str
    number: float | None
    flag: str
    range: str
    low: float | None
    high: float | None
    evidence: tuple[Evidence, ...]
    target: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class LabSeries:
    """Results of one test in one unit, oldest first. Never joined across units."""

    name: str
    unit: str
    points: tuple[Point, ...]

    @property
    def out_of_range(self) -> bool:
        return any(point.flag for point in self.points)


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the statements were checked by people, and how complete the papers are."""

    papers: int = 0
    pages: int = 0
    statements: int = 0
    confirmed: int = 0
    corrected: int = 0
    denied: int = 0
    unconfirmed: int = 0
    required: int = 0
    required_here: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class SourcePaper:
    """A paper as the sources name it."""

    id: str
    title: str
    kind: str
    date: str
    facility: str
    name: str  # file name as the person knows it
    pages: int
    belongs: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """Page one, the record behind it, and its sources. Computed from a dossier, never stored as truth."""

    title: str
    subtitle: str
    case_number: str
    today: str
    language: str
    strip: tuple[Clause, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    labs: tuple[LabSeries, ...]
    papers: tuple[SourcePaper, ...]
    counts: Counts
    alerts: tuple[Clause, ...] = ()
    usual: Mark = Mark.NOT_CONFIRMED  # what holds for most statements; said once, in the legend, and not on each
    legend: str = ""

    def telling(self, marks: Iterable[Mark]) -> tuple[Mark, ...]:
        """The marks that depart from the usual: only these are shown beside a statement."""
        return tuple(mark for mark in marks if mark not in (self.usual, Mark.ONE_SOURCE, Mark.EARLIER))

    def block(self, block_id: str) -> Block:
        for block in self.blocks:
            if block.id == block_id:
                return block
        raise KeyError(block_id)

    def section(self, section_id: str) -> Section:
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    @property
    def words(self) -> int:
        """How many words the first page holds."""
        clauses = [*self.strip, *(clause for block in self.blocks for clause in block.clauses)]
        return sum(len(f"{clause.label} {clause.text}".split()) for clause in clauses)
