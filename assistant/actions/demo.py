"""The sample patient and its accounts, made by our own code on request. No real person is in it.

One case is for the patient to go on with. The same papers are a second case, already sent, so that a coordinator and
a doctor who only look around find something to look at.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from assistant.actions import accounts, cases, handing, papers, review
from assistant.actions.change import change
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.errors import NotAllowed, Refusal
from assistant.model import changes
from assistant.model.case import Case, Goal, Stage
from assistant.model.people import Actor, Person, Role

SENT = "sample-sent"  # the key of the second case's id
_OWNER = "elena.sent"
_AGREED = ("use", "model", "share_doctor", "send")
NAMES = {Role.PATIENT: ("elena", "Elena"), Role.LIAISON: ("dana", "Dana"), Role.PROVIDER: ("rao", "Dr. Rao")}


def open_sign_up() -> bool:
    """Whether patients may make their own accounts (`SECOND_OPINION_SIGN_UP=closed` says no)."""
    return os.environ.get("SECOND_OPINION_SIGN_UP", "open") == "open"


def is_sample(desk: Desk) -> bool:
    """Whether this data folder was started with the sample, and its people may be entered without a password."""
    return open_sign_up() and desk.store.kept("sample") is not None


def make(desk: Desk) -> Case:
    """The three accounts and the sample case with its papers, being read. Nobody knows the accounts' passwords."""
    people = {}
    for role, (name, shown) in NAMES.items():
        people[role] = accounts.add(desk, None, name, role, secrets.token_urlsafe(16), shown)
    desk.store.keep("sample", b"1")
    return sample_case(desk, people[Role.PATIENT].actor)


def make_second(desk: Desk) -> Case:
    """The same papers as a case of another account's, to be sent by `send_second`."""
    owner = accounts.add(desk, None, _OWNER, Role.PATIENT, secrets.token_urlsafe(16), NAMES[Role.PATIENT][1])
    case = sample_case(desk, owner.actor)
    desk.store.keep(SENT, case.id.encode())
    return case


def send_second(desk: Desk) -> bool:
    """Sends the second case to the sample's doctor once its papers are read; whether it is with the doctor."""
    people = {name: desk.store.account_named(name) for name in (_OWNER, *(name for name, _ in NAMES.values()))}
    kept = desk.store.kept(SENT)
    if kept is None or any(account is None for account in people.values()):
        return False
    owner, dana, rao = (people[name] for name in (_OWNER, NAMES[Role.LIAISON][0], NAMES[Role.PROVIDER][0]))
    if owner is None or dana is None or rao is None:
        return False
    try:
        case = cases.load(desk, owner.actor, kept.decode())
        if case.stage is Stage.GATHERING:
            for what in _AGREED:
                if not case.consented(what):
                    cases.consent(desk, owner.actor, case.id, what, True, "sample", "en")
            case = handing.send(desk, owner.actor, case.id)
        if case.stage in (Stage.REVIEWING, Stage.READY):
            case = review.sign_off(desk, dana.actor, case.id, dict.fromkeys(review.CHECKS, "yes"), rao.id)
    except Refusal:  # still being read, or taken back by somebody who tries things
        return False
    return case.stage not in (Stage.GATHERING, Stage.REVIEWING, Stage.READY)


def sample_case(desk: Desk, actor: Actor) -> Case:
    """A case of `actor`'s with the sample patient's papers and answers."""
    from assistant.sample import sample, write_sample

    content = sample()
    goal = Goal(condition=content["condition"], reason=content["reason"])
    case = cases.start(desk, actor, "en")
    case = cases.tell(desk, actor, case.id, patient=Person(**content["patient"]), goal=goal)
    stored, sizes = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder))
        for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
            name = path.relative_to(folder).as_posix()
            with path.open("rb") as file:
                stored[name], sizes[name] = desk.blobs.put(file)
    now = desk.clock.now()
    added = [replace(each, at=now, by=actor.id) for each in papers.sort_uploads(desk, stored, sizes)]

    def step(case: Case) -> Case:
        for each in added:
            case = changes.with_upload(case, each)
        return case

    case = change(desk, actor, case.id, Deed.ADD, step)
    for each in added:
        desk.jobs.read(case.id, each.sha256)
    return case


def _wait_for(desk: Desk) -> None:
    """A doctor's inbox is worth a short wait for the papers that are still being read."""
    until = time.monotonic() + _PATIENCE
    while not send_second(desk) and time.monotonic() < until:
        time.sleep(0.5)


_PATIENCE = 15.0  # seconds


def enter(desk: Desk, role: str) -> str:
    """A session as one of the sample's people; only where the data folder is a sample."""
    if not is_sample(desk) or role not in set(NAMES):
        raise NotAllowed("not-allowed")
    if role == Role.PROVIDER and desk.store.kept(SENT):
        _wait_for(desk)
    account = desk.store.account_named(NAMES[Role(role)][0])
    if account is None or account.disabled:
        raise NotAllowed("not-allowed")
    return accounts.open_session(desk, account)
