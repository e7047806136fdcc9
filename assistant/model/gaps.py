"""Gaps (what a specialist will miss) and questions (what the patient wants to know)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.model.facts import Evidence


class GapState(StrEnum):
    MISSING = "missing"
    OUTDATED = "outdated"
    REPORT_ONLY = "report_only"
    IMAGES_ONLY = "images_only"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"
    WRONG_PATIENT = "wrong_patient"
    UNCONFIRMED = "unconfirmed"


class Need(StrEnum):
    REQUIRED = "required"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a specialist will miss. Texts are in the language `check` was asked for; `id` is not affected by it.

    `id` is made of the requirement and what it is about, so answers ("asked on 3 May") survive recomputation.
    """

    id: str
    item: str  # slug of the requirement, or of the rule: "wrong-patient", "conflict", "mentioned-procedure"
    label: str
    state: GapState
    why: str
    who_has_it: str
    need: Need
    evidence: tuple[Evidence, ...] = ()
    kind: str = ""  # a kind of record (report, image, ...) or: identity | conflict | condition | questionnaire | file
    looked_in: tuple[str, ...] = ()  # ids of the documents searched
    facility: str = ""  # who holds it, from the papers, where they say
    found: str = ""  # what was found instead: "MRI of the knee, 3 May 2023"
    found_date: str = ""
    window_months: int | None = None
    rank: int = 0  # 0 first: what would stop the specialist
    ahead: bool = False  # only planned, as the papers say: nobody holds it yet, so nobody is asked for it
    clock: str = ""  # key of clocks.yml: by which rule a place has to answer; "" where no letter would help

    @property
    def discreet(self) -> Gap:
        """As others may see it: of a paper that may be another person's, the file's name and no word of its content."""
        if self.state is not GapState.WRONG_PATIENT:
            return self
        return replace(self, evidence=(), found="", found_date="", facility="", looked_in=())


@dataclass(frozen=True, slots=True)
class Received:
    """The other half of the list: a requirement and the papers that meet it."""

    item: str
    label: str
    documents: tuple[str, ...]
    need: Need
    date: str = ""


class GapAnswer(StrEnum):
    """What the patient (or the liaison for them) said of a gap."""

    CONFIRMED = "confirmed"  # yes, it was done (or: yes, that is so): it exists and is wanted
    ASKED = "asked"
    NEVER_DONE = "never_done"
    DO_NOT_HAVE = "do_not_have"
    DO_NOT_KNOW = "do_not_know"
    NOT_MINE = "not_mine"  # does not apply to me
    REMINDED = "reminded"
    PROMISED = "promised"
    EXTENDED = "extended"  # they put it off, in writing, to a day
    FEE_ASKED = "fee_asked"
    FORM_ASKED = "form_asked"
    RECEIVED = "received"
    REFUSED = "refused"
    NOT_FOUND = "not_found"  # they say they do not have it


class QuestionOrigin(StrEnum):
    PATIENT = "patient"
    KNOWLEDGE = "knowledge"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Question:
    """One question for the specialist. `id` of a suggested one is stable; the patient's words are kept as typed."""

    id: str
    text: str
    origin: QuestionOrigin
    rank: int
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    top: bool = False
