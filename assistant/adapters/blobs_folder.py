"""Sealed blobs in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from assistant.adapters.blobs_sealed import SealedBlobs, checked
from assistant.adapters.seal import Seal
from assistant.errors import NotFound


class BlobsFolder(SealedBlobs):
    """`assistant.ports.Blobs` in a folder of this machine, or one that several workers share."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        super().__init__(folder, seal)
        self._blobs = folder / "blobs"
        self._blobs.mkdir(parents=True, exist_ok=True, mode=0o700)

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[str]:
        for path in sorted(self._blobs.glob("*/*")):
            yield path.name

    def _keep(self, sealed: Path, sha256: str) -> None:
        if self._path(sha256).exists() and self.whole(sha256):
            sealed.unlink()
        else:
            self._replace(sealed, sha256)

    def _replace(self, sealed: Path, sha256: str) -> None:
        target = self._path(sha256)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        sealed.replace(target)
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _raw(self, sha256: str) -> BinaryIO:
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise NotFound("no-such-file") from None

    def _path(self, sha256: str) -> Path:
        return self._blobs / checked(sha256)[:2] / sha256
