"""Workers that went silent: what they had begun is given to the others. No clocks of two machines are ever compared."""

from __future__ import annotations

import logging
import threading
import time
from typing import Protocol

EVERY, SILENT = 2.0, 10.0  # seconds between beats, and without one until a worker counts as gone
_log = logging.getLogger(__name__)


class Beats(Protocol):
    """Where workers leave their signs of life."""

    def keep(self, key: str, value: bytes) -> None: ...
    def kept(self, key: str) -> bytes | None: ...


class Watch:
    """Remembers each worker's last beat and when, by our own clock, it last changed."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[bytes | None, float]] = {}

    def silent(self, worker: str, beat: bytes | None, now: float) -> bool:
        """Whether this worker has not beaten for too long while we were looking."""
        known, since = self._seen.get(worker, (b"", now))
        if worker not in self._seen or beat != known:
            self._seen[worker] = (beat, now)
            return False
        return now - since > SILENT


def watch(name: str, beats: Beats, stopped: threading.Event) -> None:
    """Beats, and takes over what silent workers had begun, until told to stop."""
    from dbos import DBOS

    looked, number = Watch(), 0
    while not stopped.wait(EVERY):
        number += 1
        try:
            beats.keep(f"worker:{name}", str(number).encode())
            begun = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
            others = {each.executor_id for each in begun if each.executor_id not in (None, name)}
            for worker in sorted(map(str, others)):
                if looked.silent(worker, beats.kept(f"worker:{worker}"), time.monotonic()):
                    DBOS._recover_pending_workflows([worker])
                    _log.error("took over the work of a silent worker")
        except Exception as error:  # noqa: BLE001 - the database may be away for a while; the next beat tries again
            _log.error("heartbeat failed: %s", type(error).__name__)


__all__ = ["Beats", "Watch", "watch"]
