"""Where a reading process is, told to the one that watches it, and how much processor time it has until it moves on.

A parser of hostile bytes may turn for ever or end its process. The system stops it when its time is spent; the watcher
then finds the page that did it in the note left here, and has the rest read without that page.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path

Place = tuple[str, int]
"""A file's name, and its page; 0 for the file as a whole."""

_confined = False
_note = -1  # descriptor of the note; -1 where nobody watches
_left_out: Mapping[Place, str] = {}


def confine() -> None:
    """Says that this process may be ended: called once in a worker, never in the server."""
    global _confined
    _confined = True


def begin(note: Path | None, left_out: Mapping[Place, str]) -> None:
    """A new input: where to leave the note (None: nowhere), and the places to leave out with their problems' codes."""
    global _note, _left_out
    if _note >= 0:
        os.close(_note)
    _note = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if note else -1
    _left_out = left_out


def at(name: str, page: int, seconds: float) -> str:
    """Notes the place with its allowance; gives the code of the problem when it is to be left out, "" when not."""
    if _note >= 0:
        label = name.encode("utf-8", "surrogateescape")
        os.pwrite(_note, page.to_bytes(4, "little") + len(label).to_bytes(4, "little") + label, 0)
    allow(seconds)
    return _left_out.get((name, page), "") if _left_out else ""


def allow(seconds: float) -> None:
    """A new allowance, replacing what was left of the last; nothing outside a worker. Zero takes the limit away."""
    if _confined:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def last(note: Path) -> Place | None:
    """The place a process noted last; None when it noted none."""
    try:
        data = note.read_bytes()
    except OSError:
        return None
    if len(data) < 8:
        return None
    length = int.from_bytes(data[4:8], "little")
    return data[8 : 8 + length].decode("utf-8", "surrogateescape"), int.from_bytes(data[:4], "little")
