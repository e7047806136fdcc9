"""What time itself makes useless is thrown away: half uploads, half sign-ins, old sessions and links that lapsed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from assistant.actions import accounts, known, staging
from assistant.actions.desk import Desk
from assistant.errors import NotFound

HALF_SIGNED_IN = timedelta(minutes=30)  # longer than any code or round trip to an organisation is waited for


def tidy(desk: Desk) -> int:
    """How much was thrown away. Doing it twice, or in two processes at once, does no harm."""
    desk.store.clear_attempts("", accounts.ago(desk, accounts.WINDOW))
    gone = desk.store.end_sessions(accounts.ago(desk, accounts.LONGEST_IDLE), accounts.ago(desk, accounts.ABSOLUTE))
    lasting = {"pending:": HALF_SIGNED_IN, "oidc:": HALF_SIGNED_IN, known.PREFIX: known.KEPT}
    lapsed = [key for prefix, long in lasting.items() for key in desk.store.keys(prefix) if _is_old(desk, key, long)]
    lapsed += [key for key in desk.store.keys("invitation:") if not _is_open(desk, key)]
    for key in lapsed:
        desk.store.forget(key)
    return gone + len(lapsed) + staging.sweep(desk)


def _is_old(desk: Desk, key: str, lasting: timedelta) -> bool:
    kept = desk.store.kept(key)
    try:
        begun = datetime.fromisoformat(json.loads(kept or b"{}")["at"])
    except (ValueError, KeyError, TypeError):
        return True  # as an older version of this program kept it
    return begun + lasting < datetime.fromisoformat(desk.clock.now())


def _is_open(desk: Desk, key: str) -> bool:
    """Whether the invitation can still be accepted."""
    kept = desk.store.kept(key)
    if kept is None:
        return False
    try:
        case = desk.store.case(kept.decode())
    except NotFound:
        return False
    now, wanted = desk.clock.now(), key.partition(":")[2]
    found = [each for each in case.invitations if each.token_hash == wanted]
    return not found or any(each.open(now) for each in found)  # none: just being made


__all__ = ["tidy"]
