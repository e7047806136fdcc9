"""Usual times and the clocks of requests, as content: what a plan counts back by and what a chase runs by."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from knowledge.strict import Strict


class Usual(Strict):
    """How long something usually takes. `fetched`: when a person asks for it at the counter."""

    days: int = Field(ge=1)
    fetched: int | None = Field(default=None, ge=1)
    working: bool = False  # Monday to Friday only
    source: str = "standard-practice"
    reviewed: date


class ClockStep(Strict):
    """What to do on a day counted from the letter (`day`) or from the day the answer is due (`after`)."""

    day: int | None = Field(default=None, ge=1)
    after: int | None = Field(default=None, ge=0)
    do: Literal["call", "remind", "ask_date", "due", "late", "complain"]
    letter: Literal["", "remind", "ask_date", "late"] = ""
    staff: bool = False

    @model_validator(mode="after")
    def _one_count(self) -> ClockStep:
        if (self.day is None) == (self.after is None):
            raise ValueError("give either day or after")
        return self


class Clock(Strict):
    """What runs once a place was asked for records: calendar days until the answer is due, and the steps on the way."""

    due: int = Field(ge=1)
    extension: int = 0  # days by which the law lets them put it off, once; 0: not at all
    law: str = ""  # what says so; none: custom only
    source: str
    reviewed: date
    steps: tuple[ClockStep, ...]
