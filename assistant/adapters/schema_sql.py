"""The tables. Clear columns are ids, stages, times and assignments; everything a person wrote is sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
)

from assistant.adapters.migrations_sql import VERSION, upgrade
from assistant.errors import NotReady

META = MetaData()
TARGET = 120  # characters of what a deed was done to, in the trail

SCHEMA = Table("schema_version", META, Column("version", Integer, primary_key=True))

CASES = Table(
    "cases",
    META,
    Column("id", String(40), primary_key=True),
    Column("owner", String(40), nullable=False, index=True),
    Column("liaison", String(40), nullable=False, default="", index=True),
    Column("provider", String(40), nullable=False, default="", index=True),
    Column("stage", String(20), nullable=False, index=True),
    Column("created", String(20), nullable=False),
    Column("updated", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("line", LargeBinary),  # sealed: what lists show
)
Index("cases_by_stage", CASES.c.stage, CASES.c.updated)

FILES = Table(
    "case_files",
    META,
    Column("case_id", String(40), primary_key=True),
    Column("sha256", String(64), primary_key=True, index=True),
)

HELPERS = Table(
    "case_helpers",
    META,
    Column("case_id", String(40), primary_key=True),
    Column("account", String(40), primary_key=True, index=True),
)

DERIVED = Table(
    "derived",
    META,
    Column("key", String(200), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

CHAT = Table(
    "chat",
    META,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("case_id", String(40), nullable=False, index=True),
    Column("id", String(40), nullable=False),
    Column("by", String(40), nullable=False),
    Column("at", String(20), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

ACCOUNTS = Table(
    "accounts",
    META,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("shown", String(200), nullable=False),
    Column("language", String(5), nullable=False),
    Column("password", String(300), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("second", LargeBinary),  # sealed: the secret of a second factor
    Column("subject", String(64), nullable=False, default="", index=True),  # hash of the identity provider's subject
)

ATTEMPTS = Table(
    "attempts",
    META,
    Column("id", String(40), primary_key=True),
    Column("name_hash", String(64), nullable=False, index=True),
    Column("at", String(20), nullable=False),
)

SESSIONS = Table(
    "sessions",
    META,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(40), nullable=False, index=True),
    Column("started", String(20), nullable=False),
    Column("seen", String(20), nullable=False),
)

AUDIT = Table(
    "audit",
    META,
    Column("seq", Integer, primary_key=True),
    Column("at", String(20), nullable=False),
    Column("actor", String(40), nullable=False),
    Column("role", String(20), nullable=False),
    Column("deed", String(40), nullable=False),
    Column("case_id", String(40), nullable=False, default=""),
    Column("target", String(TARGET), nullable=False, default=""),
    Column("on_behalf", Boolean, nullable=False, default=False),
    Column("outcome", String(20), nullable=False),
    Column("link", String(64), nullable=False),
)
Index("audit_by_case", AUDIT.c.case_id, AUDIT.c.seq)


def _sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: writers queue up instead of failing half-way
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _said_plainly(engine: Engine) -> None:
    """A full disk, a lock held too long, a database that is gone: refusals people can act on. Nothing was saved."""

    @event.listens_for(engine, "handle_error")
    def _refuse(context: Any) -> None:
        said = str(context.original_exception).lower()
        if "disk is full" in said or "no space left" in said:
            raise NotReady("no-room") from None
        if "database is locked" in said or context.is_disconnect or "connection" in said:
            raise NotReady("busy") from None


def open_engine(url: str) -> Engine:
    """An engine for SQLite (`sqlite:///…`) or PostgreSQL (`postgresql+psycopg://…`), its tables made if new."""
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=10, max_overflow=40, hide_parameters=True)
        _sqlite(engine)
    else:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    with engine.begin() as connection:  # before the next line: here a failure should say what it is to the operator
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7331)"))
        found = _version(connection)
        if found:
            upgrade(connection, found)
        else:
            META.create_all(connection)
            connection.execute(insert(SCHEMA).values(version=VERSION))
    _said_plainly(engine)
    return engine


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(SCHEMA.name):
        return 0
    return int(connection.execute(select(SCHEMA.c.version)).scalar() or 0)


def schema_version(engine: Engine) -> int:
    """The version of the tables on disk; 0 where there are none."""
    with engine.connect() as connection:
        return _version(connection)
