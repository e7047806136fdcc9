"""Whether everything kept is still whole: every file opened once, those that do not open named by hash and case."""

from __future__ import annotations

import hashlib

from assistant.actions.desk import Desk

BLOCK = 1 << 20


def damaged(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    """Files that do not open, or are not what their hash says, with the cases that hold them."""
    found = []
    for sha256 in desk.blobs.all():
        digest = hashlib.sha256()
        try:
            with desk.blobs.open(sha256) as stored:
                while block := stored.read(BLOCK):
                    digest.update(block)
            whole = digest.hexdigest() == sha256
        except Exception:  # noqa: BLE001 - whatever it was, the file is not whole; the next one is looked at
            whole = False
        if not whole:
            found.append((sha256, tuple(desk.store.holders(sha256))))
    return found


__all__ = ["damaged"]
