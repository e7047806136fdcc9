"""What a paper that was just read brings: the records asked for that are here now, noted with the reading itself."""

from __future__ import annotations

from dataclasses import replace

from assistant.actions.desk import Desk
from assistant.model.case import Case, Decision
from assistant.model.chase import WORKER, Asked, chases
from assistant.model.gaps import GapAnswer


def arrivals(desk: Desk, case: Case, sha256: str) -> tuple[Decision, ...]:
    """A "received" for each record asked for whose gap this upload closes. Compares the gaps with and without it, so
    that nothing else (another list, an answer) is taken for an arrival."""
    waiting = [chase for chase in chases(case.decisions) if chase.open]
    if not waiting:
        return ()
    before = replace(case, uploads=tuple(u for u in case.uploads if u.sha256 != sha256))
    had, has = _open(desk, before), _open(desk, case)
    today, now = desk.clock.today(), desk.clock.now()
    return tuple(
        Decision(
            chase.gap,
            GapAnswer.RECEIVED.value,
            WORKER,
            now,
            "",
            True,
            Asked(today, "", chase.item, chase.label, chase.place, chase.clock),
        )
        for chase in waiting
        if chase.gap in had and chase.gap not in has
    )


def _open(desk: Desk, case: Case) -> set[str]:
    from assistant.actions.assemble import papers, problems
    from assistant.prepare import prepare

    found = prepare(
        case, papers(desk, case), desk.knowledge, desk.clock.today(), case.language, problems=problems(desk, case)
    )
    return {gap.id for gap in found.gaps}


__all__ = ["arrivals"]
