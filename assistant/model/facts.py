"""Facts: what a paper says, each with the place it says it. A fact without evidence cannot be built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.document import Span


class FactKind(StrEnum):
    """The kinds of CONTRACT.md."""

    PROBLEM = "problem"
    SYMPTOM = "symptom"
    MEDICATION = "medication"
    ALLERGY = "allergy"
    PROCEDURE = "procedure"
    LAB_RESULT = "lab_result"
    VITAL = "vital"
    IMAGING_FINDING = "imaging_finding"
    IMPRESSION = "impression"
    PATHOLOGY_DIAGNOSIS = "pathology_diagnosis"
    BIOMARKER = "biomarker"
    STAGE = "stage"
    FAMILY_HISTORY = "family_history"
    SOCIAL_HISTORY = "social_history"
    IMMUNIZATION = "immunization"
    DEVICE = "device"
    CARE_TEAM = "care_team"
    RECOMMENDATION = "recommendation"
    APPOINTMENT = "appointment"


class Assertion(StrEnum):
    """What the paper says about it (after ConText, Harkema 2009, with `planned`)."""

    PRESENT = "present"
    ABSENT = "absent"
    POSSIBLE = "possible"
    CONDITIONAL = "conditional"
    HISTORICAL = "historical"
    FAMILY = "family"
    PLANNED = "planned"


class FactOrigin(StrEnum):
    RULE = "rule"
    STRUCTURED = "structured"
    MODEL = "model"
    PATIENT = "patient"
    LIAISON = "liaison"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class DateRole(StrEnum):
    HAPPENED = "happened"
    COLLECTED = "collected"
    REPORTED = "reported"
    STARTED = "started"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A date no more precise than its source: ISO, shortened ("2024", "2024-11", "2024-11-03"), "" when unknown."""

    date: str = ""
    precision: Precision = Precision.NONE
    role: DateRole = DateRole.HAPPENED
    ambiguous: bool = False  # 03/04/2025 where the papers do not settle day and month
    written: str = ""

    @classmethod
    def of(cls, iso: str, role: DateRole = DateRole.HAPPENED, written: str = "") -> When:
        precision = {0: Precision.NONE, 4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}.get(len(iso))
        if precision is None:
            raise ValueError("a date is YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(iso, precision, role, False, written or iso)


@dataclass(frozen=True, slots=True)
class Code:
    system: str  # ICD-10-CM | RxNorm | LOINC | SNOMED CT | CVX | …
    code: str
    display: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where it stands and which rule, entry or person made a fact of it."""

    span: Span
    method: str  # "rule:medication.line", "entry:/ClinicalDocument/…", "patient", "model:name"


class EvidenceError(ValueError):
    """A fact was built with no place."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of one paper. `text` is as written; `name` is our short name for it, lower case where usual."""

    kind: FactKind
    name: str
    text: str
    evidence: tuple[Evidence, ...]
    assertion: Assertion = Assertion.PRESENT
    code: Code | None = None
    when: When = When()
    origin: FactOrigin = FactOrigin.RULE
    value: str | None = None
    unit: str | None = None
    range: str | None = None
    flag: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.evidence:
            raise EvidenceError("no fact without a place")

    def __hash__(self) -> int:
        return hash((self.kind, self.name, self.evidence))

    @property
    def span(self) -> Span:
        """Its first place."""
        return self.evidence[0].span

    @property
    def id(self) -> str:
        """Stable across recomputation and better rules: what it is about and where it stands."""
        import hashlib

        span = self.span
        key = f"{self.kind}|{self.name.casefold()}|{span.document}|{span.page}|{span.start}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]


def printed(name: str, facts: Iterable[Fact]) -> str:
    """The name in the letters of the paper, where it stands there: "HER2", not "her2"."""
    for fact in facts:
        at = fact.text.casefold().find(name.casefold())
        if at >= 0 and len(fact.text.casefold()) == len(fact.text):
            found = fact.text[at : at + len(name)]
            shouted = found.isupper() and len(found) > (4 if found.isalpha() else 6)
            return name if shouted else found
    return name
