"""Browsers that signed in before. What strangers try in a person's name must not keep that person out, so a browser
which proved itself once has tries of its own (OWASP Authentication Cheat Sheet, "device cookies").

Such a browser still needs the password, and the code: knowing it opens nothing. Only hashes are kept, for half a year.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

from assistant.actions.accounts import hash_of
from assistant.actions.desk import Desk

PREFIX, KEPT = "known:", timedelta(days=180)


def knows(desk: Desk, browser: str, name: str) -> bool:
    """Whether somebody signed in by this name in this browser before."""
    account = desk.store.account_named(name) if browser else None
    return account is not None and desk.store.kept(_key(browser, account.id)) is not None


def remember(desk: Desk, browser: str, account_id: str) -> str:
    """What the browser holds from now on: what it held, or something new."""
    browser = browser if len(browser) == 43 else secrets.token_urlsafe(32)
    desk.store.keep(_key(browser, account_id), json.dumps({"at": desk.clock.now()}).encode())
    return browser


def _key(browser: str, account_id: str) -> str:
    return PREFIX + hash_of(f"{browser}\n{account_id}")


__all__ = ["KEPT", "PREFIX", "knows", "remember"]
