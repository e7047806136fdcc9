"""Papers: coming in piece by piece, being looked at, taken out. Bytes are recorded on disk before reading starts."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.actions import staging
from assistant.actions.change import allowed, change, event, new_id
from assistant.actions.desk import Desk, Incoming
from assistant.actions.permit import Deed, may
from assistant.actions.reading import damaged_reading, reading_of
from assistant.errors import BadInput, NotFound, NotReady
from assistant.model import changes
from assistant.model.case import Case, PaperState, Upload
from assistant.model.people import Actor
from ingest.archive import Member
from ingest.document import Ingested
from ingest.inputs import sort_out
from ingest.sniff import HEAD, sniff_bytes

CASE_BYTES = 10 * 1024**3
CASE_FILES = 20_000
CHUNK = 8 * 1024**2  # the most one request may carry
SPARE = 256 * 1024**2  # room that must stay free beyond the upload itself


def begin(desk: Desk, actor: Actor, case_id: str, files: Sequence[tuple[str, int]]) -> Incoming:
    """Opens an upload of `files` (path as the person knows it, size in bytes)."""
    case = allowed(desk, actor, case_id, Deed.ADD)
    if not files or any(size < 0 or not path for path, size in files):
        raise BadInput("no-file")
    if any(size > desk.limits.file_bytes for _, size in files):
        raise BadInput("too-big")
    total = sum(size for _, size in files)
    _check_room(case, total, len(files))
    if shutil.disk_usage(desk.folder).free < 2 * total + SPARE:
        raise NotReady("no-room")
    paths, now = staging.distinct([path for path, _ in files]), desk.clock.now()
    incoming = Incoming(new_id(), case_id, paths, tuple(size for _, size in files), now)
    staging.announce(desk, incoming)
    return incoming


def _check_room(case: Case, size: int, count: int) -> None:
    """Whether so many bytes and files more are within what one case may hold."""
    present = [upload for upload in case.uploads if not upload.removed]
    if size + sum(upload.bytes for upload in present) > CASE_BYTES:
        raise BadInput("too-big")
    if count + sum(len(upload.members) or 1 for upload in present) > CASE_FILES:
        raise BadInput("too-many-files")


def incoming(desk: Desk, actor: Actor, case_id: str, upload: str) -> Incoming:
    """The upload, if it is one of this case."""
    allowed(desk, actor, case_id, Deed.ADD)
    return staging.find(desk, case_id, upload)


def offsets(desk: Desk, upload: Incoming) -> list[int]:
    """How far each file has come: where to go on after a lost connection."""
    return [desk.blobs.staged_bytes(f"{upload.id}/{n}") for n in range(len(upload.paths))]


def append(desk: Desk, upload: Incoming, number: int, offset: int, data: bytes, checksum: str = "") -> int:
    """Adds a chunk at `offset` and returns the new one; the current one unchanged if `offset` is not where we are."""
    if not 0 <= number < len(upload.paths):
        raise NotFound("no-such-upload")
    if checksum and hashlib.sha256(data).hexdigest() != checksum:
        return desk.blobs.staged_bytes(f"{upload.id}/{number}")
    with said_when_full(), closing(desk.blobs.stage(f"{upload.id}/{number}")) as staged:
        if staged.offset != offset or offset + len(data) > upload.sizes[number]:
            return staged.offset
        return staged.append(data)


@contextmanager
def said_when_full() -> Iterator[None]:
    """A disk that is full is a refusal in words; what had come in before stays."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NotReady("no-room") from None
        raise


def cancel(desk: Desk, actor: Actor, case_id: str, upload_id: str) -> None:
    """Drops what has come in of an upload."""
    staging.let_go(desk, incoming(desk, actor, case_id, upload_id))


def finish(desk: Desk, actor: Actor, case_id: str, upload_id: str) -> list[Upload]:
    """Records everything that came in on the case, then asks for it to be read. Doing it twice records it once."""
    upload = incoming(desk, actor, case_id, upload_id)
    if any(done != size for done, size in zip(offsets(desk, upload), upload.sizes, strict=True)):
        raise NotReady("upload-unfinished")
    stored = {}
    staged = {path: f"{upload.id}/{number}" for number, path in enumerate(upload.paths)}
    with said_when_full():
        for path, size in zip(upload.paths, upload.sizes, strict=True):
            if size == 0:
                desk.blobs.stage(staged[path]).close()
            stored[path] = desk.blobs.digest(staged[path])
        desk.store.hold(case_id, sorted(stored.values()))  # first: who erases another case with the same bytes sees it
        for whole in staged.values():
            desk.blobs.commit(whole)
    sizes = dict(zip(upload.paths, upload.sizes, strict=True))
    now = desk.clock.now()
    added = [replace(each, at=now, by=actor.id) for each in sort_uploads(desk, stored, sizes)]

    def step(case: Case) -> Case:
        before = case
        for each in added:
            case = changes.with_upload(case, each)
        if case != before:
            _check_room(case, 0, 0)  # again: two may have begun at the same time
        return case

    change(desk, actor, case_id, Deed.ADD, step, upload.id)
    staging.let_go(desk, upload)
    for each in added:
        desk.jobs.read(case_id, each.sha256)
    return added


def sort_uploads(desk: Desk, stored: Mapping[str, str], sizes: Mapping[str, int]) -> list[Upload]:
    """Files sorted into papers and discs, judged by their first bytes (see `ingest.inputs`)."""
    kinded = []
    for path, sha256 in stored.items():
        with desk.blobs.open(sha256) as file:
            kinded.append((Member(path, Path(path)), sniff_bytes(file.read(HEAD))))
    uploads = []
    for given in sort_out(Path(), kinded):
        if not given.members:
            path = str(given.path)
            uploads.append(Upload(stored[path], given.name, sizes[path], "", ""))
            continue
        prefix = "" if str(given.path) == "." else f"{given.path}/"
        members = {member: stored[prefix + member] for member in given.members}
        digest = hashlib.sha256("\n".join(sorted(members.values())).encode()).hexdigest()
        size = sum(sizes[prefix + member] for member in given.members)
        uploads.append(Upload(digest, given.name or "disc", size, "", "", members=members))
    return uploads


def unlock(desk: Desk, actor: Actor, case_id: str, sha256: str, password: str) -> Case:
    """Tries a locked paper again with its password, with no new upload. The password is kept sealed, with the case."""
    if not password or len(password) > 200:
        raise BadInput("nothing-typed")
    lock = new_id()
    desk.store.keep(f"password:{lock}", password.encode())
    after = change(
        desk,
        actor,
        case_id,
        Deed.ADD,
        lambda case: changes.unlocked(case, sha256, lock),
        sha256[:16],
        name="unlock",
    )
    desk.jobs.read(case_id, sha256)
    return after


def remove(desk: Desk, actor: Actor, case_id: str, sha256: str) -> Case:
    """Takes a paper out of the case. It can be added again."""
    return change(
        desk, actor, case_id, Deed.ADD, lambda case: changes.without_upload(case, sha256), sha256[:16], name="remove"
    )


def progress(desk: Desk, actor: Actor, case_id: str) -> list[Upload]:
    """Every paper with its state, in the order added."""
    case = allowed(desk, actor, case_id, Deed.SEE)
    return [upload for upload in case.uploads if not upload.removed]


def readings(desk: Desk, actor: Actor, case_id: str) -> dict[str, Ingested]:
    """What reading gave for each paper that has been read, by upload. Without its pages for whom they are not."""
    case = allowed(desk, actor, case_id, Deed.SEE)
    whole = may(actor, Deed.READ, case)
    found = {u.sha256: reading_of(desk, u) for u in case.uploads if not u.removed}
    lost = [u for u in case.uploads if u.state is PaperState.REJECTED and not u.removed and found[u.sha256] is None]
    found |= {upload.sha256: damaged_reading(upload) for upload in lost}
    return {sha: each if whole else replace(each, documents=()) for sha, each in found.items() if each is not None}


def original(desk: Desk, actor: Actor, case_id: str, sha256: str) -> Upload:
    """The upload whose bytes may be downloaded; the bytes are in `desk.blobs`."""
    case = allowed(desk, actor, case_id, Deed.EXPORT)
    for upload in case.uploads:
        if upload.sha256 == sha256 and not upload.removed:
            desk.store.record(event(desk, actor, "download", case, sha256[:16]))
            return upload
    raise NotFound("no-such-file")
