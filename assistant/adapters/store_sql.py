"""The store on SQLAlchemy: SQLite by default, PostgreSQL for many workers. Content is sealed, see `schema_sql`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.adapters.accounts_sql import AccountsSql
from assistant.adapters.schema_sql import AUDIT, CASES, CHAT, DERIVED, FILES, HELPERS, SESSIONS, TARGET
from assistant.adapters.seal import Seal
from assistant.errors import Changed, NotFound
from assistant.model.audit import AuditEvent
from assistant.model.case import Case
from assistant.model.codec import dump, load
from assistant.model.line import CaseLine, line_of
from assistant.ports import ChatLine

OPENED = 48  # cases kept open in memory
HOLDING = 7333  # PostgreSQL's lock between whoever comes to hold a file and whoever deletes it


class StoreSql(AccountsSql):
    """`assistant.ports.Store`. Every change and its audit event are one transaction."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        super().__init__(engine, seal)
        self._opened = lru_cache(OPENED)(self._open)  # by the sealed bytes themselves: never stale

    def add_case(self, case: Case, event: AuditEvent) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(CASES).values(id=case.id, **self._row(case)))
            self._index(connection, case)
            self._record(connection, event)

    def case(self, case_id: str) -> Case:
        with self._reader.connect() as connection:
            row = connection.execute(select(CASES.c.id, CASES.c.sealed).where(CASES.c.id == case_id)).first()
        if row is None:
            raise NotFound("no-such-case")
        return self._opened(row.id, bytes(row.sealed))

    def cases(self, **where: str) -> list[Case]:
        query = _where(select(CASES.c.id, CASES.c.sealed), where)
        with self._reader.connect() as connection:
            return [self._open(row.id, row.sealed) for row in connection.execute(query)]

    def lines(self, **where: str | Sequence[str]) -> list[CaseLine]:
        query = _where(select(CASES.c.id, CASES.c.line), where)
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        return [
            load(CaseLine, self._seal.open(row.line, f"line:{row.id}")) if row.line else line_of(self.case(row.id))
            for row in rows
        ]

    def holders(self, sha256: str) -> list[str]:
        with self._reader.connect() as connection:
            return list(connection.execute(select(FILES.c.case_id).where(FILES.c.sha256 == sha256)).scalars())

    @contextmanager
    def unheld(self, sha256: str) -> Iterator[bool]:
        with self._engine.begin() as connection:  # on SQLite the one writer
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({HOLDING})"))
            yield connection.execute(select(FILES.c.sha256).where(FILES.c.sha256 == sha256)).first() is None

    def fill_in(self) -> int:
        """Computes what an upgrade could not know without the keys; how many cases it was done for."""
        with self._reader.connect() as connection:
            bare = list(connection.execute(select(CASES.c.id).where(CASES.c.line.is_(None))).scalars())
        for case_id in bare:
            with self._engine.begin() as connection:
                row = connection.execute(select(CASES.c.sealed).where(CASES.c.id == case_id)).first()
                if row is not None:
                    case = self._open(case_id, row.sealed)
                    line = self._row(case)["line"]
                    connection.execute(update(CASES).where(CASES.c.id == case_id).values(line=line))
                    self._index(connection, case)
        return len(bare)

    def save(self, case: Case, was: int, event: AuditEvent) -> Case:
        case = replace(case, version=was + 1, updated=event.at)
        with self._engine.begin() as connection:
            done = connection.execute(
                update(CASES).where(CASES.c.id == case.id, CASES.c.version == was).values(**self._row(case))
            )
            if done.rowcount != 1:
                raise Changed("changed")
            self._index(connection, case)
            self._record(connection, event)
        return case

    def delete_case(self, case_id: str, event: AuditEvent) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(CASES).where(CASES.c.id == case_id))
            for table in (HELPERS, FILES):
                connection.execute(delete(table).where(table.c.case_id == case_id))
            connection.execute(delete(CHAT).where(CHAT.c.case_id == case_id))
            self._record(connection, event)
        self._opened.cache_clear()

    def record(self, event: AuditEvent) -> None:
        with self._engine.begin() as connection:
            self._record(connection, event)

    def trail(self, case_id: str = "") -> list[AuditEvent]:
        query = select(AUDIT).order_by(AUDIT.c.seq)
        if case_id:
            query = query.where(AUDIT.c.case_id == case_id)
        with self._reader.connect() as connection:
            return [_event(row) for row in connection.execute(query)]

    def verify_trail(self) -> int | None:
        previous, number = "", 0
        with self._reader.connect() as connection:
            streamed = connection.execution_options(yield_per=2_000)  # a million rows, never all in memory
            for row in streamed.execute(select(AUDIT).order_by(AUDIT.c.seq)):
                number += 1
                if row.seq != number or row.link != self._seal.link(previous, _line(number, _event(row))):
                    return number
                previous = row.link
        return None

    def ping(self) -> None:
        with self._reader.connect() as connection:
            connection.execute(text("SELECT 1"))

    def counts(self) -> dict[str, int]:
        with self._reader.connect() as connection:
            found = {
                f"cases_{stage}": int(number)
                for stage, number in connection.execute(select(CASES.c.stage, func.count()).group_by(CASES.c.stage))
            }
            sessions = connection.execute(select(func.count()).select_from(SESSIONS)).scalar_one()
            trail = connection.execute(select(func.max(AUDIT.c.seq))).scalar()
        return found | {"sessions": int(sessions), "audit_rows": int(trail or 0)}

    def keep(self, key: str, value: bytes) -> None:
        row = {"key": key, "sealed": self._seal.seal(value, f"derived:{key}")}
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(DERIVED).values(**row)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"sealed": row["sealed"]}))

    def kept(self, key: str) -> bytes | None:
        with self._reader.connect() as connection:
            sealed = connection.execute(select(DERIVED.c.sealed).where(DERIVED.c.key == key)).scalar()
        return None if sealed is None else self._seal.open(sealed, f"derived:{key}")

    def keys(self, prefix: str) -> list[str]:
        query = select(DERIVED.c.key).where(DERIVED.c.key.startswith(prefix, autoescape=True)).order_by(DERIVED.c.key)
        with self._reader.connect() as connection:
            return list(connection.execute(query).scalars())

    def forget(self, key: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(DERIVED).where(DERIVED.c.key == key))

    def add_chat(self, case_id: str, lines: Sequence[ChatLine], event: AuditEvent) -> None:
        with self._engine.begin() as connection:
            for line in lines:
                body = "\0".join((line.text, line.data)).encode()
                sealed = self._seal.seal(body, f"chat:{case_id}:{line.id}")
                connection.execute(
                    insert(CHAT).values(case_id=case_id, id=line.id, by=line.by, at=line.at, sealed=sealed)
                )
            self._record(connection, event)

    def chat(self, case_id: str) -> list[ChatLine]:
        query = select(CHAT).where(CHAT.c.case_id == case_id).order_by(CHAT.c.seq)
        lines = []
        with self._reader.connect() as connection:
            for row in connection.execute(query):
                body = self._seal.open(row.sealed, f"chat:{case_id}:{row.id}").decode()
                words, _, data = body.partition("\0")
                lines.append(ChatLine(row.id, row.by, row.at, words, data))
        return lines

    def delete_chat(self, case_id: str, event: AuditEvent) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(CHAT).where(CHAT.c.case_id == case_id))
            self._record(connection, event)

    def _row(self, case: Case) -> dict[str, object]:
        return {
            "owner": case.owner,
            "liaison": case.liaison,
            "provider": case.provider,
            "stage": case.stage.value,
            "created": case.created,
            "updated": case.updated,
            "version": case.version,
            "sealed": self._seal.seal(dump(case), f"case:{case.id}"),
            "line": self._seal.seal(dump(line_of(case), brief=True), f"line:{case.id}"),
        }

    def _open(self, case_id: str, sealed: bytes) -> Case:
        return load(Case, self._seal.open(sealed, f"case:{case_id}"))

    @staticmethod
    def _index(connection: Connection, case: Case) -> None:
        """Who helps and which files the case holds, to be found without opening it."""
        connection.execute(delete(HELPERS).where(HELPERS.c.case_id == case.id))
        for account in case.helpers:
            connection.execute(insert(HELPERS).values(case_id=case.id, account=account))
        _hold(connection, case.id, files_of(case))

    def hold(self, case_id: str, files: Sequence[str]) -> None:
        query = select(CASES.c.id).where(CASES.c.id == case_id)
        with self._engine.begin() as connection:
            if connection.execute(query.with_for_update()).first() is None:
                raise NotFound("no-such-case")
            _hold(connection, case_id, set(files))

    def held(self, case_id: str) -> list[str]:
        with self._reader.connect() as connection:
            return list(connection.execute(select(FILES.c.sha256).where(FILES.c.case_id == case_id)).scalars())

    def _record(self, connection: Connection, event: AuditEvent) -> None:
        """Appends to the trail; writers queue up, so the chain has one order."""
        event = replace(event, target=event.target.encode(errors="replace").decode().replace("\0", "")[:TARGET])
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7332)"))
        last = connection.execute(select(AUDIT.c.seq, AUDIT.c.link).order_by(AUDIT.c.seq.desc()).limit(1)).first()
        seq, previous = (last.seq + 1, last.link) if last else (1, "")
        connection.execute(
            insert(AUDIT).values(
                seq=seq,
                at=event.at,
                actor=event.actor,
                role=event.role,
                deed=event.deed,
                case_id=event.case,
                target=event.target,
                on_behalf=event.on_behalf,
                outcome=event.outcome,
                link=self._seal.link(previous, _line(seq, event)),
            )
        )


def _where(query: Select[Any], where: Mapping[str, str | Sequence[str]]) -> Select[Any]:
    """Newest first, of the rows whose clear columns are as asked."""
    for column, value in where.items():
        if column == "helper":
            query = query.where(CASES.c.id.in_(select(HELPERS.c.case_id).where(HELPERS.c.account == value)))
        elif isinstance(value, str):
            query = query.where(CASES.c[column] == value)
        else:
            query = query.where(CASES.c[column].in_(list(value)))
    return query.order_by(CASES.c.updated.desc())


def _hold(connection: Connection, case_id: str, files: set[str]) -> None:
    known = set(connection.execute(select(FILES.c.sha256).where(FILES.c.case_id == case_id)).scalars())
    if files - known:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock_shared({HOLDING})"))
        connection.execute(insert(FILES), [{"case_id": case_id, "sha256": sha} for sha in sorted(files - known)])


def files_of(case: Case) -> set[str]:
    """The hashes of every file of the case, removed papers too: their bytes can be asked for again."""
    uploads = {sha for upload in case.uploads for sha in (upload.sha256, *upload.members.values())}
    return uploads | {package.blob for package in case.packages}


def _event(row: Row[Any]) -> AuditEvent:
    return AuditEvent(row.at, row.actor, row.role, row.deed, row.case_id, row.target, bool(row.on_behalf), row.outcome)


def _line(seq: int, event: AuditEvent) -> str:
    fields = (event.at, event.actor, event.role, event.deed, event.case, event.target, event.on_behalf, event.outcome)
    return f"{seq}|" + "|".join(map(str, fields))
