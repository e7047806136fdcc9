"""Opens the containers of older Office programs (OLE, [MS-CFB]) and hands what is in them to the reader of its kind:
old Word, Outlook message or old Excel. Opens no object embedded in them and runs no macro.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import olefile

from ingest.archive import Budget, Member
from ingest.document import Document
from ingest.errors import rejected
from ingest.limits import Limits

WORD = "application/msword"
_LOCKED = ("EncryptedPackage", "EncryptionInfo")  # a newer Office file behind a password
_OTHERS = {"PowerPoint Document": "old PowerPoint", "VisioDocument": "Visio", "Quill": "Publisher"}
BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, EOFError, struct.error, RecursionError)


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The document inside; Rejected when it is locked, damaged, or of a kind nobody here reads."""
    from ingest.readers import outlook, spreadsheet, word_binary

    with _opened(path, name) as container:
        try:
            streams = {entry[0] for entry in container.listdir()}
        except BROKEN:  # a folder within itself
            raise rejected("office-broken", name) from None
        if streams.intersection(_LOCKED):
            raise rejected("office-password", name)
        if outlook.PROPERTIES in streams:
            return outlook.read(container, path, name, limits)
        if "WordDocument" in streams:
            return word_binary.read(container, path, name, limits)
    if streams.intersection(("Workbook", "Book")):
        return spreadsheet.read(path, name, limits)
    found = next((word for stream, word in _OTHERS.items() if stream in streams), "unknown")
    raise rejected("unsupported", name, found=found)


def attached(path: Path, into: Path, budget: Budget, password: str | None = None) -> list[Member]:  # noqa: ARG001
    """The attachments of an Outlook message, each written into the folder `into` under a number."""
    from ingest.readers import outlook

    with _opened(path, path.name) as container:
        return outlook.attached(container, path.name, into, budget) if container.exists(outlook.PROPERTIES) else []


def _opened(path: Path, name: str) -> Any:
    try:
        return olefile.OleFileIO(path)
    except BROKEN:
        raise rejected("office-broken", name) from None
