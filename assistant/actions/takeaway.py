"""Everything a patient gave us and we made of it, as one zip that is written while it is sent: never whole anywhere."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict

from assistant.actions.change import allowed, event
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed
from assistant.actions.reading import reading_of, safe_relative
from assistant.actions.sharing import shown_case
from assistant.errors import NotFound
from assistant.model.case import Case
from assistant.model.codec import dump
from assistant.model.people import Actor

BLOCK = 1 << 20


class _Pipe(io.RawIOBase):
    """What the zip writes, until it is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def everything(desk: Desk, actor: Actor, case_id: str) -> Iterator[bytes]:
    """The zip in pieces: `case.json`, `conversation.json`, `who-looked.json`, `read/…` and `originals/…`."""
    case = allowed(desk, actor, case_id, Deed.EVERYTHING)
    desk.store.record(event(desk, actor, "everything", case))
    return _written(desk, actor, case)


def _written(desk: Desk, actor: Actor, case: Case) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _texts(desk, actor, case):
            archive.writestr(name, text)
            yield pipe.take()
        for name, sha256 in _files(case):
            try:
                source = desk.blobs.open(sha256)
            except NotFound:
                continue  # said in missing.txt
            with source, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as target:
                while block := source.read(BLOCK):
                    target.write(block)
                    yield pipe.take()
        lost = [name for name, sha256 in _files(case) if not desk.blobs.has(sha256)]
        if lost:
            archive.writestr("missing.txt", "\n".join(lost))
    yield pipe.take()


def _texts(desk: Desk, actor: Actor, case: Case) -> Iterator[tuple[str, bytes]]:
    yield "case.json", dump(shown_case(case, actor))
    yield "conversation.json", _json([asdict(line) for line in desk.store.chat(case.id)])
    yield "who-looked.json", _json([asdict(each) for each in desk.store.trail(case.id)])
    for upload in case.uploads:
        ingested = reading_of(desk, upload)
        if ingested is not None and not upload.removed:
            yield f"read/{upload.sha256[:16]}.json", dump(ingested)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _files(case: Case) -> list[tuple[str, str]]:
    """Every original under its own name; two of the same name are told apart."""
    found: dict[str, str] = {}
    for upload in case.uploads:
        if upload.removed:
            continue
        given = {f"{upload.name}/{member}": sha for member, sha in upload.members.items()}
        for name, sha256 in (given or {upload.name: upload.sha256}).items():
            place = f"originals/{safe_relative(name)}"
            found[place if place not in found else f"originals/{sha256[:8]}/{safe_relative(name)}"] = sha256
    return list(found.items())


__all__ = ["everything"]
