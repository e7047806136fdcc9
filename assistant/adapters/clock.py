"""The clock. Steps below the doors never look at one; the time is handed in."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """UTC of this machine."""

    def now(self) -> str:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def today(self) -> str:
        return self.now()[:10]


class FixedClock:
    """Stands still, and moves when told."""

    def __init__(self, now: str = "2026-11-23T12:00:00Z") -> None:
        self.at = now

    def now(self) -> str:
        return self.at

    def today(self) -> str:
        return self.at[:10]
