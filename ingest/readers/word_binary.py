"""Reads the text of old Word files (Word 97 to 2003, [MS-DOC]): body, headers, notes, comments and text boxes.

Text that the file marks as deleted or hidden is not on the person's page and is left out, as in newer files.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from ingest.document import Document
from ingest.errors import rejected, trouble
from ingest.limits import Limits
from ingest.readers.ole import BROKEN, WORD
from ingest.readers.text import clean, paginate

READER = "word-binary/1"

_WORD_97 = 0x00C1  # the first version whose text is Unicode in pieces
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200  # flags of the file information block, [MS-DOC] 2.5.2
_DELETED, _HIDDEN = 0x0800, 0x083C  # sprmCFRMarkDel, sprmCFVanish, [MS-DOC] 2.6.1
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes, by the top bits of a property's number; 6: said first
_FIELD = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")  # instruction, then what it shows
_LETTERS = str.maketrans({0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x1E: "-", 0x1F: None, 0x01: None, 0x08: None})


def read(container: Any, path: Path, name: str, limits: Limits) -> list[Document]:
    """The text of the opened container as one document."""
    try:
        main = container.openstream("WordDocument").read()
        version, flags = struct.unpack_from("<H6xH", main, 2)
        if flags & _ENCRYPTED:
            raise rejected("office-password", name)
        if version < _WORD_97:
            raise rejected("unsupported", name, found="Word 95")
        table = container.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        raw = _stories(main, _characters(main, table))
    except BROKEN:
        raise rejected("office-broken", name) from None
    text = clean(_plain(raw))
    pictures = raw.count("\x01") + raw.count("\x08")
    if not text.strip():
        raise rejected("no-record", name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    problems = (trouble("office-pictures", name, count=pictures),) if pictures else ()
    return [Document(digest, digest, name, WORD, paginate(text[: limits.text_chars]), READER, problems)]


def _characters(main: bytes, table: bytes) -> str:
    """All characters in the order of the text; those not shown as zeros, so that places stay."""
    start, size = struct.unpack_from("<II", main, 0x01A2)  # fcClx, lcbClx
    unseen = sorted(_unseen(main, table))
    parts: list[str] = []
    for place, count in _pieces(table[start : start + size]):
        narrow = bool(place & 0x40000000)
        begin = (place & 0x3FFFFFFF) // 2 if narrow else place & 0x3FFFFFFF
        width = 1 if narrow else 2
        data = main[begin : begin + count * width]
        letters = list(data.decode("cp1252" if narrow else "utf-16-le", "replace"))
        for first, last in unseen:
            low, high = max(0, (first - begin) // width), min(len(letters), (last - begin) // width)
            if low < high:
                letters[low:high] = "\0" * (high - low)
        parts.append("".join(letters))
    return "".join(parts)


def _pieces(clx: bytes) -> Iterator[tuple[int, int]]:
    """Where each piece of the text stands in the main stream, and its count of characters ([MS-DOC] 2.9.38)."""
    at = 0
    while clx[at] == 1:  # properties of paragraphs
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plan = clx[at + 5 : at + 5 + size]
    count = (len(plan) - 4) // 12
    edges = struct.unpack_from(f"<{count + 1}I", plan)
    for number, (first, last) in enumerate(pairwise(edges)):
        yield struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * number + 2)[0], last - first


def _unseen(main: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """Stretches of bytes of the main stream whose characters are marked as deleted or hidden ([MS-DOC] 2.8.6)."""
    start, size = struct.unpack_from("<II", main, 0x00FA)  # fcPlcfBteChpx
    count = max(0, (size - 4) // 8)
    for (number,) in struct.iter_unpack("<I", table[start + 4 * (count + 1) : start + 4 * (count + 1) + 4 * count]):
        page = main[(number & 0x3FFFFF) * 512 :][:512]
        if len(page) < 512:
            continue
        runs = min(page[511], 101)
        for run, (first, last) in enumerate(pairwise(struct.unpack_from(f"<{runs + 1}I", page))):
            at = 2 * page[4 * (runs + 1) + run]
            if at and _is_unseen(page[at + 1 : at + 1 + page[at]]):
                yield first, last


def _is_unseen(properties: bytes) -> bool:
    at = 0
    while at + 3 <= len(properties):
        number = struct.unpack_from("<H", properties, at)[0]
        if number in (_DELETED, _HIDDEN) and properties[at + 2] == 1:
            return True
        kind = number >> 13
        at += 2 + (_OPERAND[kind] if kind in _OPERAND else 1 + properties[at + 2])
    return False


def _stories(main: bytes, characters: str) -> str:
    """Headers first, as on the page, then the body and all that hangs on it ([MS-DOC] 2.4.1)."""
    body, notes, headers = struct.unpack_from("<III", main, 0x4C)
    first, last = body + notes, body + notes + headers
    lines = dict.fromkeys(re.split(r"[\r\x03\x04]+", characters[first:last]))
    return "\r".join([*filter(None, lines), characters[:first] + characters[last:]])


def _plain(text: str) -> str:
    text = text.replace("\0", "")
    while (shown := _FIELD.sub(lambda field: field[1] or "", text)) != text:
        text = shown
    return text.replace("\x07\x07", "\n").replace("\x07", "  ").translate(_LETTERS)
