"""Sealed files: a header and frames of 1 MiB of plain bytes, each sealed with its number (AES-256-GCM).

So a file can be written in order, resumed at any offset after a crash, and read from any place, and its plain bytes
never lie on the disk. Knows nothing of where the files are kept.
"""

from __future__ import annotations

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
    """`assistant.ports.Staged`: appends at the end; a torn last frame of a killed process is cut off on opening."""

    def __init__(self, path: Path, seal: Seal) -> None:
        self._seal = seal
        new = not path.exists() or path.stat().st_size < HEAD
        if new:
            with path.open("wb") as file:
                file.write(MAGIC + os.urandom(16))
        self._file = path.open("r+b", buffering=0)
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
        sealed = memoryview(self._seal.seal(plain, f"{self._ident}:{self._full}"))
        while sealed:  # a disk that fills takes a part, and says so at the next write
            sealed = sealed[self._file.write(sealed) or 0 :]

    def close(self) -> None:
        """Makes everything appended durable."""
        try:
            if self._tail:
                self._write(bytes(self._tail))
            else:
                self._file.seek(HEAD + self._full * FRAME)
            self._file.truncate()
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()


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
