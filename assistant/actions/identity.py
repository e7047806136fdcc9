"""Accounts of people who sign in with their organisation: found by issuer and subject, the role by a claim."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.actions.accounts import hash_of, open_session
from assistant.actions.change import new_id
from assistant.actions.desk import Desk
from assistant.errors import NotAllowed
from assistant.model.audit import AuditEvent
from assistant.model.people import Role
from assistant.ports import Account

PREFIX = "SECOND_OPINION_OIDC_"


@dataclass(frozen=True, slots=True)
class Provider:
    """The organisation's identity provider, from `SECOND_OPINION_OIDC_*`. `roles` maps a claim's value to a role."""

    metadata: str  # …/.well-known/openid-configuration
    client: str
    secret: str
    claim: str = "groups"
    roles: tuple[tuple[str, Role], ...] = ()
    otherwise: Role | None = None  # for those with none of the values; None refuses them


def provider() -> Provider | None:
    """The configured provider, or None."""
    given = {name: os.environ.get(PREFIX + name, "") for name in ("URL", "CLIENT", "SECRET", "CLAIM", "ROLES", "ELSE")}
    if not given["URL"] or not given["CLIENT"]:
        return None
    pairs = (part.partition("=") for part in given["ROLES"].split(",") if "=" in part)
    roles = tuple((value.strip(), Role(role.strip())) for value, _, role in pairs)
    otherwise = Role(given["ELSE"]) if given["ELSE"] else None
    return Provider(given["URL"], given["CLIENT"], given["SECRET"], given["CLAIM"] or "groups", roles, otherwise)


def enter(desk: Desk, provider: Provider, claims: Mapping[str, Any]) -> str:
    """A session for whom the provider vouches; NotAllowed when none of its claims gives a role here."""
    role = _role(provider, claims.get(provider.claim))
    issuer, subject = str(claims.get("iss", "")), str(claims.get("sub", ""))
    if role is None or not issuer or not subject:
        desk.store.record(AuditEvent(desk.clock.now(), "", "", "sign_in", outcome="refused"))
        raise NotAllowed("no-role")
    known = desk.store.account_of_subject(hash_of(f"{issuer}|{subject}"))
    account = known or _first(desk, claims, role, hash_of(f"{issuer}|{subject}"))
    if account.disabled:
        desk.store.record(AuditEvent(desk.clock.now(), account.id, "", "sign_in", outcome="refused"))
        raise NotAllowed("no-role")
    if account.role is not role:
        account = replace(account, role=role)
        desk.store.put_account(
            account, AuditEvent(desk.clock.now(), account.id, role.value, "account_role", "", role.value)
        )
    return open_session(desk, account)


def _role(provider: Provider, value: object) -> Role | None:
    values = {value} if isinstance(value, str) else set(map(str, value)) if isinstance(value, list) else set()
    return next((role for name, role in provider.roles if name in values), provider.otherwise)


def _first(desk: Desk, claims: Mapping[str, Any], role: Role, subject: str) -> Account:
    """The account of a first sign-in: a new one, never one that somebody here made with a password."""
    email = str(claims.get("email", "")) if claims.get("email_verified", True) else ""
    shown = str(claims.get("name", "") or email or "—")[:120]
    name = email[:100] if email and desk.store.account_named(email) is None else f"{subject[:12]}@organisation"
    account = Account(new_id(), name, role, shown, str(claims.get("locale", "en"))[:2] or "en", "", False, b"", subject)
    if account.language not in ("en", "es"):
        account = replace(account, language="en")
    desk.store.put_account(
        replace(account, password=f"none:{secrets.token_hex(8)}"),
        AuditEvent(desk.clock.now(), account.id, role.value, "account_add", "", account.id),
    )
    return account


__all__ = ["Provider", "enter", "provider"]
