"""Records asked of other places: that a letter went, what they said, the board of one case and that of all cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.actions.assemble import assemble
from assistant.actions.change import allowed, change
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, may, on_behalf, permit
from assistant.actions.review import OPEN
from assistant.check.chase import Row, Standing, Step, board
from assistant.check.planner import Chance, Plan, plan
from assistant.check.planner import Step as PlanStep
from assistant.errors import BadInput
from assistant.model import changes
from assistant.model.case import Case, Decision, Dossier
from assistant.model.chase import STEPS, Asked, Chase, chases
from assistant.model.gaps import Gap, GapAnswer
from assistant.model.people import Actor, Role

LIMIT = 1_000  # characters of what a place said
UNTIL = frozenset({GapAnswer.PROMISED, GapAnswer.EXTENDED})  # they name a day
HEARD = tuple(answer for answer in GapAnswer if answer in STEPS and answer is not GapAnswer.ASKED)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A line of the board across cases."""

    case: str
    number: str
    name: str
    language: str
    row: Row


def asked(desk: Desk, actor: Actor, case_id: str, gap_ids: Sequence[str], day: str = "") -> Case:
    """A letter for these gaps went out on `day` (today when not given): their clocks begin."""
    case = allowed(desk, actor, case_id, Deed.TELL)
    day = _past(day, desk.clock.today())
    gaps = {gap.id: gap for gap in assemble(desk, case, case.language).gaps if gap.clock}
    about = [_about(gaps[one], day) for one in gap_ids if one in gaps]
    if not about:
        raise BadInput("no-gap")

    def step(case: Case) -> Case:
        for gap_id, one in zip([g for g in gap_ids if g in gaps], about, strict=True):
            case = changes.with_decision(case, _decision(desk, actor, case, gap_id, GapAnswer.ASKED, "", one))
        return case

    return change(desk, actor, case_id, Deed.TELL, step, name="asked")


def heard(
    desk: Desk,
    actor: Actor,
    case_id: str,
    gap_id: str,
    what: GapAnswer,
    *,
    day: str = "",
    until: str = "",
    text: str = "",
) -> Case:
    """What the place said on `day`, or that it was reminded. A promise and an extension name the day they mean."""
    if what not in HEARD or len(text) > LIMIT:
        raise BadInput("too-long" if len(text) > LIMIT else "not-a-step")
    day = _past(day, desk.clock.today())
    if what is GapAnswer.EXTENDED and not until:
        raise BadInput("day-first")
    if until and until < day:
        raise BadInput("day-before")

    def step(case: Case) -> Case:
        known = next((chase for chase in chases(case.decisions) if chase.gap == gap_id), None)
        if known is None:
            raise BadInput("ask-first")
        about = Asked(day, until if what in UNTIL else "", known.item, known.label, known.place, known.clock)
        return changes.with_decision(case, _decision(desk, actor, case, gap_id, what, text.strip(), about))

    return change(desk, actor, case_id, Deed.TELL, step, gap_id, name="heard")


def rows(desk: Desk, actor: Actor, dossier: Dossier) -> tuple[Row, ...]:
    """The board of one case: of what was asked for, what came has closed its gap."""
    permit(actor, Deed.SEE, dossier.case)
    return rows_of(desk, dossier, staff=actor.role is Role.LIAISON)


def rows_of(desk: Desk, dossier: Dossier, *, staff: bool = False) -> tuple[Row, ...]:
    """The same, for other actions."""
    return board(
        chases(dossier.case.decisions),
        desk.knowledge.pathways.shared.clocks,
        dossier.today,
        gaps=dossier.gaps,
        received=dossier.received,
        staff=staff,
    )


def dates_of(desk: Desk, actor: Actor, dossier: Dossier) -> Plan:
    """The way back from the day of the patient's decision: what to ask for by when, what can still come in time."""
    permit(actor, Deed.SEE, dossier.case)
    shared = desk.knowledge.pathways.shared
    return plan(dossier.gaps, dossier.case.goal.decide_by, dossier.today, shared.times, rows_of(desk, dossier))


def across(desk: Desk, actor: Actor, *, limit: int = 300) -> list[BoardRow]:
    """Every record that cases of this coordinator wait for, what is late first; no case is opened for it."""
    permit(actor, Deed.QUEUE)
    clocks, today = desk.knowledge.pathways.shared.clocks, desk.clock.today()
    found = []
    for line in desk.store.lines(liaison=("", actor.id), stage=tuple(stage.value for stage in OPEN)):
        if line.chases and may(actor, Deed.SEE, line):
            named = [_named(chase, desk, actor.language) for chase in line.chases]
            found += [
                BoardRow(line.id, line.number, line.name, line.language, row)
                for row in board(named, clocks, today, staff=True)
            ]
    found.sort(key=lambda one: (one.row.standing is not Standing.LATE, one.row.now is None, one.row.due))
    return found[:limit]


def _named(chase: Chase, desk: Desk, language: str) -> Chase:
    """The record in the words of who reads, where it is a line of a list."""
    item = desk.knowledge.pathways.shared.items.get(chase.item)
    return replace(chase, label=item.label.of(language)) if item else chase


def _about(gap: Gap, day: str) -> Asked:
    return Asked(day, "", gap.item, gap.label, gap.facility, gap.clock)


def _decision(
    desk: Desk, actor: Actor, case: Case, target: str, verdict: GapAnswer, text: str, about: Asked
) -> Decision:
    return Decision(target, verdict.value, actor.id, desk.clock.now(), text, on_behalf(actor, case), about)


def _past(day: str, today: str) -> str:
    """The day as given, if it is one and not to come; today when none is given."""
    if not day:
        return today
    try:
        date.fromisoformat(day)
    except ValueError:
        raise BadInput("not-a-date") from None
    if day > today:
        raise BadInput("day-to-come")
    return day


__all__ = [
    "HEARD",
    "UNTIL",
    "BoardRow",
    "Chance",
    "Plan",
    "PlanStep",
    "Row",
    "Standing",
    "Step",
    "across",
    "asked",
    "dates_of",
    "heard",
    "rows",
    "rows_of",
]
