"""Seals everything again under the newest key, a row and a file at a time, while the service runs. Reads no content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Engine, Row, Table, select, update

from assistant.adapters.blobs_sealed import SealedBlobs
from assistant.adapters.schema_sql import ACCOUNTS, CASES, CHAT, DERIVED
from assistant.adapters.seal import Seal

Place = Callable[[Row[Any]], str]

SEALED: tuple[tuple[Table, Column[Any], Column[Any], Place], ...] = (
    (CASES, CASES.c.id, CASES.c.sealed, lambda row: f"case:{row.id}"),
    (CASES, CASES.c.id, CASES.c.line, lambda row: f"line:{row.id}"),
    (DERIVED, DERIVED.c.key, DERIVED.c.sealed, lambda row: f"derived:{row.key}"),
    (CHAT, CHAT.c.seq, CHAT.c.sealed, lambda row: f"chat:{row.case_id}:{row.id}"),
    (ACCOUNTS, ACCOUNTS.c.id, ACCOUNTS.c.second, lambda row: f"second:{row.id}"),
)


def reseal_rows(engine: Engine, seal: Seal) -> int:
    """How many values were sealed again. A row that changes meanwhile is left: who changed it used the newest key."""
    count = 0
    reader = engine.execution_options(reading=True)
    for table, key, column, place in SEALED:
        with reader.connect() as connection:
            keys = list(connection.execute(select(key)).scalars())
        for each in keys:
            with engine.begin() as connection:
                row = connection.execute(select(table).where(key == each)).first()
                sealed = None if row is None else getattr(row, column.name)
                if row is None or not sealed or seal.is_newest(sealed, place(row)):
                    continue
                again = seal.seal(seal.open(sealed, place(row)), place(row))
                connection.execute(update(table).where(key == each).values({column.name: again}))
                count += 1
    return count


def reseal_blobs(blobs: SealedBlobs) -> int:
    """How many files were sealed again; each is replaced whole, so a reader never meets half of one."""
    return sum(blobs.reseal(sha256) for sha256 in list(blobs.all()))


__all__ = ["reseal_blobs", "reseal_rows"]
