"""Cases, their lines, readings and proposals as JSON bytes and back, by pydantic over the frozen dataclasses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from assistant.model.case import Case
from assistant.model.line import CaseLine
from assistant.model.proposals import Proposals
from ingest.document import Ingested

Kept = TypeVar("Kept", Case, CaseLine, Ingested, Proposals)

_adapter: Callable[[type], TypeAdapter[Any]] = cache(TypeAdapter)


def dump(value: Kept, *, brief: bool = False) -> bytes:
    """`brief` leaves out what is as it is by default."""
    return _adapter(type(value)).dump_json(value, exclude_defaults=brief)


def load(kind: type[Kept], data: bytes) -> Kept:
    """The value that `dump` wrote. Raises pydantic's `ValidationError` for anything else."""
    value: Kept = _adapter(kind).validate_json(data)
    return value
