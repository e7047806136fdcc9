"""What went out of the case beside the provider's inbox: to a configured place, or by a link. Never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

WAITING, LEFT = "delivery-waiting", "delivery-left"  # keys of the store: what is on its way, what has not arrived


class DeliveryState(StrEnum):
    WAITING = "waiting"  # asked for, or on its way
    DONE = "done"
    PARTLY = "partly"  # some files arrived
    FAILED = "failed"  # none did


@dataclass(frozen=True, slots=True)
class Delivery:
    """One package sent to a configured place, and its receipt: counts and reason codes, never a name."""

    id: str
    destination: str  # id in the settings
    label: str  # as the settings called it then
    kind: str  # folder | dicom | dicomweb
    package: str  # id of the package whose content it is
    by: str
    at: str
    state: DeliveryState = DeliveryState.WAITING
    delivered: int = 0  # files
    failed: Mapping[str, int] = field(default_factory=dict)  # reason code -> files
    attempts: int = 0  # times it was asked for
    ended: str = ""  # ISO time of the last end


GUESSES = 5  # wrong codes after which a link is dead


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link for somebody without an account: opened once with its code, for a short visit. Only hashes are kept."""

    id: str
    token_hash: str
    code_hash: str
    name: str  # for whom, as the person who made it says
    package: str  # id of the package it opens
    by: str
    at: str
    until: str
    opened: str = ""  # ISO time the code was used
    visit_hash: str = ""  # of the visitor's cookie
    visit_until: str = ""
    revoked: str = ""  # ISO time
    wrong: int = 0  # codes tried that were not this link's

    def waits(self, now: str) -> bool:
        """Whether the code can still be used."""
        return not self.opened and not self.revoked and self.wrong < GUESSES and now < self.until

    def visited(self, now: str) -> bool:
        """Whether the one visit is going on."""
        return bool(self.opened) and not self.revoked and now < self.visit_until
