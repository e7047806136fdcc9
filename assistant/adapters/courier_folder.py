"""Delivery into a folder that another system watches: each file appears whole under its name, or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.adapters.courier_receipt import Receipt, Sleep, with_retries
from assistant.export.sinks import FolderSink
from assistant.model.package import Original


class FolderCourier:
    """A `Courier` onto a mounted folder. Files are named by their hash, so that sending twice is sending once."""

    def __init__(self, folder: Path, sleep: Sleep = time.sleep) -> None:
        self.folder = folder
        self.sleep = sleep

    def send(self, originals: Sequence[Original]) -> Receipt:
        """Copies every file and compares what was written."""
        return with_retries("folder", originals, self._once, self.sleep, frozenset({"changed"}))

    def reachable(self) -> bool:
        """Whether the folder is there and can be written to."""
        return self.folder.is_dir() and os.access(self.folder, os.W_OK)

    def _once(self, originals: Sequence[Original]) -> tuple[list[str], dict[str, str]]:
        delivered: list[str] = []
        failed: dict[str, str] = {}
        for original in originals:
            partial = self.folder / f".{original.sha256}.partial"
            try:
                partial.unlink(missing_ok=True)
                with original.open() as stream:
                    sha256, _ = FolderSink(self.folder).add(partial.name, stream)
                if sha256 != original.sha256:
                    partial.unlink()
                    failed[original.sha256] = "changed"
                    continue
                partial.replace(self.folder / (original.safe_name or original.sha256))
                delivered.append(original.sha256)
            except OSError:
                failed[original.sha256] = "not-writable"
        return delivered, failed


__all__ = ["FolderCourier"]
