"""Words by which statements of many papers are one thing, or disagree (`words/history.yml`); checked on load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.kinds import fold
from knowledge.strict import Strict

_FILE = Path(__file__).parent / "words" / "history.yml"


class MeasuredWords(Strict):
    """A number several papers give of the same thing, or (no `unit`) a word of which only one can be right."""

    topic: Mapping[str, str]
    unit: str = ""
    apart: float = 0
    days: int
    patterns: tuple[str, ...]
    hints: tuple[str, ...]  # a page without any of them is not searched
    means: Mapping[str, str] = {}  # other wordings of a word -> the one we use
    several: bool = False  # one paper may give several words; then two disagree that have none in common

    def ready(self) -> Measured:
        """To search folded text with."""
        patterns = tuple(map(re.compile, self.patterns))
        named = self.topic["en"]
        return Measured(named, self.unit, self.apart, self.days, patterns, self.hints, self.means, self.several)


class _File(Strict):
    source: str
    reviewed: object
    grave_reactions: tuple[str, ...]
    slight_reactions: tuple[str, ...]
    no_allergies: tuple[str, ...]
    allergy_scopes: Mapping[str, tuple[str, ...]]
    stopped: tuple[str, ...]
    active: tuple[str, ...]
    resolved: tuple[str, ...]
    qualifiers: tuple[str, ...]
    narrowing: tuple[str, ...]
    salts: tuple[str, ...]
    bare_findings: tuple[str, ...]
    procedure_fillers: tuple[str, ...]
    procedure_lanes: Mapping[str, str]
    treatments: tuple[str, ...]
    given_in: tuple[str, ...]
    heading_words: tuple[str, ...]
    telling: Mapping[str, float]
    same: Mapping[str, tuple[str, ...]]
    sides: Mapping[str, tuple[str, ...]]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    equivocal: tuple[str, ...]
    settles: tuple[str, ...]
    amends: tuple[str, ...]
    measured: tuple[MeasuredWords, ...]
    sorts: tuple[MeasuredWords, ...]
    paired: Mapping[str, tuple[str, ...]]
    eyes: Mapping[str, str]
    lesions: Mapping[str, tuple[str, ...]]
    many: tuple[str, ...]
    parts: tuple[str, ...]
    common: tuple[str, ...]
    no_side: str
    unclaimed: str
    healthy: str
    distance: str
    acts: str
    cites: tuple[str, ...]
    counts: Mapping[str, float]
    tablets: tuple[str, ...]
    times_a_day: Mapping[int, tuple[str, ...]]
    not_a_day: tuple[str, ...]
    denies_in_front: str
    belly_named: tuple[str, ...]
    bare_operations: tuple[str, ...]
    denied_plainly: tuple[str, ...]
    belly: str
    the_one: str
    from_staff: str
    allergy_kin: Mapping[str, tuple[str, ...]]
    tolerated: tuple[str, ...]
    reacted: tuple[str, ...]
    in_change: tuple[str, ...]
    given_once: tuple[str, ...]
    denies_more: tuple[str, ...]
    denies_earlier: tuple[str, ...]
    denies_ever: tuple[str, ...]
    denies_then: tuple[str, ...]
    told_earlier: tuple[str, ...]
    changing_stages: tuple[str, ...]
    parallel_stages: tuple[str, ...]
    plain_stages: tuple[str, ...]
    unsaid: str
    gone_behind: str
    gone_before: str
    in_place: str
    had_or_not_days: int
    passing_days: int
    lanes: Mapping[str, str]


@dataclass(frozen=True)
class Measured:
    """`MeasuredWords` with its patterns compiled."""

    topic: str
    unit: str
    apart: float
    days: int
    patterns: tuple[re.Pattern[str], ...]
    hints: tuple[str, ...]
    means: Mapping[str, str]
    several: bool


@dataclass(frozen=True)
class HistoryWords:
    """Everything `assistant.reconcile` needs to know about words."""

    grave_reactions: tuple[str, ...]
    slight_reactions: tuple[str, ...]
    no_allergies: frozenset[str]
    allergy_scopes: Mapping[str, frozenset[str]]
    stopped: frozenset[str]
    active: frozenset[str]
    resolved: frozenset[str]
    qualifiers: re.Pattern[str]
    narrowing: re.Pattern[str]
    salts: frozenset[str]
    bare_findings: frozenset[str]
    procedure_fillers: frozenset[str]
    procedure_lanes: Mapping[str, str]
    treatments: frozenset[str]
    given_in: frozenset[str]
    heading_words: frozenset[str]
    telling: Mapping[str, float]
    same: Mapping[str, str]  # folded other word -> the one we use
    sides: Mapping[str, str]  # folded word -> left | right | bilateral
    positive: re.Pattern[str]
    negative: re.Pattern[str]
    equivocal: re.Pattern[str]
    settles: re.Pattern[str]  # a second test that decides what was equivocal
    amends: re.Pattern[str]
    measured: tuple[Measured, ...]
    sorts: tuple[Measured, ...]
    paired: Mapping[str, re.Pattern[str]]  # a part of the body there are two of -> its words beside a side
    eyes: Mapping[str, str]  # how eye doctors write the side, in capitals
    lesions: Mapping[str, str]  # what was found -> the one word for it
    many: frozenset[str]  # things of which one body may have many
    parts: frozenset[str]  # in which many a thing may be
    common: frozenset[str]  # words that do not tell one thing from another
    no_side: re.Pattern[str]
    unclaimed: re.Pattern[str]  # a sentence with these claims nothing of a part of the body
    healthy: re.Pattern[str]
    distance: re.Pattern[str]
    acts: re.Pattern[str]
    cites: re.Pattern[str]
    counts: Mapping[str, float]  # a word for how many -> how many
    tablets: re.Pattern[str]
    times_a_day: Mapping[int, re.Pattern[str]]  # often first
    not_a_day: re.Pattern[str]
    denies_in_front: re.Pattern[str]  # with the words between the denial and what is denied
    belly_named: frozenset[str]
    bare_operations: frozenset[str]
    denied_plainly: frozenset[str]  # words between a denial and a bare operation that narrow nothing
    belly: re.Pattern[str]  # operations of the belly
    the_one: re.Pattern[str]
    from_staff: re.Pattern[str]
    allergy_kin: Mapping[str, frozenset[str]]  # an allergy -> drugs of its family
    tolerated: re.Pattern[str]
    reacted: re.Pattern[str]
    in_change: re.Pattern[str]
    given_once: frozenset[str]  # first words that say a treatment was given, not that it was stopped
    denies_more: re.Pattern[str]
    denies_earlier: re.Pattern[str]
    denies_ever: re.Pattern[str]
    denies_then: re.Pattern[str]
    told_earlier: re.Pattern[str]
    changing_stages: frozenset[str]
    parallel_stages: frozenset[str]
    plain_stages: frozenset[str]  # told without their name by other papers
    gone_behind: re.Pattern[str]  # behind a device: it was taken out
    gone_before: re.Pattern[str]
    in_place: re.Pattern[str]  # in a line of a device that is in use
    unsaid: re.Pattern[str]  # words in front that leave what follows unsaid
    had_or_not_days: int
    passing_days: int
    lanes: Mapping[str, str]
    topics: tuple[Mapping[str, str], ...]  # of all that is measured or sorted, in both languages


@cache
def load_history() -> HistoryWords:
    """The words that ship with the program."""
    file = _File.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
    return HistoryWords(
        grave_reactions=file.grave_reactions,
        slight_reactions=file.slight_reactions,
        no_allergies=_folded(file.no_allergies),
        allergy_scopes={scope: _folded(words) for scope, words in file.allergy_scopes.items()},
        stopped=_folded(file.stopped),
        active=_folded(file.active),
        resolved=_folded(file.resolved),
        qualifiers=_any(file.qualifiers),
        narrowing=_any(file.narrowing),
        salts=_folded(file.salts),
        bare_findings=_folded(file.bare_findings),
        procedure_fillers=_folded(file.procedure_fillers),
        procedure_lanes=file.procedure_lanes,
        given_in=frozenset(file.given_in),
        treatments=frozenset(file.treatments),
        heading_words=_folded(file.heading_words),
        telling=file.telling,
        same={fold(word): fold(name) for name, words in file.same.items() for word in words},
        sides={fold(word): side for side, words in file.sides.items() for word in words},
        positive=_any(file.positive),
        negative=_any(file.negative),
        equivocal=_any(file.equivocal),
        settles=_any(file.settles),
        amends=_any(file.amends),
        sorts=tuple(one.ready() for one in file.sorts),
        paired={part: _beside(words, file.sides) for part, words in file.paired.items()},
        eyes=file.eyes,
        lesions={fold(word): name for name, words in file.lesions.items() for word in words},
        many=frozenset(file.many),
        parts=_folded(file.parts),
        common=_folded(file.common),
        no_side=re.compile(file.no_side),
        unclaimed=re.compile(file.unclaimed),
        healthy=re.compile(file.healthy),
        distance=re.compile(file.distance),
        acts=re.compile(file.acts),
        cites=_any(file.cites),
        counts=file.counts,
        tablets=_any(file.tablets),
        times_a_day={times: _any(words) for times, words in file.times_a_day.items()},
        not_a_day=_any(file.not_a_day),
        denies_in_front=re.compile(file.denies_in_front),
        belly_named=_folded(file.belly_named),
        bare_operations=_folded(file.bare_operations),
        denied_plainly=_folded(file.denied_plainly),
        belly=re.compile(file.belly),
        the_one=re.compile(file.the_one),
        from_staff=re.compile(file.from_staff),
        allergy_kin={fold(cause): _folded(kin) for cause, kin in file.allergy_kin.items()},
        tolerated=_any(file.tolerated),
        reacted=_any(file.reacted),
        in_change=_any(file.in_change),
        given_once=_folded(file.given_once),
        denies_more=_any(file.denies_more),
        denies_earlier=_any(file.denies_earlier),
        denies_ever=_any(file.denies_ever),
        denies_then=_any(file.denies_then),
        told_earlier=_any(file.told_earlier),
        changing_stages=_folded(file.changing_stages),
        parallel_stages=_folded(file.parallel_stages),
        plain_stages=_folded(file.plain_stages),
        unsaid=re.compile(file.unsaid),
        gone_behind=re.compile(file.gone_behind),
        gone_before=re.compile(file.gone_before),
        in_place=re.compile(file.in_place),
        measured=tuple(one.ready() for one in file.measured),
        had_or_not_days=file.had_or_not_days,
        passing_days=file.passing_days,
        lanes=file.lanes,
        topics=(*(one.topic for one in file.measured), *(one.topic for one in file.sorts)),
    )


def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _beside(parts: tuple[str, ...], sides: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    """A side close in front of a part of the body, or right behind it; the side is the group that matched."""
    side = "|".join(fold(word) for name, words in sides.items() if name != "bilateral" for word in words)
    part = "|".join(fold(word) for word in parts)
    between = r"(?:[ -](?!(?:and|or|y|o|no|not)\b)[a-z]+){0,2}[ -]"
    return re.compile(rf"\b(?:({side})\b{between}(?:{part})\b|(?:{part})s?(?: ?[,(:-] ?| )({side})\b)")


def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted({fold(word) for word in words}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b")
