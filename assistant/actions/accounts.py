"""Accounts and signing in: argon2id, limited attempts, sessions that end. Never says whether a name exists."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from assistant.actions.change import event, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, permit
from assistant.errors import BadInput, NotAllowed, NotFound
from assistant.model.audit import AuditEvent
from assistant.model.people import Actor, Role
from assistant.ports import Account, Session

if TYPE_CHECKING:
    from argon2 import PasswordHasher

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)  # how often "seen" is written
PASSWORD_MIN = 8
ATTEMPTS, WINDOW = 8, timedelta(minutes=10)

_failures: dict[str, list[datetime]] = {}
_lock = Lock()


class TooManyAttempts(NotAllowed):
    pass


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _decoy() -> str:
    """A hash to check against when there is no such account, so that both answers take as long."""
    return _hasher().hash(secrets.token_hex(8))


def first_start(desk: Desk) -> bool:
    """Whether nobody has an account yet."""
    return not desk.store.accounts()


def sign_in(desk: Desk, name: str, password: str) -> str:
    """A session token for the right name and password; NotAllowed for anything else."""
    from argon2.exceptions import VerificationError

    now = _time(desk)
    with _lock:
        recent = [at for at in _failures.get(name.casefold(), []) if now - at < WINDOW]
        _failures[name.casefold()] = recent
        if len(recent) >= ATTEMPTS:
            raise TooManyAttempts("too-many-attempts")
    account = desk.store.account_named(name)
    try:
        _hasher().verify(account.password if account else _decoy(), password)
        good = account is not None and not account.disabled
    except VerificationError:
        good = False
    if account is None or not good:
        with _lock:
            _failures.setdefault(name.casefold(), []).append(now)
        actor = account.id if account else ""
        desk.store.record(AuditEvent(desk.clock.now(), actor, "", "sign_in", outcome="refused"))
        raise NotAllowed("wrong-name-or-password")
    with _lock:
        _failures.pop(name.casefold(), None)
    return open_session(desk, account)


def open_session(desk: Desk, account: Account) -> str:
    """A new session of an account that has proved who it is."""
    token = secrets.token_urlsafe(32)
    now = desk.clock.now()
    session = Session(_hash(token), account.id, now, now)
    desk.store.put_session(session, event(desk, account.actor, "sign_in"))
    return token


def actor_of(desk: Desk, token: str | None) -> Actor | None:
    """Who holds this session token; None when it is unknown, idle too long or too old."""
    if not token:
        return None
    session = desk.store.session(_hash(token))
    if session is None:
        return None
    now = _time(desk)
    if now - _parse(session.seen) > IDLE or now - _parse(session.started) > ABSOLUTE:
        desk.store.end_session(session.token_hash)
        return None
    account = desk.store.account(session.account)
    if account is None or account.disabled:
        return None
    if now - _parse(session.seen) > TOUCH:
        desk.store.put_session(Session(session.token_hash, session.account, session.started, desk.clock.now()))
    return account.actor


def sign_out(desk: Desk, token: str | None) -> None:
    """Ends the session on every tab."""
    if token:
        desk.store.end_session(_hash(token))


def people(desk: Desk, actor: Actor) -> list[Account]:
    """All accounts, without their passwords."""
    permit(actor, Deed.ACCOUNTS)
    return [Account(a.id, a.name, a.role, a.shown, a.language, "", a.disabled) for a in desk.store.accounts()]


def add(
    desk: Desk,
    actor: Actor | None,
    name: str,
    role: Role,
    password: str,
    shown: str = "",
    language: str = "en",
) -> Account:
    """A new account. Without an actor only the first administrator can be made, or the command line acts."""
    if actor is not None:
        permit(actor, Deed.ACCOUNTS)
    name = name.strip()
    if not name or len(name) > 120 or desk.store.account_named(name) is not None:
        raise BadInput("name-taken" if name else "name-first")
    if len(password) < PASSWORD_MIN:
        raise BadInput("password-short")
    account = Account(new_id(), name, role, shown.strip() or name, language, _hasher().hash(password))
    by = actor or Actor("command", Role.ADMIN)
    desk.store.put_account(account, AuditEvent(desk.clock.now(), by.id, by.role.value, "account_add", "", account.id))
    return account


def disable(desk: Desk, actor: Actor | None, account_id: str, disabled: bool = True) -> None:
    """Ends an account's access at once; its cases stay."""
    if actor is not None:
        permit(actor, Deed.ACCOUNTS)
    account = desk.store.account(account_id)
    if account is None:
        raise NotFound("no-such-account")
    changed = Account(
        account.id, account.name, account.role, account.shown, account.language, account.password, disabled
    )
    by = actor or Actor("command", Role.ADMIN)
    deed = "account_disable" if disabled else "account_enable"
    desk.store.put_account(changed, AuditEvent(desk.clock.now(), by.id, by.role.value, deed, "", account.id))


def providers(desk: Desk) -> list[Actor]:
    """Those a case can be sent to."""
    return [a.actor for a in desk.store.accounts() if a.role is Role.PROVIDER and not a.disabled]


def names(desk: Desk) -> dict[str, str]:
    """How to show each account to people."""
    return {a.id: a.shown for a in desk.store.accounts()}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _parse(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _time(desk: Desk) -> datetime:
    return _parse(desk.clock.now())
