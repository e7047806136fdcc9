"""Cases and readings as JSON bytes and back, by pydantic over the frozen dataclasses."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from assistant.model.case import Case
from assistant.model.line import CaseLine
from assistant.model.proposals import Proposals
from ingest.document import Ingested


@cache
def _adapter(kind: type) -> TypeAdapter[object]:
    return TypeAdapter(kind)


def dump_case(case: Case) -> bytes:
    return _adapter(Case).dump_json(case)


def load_case(data: bytes) -> Case:
    case = _adapter(Case).validate_json(data)
    assert isinstance(case, Case)
    return case


def dump_line(line: CaseLine) -> bytes:
    return _adapter(CaseLine).dump_json(line, exclude_defaults=True)


def load_line(data: bytes) -> CaseLine:
    line = _adapter(CaseLine).validate_json(data)
    assert isinstance(line, CaseLine)
    return line


def dump_ingested(ingested: Ingested) -> bytes:
    return _adapter(Ingested).dump_json(ingested)


def load_ingested(data: bytes) -> Ingested:
    ingested = _adapter(Ingested).validate_json(data)
    assert isinstance(ingested, Ingested)
    return ingested


def dump_proposals(proposals: Proposals) -> bytes:
    return _adapter(Proposals).dump_json(proposals)


def load_proposals(data: bytes) -> Proposals:
    proposals = _adapter(Proposals).validate_json(data)
    assert isinstance(proposals, Proposals)
    return proposals
