"""Reading as background work: every step is idempotent, so a killed process only repeats what it had not finished."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from assistant.actions.arrivals import arrivals
from assistant.actions.change import TRIES
from assistant.actions.desk import Desk
from assistant.actions.proposing import propose
from assistant.errors import Changed, Damaged, NotFound
from assistant.model.audit import AuditEvent
from assistant.model.case import PaperState, Upload
from assistant.model.changes import with_paper_state
from assistant.model.codec import dump, load
from ingest.document import Ingested, Problem, Status

LONGEST = 120  # characters of one part of a path
READING = "reading/1"  # raise it when readers change what they give for the same bytes

STATES = {
    Status.ACCEPTED: PaperState.READ,
    Status.PARTIAL: PaperState.PARTIAL,
    Status.REJECTED: PaperState.REJECTED,
}


def _key(upload: Upload) -> str:
    return f"{READING}:{upload.sha256}{upload.lock and f':{upload.lock}'}"


def password_of(desk: Desk, upload: Upload) -> str | None:
    """The password the person gave for a locked file."""
    kept = desk.store.kept(f"password:{upload.lock}") if upload.lock else None
    return kept.decode() if kept else None


def reading_of(desk: Desk, upload: Upload) -> Ingested | None:
    """What reading gave for an upload, or None while it has not been read."""
    kept = desk.store.kept(_key(upload))
    return None if kept is None else _as_called(load(Ingested, kept), upload.name)


def _as_called(ingested: Ingested, name: str) -> Ingested:
    """The reading under this person's name for the file: the same bytes may have come first from somebody else."""
    old = ingested.file
    if old == name:
        return ingested

    def own(text: str) -> str:
        return name + text.removeprefix(old) if text == old or text.startswith(f"{old}/") else text

    def renamed(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        return tuple(replace(problem, file=own(problem.file)) for problem in problems)

    documents = (replace(d, name=own(d.name), problems=renamed(d.problems)) for d in ingested.documents)
    return replace(ingested, file=name, documents=tuple(documents), problems=renamed(ingested.problems))


def read_upload(desk: Desk, case_id: str, sha256: str) -> None:
    """Reads an upload in a process apart, keeps the result under its content hash, and notes the state on the case."""
    try:
        case = desk.store.case(case_id)
    except NotFound:
        return  # withdrawn and deleted meanwhile
    upload = next((u for u in case.uploads if u.sha256 == sha256 and not u.removed), None)
    if upload is None:
        return
    ingested = reading_of(desk, upload)
    try:
        if ingested is None:
            _note(desk, case_id, sha256, PaperState.READING)
            ingested = _read(desk, case_id, upload)
            if ingested is None:  # not kept: the same paper added again is read again
                _note(desk, case_id, sha256, PaperState.REJECTED)
                return
            desk.store.keep(_key(upload), dump(ingested))
        desk.store.hold(case_id, sorted(inside(ingested)))
        _note(desk, case_id, sha256, STATES[ingested.status])
        propose(desk, case_id, sha256)
    except NotFound:  # the case was deleted meanwhile: what reading made goes as the rest of it went
        _let_go(desk, upload, ingested)


def _let_go(desk: Desk, upload: Upload, ingested: Ingested | None) -> None:
    if not desk.store.holders(upload.sha256):
        for key in readings_of(desk, upload.sha256):
            desk.store.forget(key)
    for sha256 in inside(ingested):
        delete_unheld(desk, sha256)


def delete_unheld(desk: Desk, sha256: str) -> None:
    """Deletes a file no case holds. Whoever brings the same bytes now holds them first, and keeps them anew."""
    with desk.store.unheld(sha256) as free:
        if free:
            desk.blobs.delete(sha256)


def _read(desk: Desk, case_id: str, upload: Upload) -> Ingested | None:
    """Reads in a process of its own, with limits of time and memory; None when the bytes are damaged or lost.

    What lay inside the upload becomes blobs too. Each is said to be the case's before it is kept, so that whoever
    erases the case finds it, whenever this process dies; `NotFound` once the case is gone.
    """
    from ingest.inputs import Input
    from ingest.reading import sha256
    from ingest.sandbox import read_apart

    with ExitStack() as stack:
        try:
            path = stack.enter_context(plain_input(desk, upload))
        except (Damaged, NotFound):
            return None
        inside = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        given = Input(upload.name, path, tuple(upload.members), password_of(desk, upload), inside)
        ingested = next(iter(read_apart([given], desk.limits, 1)))
        members = {sha256(member): member for member in inside.iterdir()}
        desk.store.hold(case_id, sorted(members))
        for member in members.values():
            with member.open("rb") as file:
                desk.blobs.put(file)
    return ingested


@contextmanager
def plain_input(desk: Desk, upload: Upload) -> Iterator[Path]:
    """The upload as it was given: a file, or a folder with its members under their own relative paths."""
    if not upload.members:
        with desk.blobs.file(upload.sha256, upload.name) as path:
            yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        for member, sha256 in upload.members.items():
            target = Path(folder) / safe_relative(member)
            target.parent.mkdir(parents=True, exist_ok=True)
            with desk.blobs.open(sha256) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
        yield Path(folder)


def safe_relative(member: str) -> PurePosixPath:
    """A member's path with nothing in it that leads out of its folder."""
    parts = [part for part in PurePosixPath(member.replace("\\", "/")).parts if part not in ("..", ".", "/", "")]
    return PurePosixPath(*(_short(_plain(part)) for part in parts[-12:] or ["file"]))


def _plain(part: str) -> str:
    """Without what no disk, text or log line can hold: line ends and other controls, halves of characters."""
    whole = part.encode(errors="replace").decode().replace(":", "_")
    return "".join("_" if ord(each) < 32 or ord(each) == 127 else each for each in whole)


def _short(part: str) -> str:
    """A name cut to a length every disk takes; its ending, by which people know the file, stays."""
    ending = PurePosixPath(part).suffix[:12]
    return part if len(part) <= LONGEST else part[: LONGEST - len(ending)] + ending


def readings_of(desk: Desk, sha256: str) -> list[str]:
    """The keys of everything reading ever gave for these bytes, with whichever password."""
    return desk.store.keys(f"{READING}:{sha256}")


def damaged_reading(upload: Upload) -> Ingested:
    """What is said of a paper whose bytes do not open any more."""
    problem = Problem("broken", upload.name, severity="error")
    return Ingested(upload.name, upload.sha256, upload.bytes, Status.REJECTED, (), (problem,))


def inside(ingested: Ingested | None) -> set[str]:
    """The hashes of the files that reading found: of an archive its members, else the upload itself."""
    documents = ingested.documents if ingested else ()
    return {sha256 for each in documents for sha256 in (file_of(each.id), *each.members.values())}


def file_of(document: str) -> str:
    """The hash of the bytes a document was read from; a part of a file carries its page numbers behind it."""
    return document.partition("-")[0]


def unread(desk: Desk) -> list[tuple[str, str]]:
    """Uploads whose reading was asked for and never finished: (case, upload), for a fresh start of the work."""
    return [
        (case.id, upload.sha256)
        for case in (desk.store.case(line.id) for line in desk.store.lines() if line.unread)
        for upload in case.uploads
        if upload.state in (PaperState.UPLOADED, PaperState.READING) and not upload.removed
    ]


def go_on(desk: Desk) -> int:
    """Asks for every reading that was never finished; what is waiting or being read is asked for once."""
    waiting = unread(desk)
    for case_id, sha256 in waiting:
        desk.jobs.read(case_id, sha256)
    return len(waiting)


def _note(desk: Desk, case_id: str, sha256: str, state: PaperState) -> None:
    for _ in range(TRIES):
        case = desk.store.case(case_id)
        after = with_paper_state(case, sha256, state)
        if after == case:
            return
        if state in (PaperState.READ, PaperState.PARTIAL):
            after = replace(after, decisions=(*after.decisions, *arrivals(desk, after, sha256)))
        event = AuditEvent(desk.clock.now(), "worker", "system", f"paper_{state.value}", case_id, sha256[:16])
        try:
            desk.store.save(after, case.version, event)
            return
        except Changed:
            continue
    raise Changed("changed")
