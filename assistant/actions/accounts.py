"""Accounts and signing in: argon2id, limited attempts, sessions that end. Never says whether a name exists."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from threading import BoundedSemaphore
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

_SET = os.environ.get("SECOND_OPINION_IDLE_MINUTES", "")
STAFF_IDLE = timedelta(minutes=int(_SET or 15))  # a screen in a corridor that shows many people's papers
LONGEST_IDLE = timedelta(minutes=int(_SET or 60))  # one's own case, read slowly by somebody ill (NIST SP 800-63B: 1 h)
ABSOLUTE = timedelta(hours=12)
SKEW = timedelta(minutes=5)  # between clocks of several machines
TOUCH = timedelta(minutes=1)  # how often "seen" is written
PASSWORD_MIN = 8
ATTEMPTS, WINDOW = 8, timedelta(minutes=10)
FROM_ANYWHERE = 64  # for one name, from all addresses together: nobody alone can shut a person out


_hashing = BoundedSemaphore(4)  # each takes 19 MB for a moment; a crowd at the door must not take all


class TooManyAttempts(NotAllowed):
    pass


class CodeNeeded(Exception):
    """The password was right; the code of the second factor is asked for. Not a refusal: nothing was refused."""

    def __init__(self, pending: str) -> None:
        super().__init__("code-needed")
        self.pending = pending


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's argon2id, 2024


@cache
def _decoy() -> str:
    """A hash to check against when there is no such account, so that both answers take as long."""
    return _hasher().hash(secrets.token_hex(8))


def first_start(desk: Desk) -> bool:
    """Whether nobody has an account yet."""
    return not desk.store.accounts()


def sign_in(desk: Desk, name: str, password: str, place: str = "", known: bool = False) -> str:
    """A session token for the right name and password; NotAllowed for anything else.

    Wrong tries are counted by name and place (an address; a browser that is `known`), and of places not known by name
    alone up to a number that one address never reaches.
    `CodeNeeded` when the account has a second factor: `second.confirm` goes on from what it carries.
    """
    from argon2.exceptions import VerificationError

    name = _typed(name)
    anywhere, tries = hash_of(name.casefold()), hash_of(f"{name.casefold()}\n{place}")
    count_try(desk, tries)
    if not known:
        count_try(desk, anywhere, FROM_ANYWHERE)
    account = desk.store.account_named(name)
    kept = account.password if account is not None and account.password.startswith("$argon2") else _decoy()
    try:
        with _hashing:
            _hasher().verify(kept, password)
        good = account is not None and not account.disabled
    except (VerificationError, ValueError):
        good = False
    if account is None or not good:
        refuse(desk, account.id if account else "")
        raise NotAllowed("wrong-name-or-password")
    for each in (tries, anywhere):
        desk.store.clear_attempts(each, ago(desk, WINDOW))
    if account.second:
        raise CodeNeeded(_pend(desk, account))
    return open_session(desk, account)


def count_try(desk: Desk, tries: str, most: int = ATTEMPTS) -> None:
    """TooManyAttempts after too many, in whichever process they were. Counted before the secret is looked at, so that
    many at the same moment are no way around it; `clear_attempts` when it was right."""
    since = ago(desk, WINDOW)
    if desk.store.attempts(tries, since) < most:
        desk.store.add_attempt(tries, desk.clock.now())
        if desk.store.attempts(tries, since) <= most:
            return
    raise TooManyAttempts("too-many-attempts")


def refuse(desk: Desk, account: str) -> None:
    """Notes a wrong attempt in the trail."""
    desk.store.record(AuditEvent(desk.clock.now(), account, "", "sign_in", outcome="refused"))


def _pend(desk: Desk, account: Account) -> str:
    """What a browser holds between the password and the code."""
    token = secrets.token_urlsafe(32)
    half = {"account": account.id, "at": desk.clock.now()}
    desk.store.keep(f"pending:{hash_of(token)}", json.dumps(half).encode())
    return token


def open_session(desk: Desk, account: Account) -> str:
    """A new session of an account that has proved who it is."""
    token = secrets.token_urlsafe(32)
    now = desk.clock.now()
    session = Session(hash_of(token), account.id, now, now)
    desk.store.put_session(session, event(desk, account.actor, "sign_in"))
    return token


def actor_of(desk: Desk, token: str | None) -> Actor | None:
    """Who holds this session token; None when it is unknown, idle too long or too old."""
    found = _session(desk, token)
    if found is None:
        return None
    session, account = found
    if _left(session, account.role, _time(desk)) < timedelta(0):
        desk.store.end_session(session.token_hash)
        return None
    if _time(desk) - _parse(session.seen) > TOUCH:
        desk.store.put_session(Session(session.token_hash, session.account, session.started, desk.clock.now()))
    return account.actor


def seconds_left(desk: Desk, token: str | None) -> int | None:
    """How long the session lasts if nothing is done; asking does not make it longer. None: signed out."""
    found = _session(desk, token)
    if found is None:
        return None
    session, account = found
    left = int(_left(session, account.role, _time(desk)).total_seconds())
    return left if left >= 0 else None


def _session(desk: Desk, token: str | None) -> tuple[Session, Account] | None:
    """The session as stored and the account it is of, if that may still sign in."""
    session = desk.store.session(hash_of(token)) if token else None
    account = desk.store.account(session.account) if session is not None else None
    return None if session is None or account is None or account.disabled else (session, account)


def _left(session: Session, role: Role, now: datetime) -> timedelta:
    seen, started = _parse(session.seen), _parse(session.started)
    if seen > now + SKEW or started > now + SKEW:
        return timedelta(seconds=-1)  # the clock was set back: a session from the future would never end
    idle = LONGEST_IDLE if role in (Role.PATIENT, Role.HELPER) else STAFF_IDLE
    return min(seen + idle - now, started + ABSOLUTE - now)


def sign_out(desk: Desk, token: str | None) -> None:
    """Ends the session on every tab."""
    if token:
        desk.store.end_session(hash_of(token))


def people(desk: Desk, actor: Actor) -> list[Account]:
    """All accounts, without their passwords."""
    permit(actor, Deed.ACCOUNTS)
    return [replace(a, password="", second=b"") for a in desk.store.accounts()]


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
    name, shown = _typed(name), _typed(shown)[:120]
    if not name or len(name) > 120 or desk.store.account_named(name) is not None:
        raise BadInput("name-taken" if name else "name-first")
    if len(password) < PASSWORD_MIN:
        raise BadInput("password-short")
    with _hashing:
        hashed = _hasher().hash(password)
    account = Account(new_id(), name, role, shown or name, language, hashed)
    by = actor or Actor("command", Role.ADMIN)
    desk.store.put_account(account, AuditEvent(desk.clock.now(), by.id, by.role.value, "account_add", "", account.id))
    return account


def _typed(name: str) -> str:
    """A name without characters that nobody sees, which could make two look the same and no database takes all of."""
    return "".join(each for each in name if each.isprintable()).strip()


def disable(desk: Desk, actor: Actor | None, account_id: str, disabled: bool = True) -> None:
    """Ends an account's access at once; its cases stay."""
    if actor is not None:
        permit(actor, Deed.ACCOUNTS)
    account = desk.store.account(account_id)
    if account is None:
        raise NotFound("no-such-account")
    changed = replace(account, disabled=disabled)
    by = actor or Actor("command", Role.ADMIN)
    deed = "account_disable" if disabled else "account_enable"
    desk.store.put_account(changed, AuditEvent(desk.clock.now(), by.id, by.role.value, deed, "", account.id))


def providers(desk: Desk) -> list[Actor]:
    """Those a case can be sent to."""
    return [a.actor for a in desk.store.accounts() if a.role is Role.PROVIDER and not a.disabled]


def names(desk: Desk) -> dict[str, str]:
    """How to show each account to people."""
    return {a.id: a.shown for a in desk.store.accounts()}


def hash_of(token: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _parse(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _time(desk: Desk) -> datetime:
    return _parse(desk.clock.now())


def ago(desk: Desk, time: timedelta) -> str:
    """That long before now."""
    return (_time(desk) - time).strftime("%Y-%m-%dT%H:%M:%SZ")
