"""The elements of a DICOM data set, stepped over one by one: where each lies, never what it means.

Never nests or inflates without a bound, and never reads past the bytes it is given.
"""

from __future__ import annotations

import mmap
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

DEPTH: Final = 64
INFLATED: Final = 128 * 1024 * 1024
MOST: Final = 100_000  # elements of one data set
UNDEFINED: Final = 0xFFFFFFFF
_BLOCK: Final = 1024 * 1024
PIXEL_DATA: Final = 0x7FE00010

EXPLICIT: Final = "1.2.840.10008.1.2.1"
DEFLATED: Final = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN: Final = "1.2.840.10008.1.2.2"
LONG: Final = frozenset({b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"})
VR: Final = re.compile(rb"[A-Z]{2}")


class NotDicom(ValueError):
    """There is no DICOM data set in the bytes, or it is broken beyond reading."""


class Short(Exception):
    """The bytes end before what we need; more of the file may hold it."""


def inflate(data: bytes) -> bytes:
    """Raw deflate with a bound on what comes out."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    out = bytearray()
    try:
        while data and not engine.eof:
            out += engine.decompress(data, _BLOCK)
            if len(out) > INFLATED:
                raise NotDicom
            data = engine.unconsumed_tail
    except zlib.error:
        raise NotDicom from None
    return bytes(out)


def element(data: bytes | mmap.mmap, at: int, little: bool, explicit: bool) -> tuple[int, bytes, int, int]:
    """Tag, value representation, start and length of the element at a place."""
    if at + 8 > len(data):
        raise Short
    order = "<" if little else ">"
    group, number = struct.unpack_from(order + "HH", data, at)
    tag = group << 16 | number
    if group == 0xFFFE or not explicit:
        return tag, b"", at + 8, struct.unpack_from(order + "L", data, at + 4)[0]
    kind = bytes(data[at + 4 : at + 6])
    if kind in LONG:
        if at + 12 > len(data):
            raise Short
        return tag, kind, at + 12, struct.unpack_from(order + "L", data, at + 8)[0]
    if not VR.match(kind):  # an element written the implicit way among explicit ones
        return tag, b"", at + 8, struct.unpack_from(order + "L", data, at + 4)[0]
    return tag, kind, at + 8, struct.unpack_from(order + "H", data, at + 6)[0]


def elements(
    data: bytes | mmap.mmap,
    at: int,
    little: bool,
    explicit: bool,
    last: int = PIXEL_DATA,
    end: int | None = None,
) -> Iterator[tuple[int, int, int]]:
    """Tag, start and length of each element up to the tag `last`; sequences of undefined length are stepped over."""
    stop = len(data) if end is None else end
    for _ in range(MOST):
        if at >= stop:
            return
        tag, kind, start, length = element(data, at, little, explicit)
        if tag > last:
            return
        if length == UNDEFINED:
            after = skip(data, start, little, explicit and kind != b"UN", 1)
            length = after - start
        yield tag, start, length
        at = start + length
    raise Short


def skip(data: bytes | mmap.mmap, at: int, little: bool, explicit: bool, depth: int) -> int:
    """The place behind a sequence of undefined length whose first item is at `at`."""
    if depth > DEPTH:
        raise NotDicom
    while True:
        tag, _, start, length = element(data, at, little, explicit)
        if tag == 0xFFFEE0DD:
            return start
        if tag != 0xFFFEE000:
            raise NotDicom
        if length != UNDEFINED:
            at = start + length
            continue
        at = start
        while True:
            tag, kind, start, length = element(data, at, little, explicit)
            if tag == 0xFFFEE00D:
                at = start
                break
            at = (
                start + length
                if length != UNDEFINED
                else skip(data, start, little, explicit and kind != b"UN", depth + 1)
            )
