"""Erasing a case: first it is gone for everybody, then its bytes go. One killed between goes on at the next start."""

from __future__ import annotations

import json
import os
from pathlib import Path

from assistant.actions import staging
from assistant.actions.desk import Desk
from assistant.actions.proposing import key_of
from assistant.actions.reading import delete_unheld, inside, reading_of, readings_of
from assistant.errors import Damaged, NotFound
from assistant.model.audit import AuditEvent
from assistant.model.case import Case
from assistant.model.delivery import LEFT, WAITING

PREFIX, DELETED = "erasing:", "deleted"  # keys of the store; the file of ids


def erase(desk: Desk, case: Case, event: AuditEvent) -> None:
    """Deletes the case, its conversation, readings and files, but for files another case holds as well."""
    files = set(desk.store.held(case.id))
    for upload in case.uploads:
        try:
            files |= inside(reading_of(desk, upload))
        except Damaged:
            continue  # what does not open cannot say what lay inside
    uploads = sorted({upload.sha256 for upload in case.uploads})
    kept = {f"password:{upload.lock}" for upload in case.uploads if upload.lock}
    kept |= {f"link:{link.token_hash}" for link in case.links}
    kept |= {f"invitation:{invitation.token_hash}" for invitation in case.invitations}
    kept |= {key for delivery in case.deliveries for key in desk.store.keys(f"{LEFT}:{delivery.id}")}
    kept |= set(desk.store.keys(f"{WAITING}:{case.id}:")) | set(desk.store.keys(key_of(case.id)))
    key = PREFIX + case.id
    desk.store.keep(key, json.dumps([uploads, sorted(files), sorted(kept)]).encode())
    desk.store.delete_case(case.id, event)
    _bytes(desk, key)


def go_on(desk: Desk) -> int:
    """Finishes what a killed process had begun to erase; how many cases."""
    begun = desk.store.keys(PREFIX)
    for key in begun:
        if any(line.id == key.removeprefix(PREFIX) for line in desk.store.lines()):
            desk.store.forget(key)  # killed before the case was gone: nothing was erased
        else:
            _bytes(desk, key)
    return len(begun)


def _bytes(desk: Desk, key: str) -> None:
    kept = desk.store.kept(key)
    if kept is None:
        return
    uploads, files, others = json.loads(kept)
    readings = [each for sha256 in uploads if not desk.store.holders(sha256) for each in readings_of(desk, sha256)]
    for each in (*readings, *others):
        desk.store.forget(each)
    for sha256 in files:
        delete_unheld(desk, sha256)
    _remember(desk, key.removeprefix(PREFIX))
    staging.let_go_of_case(desk, key.removeprefix(PREFIX))
    desk.store.forget(key)


def _remember(desk: Desk, case_id: str) -> None:
    """A line in a file beside the database, which a restored older database cannot take back: an id, nothing else."""
    path = desk.folder / DELETED
    if case_id not in remembered(path):
        with path.open("a", encoding="ascii") as file:
            file.write(f"{case_id}\n")
            file.flush()
            os.fsync(file.fileno())


def remembered(path: Path) -> set[str]:
    """The ids of deleted cases in such a file."""
    return set(path.read_text("ascii").split()) if path.exists() else set()


def bury(desk: Desk) -> int:
    """Erases what was deleted once and is there again: an older backup was put back. How many cases."""
    again = 0
    for case_id in sorted(remembered(desk.folder / DELETED)):
        try:
            case = desk.store.case(case_id)
        except NotFound:
            continue
        erase(desk, case, AuditEvent(desk.clock.now(), "restore", "system", "delete", case_id, "deleted before"))
        again += 1
    return again


__all__ = ["DELETED", "bury", "erase", "go_on", "remembered"]
