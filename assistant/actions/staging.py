"""Uploads on their way in: what was announced, kept until all of it is there, let go when nobody goes on with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from assistant.actions.desk import Desk, Incoming
from assistant.actions.reading import LONGEST, safe_relative
from assistant.errors import NotFound

PREFIX = "incoming:"
KEPT = timedelta(days=7)  # how long a connection may be lost
OPEN_AT_ONCE = 5  # uploads of one case that are not finished; the oldest gives way


def announce(desk: Desk, incoming: Incoming) -> None:
    """Keeps what will come in, so that any process can go on with it."""
    earlier = [_read(desk, key) for key in desk.store.keys(f"{PREFIX}{incoming.case}:")]
    known = sorted((each for each in earlier if each is not None), key=lambda each: each.begun)
    for each in known[: max(0, len(known) - OPEN_AT_ONCE + 1)]:
        let_go(desk, each)
    value = json.dumps([incoming.begun, incoming.paths, incoming.sizes])
    desk.store.keep(_key(incoming.case, incoming.id), value.encode())


def find(desk: Desk, case_id: str, upload: str) -> Incoming:
    """The upload, if it is one of this case and not let go."""
    found = desk.incoming.get(upload)
    if found is None:
        found = _read(desk, _key(case_id, upload)) if upload.isalnum() else None
        if found is None:
            raise NotFound("no-such-upload")
        desk.incoming.put(upload, found)
    if found.case != case_id:
        raise NotFound("no-such-upload")
    return found


def let_go(desk: Desk, incoming: Incoming) -> None:
    """Forgets it and drops the bytes that are still staged."""
    desk.store.forget(_key(incoming.case, incoming.id))
    desk.incoming.drop(incoming.id)
    desk.blobs.discard(incoming.id)


def let_go_of_case(desk: Desk, case_id: str) -> None:
    """Everything that was coming in for a case."""
    for key in desk.store.keys(f"{PREFIX}{case_id}:"):
        found = _read(desk, key)
        if found is not None:
            let_go(desk, found)


def sweep(desk: Desk) -> int:
    """Lets go of uploads nobody went on with, and of staged bytes a killed process left behind; how many."""
    limit, gone = datetime.fromisoformat(desk.clock.now()) - KEPT, 0
    for key in desk.store.keys(PREFIX):
        found = _read(desk, key)
        if found is None:
            desk.store.forget(key)  # as an older version of this program kept it
        elif datetime.fromisoformat(found.begun) < limit:
            let_go(desk, found)
        else:
            continue
        gone += 1
    for name in desk.blobs.abandoned(KEPT.total_seconds()):
        desk.blobs.discard(name)
        gone += 1
    return gone


def distinct(paths: Sequence[str]) -> tuple[str, ...]:
    """Paths that are safe and all different: two hospitals both send `report.pdf`, and neither may be lost."""
    safe = [safe_relative(path) for path in paths]
    folders = {str(parent).casefold() for path in safe for parent in path.parents}
    taken: set[str] = set()
    given = []
    for path in safe:
        number, own = 1, path
        while (mark := str(own).casefold()) in taken or mark in folders:
            number += 1
            own = path.with_name(_numbered(path, number))
        taken.add(mark)
        given.append(str(own))
    return tuple(given)


def _numbered(path: PurePosixPath, number: int) -> str:
    ending = f"-{number}{path.suffix}"
    return path.stem[: LONGEST - len(ending)] + ending


def _key(case_id: str, upload: str) -> str:
    return f"{PREFIX}{case_id}:{upload}"


def _read(desk: Desk, key: str) -> Incoming | None:
    kept, (_, *place) = desk.store.kept(key), key.split(":")
    if kept is None or len(place) != 2:
        return None
    begun, paths, sizes = json.loads(kept)
    return Incoming(place[1], place[0], tuple(paths), tuple(sizes), begun)


__all__ = ["announce", "distinct", "find", "let_go", "let_go_of_case", "sweep"]
