"""What reading produces: documents, pages, places and problems, as frozen values. Knows nothing of cases or medicine.

A place is always *characters of one page's text*. Boxes for highlighting are made when asked for (`ingest.preview`),
because making them for every word costs four times the reading itself (measured, README).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 with the origin at the top left: PDF points for a PDF page, pixels for an image page."""


class Origin(StrEnum):
    """Where a page's text came from."""

    TEXT = "text"  # characters the file itself holds
    OCR = "ocr"  # recognised from a picture
    STRUCTURED = "structured"  # rendered by us from entries (C-CDA, FHIR, DICOM headers)


class PageState(StrEnum):
    """Every page of the source exists in the document; this says what became of it."""

    READ = "read"
    BLANK = "blank"
    UNREADABLE = "unreadable"  # there is something on it that we could not turn into text


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word of an OCR page: characters `start:end` of the page text and its box in image pixels."""

    start: int
    end: int
    box: Box
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the source file. `number` is the page of the *file*, from 1, so it always opens the right picture."""

    number: int
    text: str
    origin: Origin
    state: PageState = PageState.READ
    confidence: float = 1.0  # 0..1, mean word confidence for OCR
    width: float = 0.0  # of the picture, in the unit of Box; 0 where the page has no picture
    height: float = 0.0
    words: tuple[Word, ...] = ()  # OCR only


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document with the words that stand there. Made by `Document.span`, which checks them."""

    document: str
    page: int
    start: int
    end: int
    quote: str


class SpanError(ValueError):
    """The words asked for are not at that place."""


NOT_SEARCHED = "facts-limit"  # the code of the problem whose page is the first that is not searched for facts


@dataclass(frozen=True, slots=True)
class Problem:
    """Trouble with a part of the input, never an exception. `code` is a key of `ingest/messages.yml`."""

    code: str
    file: str = ""  # the name the person knows it by; may name a member: "disc.zip/IM0001"
    page: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)  # fill-ins for the message
    severity: str = "warning"  # "note" (nothing lost) | "warning" (a part is lost) | "error" (the file is lost)

    def message(self, language: str = "en") -> str:
        """One plain sentence saying what is wrong and what to do."""
        from ingest.errors import sentence

        return sentence(self, language)


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the paper says it is about, as written (birth date normalised to ISO where it is certain)."""

    name: str = ""
    birth_date: str = ""
    mrn: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One DICOM series. `missing`: instance numbers absent between the first and last present."""

    uid: str
    description: str
    modality: str
    instances: int
    missing: tuple[int, ...] = ()
    body_part: str = ""
    members: tuple[str, ...] = ()  # input-relative member paths in slice order
    thickness_mm: float | None = None
    kind: str = "images"  # images | secondary_capture | dose_report | structured_report | presentation | other


@dataclass(frozen=True, slots=True)
class Imaging:
    """One DICOM study, grouped from headers."""

    study_uid: str
    modality: str
    body_part: str
    date: str  # ISO, possibly shortened; "" if absent
    description: str
    series: tuple[Series, ...]
    accession: str = ""
    facility: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One coded entry of a structured source (C-CDA entry, FHIR resource), with its place in the rendered text.

    `kind` is a fact kind of CONTRACT.md. `status` is the source's own word (active, completed, refuted,
    entered-in-error …); `negated` is negationInd, doNotPerform, "no known …" or a refuted status.
    `pointer` is the XPath or JSON pointer of the entry, for the reader who wants the raw source.
    """

    kind: str
    name: str
    start: int
    end: int
    page: int = 1
    pointer: str = ""
    system: str = ""  # as in the source, e.g. SNOMED CT, RxNorm, LOINC, ICD-10-CM
    code: str = ""
    negated: bool = False
    status: str = ""
    date: str = ""  # ISO, shortened to its precision: 2024, 2024-11, 2024-11-03
    value: str = ""
    unit: str = ""
    range: str = ""
    flag: str = ""
    experiencer: str = "patient"  # or the relation as written: "mother"
    details: Mapping[str, str] = field(default_factory=dict)  # dose, route, frequency, reaction, severity, site …


@dataclass(frozen=True, slots=True)
class Document:
    """One document: a report, a letter, an imaging study.

    `id` is the sha256 of its bytes, with `-first-last` behind it when it is a part (pages first..last) of a larger
    file, and for a study the sha256 of its sorted members' hashes.
    """

    id: str
    source: str  # sha256 of the stored bytes it was read from (a study: of the input that holds it)
    name: str  # the file's or member's name as the person knows it
    media_type: str
    pages: tuple[Page, ...]
    reader: str  # "pdf/1": name and version of the reader; with `source` the cache key
    problems: tuple[Problem, ...] = ()
    patient: Patient = Patient()  # only from structured headers (DICOM, C-CDA, FHIR); papers are read by `classify`
    imaging: Imaging | None = None
    entries: tuple[Entry, ...] = ()
    title: str = ""  # these four only where the format states them
    date: str = ""
    facility: str = ""
    author: str = ""
    kind: str = ""  # a CONTRACT kind only where the format states it (imaging_study, portal_summary, a LOINC type)
    language: str = ""
    members: Mapping[str, str] = field(default_factory=dict)  # a study: member path -> sha256

    def __hash__(self) -> int:
        return hash(self.id)

    def page(self, number: int) -> Page:
        """The page with that number; KeyError if the document has none."""
        if 0 < number <= len(self.pages) and (page := self.pages[number - 1]).number == number:
            return page
        for page in self.pages:
            if page.number == number:
                return page
        raise KeyError(number)

    def searched(self, page: int) -> bool:
        """Whether a page is searched for facts: one far back in a very long document is read and shown only."""
        return not any(p.code == NOT_SEARCHED and p.page is not None and p.page <= page for p in self.problems)

    def span(self, page: int, start: int, end: int) -> Span:
        """The place, checked: SpanError when it is empty or outside the page's text."""
        text = self.page(page).text
        if not 0 <= start < end <= len(text):
            raise SpanError(f"page {page} has no characters {start}:{end}")
        return Span(self.id, page, start, end, text[start:end])

    def holds(self, span: Span) -> bool:
        """Whether the words of `span` stand at its place in this document."""
        return span.document == self.id and any(
            page.number == span.page and page.text[span.start : span.end] == span.quote for page in self.pages
        )


class Status(StrEnum):
    """What became of one input."""

    ACCEPTED = "accepted"
    PARTIAL = "partial"  # something of it could not be read; `problems` says what
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Ingested:
    """All that came of one input file, folder or archive."""

    file: str
    sha256: str
    bytes: int
    status: Status
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
