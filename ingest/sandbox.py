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
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TimedOut
from contextlib import suppress
from multiprocessing import spawn
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest import progress
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
_TRIES = 4  # readings of one input again, each without the page or member that ended the last
_pools: dict[tuple[int, int], ProcessPool] = {}
_lock = threading.Lock()


def read_apart(jobs: Iterable[Input], limits: Limits = STANDARD, workers: int = 0) -> Iterator[Ingested]:
    """Reads inputs in worker processes, in their order. Always one `Ingested` for each job, whatever becomes of it."""
    workers = workers or os.cpu_count() or 1
    waiting: deque[tuple[Input, Path, Future[Ingested]]] = deque()
    with TemporaryDirectory(prefix="progress-") as notes:
        for number, job in enumerate(jobs):
            note = Path(notes) / str(number)
            waiting.append((job, note, _begun(job, limits, note, {}, workers)))
            while len(waiting) > 2 * workers or (waiting and waiting[0][2].done()):
                yield _outcome(*waiting.popleft(), limits, workers)
        while waiting:
            yield _outcome(*waiting.popleft(), limits, workers)


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


def _begun(
    job: Input, limits: Limits, note: Path, left_out: Mapping[progress.Place, str], workers: int
) -> Future[Ingested]:
    pool = _pool(limits.memory_bytes, workers)
    most = limits.seconds + limits.ocr_seconds
    future: Future[Ingested] = pool.schedule(_read, (job, limits, note, left_out), timeout=most)
    return future


def _read(job: Input, limits: Limits, note: Path, left_out: Mapping[progress.Place, str]) -> Ingested:
    room = note.with_suffix(".room")  # removed by whoever asked, even where this process is killed
    room.mkdir(exist_ok=True)
    tempfile.tempdir = str(room)
    progress.begin(note, left_out)
    progress.allow(limits.seconds)
    _afresh(limits.memory_bytes)
    try:
        return ingest_input(job, limits)
    finally:
        progress.allow(0)
        progress.begin(None, {})
        tempfile.tempdir = None


def _outcome(job: Input, note: Path, future: Future[Ingested], limits: Limits, workers: int) -> Ingested:
    """What came of a job. Where a page or a member ended its process, the rest is read again without it."""
    left_out: dict[progress.Place, str] = {}
    while True:
        result = _result(job, future)
        place = progress.last(note) if isinstance(result, str) else None
        if isinstance(result, Ingested):
            return result
        if place is None or place == (job.name, 0) or place in left_out or len(left_out) >= _TRIES:
            digest, size = _identity(job.path)
            return Ingested(job.name, digest, size, Status.REJECTED, (), (trouble(result, job.name, severity="error"),))
        if len(left_out) == _TRIES - 1:
            place = (place[0], 0)  # the last try: without that file
        left_out[place] = result
        future = _begun(job, limits, note, left_out, workers)


def _result(job: Input, future: Future[Ingested]) -> Ingested | str:
    """What was read, or the code of what ended it."""
    try:
        return future.result()
    except TimedOut:
        return "time-limit"
    except ProcessExpired as end:
        return "time-limit" if end.exitcode in (-signal.SIGPROF, signal.SIGPROF) else "reader-crash"
    except MemoryError:
        return "memory-limit"
    except Rejected as refusal:
        return Ingested(job.name, "", 0, Status.REJECTED, (), (refusal.problem,))
    except Exception:  # noqa: BLE001 - the contract of reading: never an exception for bad input
        return "reader-crash"


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
    progress.confine()
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
