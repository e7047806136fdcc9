"""Tries that failed, counted by where they came from: one address that guesses many names, codes or links is kept out.

Only hashes are kept, for ten minutes. Right answers are not counted, so a hospital behind one address is not shut out.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from assistant.actions.accounts import WINDOW, TooManyAttempts, ago, hash_of
from assistant.actions.desk import Desk

MOST = 50  # in `accounts.WINDOW`


def let_in(desk: Desk, address: str) -> None:
    """TooManyAttempts for an address that failed too often."""
    if desk.store.attempts(_key(address), ago(desk, WINDOW)) >= MOST:
        raise TooManyAttempts("too-many-attempts")


def failed(desk: Desk, address: str) -> None:
    """Counts a try that was wrong, or one that costs us something (a new account)."""
    desk.store.add_attempt(_key(address), desk.clock.now())


def counted(address: str) -> str:
    """An IPv6 address counts by its network of 64 bits: one household has all of that."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64 if parsed.version == 6 else 32), strict=False))


def _key(address: str) -> str:
    return hash_of(f"address:{counted(address)}")


__all__ = ["MOST", "counted", "failed", "let_in"]
