"""Reads messages saved from Outlook (.msg, [MS-OXMSG]): who wrote, when, about what, the words, and the attachments."""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from ingest.archive import Budget, Member, keep, label
from ingest.document import Document, Problem
from ingest.errors import rejected, trouble
from ingest.limits import Limits
from ingest.readers.html import words
from ingest.readers.ole import BROKEN
from ingest.readers.text import clean, decode, paginate

READER = "outlook/1"
PROPERTIES = "__properties_version1.0"
MESSAGE = "application/vnd.ms-outlook"

_HEADERS = {"From": "0C1A", "To": "0E04", "Subject": "0037"}
_BODY, _HTML, _SQUEEZED = "1000", "1013", "1009"
_FILE_NAME, _SHORT_NAME, _DATA = "3707", "3704", "3701"
_SENT = (0x00390040, 0x0E060040)  # submitted, received
_MOST = 2_000  # attachments looked at
_BEGAN = datetime(1601, 1, 1, tzinfo=UTC)
_PRIMED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    b"SymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # what every compressed text may refer to, [MS-OXRTFCP] 2.1.2.1


def read(container: Any, path: Path, name: str, limits: Limits) -> list[Document]:
    """The message of the opened container as one document."""
    try:
        head = [(header, _text(container, "", number)) for header, number in _HEADERS.items()]
        date = _date(container)
        body = _body(container)
        held = _attachments(container)
        enclosed = sum(not _is_file(container, storage) for storage in held)
    except BROKEN:
        raise rejected("email-broken", name) from None
    lines = [f"{header}: {value}" for header, value in head if value]
    text = clean("\n".join([*lines, *([f"Date: {date}"] if date else []), "", body]))
    if not lines and not body.strip() and not held:
        raise rejected("no-record", name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    problems: tuple[Problem, ...] = (trouble("attachment-unread", name),) if enclosed else ()
    pages = paginate(text[: limits.text_chars])
    return [Document(digest, digest, name, MESSAGE, pages, READER, problems, title=dict(head)["Subject"], date=date)]


def attached(container: Any, name: str, into: Path, budget: Budget) -> list[Member]:
    """The attached files."""
    members: list[Member] = []
    for number, storage in enumerate(islice(_attachments(container), _MOST), 1):
        if not _is_file(container, storage):
            continue
        data = container.openstream(f"{storage}/__substg1.0_{_DATA}0102").read()
        if not data:
            continue
        shown = _text(container, f"{storage}/", _FILE_NAME) or _text(container, f"{storage}/", _SHORT_NAME)
        members.append(keep(data, label(shown) or f"attachment {number}", into / f"{number:04d}", name, budget))
    return members


def _attachments(container: Any) -> list[str]:
    return sorted({entry[0] for entry in container.listdir() if entry[0].startswith("__attach_version1.0_")})


def _is_file(container: Any, storage: str) -> bool:
    return bool(container.exists(f"{storage}/__substg1.0_{_DATA}0102"))


def _text(container: Any, storage: str, number: str) -> str:
    """A property of letters: in Unicode, or in the code page of whoever wrote it."""
    wide = f"{storage}__substg1.0_{number}001F"
    if container.exists(wide):
        return str(container.openstream(wide).read().decode("utf-16-le", "replace")).rstrip("\0")
    data = _bytes(container, f"{storage}__substg1.0_{number}001E")
    return decode(data)[0].rstrip("\0") if data else ""


def _bytes(container: Any, stream: str) -> bytes:
    return bytes(container.openstream(stream).read()) if container.exists(stream) else b""


def _body(container: Any) -> str:
    """The plain words; where there are none, those of the formatted message."""
    plain = _text(container, "", _BODY)
    if plain.strip():
        return plain
    page = _bytes(container, f"__substg1.0_{_HTML}0102") or _text(container, "", _HTML).encode()
    if page:
        return words(decode(page)[0])
    squeezed = _bytes(container, f"__substg1.0_{_SQUEEZED}0102")
    if not squeezed:
        return ""
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(unsqueezed(squeezed).decode("latin-1"), "cp1252", "replace"))  # type: ignore[no-untyped-call]


def unsqueezed(data: bytes) -> bytes:
    """The RTF of a compressed body ([MS-OXRTFCP]); ValueError when it is none."""
    size, kind = struct.unpack_from("<4xI4s", data)
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu":
        raise ValueError("not a compressed text")
    ring, at, out = bytearray(_PRIMED.ljust(4096, b"\0")), len(_PRIMED), bytearray()
    source = iter(data[16:])
    for control in source:
        for bit in range(8):
            first = next(source, None)
            if first is None or len(out) >= size:
                return bytes(out[:size])
            run = bytes([first])
            if control >> bit & 1:
                pair = first << 8 | next(source, 0)
                place, length = pair >> 4, (pair & 15) + 2
                if place == at:
                    return bytes(out[:size])
                run = b""
                for step in range(length):  # may reach into what it writes itself
                    letter = ring[(place + step) % 4096]
                    ring[(at + step) % 4096] = letter
                    run += bytes([letter])
            else:
                ring[at] = first
            at = (at + len(run)) % 4096
            out += run
    return bytes(out[:size])


def _date(container: Any) -> str:
    """The day it was sent, else received: hundreds of nanoseconds since 1601 ([MS-DTYP] 2.3.3)."""
    found: dict[int, int] = {}
    data = _bytes(container, PROPERTIES)[32:]
    for at in range(0, len(data) - 15, 16):
        tag, value = struct.unpack_from("<I4xQ", data, at)
        found[tag] = value
    for tag in _SENT:
        if tag in found:
            try:
                return (_BEGAN + timedelta(microseconds=found[tag] // 10)).date().isoformat()
            except OverflowError:
                continue
    return ""
