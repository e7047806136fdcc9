"""The errors of the assistant. Trouble with a part of the input is never one of these: it is a `Problem` in the result.

Refusal               somebody asked for what cannot be done; the screen says why in one sentence
├── NotAllowed        the actor may not do this deed on this case
├── NotFound          there is no such case, paper or page (also said to those who may not know)
├── NotReady          the case is not at a stage where this makes sense; `reason` is a message key
├── Changed           somebody else saved first; nothing was lost, look again
├── BadInput          what was typed cannot be used; `reason` is a message key
└── Damaged           what was kept does not open: changed on the disk, or sealed with a key we do not have
"""

from __future__ import annotations


class Refusal(Exception):
    """`reason` is a key of the message catalogs, never words of a person."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class NotAllowed(Refusal):
    pass


class NotFound(Refusal):
    pass


class NotReady(Refusal):
    pass


class Changed(Refusal):
    pass


class BadInput(Refusal):
    pass


class Damaged(Refusal):
    pass
