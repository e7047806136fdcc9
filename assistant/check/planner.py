"""Counts back from the day of a decision: when to ask for each missing record, and what can still come in time.

The times are usual ones, not promises. It never tells anyone to put off care, and knows no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistant.model.gaps import Gap, GapState, Need

REVIEW_DAYS = 7  # the specialist reads and answers
USUAL_DAYS: Mapping[str, int] = {  # by kind of gap, until it is here; 45 CFR 164.524 allows 30 days
    "slides": 21,
    "genetic": 21,
    "image": 10,
    "report": 10,
    "procedure": 10,
    "lab": 5,
    "note": 7,
    "file": 3,
    "identity": 1,
    "questionnaire": 1,
}
OTHERWISE = 10
EASED = 2  # a person who comes for a copy has it sooner: the usual days divided by this


class Chance(StrEnum):
    IN_TIME = "in_time"
    TIGHT = "tight"  # only when asked for today and fetched in person
    TOO_LATE = "too_late"  # it may still come after the decision
    UNDATED = "undated"  # nobody said until when


@dataclass(frozen=True, slots=True)
class Step:
    """One record to chase: ask for it by `ask_by`, so that it is here on `here_by`."""

    gap: str  # Gap id
    chance: Chance
    ask_by: str = ""
    here_by: str = ""
    usual_days: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The way back from the decision. `send_by`: the last day to send the papers and still be answered in time."""

    decide_by: str
    send_by: str
    days_left: int | None
    steps: tuple[Step, ...]

    @property
    def possible(self) -> bool:
        """Whether an answer can come before the decision, with what is here by then."""
        return self.days_left is None or self.days_left >= REVIEW_DAYS


def plan(gaps: Sequence[Gap], decide_by: str, today: str) -> Plan:
    """What to ask for by when; required records first, then what takes longest. A day that is none counts as unsaid."""
    now, end = _day(today), _day(decide_by)
    send = end - timedelta(days=REVIEW_DAYS) if end else None
    wanted = [gap for gap in gaps if gap.state is not GapState.UNCONFIRMED and gap.kind != "conflict"]
    wanted.sort(key=lambda gap: (gap.need is not Need.REQUIRED, -_usual(gap), gap.rank))
    return Plan(
        decide_by=end.isoformat() if end else "",
        send_by=send.isoformat() if send else "",
        days_left=(end - now).days if end and now else None,
        steps=tuple(_step(gap, now, send) for gap in wanted),
    )


def _step(gap: Gap, now: date | None, send: date | None) -> Step:
    usual = _usual(gap)
    if now is None or send is None:
        return Step(gap.id, Chance.UNDATED, usual_days=usual)
    left = (send - now).days
    if left >= usual:
        chance = Chance.IN_TIME
    else:
        chance = Chance.TIGHT if left * EASED >= usual else Chance.TOO_LATE
    ask_by = max(now, send - timedelta(days=usual))
    return Step(gap.id, chance, ask_by.isoformat(), send.isoformat() if chance is not Chance.TOO_LATE else "", usual)


def _usual(gap: Gap) -> int:
    return USUAL_DAYS.get(gap.kind, OTHERWISE)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
