"""What a person answered to our questions ("was this done?"), folded from their decisions. Never guesses an answer.

A question about one record carries that record's id; one about a circumstance that several records hang on carries
the circumstance's, so that a single "yes" or "no" holds for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.check.wording import identity
from assistant.model.case import Decision
from assistant.model.gaps import GapAnswer

_NO = (GapAnswer.NEVER_DONE.value, GapAnswer.NOT_MINE.value)


def answers(decisions: Iterable[Decision]) -> Mapping[str, str]:
    """Gap id -> "yes" or "no". Whoever asked a place for it, or was promised it, knows that it exists."""
    said: dict[str, str] = {}
    for decision in decisions:
        if decision.verdict in _NO:
            said[decision.target] = "no"
        elif decision.verdict == GapAnswer.CONFIRMED:
            said[decision.target] = "yes"
        elif said.get(decision.target) == "no":
            del said[decision.target]  # taken back: not known again
    return said


def circumstance_id(key: str) -> str:
    """The id under which a circumstance is asked about."""
    return identity("if", key)


__all__ = ["answers", "circumstance_id"]
