"""The desk: every door an action may use, wired once by `app.py`, the command or a test."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from assistant.model.case import Dossier
from assistant.model.papers import Paper
from assistant.model.summary import Summary
from assistant.ports import Blobs, Clock, Destination, Jobs, Model, Store
from ingest.limits import Limits
from knowledge import Knowledge

V = TypeVar("V")


class Recent(Generic[V]):
    """The last few computed values by key. Keys name content and version, so an entry is never stale."""

    def __init__(self, size: int) -> None:
        self._size, self._values, self._lock = size, OrderedDict[str, V](), Lock()

    def get(self, key: str) -> V | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: str, value: V) -> V:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def drop(self, key: str | None = None) -> None:
        """Forgets one value, or all."""
        with self._lock:
            if key is None:
                self._values.clear()
            else:
                self._values.pop(key, None)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A group of files on its way in, in the order the browser will send them. Never changes once begun."""

    id: str
    case: str
    paths: tuple[str, ...]
    sizes: tuple[int, ...]
    begun: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The doors. `model` is None unless somebody configured one."""

    store: Store
    blobs: Blobs
    jobs: Jobs
    clock: Clock
    knowledge: Knowledge
    folder: Path  # where derived data (search indexes, temporary files) may be put
    model: Model | None = None
    limits: Limits = Limits()
    destinations: Mapping[str, Destination] = field(default_factory=dict)  # places packages can be sent to, by id
    viewer: str = ""  # template of the address of a study in the hospital's own viewer
    follow_ups: int = 3  # questions to the doctor after the answer, at most
    dossiers: Recent[Dossier] = field(default_factory=lambda: Recent[Dossier](48))
    summaries: Recent[Summary] = field(default_factory=lambda: Recent[Summary](24))
    incoming: Recent[Incoming] = field(default_factory=lambda: Recent[Incoming](64))
    papers: Recent[tuple[Paper, ...]] = field(default_factory=lambda: Recent[tuple[Paper, ...]](400))


_current: list[Desk] = []


def set_current(desk: Desk) -> None:
    """Makes `desk` the one this process serves. Called by `app.py` once, and by tests."""
    _current[:] = [desk]


def current() -> Desk:
    """The desk this process serves."""
    return _current[0]
