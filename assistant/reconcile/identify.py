"""Whose each paper is: its name, birth date and number beside the patient's. Contradictions are held for a person.

Nothing here merges people: a paper of doubt keeps its facts out of the history until somebody has said whose it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.classify.dates import written
from assistant.model.case import Decision
from assistant.model.papers import Belongs, Paper
from assistant.model.people import Person
from assistant.reconcile.dates import settle_dates
from assistant.reconcile.people import Likeness, birth_dates_swapped, compare, one_slip
from assistant.reconcile.renamed import other_names
from ingest.document import Origin, Patient


class Reason(StrEnum):
    """Why a paper was judged so: the closed list behind `Paper.belongs_because` (screens translate it)."""

    PERSON_SAID = "a person said so"
    ALL_AGREE = "name and birth date agree"
    NUMBER_AGREES = "record number agrees"
    NAME_AGREES = "name agrees, no birth date given"
    BIRTH_AGREES = "birth date agrees, no name given"
    NAME_MISREAD = "name is misread by a letter, birth date agrees"
    DATE_ORDER = "birth date agrees with day and month the other way round"
    NOTHING_STATED = "the paper names nobody"
    ONE_DIGIT = "birth date differs in one digit"
    OTHER_SUFFIX = "same name with or without Jr, no birth date given"
    NAME_NEAR = "a similar name, no birth date given"
    NAME_CHANGED = "same birth date, and a paper says the name was changed"
    NAME_SHARED = "same birth date, and only a part of the name"
    NAME_DIFFERS = "same birth date, another name"
    BIRTH_DIFFERS = "same name, another birth date"
    NUMBER_CONTRADICTS = "record number agrees but the name or birth date does not"
    SOMEONE_ELSE = "another name and birth date"
    ANOTHER_NAME = "another name"
    NO_MAJORITY = "the papers name different people and none of them most often"


@dataclass(frozen=True, slots=True)
class _Known:
    """The patient as far as the case and the papers tell."""

    names: tuple[str, ...]
    births: tuple[str, ...]
    mrns: frozenset[str]


def identify(papers: Sequence[Paper], patient: Person, decisions: Sequence[Decision] = ()) -> list[Paper]:
    """Each paper with its verdict and reason; a person's decision on a paper overrides what the paper says."""
    said = {d.target: d.verdict for d in decisions if d.verdict in Belongs._value2member_map_}
    trusted = [paper for paper in papers if said.get(paper.id) in (None, Belongs.YES)]
    known, undecided = _known(trusted, patient)
    heads = {(paper.description.patient, _was_scanned(paper)) for paper in papers}
    verdicts = {head: verdict_of(head[0], known.names, known.births, known.mrns, head[1]) for head in heads}
    judged = [_judge(paper, verdicts, undecided, said.get(paper.id)) for paper in papers]
    told = tuple(name for p in judged if p.belongs is Belongs.YES for name in other_names(p))
    judged = [_renamed(paper, known, told) for paper in judged]
    return settle_dates(judged, known.births)


_Verdicts = Mapping[tuple[Patient, bool], tuple[Belongs, Reason]]


def _judge(paper: Paper, verdicts: _Verdicts, undecided: bool, said: str | None) -> Paper:
    if said:
        return replace(paper, belongs=Belongs(said), belongs_because=Reason.PERSON_SAID.value)
    stated = paper.description.patient
    if undecided and (stated.name or stated.birth_date):
        return replace(paper, belongs=Belongs.UNSURE, belongs_because=Reason.NO_MAJORITY.value)
    verdict, reason = verdicts[(stated, _was_scanned(paper))]
    return replace(paper, belongs=verdict, belongs_because=reason.value)


def _renamed(paper: Paper, known: _Known, told: Sequence[str]) -> Paper:
    """A paper under another name with the same birth date is theirs when it, or one of theirs, tells of both names."""
    if paper.belongs_because not in (Reason.NAME_SHARED.value, Reason.NAME_DIFFERS.value):
        return paper
    stated = paper.description.patient
    pairs = [(stated.name, told), *((name, known.names) for name in other_names(paper))]
    if any(_likeness(name, names) is Likeness.SAME for name, names in pairs):
        return replace(paper, belongs=Belongs.YES, belongs_because=Reason.NAME_CHANGED.value)
    return paper


def verdict_of(
    stated: Patient,
    names: Sequence[str],
    births: Sequence[str],
    mrns: frozenset[str] = frozenset(),
    scanned: bool = False,
) -> tuple[Belongs, Reason]:
    """The verdict on what one paper states, beside the names, birth dates and numbers known of the patient."""
    likeness = _likeness(stated.name, names)
    birth = _birth(stated.birth_date, births)
    number = bool(stated.mrn) and _number(stated.mrn) in mrns
    if likeness is None:
        return _nameless(birth, number)
    if number and (birth == "differs" or likeness in (Likeness.SURNAME, Likeness.DIFFERENT)):
        return Belongs.UNSURE, Reason.NUMBER_CONTRADICTS
    if likeness in (Likeness.DIFFERENT, Likeness.SURNAME):
        if birth in ("same", "swapped"):
            shared = likeness is Likeness.SURNAME
            return Belongs.UNSURE, Reason.NAME_SHARED if shared else Reason.NAME_DIFFERS
        return Belongs.OTHER, Reason.SOMEONE_ELSE if birth == "differs" else Reason.ANOTHER_NAME
    return _named_alike(likeness, birth, number, scanned)


def _named_alike(likeness: Likeness, birth: str, number: bool, scanned: bool) -> tuple[Belongs, Reason]:
    if birth == "differs":
        return Belongs.OTHER, Reason.BIRTH_DIFFERS
    if birth == "slip":
        return Belongs.UNSURE, Reason.ONE_DIGIT
    if birth == "swapped":
        return Belongs.YES, Reason.DATE_ORDER
    if birth == "same":
        return Belongs.YES, Reason.NAME_MISREAD if likeness is Likeness.MISREAD else Reason.ALL_AGREE
    if number:
        return Belongs.YES, Reason.NUMBER_AGREES
    if likeness is Likeness.SUFFIX:
        return Belongs.UNSURE, Reason.OTHER_SUFFIX
    if likeness is Likeness.MISREAD and not scanned:
        return Belongs.UNSURE, Reason.NAME_NEAR
    return Belongs.YES, Reason.NAME_AGREES


def _nameless(birth: str, number: bool) -> tuple[Belongs, Reason]:
    if birth in ("differs", "slip"):
        return Belongs.UNSURE, Reason.NUMBER_CONTRADICTS if number else Reason.BIRTH_DIFFERS
    if number:
        return Belongs.YES, Reason.NUMBER_AGREES
    return (
        (Belongs.YES, Reason.BIRTH_AGREES)
        if birth in ("same", "swapped")
        else (Belongs.UNSTATED, Reason.NOTHING_STATED)
    )


def _likeness(name: str, names: Sequence[str]) -> Likeness | None:
    if not name or not names:
        return None
    ranks = list(Likeness)
    return min((compare(name, known) for known in names), key=ranks.index)


def _birth(stated: str, births: Sequence[str]) -> str:
    """same | swapped | slip | differs | "" when either side says nothing."""
    if not stated or not births:
        return ""
    readings = [stated] if stated[:4].isdigit() else [r for item in written(stated) for r in item.readings]
    if not readings:
        return ""
    if any(reading in births for reading in readings):
        return "same"
    pairs = [(reading, born) for reading in readings for born in births]
    if any(birth_dates_swapped(*pair) for pair in pairs):
        return "swapped"
    return "slip" if any(one_slip(*pair) for pair in pairs) else "differs"


def _number(mrn: str) -> str:
    return "".join(sign for sign in mrn.upper() if sign.isalnum()).lstrip("0")


def _was_scanned(paper: Paper) -> bool:
    return any(page.origin is Origin.OCR for page in paper.document.pages)


# --- who the patient is, where the case does not say all -----------------------------------------------------------


def _known(papers: Sequence[Paper], patient: Person) -> tuple[_Known, bool]:
    """The patient's names, birth dates and numbers; True when the papers leave open who the patient is."""
    stated = [paper.description.patient for paper in papers if paper.description.patient.name]
    names = tuple(name for name in (patient.name, *patient.other_names) if name)
    births: tuple[str, ...] = (patient.birth_date,) if patient.birth_date else ()
    if not names or not births:
        candidates = [
            p
            for p in stated
            if not names or _likeness(p.name, names) in (Likeness.SAME, Likeness.MISREAD, Likeness.SUFFIX)
        ]
        groups = _groups(candidates)
        if groups and len(groups) > 1 and len(groups[0]) == len(groups[1]):
            return _Known(names, births, frozenset(_number(m) for m in (patient.mrn,) if m)), True
        if groups:
            names = names or _fullest(groups[0])
            births = births or _commonest(groups[0])
    sure = [p for p in set(stated) if p.mrn and verdict_of(p, names, births)[0] is Belongs.YES]
    numbers = frozenset(_number(p.mrn) for p in sure if len(_number(p.mrn)) >= 5)
    return _Known(names, births, numbers | frozenset(_number(m) for m in (patient.mrn,) if m)), False


def _groups(stated: Sequence[Patient]) -> list[list[Patient]]:
    """People the papers name, most often named first. One person: like names and no other birth date."""
    counts = Counter(Patient(one.name, one.birth_date) for one in stated)
    groups: list[list[Patient]] = []
    for one in sorted(counts, key=lambda p: (not p.birth_date, -counts[p], -len(p.name), p.name)):
        home = next((group for group in groups if _one_person(one, group)), None)
        if home is None:
            groups.append([one] * counts[one])
        else:
            home.extend([one] * counts[one])
    return sorted(groups, key=len, reverse=True)


def _one_person(one: Patient, group: Sequence[Patient]) -> bool:
    names = list(dict.fromkeys(p.name for p in group))
    births = list(dict.fromkeys(p.birth_date for p in group if p.birth_date))
    return verdict_of(one, names, births)[0] is Belongs.YES


def _fullest(group: Sequence[Patient]) -> tuple[str, ...]:
    """The name most of the group's papers agree with to the letter (so not the one that was misread), the longest."""
    counts = Counter(p.name for p in group)
    alike = {name: sum(counts[o] for o in counts if compare(name, o) is Likeness.SAME) for name in counts}
    return (max(counts, key=lambda name: (alike[name], counts[name], len(name))),)


def _commonest(group: Sequence[Patient]) -> tuple[str, ...]:
    births = Counter(p.birth_date for p in group if p.birth_date[:4].isdigit())
    return (births.most_common(1)[0][0],) if births else ()
