"""A paper: one document together with what kind it is, whose it is, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.model.facts import Fact, When
from ingest.document import Document, Patient, Span


class DocumentKind(StrEnum):
    """The kinds of CONTRACT.md."""

    RADIOLOGY_REPORT = "radiology_report"
    PATHOLOGY_REPORT = "pathology_report"
    LAB_REPORT = "lab_report"
    OPERATIVE_NOTE = "operative_note"
    PROCEDURE_NOTE = "procedure_note"
    DISCHARGE_SUMMARY = "discharge_summary"
    CONSULT_NOTE = "consult_note"
    PROGRESS_NOTE = "progress_note"
    HISTORY_PHYSICAL = "history_physical"
    EMERGENCY_NOTE = "emergency_note"
    CARDIOLOGY_REPORT = "cardiology_report"
    GENETIC_REPORT = "genetic_report"
    ONCOLOGY_NOTE = "oncology_note"
    MEDICATION_LIST = "medication_list"
    IMAGING_STUDY = "imaging_study"
    PORTAL_SUMMARY = "portal_summary"
    REFERRAL_LETTER = "referral_letter"
    INSURANCE = "insurance"
    CONSENT = "consent"
    PATIENT_NOTE = "patient_note"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of paper it is, how sure (0..1), and the words that say so."""

    kind: DocumentKind
    confidence: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letterhead:
    """How the place that made the paper can be reached, as its head writes it. Empty where it does not say."""

    address: str = ""
    phone: str = ""
    fax: str = ""

    def __bool__(self) -> bool:
        return bool(self.address or self.phone or self.fax)


@dataclass(frozen=True, slots=True)
class Description:
    """The head of a paper, as read from it. Empty strings where it does not say."""

    kind: Kind
    title: str = ""
    date: When = When()
    facility: str = ""
    author: str = ""
    language: str = "en"
    patient: Patient = Patient()
    accession: str = ""
    letterhead: Letterhead = Letterhead()


class Belongs(StrEnum):
    """Whether a paper is about the patient of the case. Only `OTHER` and `UNSURE` keep its facts out of the history."""

    YES = "yes"  # name or number agree, nothing contradicts
    UNSTATED = "unstated"  # the paper names nobody
    UNSURE = "unsure"  # something contradicts (a birth date, a similar name): a person must say
    OTHER = "other"  # it names somebody else


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, its description and its facts. `belongs` is set by `reconcile`, or by a person's decision."""

    document: Document
    description: Description
    facts: tuple[Fact, ...] = ()
    belongs: Belongs = Belongs.UNSTATED
    belongs_because: str = ""

    def __hash__(self) -> int:
        return hash(self.document.id)

    @property
    def id(self) -> str:
        return self.document.id

    @property
    def kind(self) -> DocumentKind:
        return self.description.kind.kind

    def within(self, span: Span) -> list[Fact]:
        """Its statements that stand inside a place."""
        return [
            f for f in self.facts if f.span.page == span.page and span.start <= f.span.start and f.span.end <= span.end
        ]

    @property
    def counts(self) -> bool:
        """Whether its facts may enter the patient's history."""
        return self.belongs in (Belongs.YES, Belongs.UNSTATED)
