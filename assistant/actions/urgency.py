"""The look for danger at what a patient writes to a person here, who may read it only tomorrow. Refuses no message."""

from __future__ import annotations

from assistant.chat.safety import Triage, triage
from assistant.model.case import Case, Message
from assistant.model.people import Actor, Role

THEIRS = (Role.PATIENT, Role.HELPER)


def urgency(actor: Actor, case: Case, text: str) -> str:
    """What the words of a patient or helper may mean: emergency, crisis, ask (may be one), or "" for neither."""
    return _kind(triage(text, case.language)) if actor.role in THEIRS else ""


def told(actor: Actor, case: Case) -> tuple[Message, Triage] | None:
    """The actor's message that meant danger and waits for an answer, with what to tell them until then."""
    last = case.messages[-1] if case.messages else None
    return (last, triage(last.text, case.language)) if last and last.urgent and last.by == actor.id else None


def _kind(found: Triage) -> str:
    return found.kind if found.kind != "none" else "ask" if found.ask else ""


__all__ = ["told", "urgency"]
