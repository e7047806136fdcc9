"""The packages of a case that were sent, newest first, and in sentences what each changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.actions.change import allowed
from assistant.actions.desk import Desk
from assistant.actions.handing import summary_in
from assistant.actions.permit import Deed
from assistant.errors import NotFound
from assistant.model.people import Actor

COMPARED = 5  # the newest ones; each comparison opens two packages


@dataclass(frozen=True, slots=True)
class Version:
    """One sent package: its number from 1, when, and what differs from the one before (nothing for the first)."""

    number: int
    at: str
    changes: tuple[str, ...] = ()


def versions(desk: Desk, actor: Actor, case_id: str, language: str) -> tuple[Version, ...]:
    """Newest first. One that cannot be opened any more is told without its changes."""
    case = allowed(desk, actor, case_id, Deed.READ)
    from assistant.export.changes import differences

    sent = case.packages
    made = []
    for number in range(len(sent), 0, -1):
        told: tuple[str, ...] = ()
        if number > 1 and number > len(sent) - COMPARED:
            try:
                before, after = (summary_in(desk, sent[at]) for at in (number - 2, number - 1))
                told = tuple(change.sentence(language) for change in differences(before, after))
            except (NotFound, OSError, KeyError, ValueError, StopIteration):
                told = ()
        made.append(Version(number, sent[number - 1].at, told))
    return tuple(made)


__all__ = ["Version", "versions"]
