"""The shape of a pathway: what a good case contains, as a clinician writes it. Knows no patient and reads no file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import Field

from knowledge.asking import Background, Theme, Worry
from knowledge.schedule import Clock, Usual
from knowledge.strict import Names, Strict, Text
from knowledge.suits import Suits

RequirementKind = Literal["report", "image", "slides", "lab", "genetic", "note", "procedure", "questionnaire"]
NeedWord = Literal["required", "recommended"]
Layer = Literal["core", "specialty", "condition", "reason"]


class Find(Strict):
    """One way a paper can meet a requirement. Empty fields ask nothing; all that is given must hold."""

    kinds: tuple[str, ...] = ()  # kinds of document
    modality: tuple[str, ...] = ()  # DICOM codes, any of
    areas: tuple[str, ...] = ()  # ids of shared/areas.yml, any of; none: anywhere
    terms: tuple[str, ...] = ()  # beginnings of words in the title or head, any of
    inside: tuple[str, ...] = ()  # the same, anywhere in the paper
    without: tuple[str, ...] = ()  # words that must not stand in its title or first line
    tests: tuple[str, ...] = ()  # ids of shared/tests.yml
    key: tuple[str, ...] = ()  # of these tests one must be there
    least: int = 1  # how many of the tests make it count
    facts: tuple[str, ...] = ()  # kinds of fact, wherever they stand
    media: tuple[str, ...] = ()  # beginnings of the media type, for photographs
    answers: tuple[str, ...] = ()  # what the patient told us: fields of Goal, or "statement"


class Item(Strict):
    """What is asked for, in words; shared by all pathways that ask for it."""

    kind: RequirementKind
    label: Text
    why: Text
    who: str  # id of shared/who.yml
    find: tuple[Find, ...] = ()
    mention: tuple[str, ...] = ()  # words by which papers speak of it, where they differ from the terms of `find`
    told: tuple[str, ...] = ()  # words that tell its result: papers that hold them were written after it came
    images_needed: bool = False
    partners: bool = False  # it may be a paper of the partner, and then bears the partner's name
    question: Text | None = None  # asked when it is not known whether it was done


class Ask(Strict):
    """How one pathway asks for an item. What is given here stands in the place of the item's own."""

    item: str
    need: NeedWord
    need_with_condition: NeedWord | None = None  # core and layers: the need when a condition does not list the item
    need_when_old: NeedWord | None = None  # the need when a paper is there, but old
    label: Text | None = None
    why: Text | None = None
    who: str | None = None
    find: tuple[Find, ...] | None = None
    images_needed: bool | None = None
    question: Text | None = None
    recency_months: int | None = Field(default=None, ge=1)
    when: tuple[str, ...] = ()  # circumstances, any of; none: always
    unless: tuple[str, ...] = ()  # circumstances in which nobody does it; it stays where papers say it was done
    silent: bool = False  # do not ask when the circumstance is not known
    suits: Suits = Suits()
    satisfied_by: tuple[str, ...] = ()  # other items of the pathway that can stand in
    source: str = "standard-practice"
    reviewed: date | None = None


class Suggested(Strict):
    """A question worth asking. `answered_by`: words which, found in the papers, show that it is settled."""

    en: str = Field(min_length=1)
    es: str = Field(min_length=1)
    topic: str
    when: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    suits: Suits = Suits()

    def of(self, language: str) -> str:
        return self.es if language.startswith("es") else self.en


class PathwayFile(Strict):
    """One file of `knowledge/pathways`."""

    id: str
    title: Text
    layer: Layer
    inherits: tuple[str, ...] = ()
    synonyms: Names = Names()
    # short form -> words one of which must stand with it; none: alone
    abbreviations: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    sites: Names = Names()  # parts of the body where one of the signs is this condition
    signs: Names = Names()  # what people say is wrong with them there; none: a growth (see cues.yml)
    icd10: tuple[str, ...] = ()
    fallback: bool = False  # a catch-all: counts only where nothing more specific is found
    specialty: Text | None = None
    layout: str = ""  # specialty layout of the summary
    operations: tuple[str, ...] = ()  # words for operations done for this problem
    requirements: tuple[Ask, ...] = ()
    questions: tuple[Suggested, ...] = ()
    red_flags: tuple[str, ...] = ()  # ids of shared/red_flags.yml
    patterns: Names = Names()  # reasons: the patient's words that call for this layer
    of_age: tuple[int, int] | None = (
        None  # reasons: years; where the age is known it calls for the layer, not the words
    )
    reviewed: date
    sources: tuple[str, ...] = ()


class Circumstance(Strict):
    """When a requirement applies: how papers or the patient show it, and the question when nobody does."""

    question: Text | None = None  # none: only for `unless`, which is never asked about
    words: tuple[str, ...] = ()  # said of something done or present
    not_words: tuple[str, ...] = ()  # words that show the contrary
    contrary: tuple[str, ...] = ()  # for `unless`: words that, said anywhere, show that there is more to it
    unsure_words: tuple[str, ...] = ()  # a sentence with one of them shows neither
    kinds: tuple[str, ...] = ()  # a document of this kind shows it
    facts: tuple[str, ...] = ()  # a fact of this kind (present) shows it
    goal: tuple[str, ...] = ()  # in the patient's own words
    planned: bool = False  # a plan is enough (surgery advised)
    own_item: bool = False  # shown by whatever speaks of the item itself ("if this test was done")
    act: bool = False  # what was done is the record's own matter: its day and place are the record's
    operations: bool = False  # shown by one of the pathway's own operations, or a recent one


class Area(Strict):
    words: tuple[str, ...]
    within: tuple[str, ...] = ()


class LabTest(Strict):
    names: tuple[str, ...]
    loinc: tuple[str, ...] = ()


class Mention(Strict):
    """A record that papers speak of: its words, the kinds of paper that would be it, and how we name it."""

    words: tuple[str, ...]
    label: Text
    why: Text
    who: str
    kinds: tuple[str, ...] = ()  # papers that are it
    kind: str = "report"  # kind of gap
    item: str = ""  # the line of a pathway that asks for the same
    needs_date: bool = True
    days: int = 10  # how near the date of the paper must be
    within_months: int = 60  # older ones are not asked for
    not_words: tuple[str, ...] = ()
    patient_too: bool = True  # patient notes may speak of it
    ordered_too: bool = False  # asked about also where a paper of late says that it was ordered
    only_pending: bool = False  # looked for only where a paper says that it was still to come


class Cues(Strict):
    """Words that tell done from planned, pending and denied; beginnings of words, both languages."""

    done: tuple[str, ...]
    planned: tuple[str, ...]
    pending: tuple[str, ...]
    not_pending: tuple[str, ...] = ()  # longer words with one of the pending in them: "to be drawn"
    order_forms: tuple[str, ...] = ()  # titles of papers by which something is ordered
    greetings: tuple[str, ...] = ()  # how a letter begins
    ordered: tuple[str, ...]  # of the planned: what somebody has asked for already
    denied: tuple[str, ...]  # before the word
    harmless: tuple[str, ...] = ()  # what an act found, where nothing came of it
    not_the_day: tuple[str, ...] = ()  # before a date of birth, of printing
    denied_after: tuple[str, ...]  # behind it
    family: tuple[str, ...]  # what follows is about a relative
    sections: tuple[str, ...]  # headings behind which a report's findings begin
    plan_headings: tuple[str, ...]
    advice: tuple[str, ...]  # what reports advise
    not_advice: tuple[str, ...]
    operations: tuple[str, ...]  # endings
    around: tuple[str, ...] = ()  # "before", "after" an operation
    offers: tuple[str, ...] = ()
    months: dict[str, int]
    facility: tuple[str, ...]  # words in the names of places
    here: tuple[str, ...]  # the writer's own place
    worried: tuple[str, ...] = ()  # how a person says what troubles them, what they want or cannot do
    pointing: tuple[str, ...] = ()  # a sentence that ends in one says nothing without the one before it
    asks: tuple[str, ...] = ()  # how a question begins, with or without its mark
    asks_plainly: tuple[str, ...] = ()  # how only a question begins
    relatives: tuple[str, ...] = ()  # whose illness is not the writer's own
    myself: tuple[str, ...] = ()  # the writer comes back to themselves
    as_well: tuple[str, ...] = ()  # the writer has the same
    family_history: tuple[str, ...] = ()  # what makes an illness a relative's, even with nothing else said
    growths: tuple[str, ...] = ()  # words for a growth in some part of the body, malignant or not yet known
    questions_heading: tuple[str, ...] = ()  # what people write above their list of questions


class Source(Strict):
    title: str
    url: str = ""


@dataclass(frozen=True)
class Shared:
    """Tables that all pathways refer to."""

    who: dict[str, Text] = field(default_factory=dict)
    when: dict[str, Circumstance] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    modalities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tests: dict[str, LabTest] = field(default_factory=dict)
    red_flags: dict[str, Text] = field(default_factory=dict)
    mentions: dict[str, Mention] = field(default_factory=dict)
    says: dict[str, Text] = field(default_factory=dict)
    worries: dict[str, Worry] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    background: dict[str, Background] = field(default_factory=dict)
    times: dict[str, Usual] = field(default_factory=dict)  # by kind of gap; "check", "answer", "otherwise"
    clocks: dict[str, Clock] = field(default_factory=dict)  # by kind of letter: access, mammogram, slides
    cues: Cues | None = None
    items: dict[str, Item] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Requirement:
    """One line of the list, complete."""

    item: str
    kind: str
    need: str
    label: Text
    why: Text
    who: Text
    find: tuple[Find, ...]
    mention: tuple[str, ...]
    told: tuple[str, ...]
    images_needed: bool
    partners: bool
    recency_months: int | None
    need_when_old: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    silent: bool
    suits: Suits
    question: Text | None
    satisfied_by: tuple[str, ...]
    source: str
    reviewed: date
    of: str  # id of the pathway that asks


@dataclass(frozen=True)
class Review:
    """Whether a clinician has signed a file as it is now. `name` empty: not yet reviewed."""

    id: str
    title: Text
    name: str = ""
    credentials: str = ""
    date: str = ""  # ISO

    @property
    def by(self) -> str:
        """Who and when, in one line."""
        return f"{self.name}, {self.credentials}, {self.date}" if self.name else ""


@dataclass(frozen=True)
class Pathway:
    """A pathway with all it inherits; several conditions may be merged into one."""

    id: str
    ids: tuple[str, ...]
    title: Text
    requirements: tuple[Requirement, ...]
    questions: tuple[Suggested, ...]
    red_flags: tuple[Text, ...]
    layout: str
    sites: tuple[str, ...]  # parts of the body it is an illness of
    operations: tuple[str, ...]
    words: tuple[str, ...]  # names of the condition, for telling what is about it
    reviews: tuple[Review, ...]  # of each file it is made of
    reviewed: date
    sources: tuple[str, ...]
    shared: Shared
