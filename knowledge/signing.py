"""Clinicians' signatures on the knowledge. Each is bound to a digest of what was signed: a later edit un-signs it.

What can be signed: a pathway by its id ("breast-cancer": the file and every item, circumstance, area, test, holder and
red flag it refers to), one entry of a shared table ("items/mammogram", "times/slides"), or any other file of the
knowledge by its path ("words/urgency.yml", "articles/en/slides.md"). A signature is a statement of a named person, not
a cryptographic proof: whoever can write the folder can write one, and `knowledge status` shows them all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from knowledge.loading import HERE, TABLES, Fault, build, read_yaml
from knowledge.schema import Find, PathwayFile, Shared
from knowledge.strict import Strict

FILE = "signatures.yml"


class Signature(Strict):
    """Who reviewed what, when, and the digest of what they saw."""

    target: str = Field(min_length=1)
    digest: str = Field(min_length=64, max_length=64)
    name: str = Field(min_length=1)
    credentials: str = Field(min_length=1)
    date: date


def load_signatures(root: Path, faults: list[Fault], prefix: str = "") -> tuple[Signature, ...]:
    """The signatures of one folder, oldest first."""
    path = root / FILE
    content = (read_yaml(path, faults, f"{prefix}{FILE}") or []) if path.exists() else []
    if not isinstance(content, list):
        faults.append(Fault(f"{prefix}{FILE}", "file", "should be a list of signatures"))
        return ()
    built = (build(Signature, row, f"{prefix}{FILE}", str(n), faults) for n, row in enumerate(content, 1))
    return tuple(row for row in built if row is not None)


def sign(root: Path, signature: Signature) -> None:
    """Adds a signature to the folder's file; an earlier one by the same person on the same thing gives way."""
    faults: list[Fault] = []
    kept = [
        row
        for row in load_signatures(root, faults)
        if (row.target, row.name.casefold()) != (signature.target, signature.name.casefold())
    ]
    if faults:
        raise ValueError("; ".join(map(str, faults)))
    root.mkdir(parents=True, exist_ok=True)
    rows = [row.model_dump(mode="json") for row in (*kept, signature)]
    fresh = root / f".{FILE}.new"
    fresh.write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), encoding="utf-8")
    fresh.replace(root / FILE)


def digest_of(target: str, pathways: Mapping[str, PathwayFile], shared: Shared, roots: Iterable[Path] = (HERE,)) -> str:
    """The digest of what a signature on `target` covers; KeyError when there is no such thing."""
    if target in pathways:
        return _digest(_whole(pathways[target], shared))
    name, _, key = target.partition("/")
    if name in ("items", "sources", *TABLES) and key in getattr(shared, name):
        entry = getattr(shared, name)[key]
        return _digest([_dump(entry), _behind(entry.find, (entry.who,), shared) if name == "items" else None])
    for root in reversed(list(roots)):
        path = (root / target).resolve()
        if path.is_relative_to(root.resolve()) and path.is_file() and path.name != FILE:
            return hashlib.sha256(path.read_bytes()).hexdigest()
    raise KeyError(target)


def _whole(file: PathwayFile, shared: Shared) -> Any:
    """The pathway with everything it refers to in the shared tables; what it inherits is signed apart."""
    items = {ask.item: shared.items[ask.item] for ask in file.requirements}
    whens = {key for ask in file.requirements for key in (*ask.when, *ask.unless)}
    whens |= {key for question in file.questions for key in question.when}
    finds = [find for item in items.values() for find in item.find]
    finds += [find for ask in file.requirements for find in ask.find or ()]
    holders = {item.who for item in items.values()} | {ask.who for ask in file.requirements if ask.who}
    return [
        _dump(file),
        {key: _dump(item) for key, item in items.items()},
        {key: _dump(shared.when[key]) for key in sorted(whens)},
        {key: _dump(shared.red_flags[key]) for key in file.red_flags},
        _behind(finds, holders, shared),
    ]


def _behind(finds: Iterable[Find], holders: Iterable[str], shared: Shared) -> Any:
    """The areas, ways of taking pictures, tests and holders that items point at."""
    finds = list(finds)
    return [
        {key: _dump(shared.areas[key]) for find in finds for key in find.areas},
        {key: list(shared.modalities[key]) for find in finds for key in find.modality},
        {key: _dump(shared.tests[key]) for find in finds for key in find.tests},
        {key: _dump(shared.who[key]) for key in holders},
    ]


def _dump(entry: Strict) -> Any:
    """Without defaults, so that a field the schema gains later un-signs nothing that does not use it."""
    return entry.model_dump(mode="json", exclude_defaults=True)


def _digest(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


__all__ = ["FILE", "Signature", "digest_of", "load_signatures", "sign"]
