"""A second factor for signing in: time-based codes of RFC 6238 (SHA-1, six digits, 30 seconds). A code works once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import struct
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from assistant.actions import accounts
from assistant.actions.change import event
from assistant.actions.desk import Desk
from assistant.errors import BadInput, NotAllowed, NotFound
from assistant.model.people import Actor
from assistant.ports import Account

STEP, DIGITS, DRIFT = 30, 6, 1  # seconds; steps of clock drift that are forgiven
PENDING = timedelta(minutes=5)


def code_at(secret: bytes, counter: int) -> str:
    """The code of one step (RFC 4226, 5.3)."""
    digest = hmac.new(secret, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def offer(desk: Desk, actor: Actor) -> tuple[str, str]:
    """A new secret for the actor's own account, as text to type and as the address an authenticator app reads."""
    secret = secrets.token_bytes(20)
    desk.store.keep(f"second:{actor.id}", secret)
    text = base64.b32encode(secret).decode()
    return text, f"otpauth://totp/Second%20Opinion:{quote(actor.name)}?secret={text}&issuer=Second%20Opinion"


def turn_on(desk: Desk, actor: Actor, code: str) -> None:
    """Turns it on once the person has shown a right code."""
    secret, account = desk.store.kept(f"second:{actor.id}"), _account(desk, actor.id)
    counter = None if secret is None else _counter(desk, secret, code)
    if secret is None or counter is None or not _first_use(desk, actor.id, counter):
        raise BadInput("wrong-code")
    desk.store.put_account(replace(account, second=secret), event(desk, actor, "second_on"))
    desk.store.forget(f"second:{actor.id}")


def turn_off(desk: Desk, actor: Actor | None, account_id: str) -> None:
    """By the administrator's command, when somebody has lost their phone; nobody turns off their own unasked."""
    from assistant.actions.permit import Deed, permit
    from assistant.model.people import Role

    if actor is not None:
        permit(actor, Deed.ACCOUNTS)
    by = actor or Actor("command", Role.ADMIN)
    desk.store.put_account(
        replace(_account(desk, account_id), second=b""), event(desk, by, "second_off", None, account_id)
    )


def confirm(desk: Desk, pending: str, code: str) -> str:
    """The session, for the right code within a few minutes of the password."""
    key = f"pending:{accounts.hash_of(pending)}"
    kept = desk.store.kept(key)
    if kept is None:
        raise NotAllowed("wrong-code")
    half = json.loads(kept)
    account_id, at = half["account"], half["at"]
    tries = accounts.hash_of(f"second:{account_id}")
    accounts.count_try(desk, tries)
    now, account = datetime.fromisoformat(desk.clock.now()), desk.store.account(account_id)
    if account is None or account.disabled or not account.second or now - datetime.fromisoformat(at) > PENDING:
        desk.store.forget(key)
        raise NotAllowed("wrong-code")
    counter = _counter(desk, account.second, code)
    if counter is None or not _first_use(desk, account_id, counter):
        accounts.refuse(desk, account_id)
        raise NotAllowed("wrong-code")
    desk.store.clear_attempts(tries)
    desk.store.forget(key)
    return accounts.open_session(desk, account)


def _counter(desk: Desk, secret: bytes, code: str) -> int | None:
    """The step a code belongs to, near now; None for a wrong one."""
    now = int(datetime.fromisoformat(desk.clock.now()).timestamp()) // STEP
    digits = code.replace(" ", "")
    for counter in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, counter).encode(), digits.encode()):
            return counter
    return None


def _first_use(desk: Desk, account_id: str, counter: int) -> bool:
    """Whether this code, or a later one, was not used before. Of several at the same moment none is the first: what is
    counted after it was added is never too few."""
    key, used = f"second-used:{account_id}", accounts.hash_of(f"code:{account_id}:{counter}")
    if counter <= int(desk.store.kept(key) or b"-1"):
        return False
    desk.store.add_attempt(used, desk.clock.now())
    if desk.store.attempts(used, accounts.ago(desk, PENDING)) > 1:
        return False
    desk.store.keep(key, str(counter).encode())
    return True


def _account(desk: Desk, account_id: str) -> Account:
    account = desk.store.account(account_id)
    if account is None:
        raise NotFound("no-such-account")
    return account


__all__ = ["code_at", "confirm", "offer", "turn_off", "turn_on"]
