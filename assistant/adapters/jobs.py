"""Background work: durable on DBOS (SQLite or PostgreSQL), or at once for the command line and tests.

What DBOS stores are ids; the papers themselves never pass through it.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from typing import Any

from assistant.adapters.heartbeat import Beats, watch

Work = Callable[[str, str], None]

QUEUE, SENDING, IDLE_QUEUE = "reading", "sending", "none"
NAMES = {QUEUE: "read", SENDING: "send"}  # of the workflows: what they were called when they were begun
_log = logging.getLogger(__name__)
_work: dict[str, Work] = {}  # by queue


class WorkFailed(Exception):
    """A step failed; carries the class name of the reason and nothing of what it touched."""


def _run(queue: str, case_id: str, what: str) -> None:
    try:
        _work[queue](case_id, what)
    except Exception as error:  # noqa: BLE001 - whatever it was, its words must not reach a log
        _log.error("%s failed: case=%s item=%s error=%s", queue, case_id[:8], what[:8], type(error).__name__)
        raise WorkFailed(type(error).__name__) from None


class JobsNow:
    """Does each job when it is asked for, in the same thread."""

    def __init__(self, work: Work, send: Work | None = None) -> None:
        self._do, self._send = work, send

    def read(self, case_id: str, sha256: str) -> None:
        self._do(case_id, sha256)

    def deliver(self, case_id: str, delivery: str) -> None:
        if self._send is not None:
            self._send(case_id, delivery)

    def start(self) -> None: ...

    def stop(self) -> None: ...


class JobsDbos:
    """Durable queues: a killed process goes on at the last finished step when it, or another worker, starts again.

    On PostgreSQL every process has a name of its own and a heartbeat; what a silent one had begun is taken over.
    """

    def __init__(
        self, url: str, work: Work, workers: int = 2, beats: Beats | None = None, send: Work | None = None
    ) -> None:
        self._url, self._workers, self._ready = url, workers, threading.Event()
        self._workflows: dict[str, Any] = {}
        self._stopped, self._beats = threading.Event(), beats if url.startswith("postgresql") else None
        self._name = f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}" if self._beats else "local"
        _work.update({QUEUE: work, SENDING: send or _nothing})

    def start(self) -> None:
        """Launches the engine. Not from a running event loop (DBOS refuses to register its queue there)."""
        from dbos import DBOS

        config: Any = {
            "name": "second-opinion",
            "system_database_url": self._url,
            "run_admin_server": False,
            "log_level": "ERROR",
            "application_version": "1",
            "executor_id": self._name,
        }
        DBOS(config=config)
        self._workflows = {queue: _define(DBOS, queue, name) for queue, name in NAMES.items()}
        if not self._workers:
            DBOS.listen_queues([IDLE_QUEUE])  # this process only asks; others do the work
        DBOS.launch()
        if self._workers:
            DBOS.register_queue(QUEUE, worker_concurrency=self._workers, polling_interval_sec=0.25)
            DBOS.register_queue(SENDING, worker_concurrency=1, polling_interval_sec=1.0)
        self._ready.set()
        if self._beats is not None:
            threading.Thread(target=watch, args=(self._name, self._beats, self._stopped), daemon=True).start()

    def read(self, case_id: str, sha256: str) -> None:
        """Asks for a paper to be read; asking while it waits or is being read asks once."""
        self._ask(QUEUE, case_id, sha256)

    def deliver(self, case_id: str, delivery: str) -> None:
        """Asks for a delivery; asking while it waits or is on its way asks once."""
        self._ask(SENDING, case_id, delivery)

    def _ask(self, queue: str, case_id: str, what: str) -> None:
        from dbos import DBOS, SetEnqueueOptions, error

        self._ready.wait(60)
        try:
            with SetEnqueueOptions(deduplication_id=f"{case_id}:{what}"):
                DBOS.enqueue_workflow(queue, self._workflows[queue], case_id, what)
        except error.DBOSQueueDeduplicatedError:
            return

    def stop(self) -> None:
        from dbos import DBOS

        self._stopped.set()
        DBOS.destroy(workflow_completion_timeout_sec=0)


def _nothing(case_id: str, what: str) -> None:
    """Where nothing of the kind is ever asked for."""


def _define(dbos: Any, queue: str, name: str) -> Any:
    """The workflow of a queue, declared to the engine: one step, tried three times."""

    def run(case_id: str, what: str) -> None:
        _run(queue, case_id, what)

    step = dbos.step(name=f"{name}_step", retries_allowed=True, max_attempts=3, interval_seconds=1.0)(run)

    def workflow(case_id: str, what: str) -> None:
        step(case_id, what)

    return dbos.workflow(name=f"{name}_workflow")(workflow)
