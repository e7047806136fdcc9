"""Accounts and sessions on SQLAlchemy. Knows hashes only, never a password or a token."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, insert, select, update

from assistant.adapters.schema_sql import ACCOUNTS, ATTEMPTS, SESSIONS
from assistant.adapters.seal import Seal
from assistant.model.audit import AuditEvent
from assistant.model.people import Role
from assistant.ports import Account, Session


class AccountsSql:
    """The account half of the store."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine, self._seal = engine, seal
        self._reader = engine.execution_options(reading=True)

    def put_account(self, account: Account, event: AuditEvent) -> None:
        values = {
            "name": account.name.casefold(),
            "role": account.role.value,
            "shown": account.shown,
            "language": account.language,
            "password": account.password,
            "disabled": account.disabled,
            "second": self._seal.seal(account.second, f"second:{account.id}") if account.second else None,
            "subject": account.subject,
        }
        with self._engine.begin() as connection:
            done = connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account.id).values(**values))
            if done.rowcount == 0:
                connection.execute(insert(ACCOUNTS).values(id=account.id, **values))
            if account.disabled:
                connection.execute(delete(SESSIONS).where(SESSIONS.c.account == account.id))
            self._record(connection, event)

    def account(self, account_id: str) -> Account | None:
        return self._find(ACCOUNTS.c.id == account_id)

    def account_named(self, name: str) -> Account | None:
        return self._find(ACCOUNTS.c.name == name.casefold())

    def account_of_subject(self, subject: str) -> Account | None:
        return self._find(ACCOUNTS.c.subject == subject) if subject else None

    def accounts(self) -> list[Account]:
        with self._reader.connect() as connection:
            return [self._account(row) for row in connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name))]

    def put_session(self, session: Session, event: AuditEvent | None = None) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == session.token_hash))
            connection.execute(
                insert(SESSIONS).values(
                    token_hash=session.token_hash, account=session.account, started=session.started, seen=session.seen
                )
            )
            if event is not None:
                self._record(connection, event)

    def session(self, token_hash: str) -> Session | None:
        with self._reader.connect() as connection:
            row = connection.execute(select(SESSIONS).where(SESSIONS.c.token_hash == token_hash)).first()
        return None if row is None else Session(row.token_hash, row.account, row.started, row.seen)

    def end_session(self, token_hash: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == token_hash))

    def end_sessions(self, seen_before: str, started_before: str) -> int:
        old = (SESSIONS.c.seen < seen_before) | (SESSIONS.c.started < started_before)
        with self._engine.begin() as connection:
            return connection.execute(delete(SESSIONS).where(old)).rowcount

    def add_attempt(self, name_hash: str, at: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(ATTEMPTS).values(id=secrets.token_hex(16), name_hash=name_hash, at=at))

    def attempts(self, name_hash: str, since: str) -> int:
        query = select(func.count()).where(ATTEMPTS.c.name_hash == name_hash, ATTEMPTS.c.at > since)
        with self._reader.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def clear_attempts(self, name_hash: str, before: str = "") -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(ATTEMPTS).where((ATTEMPTS.c.name_hash == name_hash) | (ATTEMPTS.c.at < before)))

    def _find(self, condition: ColumnElement[bool]) -> Account | None:
        with self._reader.connect() as connection:
            row = connection.execute(select(ACCOUNTS).where(condition)).first()
        return None if row is None else self._account(row)

    def _account(self, row: Row[Any]) -> Account:
        second = self._seal.open(row.second, f"second:{row.id}") if row.second else b""
        return Account(
            row.id,
            row.name,
            Role(row.role),
            row.shown,
            row.language,
            row.password,
            bool(row.disabled),
            second,
            row.subject,
        )

    def _record(self, connection: Connection, event: AuditEvent) -> None:
        raise NotImplementedError
