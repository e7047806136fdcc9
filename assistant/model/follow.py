"""What people write to each other: messages, and what the patient asks the doctor about a signed answer.

The answer itself stays as signed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A line between patient and liaison or provider."""

    id: str
    by: str
    role: str
    text: str
    at: str
    on_behalf: bool = False
    urgent: str = ""  # emergency, crisis, ask: what the words may mean


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question after the answer. `reply` is empty while the doctor has not written; then nobody changes either."""

    id: str
    text: str
    by: str  # actor id
    at: str  # ISO UTC
    on_behalf: bool = False
    reply: str = ""
    replied_by: str = ""
    name: str = ""  # of who replied, as shown then
    replied: str = ""  # ISO UTC
