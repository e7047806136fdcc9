"""The hand-off package as a value: what goes, under which name, and what stays out and why. Rendering is `export`'s."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, BinaryIO

from assistant.model.case import Dossier
from assistant.model.summary import Summary


@dataclass(frozen=True, slots=True)
class Original:
    """One stored file as the person gave it. `documents` are the ids of what was read from it."""

    documents: tuple[str, ...]
    sha256: str
    source_name: str  # as the person knows it, with its folder if it had one
    bytes: int
    open: Callable[[], AbstractContextManager[BinaryIO]]
    safe_name: str = ""  # empty: `handoff` makes one


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """An original with its place in the package."""

    path: str  # "documents/03-biopsy-pathology.pdf"
    original: Original


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What does not go, and the reason code (a key of `assistant/handoff/reasons.yml`) with its sentence."""

    name: str
    reason: str
    why: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """Everything the writer needs. Its id is the hash of the manifest the writer makes of it."""

    dossier: Dossier
    summary: Summary
    files: tuple[PackagedFile, ...]
    left_out: tuple[LeftOut, ...]
    created: str  # ISO UTC
    version: int
    previous: str = ""  # id of the package sent before
    before: Mapping[str, Any] | None = None  # summary.json of that package, to say what changed since
