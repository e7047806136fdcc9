"""Blobs as sealed files in a folder: the plain bytes never lie on the disk, uploads included.

A file is a header and frames of 1 MiB of plain bytes, each sealed with its number (AES-256-GCM), so it can be written
in order, resumed at any offset after a crash, and read from any place. Named by the sha256 of the plain bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from assistant.adapters.seal import NONCE, TAG, Seal
from assistant.errors import NotFound

PLAIN = 1 << 20
FRAME = PLAIN + NONCE + TAG
MAGIC = b"SOB1"
HEAD = len(MAGIC) + 16


class SealedWriter:
    """`assistant.ports.Staged`: appends at the end; a torn last frame of a killed process is cut off on opening."""

    def __init__(self, path: Path, seal: Seal) -> None:
        self._seal = seal
        new = not path.exists() or path.stat().st_size < HEAD
        if new:
            with path.open("wb") as file:
                file.write(MAGIC + os.urandom(16))
        self._file = path.open("r+b")
        self._ident = self._file.read(HEAD)[len(MAGIC) :].hex()
        size = path.stat().st_size - HEAD
        self._full, rest = divmod(size, FRAME)
        self._tail = self._recover(rest)

    def _recover(self, rest: int) -> bytearray:
        if rest <= NONCE + TAG:
            return bytearray()
        self._file.seek(HEAD + self._full * FRAME)
        try:
            return bytearray(self._seal.open(self._file.read(rest), f"{self._ident}:{self._full}"))
        except Exception:  # noqa: BLE001 - torn by a crash: those bytes were never reported as received
            return bytearray()

    @property
    def offset(self) -> int:
        return self._full * PLAIN + len(self._tail)

    def append(self, data: bytes) -> int:
        """Takes the bytes and returns the new offset. Full frames go to the disk at once, the rest on `close`."""
        self._tail += data
        while len(self._tail) >= PLAIN:
            self._write(bytes(self._tail[:PLAIN]))
            del self._tail[:PLAIN]
            self._full += 1
        return self.offset

    def _write(self, plain: bytes) -> None:
        self._file.seek(HEAD + self._full * FRAME)
        self._file.write(self._seal.seal(plain, f"{self._ident}:{self._full}"))

    def close(self) -> None:
        """Makes everything appended durable."""
        if self._tail:
            self._write(bytes(self._tail))
        else:
            self._file.seek(HEAD + self._full * FRAME)
        self._file.truncate()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


class SealedReader(io.RawIOBase):
    """A seekable stream of the plain bytes of a sealed file; opens one frame at a time."""

    def __init__(self, path: Path, seal: Seal) -> None:
        self._file, self._seal, self._at, self._frame = path.open("rb"), seal, 0, (-1, b"")
        self._ident = self._file.read(HEAD)[len(MAGIC) :].hex()
        full, rest = divmod(path.stat().st_size - HEAD, FRAME)
        self._size = full * PLAIN + max(0, rest - NONCE - TAG)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + {0: 0, 1: self._at, 2: self._size}[whence])
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        number, start = divmod(self._at, PLAIN)
        if self._frame[0] != number:
            self._file.seek(HEAD + number * FRAME)
            self._frame = (number, self._seal.open(self._file.read(FRAME), f"{self._ident}:{number}"))
        part = self._frame[1][start : start + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()


class BlobsFolder:
    """`assistant.ports.Blobs` in a folder."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._seal, self._blobs, self._incoming = seal, folder / "blobs", folder / "incoming"
        for place in (self._blobs, self._incoming):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)

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
        writer = SealedWriter(path, self._seal)
        try:
            return writer.offset
        finally:
            writer.close()

    def commit(self, upload: str) -> tuple[str, int]:
        path, done = self._staged(upload), self._done(upload)
        if done is not None and not path.exists():
            return done  # a process killed half-way through a finish had got this far
        digest, size = hashlib.sha256(), 0
        with io.BufferedReader(SealedReader(path, self._seal), PLAIN) as stream:
            while chunk := stream.read(PLAIN):
                digest.update(chunk)
                size += len(chunk)
        sha256 = digest.hexdigest()
        _marker(path).write_text(f"{sha256} {size}", encoding="ascii")
        target = self._path(sha256)
        if target.exists():
            path.unlink()
        else:
            target.parent.mkdir(exist_ok=True, mode=0o700)
            path.replace(target)
            _sync(target.parent)
        return sha256, size

    def discard(self, upload: str) -> None:
        path = self._staged(upload)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
            _marker(path).unlink(missing_ok=True)

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

    def open(self, sha256: str) -> BinaryIO:
        path = self._path(sha256)
        if not path.exists():
            raise NotFound("no-such-file")
        return io.BufferedReader(SealedReader(path, self._seal), 1 << 16)  # type: ignore[return-value]

    @contextmanager
    def file(self, sha256: str, name: str = "") -> Iterator[Path]:
        suffix = Path(name).suffix[:12] if name else ""
        with tempfile.TemporaryDirectory() as folder, self.open(sha256) as source:
            path = Path(folder) / f"file{suffix}"
            with path.open("wb") as target:
                shutil.copyfileobj(source, target, PLAIN)
            yield path

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        for path in sorted(self._blobs.glob("*/*")):
            yield path.name

    def _staged(self, upload: str) -> Path:
        if not all(part.replace("-", "").replace("_", "").isalnum() for part in upload.split("/")):
            raise NotFound("no-such-upload")
        return self._incoming / upload

    def _done(self, upload: str) -> tuple[str, int] | None:
        marker = _marker(self._staged(upload))
        if not marker.exists():
            return None
        sha256, size = marker.read_text(encoding="ascii").split()
        return (sha256, int(size)) if self.has(sha256) else None

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not sha256.isalnum():
            raise NotFound("no-such-file")
        return self._blobs / sha256[:2] / sha256


def _marker(staged: Path) -> Path:
    return staged.with_name(f"{staged.name}.done")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
