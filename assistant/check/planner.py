"""Counts back from the day of a decision: when to ask for each missing record, and what can still come in time.

The times are usual ones (`knowledge/pathways/shared/times.yml`, each with its source), not promises. It never tells
anyone to put off care, and knows no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from assistant.check.chase import Row, Standing
from assistant.model.gaps import Gap, GapState, Need
from knowledge.schedule import Usual

_NO_STEP = ("conflict", "condition", "identity", "questionnaire", "file")  # kinds of gap that nobody has to send


class Chance(StrEnum):
    IN_TIME = "in_time"
    TIGHT = "tight"  # only when asked for today and fetched in person
    TOO_LATE = "too_late"  # it may still come after the decision
    UNDATED = "undated"  # nobody said until when


@dataclass(frozen=True, slots=True)
class Step:
    """One record to chase: ask for it by `ask_by`, so that it is here when the papers go. `asked`: when that was done,
    or "" while it was not; `expected`: when it will likely be here, as things stand."""

    gap: str  # Gap id
    chance: Chance
    ask_by: str = ""
    expected: str = ""
    usual_days: int = 0
    fetched_days: int = 0
    asked: str = ""
    source: str = ""  # key of sources.yml


@dataclass(frozen=True, slots=True)
class Plan:
    """The way back from the decision. `send_by`: the last day to send the papers and still be answered in time."""

    decide_by: str
    send_by: str
    days_left: int | None
    review_days: int  # working days of the team and the doctor together
    steps: tuple[Step, ...]
    today: str = ""

    @property
    def possible(self) -> bool:
        """Whether an answer can come before the decision, with what is here by then."""
        return not self.send_by or self.send_by >= self.today

    @property
    def past(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def plan(gaps: Sequence[Gap], decide_by: str, today: str, times: Mapping[str, Usual], rows: Iterable[Row] = ()) -> Plan:
    """What to ask for by when; required records first, then what is to be done soonest. A day that is none counts as
    unsaid. `rows`: the chase, so that what was asked for counts from its letter."""
    now, end = _day(today), _day(decide_by)
    review = times["check"].days + times["answer"].days
    send = _back(end, review) if end else None
    chased = {row.chase.gap: row for row in rows}
    asked = [gap for gap in gaps if gap.state is not GapState.UNCONFIRMED and not gap.ahead]
    wanted = [gap for gap in asked if gap.kind not in _NO_STEP]
    made = {gap.id: _step(gap, now, send, times, chased.get(gap.id)) for gap in wanted}
    wanted.sort(
        key=lambda gap: (gap.need is not Need.REQUIRED, bool(made[gap.id].asked), made[gap.id].ask_by, gap.rank)
    )
    return Plan(
        decide_by=end.isoformat() if end else "",
        send_by=send.isoformat() if send else "",
        days_left=(end - now).days if end and now else None,
        review_days=review,
        steps=tuple(made[gap.id] for gap in wanted),
        today=today,
    )


def _step(gap: Gap, now: date | None, send: date | None, times: Mapping[str, Usual], row: Row | None) -> Step:
    usual = times.get(gap.kind) or times["otherwise"]
    quick = usual.fetched or usual.days
    asked = row.chase.sent if row is not None and row.standing is not Standing.ENDED else ""
    step = Step(gap.id, Chance.UNDATED, "", "", usual.days, quick, asked, usual.source)
    if now is None:
        return step
    begun = _day(asked)
    promised = _day(row.chase.promised) if row is not None else None
    likely = promised or (begun or now) + timedelta(days=usual.days)
    expected = max(likely, now)
    if send is None:
        return replace(step, expected=expected.isoformat())
    ask_by = max(now, send - timedelta(days=usual.days))
    if expected <= send:
        chance = Chance.IN_TIME
    else:
        chance = Chance.TIGHT if now + timedelta(days=quick) <= send else Chance.TOO_LATE
    return replace(step, chance=chance, ask_by=ask_by.isoformat(), expected=expected.isoformat())


def _back(end: date, working: int) -> date:
    """The day that lies so many working days (Monday to Friday) before."""
    day = end
    while working:
        day -= timedelta(days=1)
        working -= day.weekday() < 5
    return day


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


__all__ = ["Chance", "Plan", "Step", "plan"]
