"""Records asked of the places that hold them: what was said of each since the letter, folded from decisions.

Knows no clock and no law: until when a place has to answer is counted in `assistant.check.chase`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.model.gaps import GapAnswer

RUNNING = frozenset(
    {
        GapAnswer.ASKED,
        GapAnswer.REMINDED,
        GapAnswer.PROMISED,
        GapAnswer.EXTENDED,
        GapAnswer.FEE_ASKED,
        GapAnswer.FORM_ASKED,
    }
)
"""Words after which the record is still to come."""
ENDED = frozenset({GapAnswer.RECEIVED, GapAnswer.REFUSED, GapAnswer.NOT_FOUND})
STEPS = RUNNING | ENDED
WORKER = "worker"  # who notes that a record came, when its paper was read


@dataclass(frozen=True, slots=True)
class Asked:
    """What a decision about a record that somebody else holds is about. Names are kept, since a gap that closes is
    no longer found."""

    day: str  # ISO: when it was sent or said
    until: str = ""  # ISO: promised or put off to
    item: str = ""
    label: str = ""
    place: str = ""
    clock: str = "access"  # key of clocks.yml


@dataclass(frozen=True, slots=True)
class Chase:
    """One record: asked of a place on `sent`, and what was last heard of it on `last`."""

    gap: str
    item: str
    label: str
    place: str
    clock: str
    sent: str
    state: GapAnswer = GapAnswer.ASKED
    last: str = ""
    promised: str = ""  # ISO: the day they named, while nothing was said since
    extended: str = ""  # ISO: the day they put it off to in writing
    said: str = ""  # the fee, the reason they gave
    by: str = ""  # who noted the last word

    @property
    def open(self) -> bool:
        return self.state in RUNNING


class Said(Protocol):
    """The parts of a decision that matter here (`assistant.model.case.Decision`)."""

    @property
    def target(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def asked(self) -> Asked | None: ...


def chases(decisions: Iterable[Said]) -> tuple[Chase, ...]:
    """Every record that was asked for, oldest letter first. Asking another place, or again after an end, begins anew;
    "it was never done" and "it is not mine" take it off the list."""
    found: dict[str, Chase] = {}
    for decision in decisions:
        asked, known = decision.asked, found.get(decision.target)
        if asked is None or decision.verdict not in STEPS:
            if decision.verdict in (GapAnswer.NEVER_DONE, GapAnswer.NOT_MINE):
                found.pop(decision.target, None)
            continue
        verdict = GapAnswer(decision.verdict)
        anew = verdict is GapAnswer.ASKED and known is not None and (not known.open or known.place != asked.place)
        if known is None or anew:
            known = Chase(decision.target, asked.item, asked.label, asked.place, asked.clock, asked.day)
        found[decision.target] = replace(
            known,
            state=verdict,
            last=asked.day,
            promised=asked.until if verdict is GapAnswer.PROMISED else "",
            extended=asked.until if verdict is GapAnswer.EXTENDED else known.extended,
            said=decision.text,
            by=decision.by,
        )
    return tuple(sorted(found.values(), key=lambda chase: (chase.sent, chase.label)))


__all__ = ["ENDED", "RUNNING", "STEPS", "WORKER", "Asked", "Chase", "chases"]
