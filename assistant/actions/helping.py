"""Helpers: the patient invites by a one-time link, chooses what is shown, and takes it back at any time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.actions.change import allowed, change, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.errors import BadInput, NotAllowed, NotFound, NotReady
from assistant.model.case import Case, Stage
from assistant.model.helping import Helping, Invitation, Share
from assistant.model.people import Actor, Role

LASTS = timedelta(days=7)
OPEN_AT_ONCE = 10
HELPERS_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody who opens the link is told before they accept: who asks, and for what. Nothing of the case."""

    patient: str
    share: Share


def invite(desk: Desk, actor: Actor, case_id: str, share: Share, name: str = "") -> tuple[Case, str]:
    """An invitation and the secret of its link (`/helping/<secret>`), shown once and never stored."""
    name = name.strip()
    if len(name) > 200:
        raise BadInput("too-long")
    token = secrets.token_urlsafe(32)
    now = desk.clock.now()
    invitation = Invitation(new_id(), _hash(token), Share(share), name, now, _later(now))

    def step(case: Case) -> Case:
        if case.stage is Stage.WITHDRAWN or sum(each.open(now) for each in case.invitations) >= OPEN_AT_ONCE:
            raise NotReady("too-many-invitations" if case.stage is not Stage.WITHDRAWN else "not-ready")
        return replace(case, invitations=(*case.invitations, invitation))

    allowed(desk, actor, case_id, Deed.SHARE)
    desk.store.keep(_key(token), case_id.encode())  # first: a link nobody knows yet does no harm
    case = change(desk, actor, case_id, Deed.SHARE, step, invitation.id, name="invite")
    return case, token


def offer(desk: Desk, token: str) -> Offer:
    """What the link offers; NotFound when it is unknown, used, revoked or too old, and it is not said which."""
    case, invitation = _find(desk, token)
    owner = desk.store.account(case.owner)
    return Offer(owner.shown if owner else "", invitation.share)


def accept(desk: Desk, actor: Actor, token: str) -> Case:
    """The signed-in person becomes a helper. The link works once."""
    case, invitation = _find(desk, token)
    if actor.role not in (Role.PATIENT, Role.HELPER) or actor.id == case.owner:
        raise NotAllowed("not-allowed")
    now = desk.clock.now()

    def step(case: Case) -> Case:
        current = next((each for each in case.invitations if each.id == invitation.id), None)
        if current is None or not current.open(now) or case.stage is Stage.WITHDRAWN:
            raise NotFound("no-such-invitation")
        if len(case.helpers) >= HELPERS_AT_MOST:
            raise NotReady("too-many-helpers")
        others = tuple(each for each in case.helping if each.account != actor.id)
        return replace(
            case,
            helpers=(*(h for h in case.helpers if h != actor.id), actor.id),
            helping=(*others, Helping(actor.id, invitation.share, now, invitation.name or actor.name)),
            invitations=tuple(replace(i, used=now) if i.id == invitation.id else i for i in case.invitations),
        )

    after = change(desk, actor, case.id, None, step, invitation.id, name="accept")
    desk.store.forget(_key(token))
    return after


def choose(desk: Desk, actor: Actor, case_id: str, account: str, share: Share) -> Case:
    """Changes what a helper may see, from the next thing they open."""

    def step(case: Case) -> Case:
        if account not in case.helpers:
            raise NotFound("no-such-helper")
        known = next((h for h in case.helping if h.account == account), Helping(account, Share.ALL, case.updated))
        others = tuple(each for each in case.helping if each.account != account)
        return replace(case, helping=(*others, replace(known, share=Share(share))))

    return change(desk, actor, case_id, Deed.SHARE, step, account, name="share")


def revoke(desk: Desk, actor: Actor, case_id: str, target: str) -> Case:
    """Takes back an open invitation (its id) or a helper's access (their account id), at once."""
    now = desk.clock.now()

    def step(case: Case) -> Case:
        return replace(
            case,
            helpers=tuple(each for each in case.helpers if each != target),
            helping=tuple(each for each in case.helping if each.account != target),
            invitations=tuple(
                replace(i, revoked=now) if i.id == target and i.open(now) else i for i in case.invitations
            ),
        )

    return change(desk, actor, case_id, Deed.SHARE, step, target, name="revoke")


def leave(desk: Desk, actor: Actor, case_id: str) -> None:
    """A helper stops helping."""

    def step(case: Case) -> Case:
        if actor.id not in case.helpers:
            raise NotFound("no-such-case")
        return replace(
            case,
            helpers=tuple(each for each in case.helpers if each != actor.id),
            helping=tuple(each for each in case.helping if each.account != actor.id),
        )

    change(desk, actor, case_id, Deed.SEE, step, actor.id, name="leave")


def _find(desk: Desk, token: str) -> tuple[Case, Invitation]:
    kept = desk.store.kept(_key(token))
    if kept is None:
        raise NotFound("no-such-invitation")
    try:
        case = desk.store.case(kept.decode())
    except NotFound:
        raise NotFound("no-such-invitation") from None
    now = desk.clock.now()
    for invitation in case.invitations:
        if secrets.compare_digest(invitation.token_hash, _hash(token)) and invitation.open(now):
            if case.stage is Stage.WITHDRAWN:
                break
            return case, invitation
    raise NotFound("no-such-invitation")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _key(token: str) -> str:
    return f"invitation:{_hash(token)}"


def _later(now: str) -> str:
    return (datetime.fromisoformat(now) + LASTS).strftime("%Y-%m-%dT%H:%M:%SZ")


__all__ = ["Offer", "accept", "choose", "invite", "leave", "offer", "revoke"]
