"""The history: facts of many papers that are one thing become one entry, holding them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.model.facts import Assertion, Code, Evidence, Fact, FactKind, FactOrigin, When


class Agreement(StrEnum):
    ONE_SOURCE = "one_source"
    AGREE = "agree"
    DIFFER = "differ"


class Verdict(StrEnum):
    """What a person said of an entry."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    NOT_SURE = "not_sure"
    NOT_MINE = "not_mine"  # about someone else
    REJECTED = "rejected"  # not so


@dataclass(frozen=True, slots=True)
class Entry:
    """One real thing of the patient's history. `id` survives recomputation, so a person's verdict stays with it."""

    id: str
    kind: FactKind
    name: str
    facts: tuple[Fact, ...]
    assertion: Assertion
    agreement: Agreement
    when: When = When()
    code: Code | None = None
    status: str = ""  # medicines and problems: active | stopped | resolved | ""
    details: Mapping[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    correction: str = ""  # the person's words, beside the paper's and never instead of them
    verdict_by: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(evidence for fact in self.facts for evidence in fact.evidence)

    @property
    def proposed(self) -> bool:
        """Whether only a language model has found it."""
        return all(fact.origin is FactOrigin.MODEL for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Papers that disagree: what about, and each side with its facts. No side is assumed right."""

    id: str
    topic: str  # "penicillin allergy", "tumor size"
    sides: tuple[tuple[str, tuple[Fact, ...]], ...]  # what it says, and where
    kind: FactKind

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(e for _, facts in self.sides for fact in facts for e in fact.evidence)


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the timeline. `lane`: symptom | diagnosis | imaging | treatment | test | visit | other."""

    when: When
    lane: str
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """One part of the line that introduces the patient. `quoted`: verbatim. `date`: ISO, of the paper that says it."""

    part: str  # who | with | problem | proof | stage | markers | done | tried | plan
    text: str
    evidence: tuple[Evidence, ...] = ()
    date: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """All entries, conflicts and dated events of one patient; ids of papers kept out, with the reason code."""

    entries: tuple[Entry, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    timeline: tuple[Event, ...] = ()
    kept_out: Mapping[str, str] = field(default_factory=dict)  # document id -> Belongs value
    one_liner: str = ""  # composed from facts, never inferred
    one_liner_evidence: tuple[Evidence, ...] = ()
    introduction: tuple[Saying, ...] = ()  # the same line in its parts
    main: str = ""  # id of the entry of what the person is seen for; "" where the papers name none

    def of(self, *kinds: FactKind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind in kinds)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for entry in self.entries for fact in entry.facts)
