"""The audit trail's row: who did which deed to what, when. Never free text, never a name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One deed. `target` is an id or a stage word. Written in the same commit as the change it tells of."""

    at: str
    actor: str
    role: str
    deed: str
    case: str = ""
    target: str = ""
    on_behalf: bool = False
    outcome: str = "done"  # done | refused
