"""What every courier gives back: which files arrived and which did not, by hash and reason code. Never a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.model.package import Original

ATTEMPTS = 3
Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of one delivery. Sending it again sends only what failed."""

    destination: str
    delivered: tuple[str, ...]  # sha256
    failed: Mapping[str, str] = field(default_factory=dict)  # sha256 -> reason code
    attempts: int = 1

    @property
    def whole(self) -> bool:
        return not self.failed


class Courier(Protocol):
    """Delivers files to one configured place."""

    def send(self, originals: Sequence[Original]) -> Receipt: ...


Try = Callable[[Sequence[Original]], tuple[list[str], dict[str, str]]]


def with_retries(
    destination: str, originals: Sequence[Original], once: Try, sleep: Sleep, lasting: frozenset[str]
) -> Receipt:
    """Tries what has not arrived again, with growing pauses. `lasting` reasons are not tried again."""
    delivered: list[str] = []
    failed: dict[str, str] = {}
    waiting = list({original.sha256: original for original in originals}.values())
    attempt = 0
    while waiting and attempt < ATTEMPTS:
        if attempt:
            sleep(2.0**attempt)
        attempt += 1
        arrived, lost = once(waiting)
        delivered += arrived
        failed = {**{sha: why for sha, why in failed.items() if sha not in arrived}, **lost}
        waiting = [original for original in waiting if lost.get(original.sha256, "ok") not in {"ok", *lasting}]
    return Receipt(destination, tuple(delivered), failed, max(1, attempt))


__all__ = ["Courier", "Receipt", "Sleep", "with_retries"]
