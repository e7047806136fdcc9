"""The sample patient and its three accounts, made by our own code on request. No real person is in it."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import replace
from pathlib import Path

from assistant.actions import accounts, cases, papers
from assistant.actions.change import change
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.errors import NotAllowed
from assistant.model import changes
from assistant.model.case import Case, Goal
from assistant.model.people import Actor, Person, Role

NAMES = {Role.PATIENT: ("elena", "Elena"), Role.LIAISON: ("dana", "Dana"), Role.PROVIDER: ("rao", "Dr. Rao")}


def open_sign_up() -> bool:
    """Whether patients may make their own accounts (`SECOND_OPINION_SIGN_UP=closed` says no)."""
    return os.environ.get("SECOND_OPINION_SIGN_UP", "open") == "open"


def is_sample(desk: Desk) -> bool:
    """Whether this data folder was started with the sample."""
    return desk.store.kept("sample") is not None


def make(desk: Desk) -> Case:
    """The three accounts and the sample case with its papers, being read. Nobody knows the accounts' passwords."""
    people = {}
    for role, (name, shown) in NAMES.items():
        people[role] = accounts.add(desk, None, name, role, secrets.token_urlsafe(16), shown)
    desk.store.keep("sample", b"1")
    return sample_case(desk, people[Role.PATIENT].actor)


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


def enter(desk: Desk, role: str) -> str:
    """A session as one of the sample's people; only where the data folder is a sample."""
    if not is_sample(desk) or role not in set(NAMES):
        raise NotAllowed("not-allowed")
    account = desk.store.account_named(NAMES[Role(role)][0])
    if account is None or account.disabled:
        raise NotAllowed("not-allowed")
    return accounts.open_session(desk, account)
