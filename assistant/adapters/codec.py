"""Cases as JSON bytes and back, by pydantic over the frozen dataclasses of the model: unknown keys are dropped, never kept."""

from __future__ import annotations

from pydantic import TypeAdapter

from assistant.model.case import Case

_CASE = TypeAdapter(Case)


def dump_case(case: Case) -> bytes:
    return _CASE.dump_json(case)


def load_case(data: bytes) -> Case:
    return _CASE.validate_json(data)
