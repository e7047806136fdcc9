"""How long finished cases are kept: lists or deletes those closed or withdrawn longer ago than the settings say."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.actions.desk import Desk
from assistant.actions.erasing import erase
from assistant.errors import NotFound
from assistant.model.audit import AuditEvent
from assistant.model.case import Stage
from assistant.model.line import CaseLine

FINISHED = (Stage.CLOSED, Stage.WITHDRAWN)


def due(desk: Desk, days: int) -> list[CaseLine]:
    """Finished cases nobody has touched for `days` days."""
    if days < 1:
        raise ValueError("days are 1 or more")
    before = datetime.fromisoformat(desk.clock.now()) - timedelta(days=days)
    return [line for line in desk.store.lines(stage=FINISHED) if datetime.fromisoformat(line.updated) < before]


def sweep(desk: Desk, days: int) -> list[str]:
    """Deletes them, with their papers and conversation; the audit trail stays. A killed sweep goes on the next time."""
    gone = []
    for line in due(desk, days):
        try:
            case = desk.store.case(line.id)
        except NotFound:
            continue
        if case.version != line.version:
            continue  # somebody is back at it
        event = AuditEvent(desk.clock.now(), "retention", "system", "delete", case.id, f"{days} days")
        erase(desk, case, event)
        gone.append(case.id)
    return gone


__all__ = ["due", "sweep"]
