"""Which tasks of the hub are done, from the case and what follows from it. Decides nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model.case import Case, Dossier
from assistant.model.gaps import Need
from assistant.ui.sections import SECTIONS, entries_of

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("about", ("details", "why")),
    ("papers", ("papers", "check", "missing")),
    ("voice", ("matters", "questions")),
    ("finish", ("send",)),
)
MUST = ("details", "why", "papers")


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the hub. `status`: not_started | in_progress | done | cannot_start."""

    id: str
    status: str


def tasks(dossier: Dossier) -> dict[str, Task]:
    """All tasks by id, in the order of the hub."""
    case = dossier.case
    found = {
        "details": _of(bool(case.patient.name and case.patient.birth_date), bool(case.patient.name)),
        "why": _of(bool(case.goal.condition), bool(case.goal.reasons or case.goal.reason)),
        "papers": _of(bool(live(case)) and not dossier.reading, bool(live(case))),
        "check": _check(dossier),
        "missing": _missing(dossier),
        "matters": _of(any((case.goal.hopes, case.goal.worries, case.goal.limits)), False),
        "questions": _of(case.questions_done and bool(case.questions), bool(case.questions)),
    }
    ready = all(found[one] == "done" for one in MUST)
    found["send"] = "done" if sent(case) else ("not_started" if ready else "cannot_start")
    return {name: Task(name, found[name]) for _, names in GROUPS for name in names}


def live(case: Case) -> tuple[str, ...]:
    """The papers that were not removed."""
    return tuple(upload.sha256 for upload in case.uploads if not upload.removed)


def sent(case: Case) -> bool:
    """Whether the case is with the team or beyond."""
    return case.stage not in ("gathering", "withdrawn")


def sections_to_check(dossier: Dossier) -> list[str]:
    """The sections of the history that hold something, and the two a patient is always asked about."""
    return [one.id for one in SECTIONS if one.always or entries_of(dossier.history, one)]


def _of(done: bool, begun: bool) -> str:
    return "done" if done else ("in_progress" if begun else "not_started")


def _check(dossier: Dossier) -> str:
    if not dossier.papers:
        return "cannot_start"
    wanted, checked = set(sections_to_check(dossier)), set(dossier.case.checked_sections)
    return _of(wanted <= checked, bool(checked))


def _missing(dossier: Dossier) -> str:
    if not dossier.papers and not dossier.case.goal.condition:
        return "cannot_start"
    required = [gap for gap in dossier.gaps if gap.need is Need.REQUIRED]
    answered = [gap for gap in dossier.gaps if dossier.case.decision(gap.id)]
    done = bool(dossier.papers) and all(dossier.case.decision(gap.id) for gap in required)
    return _of(done, bool(answered))
