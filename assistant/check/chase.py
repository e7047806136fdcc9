"""The chase: until when each place has to answer, what to do next, and what came. Pure; the clocks are content.

45 CFR 164.524(b)(2): 30 days, one extension of 30 with a written reason and date; mammograms and slides have their own
(`knowledge/pathways/shared/clocks.yml`). What arrived closes the gap, and with it the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistant.model.chase import Chase
from assistant.model.gaps import Gap, GapAnswer, Received
from knowledge.schedule import Clock

_SAID = {  # words of a place that call for something at once, whatever the day
    GapAnswer.FEE_ASKED: "fee",
    GapAnswer.FORM_ASKED: "form",
    GapAnswer.REFUSED: "refused",
    GapAnswer.NOT_FOUND: "not_found",
    GapAnswer.RECEIVED: "add",  # it came, they say, but it is not among the papers
}


class Standing(StrEnum):
    """How a row stands; the values are message keys."""

    WAITING = "waiting"
    LATE = "late"
    ENDED = "ended"  # refused, or they do not have it
    HERE = "here"  # it came


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do on a day. `do`: call | remind | ask_date | due | late | complain | promise | fee | form | ..."""

    do: str
    day: str  # ISO
    letter: str = ""  # the letter that is ready for it
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A record on the board. `days`: since the letter; `left`: until the answer is due, below nought when late."""

    chase: Chase
    standing: Standing
    label: str
    due: str
    days: int
    left: int
    now: Step | None  # to be done today, or since some days
    then: Step | None  # comes next
    documents: tuple[str, ...] = ()  # what came, where we know it
    by_law: bool = True  # False: they are asked a favour, no law says when


def board(
    chases: Iterable[Chase],
    clocks: Mapping[str, Clock],
    today: str,
    *,
    gaps: Iterable[Gap] | None = None,
    received: Iterable[Received] = (),
    staff: bool = False,
) -> tuple[Row, ...]:
    """Every record asked for, what is pressing first. With `gaps` (all that are open now) a record that no gap asks
    for any more is here; `staff` adds the steps that are the coordinator's."""
    now = _day(today)
    if now is None:
        return ()
    open_gaps = None if gaps is None else {gap.id: gap for gap in gaps}
    here = {one.item: one for one in received}
    rows = [_row(chase, clocks, now, open_gaps, here, staff) for chase in chases]
    return tuple(sorted(rows, key=_pressing))


def _row(
    chase: Chase,
    clocks: Mapping[str, Clock],
    now: date,
    gaps: Mapping[str, Gap] | None,
    here: Mapping[str, Received],
    staff: bool,
) -> Row:
    clock = clocks.get(chase.clock) or clocks["access"]
    sent = _day(chase.sent) or now
    due = _due(chase, clock, sent)
    gap = gaps.get(chase.gap) if gaps is not None else None
    came = chase.state is GapAnswer.RECEIVED if gaps is None else gap is None
    met = here.get(chase.item) if came else None
    steps = [] if came else _steps(chase, clock, sent, due, staff)
    passed = [step for step in steps if step.day <= now.isoformat()]
    last = passed[-1] if passed and (passed[-1].day > chase.last or passed[-1].do in _SAID.values()) else None
    return Row(
        chase=chase,
        standing=_standing(chase, came, now > due),
        label=gap.label if gap else met.label if met else chase.label,
        due=due.isoformat(),
        days=(now - sent).days,
        left=(due - now).days,
        now=last,
        then=next((step for step in steps if step.day > now.isoformat()), None),
        documents=met.documents if met else (),
        by_law=bool(clock.law),
    )


def _standing(chase: Chase, came: bool, late: bool) -> Standing:
    if came:
        return Standing.HERE
    if chase.state in (GapAnswer.REFUSED, GapAnswer.NOT_FOUND):
        return Standing.ENDED
    return Standing.LATE if late else Standing.WAITING


def _due(chase: Chase, clock: Clock, sent: date) -> date:
    """The day the answer is due; an extension moves it once, and no further than the law lets it."""
    due = sent + timedelta(days=clock.due)
    if not chase.extended:
        return due
    return min(_day(chase.extended) or due, due + timedelta(days=clock.extension or clock.due))


def _steps(chase: Chase, clock: Clock, sent: date, due: date, staff: bool) -> list[Step]:
    """What the clock asks for, in order; what a place said comes at once, and a promise is waited for."""
    if chase.state in _SAID:
        said = [Step(_SAID[chase.state], chase.last, "refused" if chase.state is GapAnswer.REFUSED else "")]
        if not chase.open:
            return said
    else:
        said = []
    promised = _day(chase.promised)
    found = []
    for step in clock.steps:
        if step.staff and not staff:
            continue
        day = sent + timedelta(days=step.day) if step.day is not None else due + timedelta(days=step.after or 0)
        if step.day is not None and (day >= due or (promised is not None and day <= promised) or chase.extended):
            continue  # overtaken: by the day it is due, by a promise, by an extension
        found.append(Step(step.do, day.isoformat(), step.letter, step.staff))
    if promised is not None:
        found.append(Step("promise", (promised + timedelta(days=1)).isoformat(), "ask_date"))
    return sorted([*said, *found], key=lambda step: step.day)


_ORDER = (Standing.LATE, Standing.ENDED, Standing.WAITING, Standing.HERE)


def _pressing(row: Row) -> tuple[int, bool, str, str]:
    return _ORDER.index(row.standing), row.now is None, row.due, row.label


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


__all__ = ["Row", "Standing", "Step", "board"]
