"""Whom a line of a pathway can concern, by sex and age: nobody asks a boy of nine about plans to become pregnant."""

from __future__ import annotations

from typing import Literal

from knowledge.strict import Strict


class Suits(Strict):
    """Empty fields ask nothing. What is not known of a person never rules a line out."""

    sex: Literal["female", "male"] | None = None
    ages: tuple[int, int] = (0, 150)  # years, both included

    def fits(self, sex: str, age: int | None) -> bool:
        """Whether it can concern a person of this `sex` (a word or its first letter) and `age` in years."""
        letter = sex[:1].lower()
        if self.sex and letter in ("f", "m") and letter != self.sex[0]:
            return False
        return age is None or self.ages[0] <= age <= self.ages[1]
