"""The one way to change a case: load, permit, change, and save it together with its audit event."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, on_behalf, permit
from assistant.actions.sharing import shown_case
from assistant.errors import Changed, NotAllowed, NotFound, NotReady
from assistant.model.audit import AuditEvent
from assistant.model.case import Case
from assistant.model.changes import Unlawful
from assistant.model.people import Actor

TRIES = 6


def new_id() -> str:
    """128 random bits: an identifier that cannot be guessed."""
    return secrets.token_hex(16)


def event(
    desk: Desk, actor: Actor, deed: str, case: Case | None = None, target: str = "", outcome: str = "done"
) -> AuditEvent:
    behalf = case is not None and on_behalf(actor, case)
    return AuditEvent(
        desk.clock.now(), actor.id, actor.role.value, deed, case.id if case else "", target, behalf, outcome
    )


def allowed(desk: Desk, actor: Actor, case_id: str, deed: Deed) -> Case:
    """The case, if the actor may do the deed on it. A refusal is audited and says no more than "no such case"."""
    case = desk.store.case(case_id)
    try:
        permit(actor, deed, case)
    except NotAllowed:
        desk.store.record(event(desk, actor, deed.value, case, outcome="refused"))
        raise NotFound("no-such-case") from None
    return case


def change(
    desk: Desk,
    actor: Actor,
    case_id: str,
    deed: Deed | None,
    step: Callable[[Case], Case],
    target: str = "",
    *,
    name: str = "",
    expected: int | None = None,
) -> Case:
    """Applies `step` to the case and commits it together with its audit event.

    With `expected`, `Changed` is raised when the case is not at that version any more (for edits of one text by two
    people); without it the step is applied again to the newer case, so nobody's change is lost. `deed` is None only
    where the step itself asks for something better than a standing: the secret of an invitation.
    """
    for _ in range(TRIES):
        case = desk.store.case(case_id) if deed is None else allowed(desk, actor, case_id, deed)
        if expected is not None and case.version != expected:
            raise Changed("changed")
        try:
            after = step(case)
        except Unlawful:
            raise NotReady("not-ready") from None
        if after == case:
            return shown_case(case, actor)
        try:
            saved = desk.store.save(after, case.version, event(desk, actor, name or str(deed), case, target))
            return shown_case(saved, actor)
        except Changed:
            if expected is not None:
                raise
    raise Changed("changed")
