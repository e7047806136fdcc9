"""Sealed files: a header and frames of 1 MiB of plain bytes, each sealed with its number (AES-256-GCM).

So a file can be written in order, resumed at any offset after a crash, and read from any place, and its plain bytes
never lie on the disk. Knows nothing of where the files are kept.
"""

from __future__ import annotations

import fcntl
import io
import os
from pathlib import Path
from typing import BinaryIO

from assistant.adapters.seal import NONCE, TAG, Seal

PLAIN = 1 << 20
FRAME = PLAIN + NONCE + TAG
MAGIC = b"SOB1"
HEAD = len(MAGIC) + 16


class SealedWriter:
    """`assistant.ports.Staged`: appends at the end; a torn last frame of a killed process is cut off on opening.

    A frame that is not full is written again, in its place, when more comes in. What it held was reported as received,
    so it stands in a file beside until the new one is on the disk. One writes at a time, the others wait.
    """

    def __init__(self, path: Path, seal: Seal) -> None:
        self._seal, self._beside, self._changed = seal, _beside(path), False
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        if os.fstat(self._file.fileno()).st_size < HEAD:
            self._file.truncate(0)
            self._file.write(MAGIC + os.urandom(16))
        self._ident, self._full, self._standing = _found(self._file, path, seal)
        self._tail = bytearray(self._standing)

    @property
    def offset(self) -> int:
        return self._full * PLAIN + len(self._tail)

    def append(self, data: bytes) -> int:
        """Takes the bytes and returns the new offset. Full frames go to the disk at once, the rest on `close`."""
        self._tail += data
        self._changed = self._changed or bool(data)
        while len(self._tail) >= PLAIN:
            self._write(bytes(self._tail[:PLAIN]))
            del self._tail[:PLAIN]
            self._full += 1
        return self.offset

    def _write(self, plain: bytes) -> None:
        where = f"{self._ident}:{self._full}"
        if self._standing:
            with self._beside.open("wb") as file:
                file.write(self._seal.seal(self._standing, where))
                file.flush()
                os.fsync(file.fileno())
            self._standing = b""
        self._file.seek(HEAD + self._full * FRAME)
        sealed = memoryview(self._seal.seal(plain, where))
        while sealed:  # a disk that fills takes a part, and says so at the next write
            sealed = sealed[self._file.write(sealed) or 0 :]

    def close(self) -> None:
        """Makes everything appended durable."""
        try:
            if not self._changed:
                return
            if self._tail:
                self._write(bytes(self._tail))
            else:
                self._file.seek(HEAD + self._full * FRAME)
            self._file.truncate()
            os.fsync(self._file.fileno())
            self._beside.unlink(missing_ok=True)
        finally:
            self._file.close()


def offset_of(path: Path, seal: Seal) -> int:
    """How many plain bytes of a staged file are durable. Only looks: somebody may be writing."""
    with path.open("rb", buffering=0) as file:
        _, full, tail = _found(file, path, seal)
    return full * PLAIN + len(tail)


def _found(file: io.RawIOBase, path: Path, seal: Seal) -> tuple[str, int, bytes]:
    """What a killed process left: the file's own mark, its full frames, and the plain bytes of the one after them."""
    size = file.seek(0, 2)
    file.seek(0)
    ident = (file.read(HEAD) or b"")[len(MAGIC) :].hex()
    full, rest = divmod(max(0, size - HEAD), FRAME)
    file.seek(HEAD + full * FRAME)
    last = _opened(file.read(rest) or b"", seal, f"{ident}:{full}")
    if last is None and (beside := _beside(path)).exists():
        last = _opened(beside.read_bytes(), seal, f"{ident}:{full}")
    return ident, full, last or b""


def _opened(frame: bytes, seal: Seal, where: str) -> bytes | None:
    """The plain bytes of a last frame; None when it is none, or torn by a crash and so never reported as received."""
    if len(frame) <= NONCE + TAG:
        return None
    try:
        return seal.open(frame, where)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not a frame
        return None


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.tail")


class SealedReader(io.RawIOBase):
    """A seekable stream of the plain bytes of a sealed file; opens one frame at a time."""

    name = ""  # readers that ask a stream where it lies (pydicom does) are told nothing

    def __init__(self, sealed: BinaryIO, seal: Seal) -> None:
        self._file, self._seal, self._at, self._frame = sealed, seal, 0, (-1, b"")
        length = sealed.seek(0, 2)
        sealed.seek(0)
        self._ident = sealed.read(HEAD)[len(MAGIC) :].hex()
        full, rest = divmod(length - HEAD, FRAME)
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


def newest(sealed: BinaryIO, seal: Seal) -> bool:
    """Whether a sealed file's first frame, and so all of it, was sealed with the newest key."""
    ident = sealed.read(HEAD)[len(MAGIC) :].hex()
    frame = sealed.read(FRAME)
    return not frame or seal.is_newest(frame, f"{ident}:0")
