"""Blobs sealed at rest, named by sha256: staged in a local folder, then kept where a kind of store keeps them."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from assistant.adapters.seal import Seal
from assistant.adapters.sealed import PLAIN, SealedReader, SealedWriter, newest, offset_of
from assistant.errors import Damaged, NotFound

DONE = ".done"  # marks a staged upload that was made permanent


class SealedBlobs(ABC):
    """What every `assistant.ports.Blobs` of ours shares; a kind says only where sealed files are kept."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._seal, self._incoming = seal, folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)

    @abstractmethod
    def _keep(self, sealed: Path, sha256: str) -> None:
        """Takes the sealed file over, durably; the same hash again is dropped."""

    @abstractmethod
    def _replace(self, sealed: Path, sha256: str) -> None:
        """Puts the sealed file in the place of the one that is there, at once."""

    @abstractmethod
    def _raw(self, sha256: str) -> BinaryIO:
        """The sealed file as a seekable stream; NotFound if there is none."""

    @abstractmethod
    def has(self, sha256: str) -> bool: ...

    @abstractmethod
    def delete(self, sha256: str) -> None: ...

    @abstractmethod
    def all(self) -> Iterator[str]: ...

    def stage(self, upload: str) -> SealedWriter:
        path = self._staged(upload)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return SealedWriter(path, self._seal)

    def staged_bytes(self, upload: str) -> int:
        path, done = self._staged(upload), self._done(upload)
        if done is not None:
            return done[1]
        if not path.exists():
            return 0
        return offset_of(path, self._seal)

    def digest(self, upload: str) -> str:
        path, done = self._staged(upload), self._done(upload)
        if done is not None and not path.exists():
            return done[0]  # a process killed half-way through a finish had got this far
        digest, size = hashlib.sha256(), 0
        with io.BufferedReader(SealedReader(path.open("rb"), self._seal), PLAIN) as stream:
            while chunk := stream.read(PLAIN):
                digest.update(chunk)
                size += len(chunk)
        _marker(path).write_text(f"{digest.hexdigest()} {size}", encoding="ascii")
        return digest.hexdigest()

    def commit(self, upload: str) -> tuple[str, int]:
        path = self._staged(upload)
        if path.exists():
            marked = _marked(path)
            if marked is None or marked[1] != offset_of(path, self._seal):
                self.digest(upload)
            self._keep(path, (_marked(path) or ("", 0))[0])
        done = self._done(upload)
        if done is None:
            raise NotFound("no-such-upload")
        return done

    def discard(self, upload: str) -> None:
        path = self._staged(upload)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
            _marker(path).unlink(missing_ok=True)

    def abandoned(self, seconds: float) -> list[str]:
        limit, found = time.time() - seconds, []
        for path in self._incoming.iterdir():
            with suppress(FileNotFoundError):  # finished meanwhile
                touched = max(each.stat().st_mtime for each in (path, *path.glob("*")))
                if touched < limit:
                    found.append(path.name.removesuffix(DONE))
        return found

    def put(self, source: BinaryIO) -> tuple[str, int]:
        upload = f"put-{os.urandom(8).hex()}"
        writer = self.stage(upload)
        try:
            while chunk := source.read(PLAIN):
                writer.append(chunk)
        finally:
            writer.close()
        try:
            return self.commit(upload)
        finally:
            self.discard(upload)

    def reseal(self, sha256: str) -> bool:
        """Seals a file again under the newest key; False if it is already."""
        with self._raw(sha256) as raw:
            if newest(raw, self._seal):
                return False
        upload = f"put-{os.urandom(8).hex()}"
        writer = self.stage(upload)
        try:
            with self.open(sha256) as plain:
                while chunk := plain.read(PLAIN):
                    writer.append(chunk)
        finally:
            writer.close()
        self._replace(self._staged(upload), sha256)
        return True

    def whole(self, sha256: str) -> bool:
        """Whether every byte of it opens; what comes in again takes the place of what does not."""
        try:
            with self.open(sha256) as stored:
                while stored.read(PLAIN):
                    pass
        except (Damaged, OSError):
            return False
        return True

    def open(self, sha256: str) -> BinaryIO:
        return io.BufferedReader(SealedReader(self._raw(sha256), self._seal), 1 << 16)

    @contextmanager
    def file(self, sha256: str, name: str = "") -> Iterator[Path]:
        suffix = Path(name).suffix[:12] if name else ""
        with tempfile.TemporaryDirectory() as folder, self.open(sha256) as source:
            path = Path(folder) / f"file{suffix}"
            with path.open("wb") as target:
                shutil.copyfileobj(source, target, PLAIN)
            yield path

    def _staged(self, upload: str) -> Path:
        if not all(part.replace("-", "").replace("_", "").isalnum() for part in upload.split("/")):
            raise NotFound("no-such-upload")
        return self._incoming / upload

    def _done(self, upload: str) -> tuple[str, int] | None:
        marked = _marked(self._staged(upload))
        return marked if marked is not None and self.has(marked[0]) else None


def _marked(staged: Path) -> tuple[str, int] | None:
    """Hash and size of a staged file, once they were computed."""
    marker = _marker(staged)
    if not marker.exists():
        return None
    sha256, size = marker.read_text(encoding="ascii").split()
    return sha256, int(size)


def _marker(staged: Path) -> Path:
    return staged.with_name(f"{staged.name}{DONE}")


def checked(sha256: str) -> str:
    """The hash itself; NotFound for anything that is not one."""
    if len(sha256) != 64 or not sha256.isalnum() or not sha256.isascii():
        raise NotFound("no-such-file")
    return sha256
