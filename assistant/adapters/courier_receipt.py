"""What every courier does alike: tries what has not arrived again, with growing pauses, and says what did."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.model.package import Original
from assistant.ports import Receipt

ATTEMPTS = 3
Sleep = Callable[[float], None]
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


__all__ = ["Receipt", "Sleep", "with_retries"]
