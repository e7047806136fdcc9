"""Upgrades of the tables, one numbered function each, run once in order inside one transaction. Never touches content:
what must be computed from sealed content is filled in by the store when it opens (`StoreSql.fill_in`)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, text


class SchemaTooNew(RuntimeError):
    """The data were written by a newer version of this program."""


def _two(connection: Connection) -> None:
    """Lines of cases for lists; which case holds which file; second factors; attempts seen by every process."""
    binary = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    for statement in (
        f"ALTER TABLE cases ADD COLUMN line {binary}",
        f"ALTER TABLE accounts ADD COLUMN second {binary}",
        "ALTER TABLE accounts ADD COLUMN subject VARCHAR(64) NOT NULL DEFAULT ''",
        "CREATE INDEX ix_accounts_subject ON accounts (subject)",
        "CREATE INDEX cases_by_stage ON cases (stage, updated)",
        "CREATE TABLE case_files (case_id VARCHAR(40) NOT NULL, sha256 VARCHAR(64) NOT NULL, "
        "PRIMARY KEY (case_id, sha256))",
        "CREATE INDEX ix_case_files_sha256 ON case_files (sha256)",
        "CREATE TABLE attempts (name_hash VARCHAR(64) NOT NULL, at VARCHAR(20) NOT NULL, id VARCHAR(40) NOT NULL, "
        "PRIMARY KEY (id))",
        "CREATE INDEX ix_attempts_name_hash ON attempts (name_hash)",
    ):
        connection.execute(text(statement))


STEPS: dict[int, Callable[[Connection], None]] = {2: _two}
VERSION = max(STEPS)


def upgrade(connection: Connection, found: int) -> None:
    """Brings tables at version `found` to this program's."""
    if found > VERSION:
        raise SchemaTooNew(f"the data are at version {found}, this program knows {VERSION}")
    for number in range(found + 1, VERSION + 1):
        STEPS[number](connection)
    if found < VERSION:
        connection.execute(text("UPDATE schema_version SET version = :version"), {"version": VERSION})
