"""The case: what people gave and decided. Facts, gaps and suggestions are never stored in it, but computed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.model.chase import Asked
from assistant.model.delivery import Delivery, ShareLink
from assistant.model.follow import FollowUp, Message
from assistant.model.gaps import Gap, GapAnswer, Question, Received
from assistant.model.helping import Helping, Invitation
from assistant.model.history import History, Verdict
from assistant.model.papers import Belongs, Paper
from assistant.model.people import Person


class Stage(StrEnum):
    GATHERING = "gathering"
    REVIEWING = "reviewing"  # with the liaison
    READY = "ready"  # signed off
    SENT = "sent"  # with the provider
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class PaperState(StrEnum):
    UPLOADED = "uploaded"
    READING = "reading"
    READ = "read"
    PARTIAL = "partial"
    REJECTED = "rejected"


class HowMuch(StrEnum):
    """How much of what the papers say the patient wants to see (service-design P7b)."""

    ALL = "all"
    BASICS = "basics"  # medicines and allergies only
    WITH_PERSON = "with_person"
    HELPER = "helper"


@dataclass(frozen=True, slots=True)
class Goal:
    """Why the person is here, in their words."""

    condition: str = ""
    pathways: tuple[str, ...] = ()  # chosen or confirmed by a person; empty: found from words and papers
    advised: str = ""  # what the doctors advised
    reasons: tuple[str, ...] = ()  # ids of reasons ticked
    reason: str = ""  # in their own words
    knows: str = ""  # what their doctor told them
    hopes: str = ""
    worries: str = ""
    limits: str = ""  # cannot or does not want
    decide_by: str = ""  # ISO date
    for_whom: str = "me"  # me | someone | child
    helper: str = ""  # name and relation of who types, if not the patient
    doctor: str = ""  # their own doctor and place


@dataclass(frozen=True, slots=True)
class Upload:
    """One thing the person added: a file, a folder (a disc) or an archive. The bytes are in `Blobs` under `sha256`.
    For a folder, `members` maps relative paths to their sha256 and `sha256` is that of the sorted list."""

    sha256: str
    name: str
    bytes: int
    at: str  # ISO UTC
    by: str  # actor id
    state: PaperState = PaperState.UPLOADED
    members: Mapping[str, str] = field(default_factory=dict)
    removed: bool = False
    lock: str = ""  # names the kept password of a locked file; what it opened is this case's alone


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict on an entry, a gap, a paper or a suggested question. The latest one for a target counts."""

    target: str  # entry, gap, document or question id
    verdict: str  # Verdict | GapAnswer | Belongs | "keep" | "drop"
    by: str
    at: str
    text: str = ""  # the correction or the reason, in their words
    on_behalf: bool = False
    asked: Asked | None = None  # of a record that somebody else holds: when, which, of whom


@dataclass(frozen=True, slots=True)
class Statement:
    """Something the patient told us that no paper says; it is a document of its own."""

    id: str
    kind: str  # a FactKind value
    text: str
    by: str
    at: str
    assertion: str = "present"
    on_behalf: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed to, in which words' version and language. `given` False takes it back."""

    what: str  # "use" | "model" | "share_doctor" | "send"
    given: bool
    by: str
    at: str
    version: str
    language: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """The liaison's checklist at the time of signing: item id -> answer, and which sources were opened."""

    by: str
    name: str
    at: str
    version: int  # case version signed
    checks: Mapping[str, str] = field(default_factory=dict)
    to: str = ""  # the provider it was signed for
    opened: tuple[str, ...] = ()  # ids of the papers they opened to compare


@dataclass(frozen=True, slots=True)
class Request:
    """The provider asks for more; it becomes a gap of the patient's until answered."""

    id: str
    text: str
    by: str
    at: str
    must: bool = True
    answered: str = ""  # ISO time, "" while open


@dataclass(frozen=True, slots=True)
class Answer:
    """The provider's answer to one question. `plain` is what the patient reads."""

    question: str  # Question id
    text: str
    plain: str = ""
    how: str = ""  # answered | partly | needs_test; "" until the doctor has chosen


@dataclass(frozen=True, slots=True)
class Response:
    """The provider's opinion. `signed` is empty while it is a draft."""

    package: str
    by: str
    name: str
    answers: tuple[Answer, ...] = ()
    short: str = ""
    diagnosis: str = ""  # agree | partly | differ | need_more
    plan: str = ""
    options: str = ""
    next_steps: str = ""
    certainty: str = ""
    seen: str = ""
    not_seen: str = ""
    credentials: str = ""
    signed: str = ""  # ISO time


@dataclass(frozen=True, slots=True)
class SentPackage:
    """A package that was sent: its id is the hash of its manifest. Never edited."""

    id: str
    at: str
    to: str  # provider actor id
    version: int  # of the case
    blob: str  # sha256 of the zip in Blobs
    bytes: int = 0
    have: int = 0  # of the records a doctor cannot do without
    need: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One patient's case. Changed only by the pure functions of `assistant.model.changes`, saved only by an action."""

    id: str
    number: str  # "VSO 4821 7730", for people to say on the phone
    owner: str  # actor id of the patient's account
    created: str
    language: str = "en"
    patient: Person = Person()
    goal: Goal = Goal()
    stage: Stage = Stage.GATHERING
    version: int = 0
    updated: str = ""
    helpers: tuple[str, ...] = ()
    liaison: str = ""
    provider: str = ""
    uploads: tuple[Upload, ...] = ()
    statements: tuple[Statement, ...] = ()
    decisions: tuple[Decision, ...] = ()
    consents: tuple[Consent, ...] = ()
    questions: tuple[Question, ...] = ()  # the patient's list: their own, and suggestions they kept, in rank order
    questions_done: bool = False
    how_much: HowMuch | None = None
    messages: tuple[Message, ...] = ()
    sign_off: SignOff | None = None
    packages: tuple[SentPackage, ...] = ()
    requests: tuple[Request, ...] = ()
    response: Response | None = None
    checked_sections: tuple[str, ...] = ()  # history sections the patient has looked over
    helping: tuple[Helping, ...] = ()  # what each helper may see
    invitations: tuple[Invitation, ...] = ()
    deliveries: tuple[Delivery, ...] = ()  # to configured places, with their receipts
    links: tuple[ShareLink, ...] = ()  # for people without an account
    follow_ups: tuple[FollowUp, ...] = ()  # asked of the doctor after the answer

    def decision(self, target: str) -> Decision | None:
        """The latest decision on a target."""
        for decision in reversed(self.decisions):
            if decision.target == target:
                return decision
        return None

    def consented(self, what: str) -> bool:
        for consent in reversed(self.consents):
            if consent.what == what:
                return consent.given
        return False


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that follows from a case and its documents, computed by `assistant.prepare`. Never stored."""

    case: Case
    papers: tuple[Paper, ...]
    history: History
    pathways: tuple[str, ...]
    pathway_titles: tuple[str, ...]
    gaps: tuple[Gap, ...]
    received: tuple[Received, ...]
    suggested: tuple[Question, ...]
    today: str
    language: str = "en"
    reading: int = 0  # uploads still being read
    told: tuple[str, ...] = ()  # pathways of the conditions that the papers speak of, most first, while none is chosen
    reviews: tuple[tuple[str, str], ...] = ()  # list used -> who reviewed it and when; "" while no clinician has

    def paper(self, document: str) -> Paper:
        for paper in self.papers:
            if paper.id == document:
                return paper
        raise KeyError(document)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The patient's list once they have one, the suggestions until then."""
        return self.case.questions or self.suggested


__all__ = [
    "Answer",
    "Belongs",
    "Case",
    "Consent",
    "Decision",
    "Dossier",
    "GapAnswer",
    "Goal",
    "HowMuch",
    "Message",
    "PaperState",
    "Request",
    "Response",
    "SentPackage",
    "SignOff",
    "Stage",
    "Statement",
    "Upload",
    "Verdict",
]
