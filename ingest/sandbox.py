"""Runs readers apart: in worker processes with limits of memory and time, so that hostile bytes cost one clear message.

Never runs a reader in the calling process, and never lets a crash or a hang out: both become a rejected `Ingested`.
"""

from __future__ import annotations

import atexit
import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TimedOut
from contextlib import suppress
from multiprocessing import spawn
from pathlib import Path
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest import clock
from ingest.document import Ingested, Status
from ingest.errors import Rejected, rejected, trouble
from ingest.inputs import Input
from ingest.limits import STANDARD, Limits
from ingest.reading import ingest_input

P = ParamSpec("P")
T = TypeVar("T")

_TASKS_PER_PROCESS = 200  # a fresh process now and then: parsers leak
# imported before a worker is made, so that no file's time is spent on it: seconds, on a busy machine
_PRELOADED = ("ingest.reading", "ingest.readers.pdf", "ingest.readers.text", "ingest.dicom_preview", "pydicom")
_pools: dict[tuple[int, int], ProcessPool] = {}
_lock = threading.Lock()


def read_apart(jobs: Iterable[Input], limits: Limits = STANDARD, workers: int = 0) -> Iterator[Ingested]:
    """Reads inputs in worker processes, in their order. Always one `Ingested` for each job, whatever becomes of it."""
    pool = _pool(limits.memory_bytes, workers or os.cpu_count() or 1)
    waiting: deque[tuple[Input, Future[Ingested]]] = deque()
    for job in jobs:
        waiting.append((job, pool.schedule(_read, (job, limits), timeout=limits.seconds + limits.ocr_seconds)))
        while len(waiting) > 2 * (workers or 2) or (waiting and waiting[0][1].done()):
            yield _outcome(*waiting.popleft())
    while waiting:
        yield _outcome(*waiting.popleft())


def call(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs one function of ours in a worker process; Rejected when the process dies or takes longer than a page may."""
    return call_within(30.0, function, *args, **kwargs)


def call_within(seconds: float, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As `call`, with a time of its own, counted from when a worker is free for it."""
    limits = Limits()
    pool = _pool(limits.memory_bytes, 1)
    try:
        return pool.schedule(function, args, kwargs, timeout=seconds).result()
    except TimedOut:
        raise rejected("time-limit", "") from None
    except ProcessExpired:
        raise rejected("reader-crash", "") from None


def close() -> None:
    """Ends all worker processes; the next use starts new ones."""
    with _lock:
        for pool in _pools.values():
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        _pools.clear()


def _read(job: Input, limits: Limits) -> Ingested:
    clock.allow(limits.seconds)
    _afresh(limits.memory_bytes)
    try:
        return ingest_input(job, limits)
    finally:
        clock.allow(0)


def _outcome(job: Input, future: Future[Ingested]) -> Ingested:
    try:
        return future.result()
    except TimedOut:
        code = "time-limit"
    except ProcessExpired as end:
        code = "time-limit" if end.exitcode in (-signal.SIGPROF, signal.SIGPROF) else "reader-crash"
    except MemoryError:
        code = "memory-limit"
    except Rejected as refusal:
        return Ingested(job.name, "", 0, Status.REJECTED, (), (refusal.problem,))
    except Exception:  # noqa: BLE001 - the contract of reading: never an exception for bad input
        code = "reader-crash"
    digest, size = _identity(job.path)
    return Ingested(job.name, digest, size, Status.REJECTED, (), (trouble(code, job.name, severity="error"),))


def _identity(path: Path) -> tuple[str, int]:
    from ingest.reading import sha256

    try:
        return (sha256(path), path.stat().st_size) if path.is_file() else ("", 0)
    except OSError:
        return "", 0


def _pool(memory: int, workers: int) -> ProcessPool:
    with _lock:
        pool = _pools.get((memory, workers))
        if pool is None or not pool.active:
            context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
            context.set_forkserver_preload(list(_PRELOADED))
            pool = ProcessPool(workers, _TASKS_PER_PROCESS, _confine, (memory,), context)
            _pools[(memory, workers)] = pool
        return pool


def _confine(memory: int) -> None:
    """In the worker: no more address space than allowed, no core dumps, one thread for each numeric library."""
    clock.confine()
    for variable in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _afresh(memory)


def _afresh(memory: int) -> None:
    """Allows as much address space for the next file as for any: what the last one left behind does not count."""
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = used + memory
    if hard == resource.RLIM_INFINITY:
        hard = used + memory * 5 // 4  # a worker that lost more than a quarter of it for good ends sooner
    resource.setrlimit(resource.RLIMIT_AS, (min(wanted, hard), hard))


def _leave_main_alone() -> None:
    """Workers import what they run and never the program's main script: under Streamlit that would be a screen."""
    prepare = spawn.get_preparation_data

    def prepared(name: str) -> dict[str, object]:
        return {key: value for key, value in prepare(name).items() if not key.startswith("init_main")}

    spawn.get_preparation_data = prepared


_leave_main_alone()
atexit.register(close)
