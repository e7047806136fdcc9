"""Makes small files of old Office programs: the container ([MS-CFB]), a Word letter in it, an Outlook message in it."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_SECTOR = 512
_END, _FREE, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF


def container(streams: Mapping[str, bytes]) -> bytes:
    """Streams by their path ("storage/stream"), padded to 4,096 bytes so that none is a mini stream."""
    entries: list[list[object]] = [["Root Entry", 5, _NONE, _END, 0, []]]
    data, chains = bytearray(), []
    for path, content in streams.items():
        above = 0
        *storages, leaf = path.split("/")
        for storage in storages:
            known = next((n for n in entries[above][5] if entries[n][0] == storage), None)
            above = known if known is not None else _added(entries, above, storage, 1)
        entry = entries[_added(entries, above, leaf, 2)]
        content = content.ljust(4096, b"\0")
        entry[3], entry[4] = len(data) // _SECTOR, len(content)
        sectors = -(-len(content) // _SECTOR)
        chains.append((len(data) // _SECTOR, sectors))
        data += content.ljust(sectors * _SECTOR, b"\0")
    directory = b"".join(_entry(entries, number) for number in range(len(entries)))
    directory += bytes(-len(directory) % _SECTOR)
    chains.append((len(data) // _SECTOR, len(directory) // _SECTOR))
    first_directory = chains[-1][0]
    data += directory
    count = len(data) // _SECTOR
    fats = -(-(count + 2) // 127)
    table = [_FREE] * (fats * 128)
    for start, length in chains:
        table[start : start + length] = [*range(start + 1, start + length), _END]
    table[count : count + fats] = [0xFFFFFFFD] * fats
    header = struct.pack(
        "<8s16xHHHHH6xIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, first_directory, 0
    )
    header += struct.pack("<IIIII", 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(count, count + fats), *[_FREE] * (109 - fats))
    return header + bytes(data) + struct.pack(f"<{len(table)}I", *table)


def _added(entries: list[list[object]], above: int, name: str, kind: int) -> int:
    entries.append([name, kind, _NONE, _END if kind == 2 else 0, 0, []])
    entries[above][5].append(len(entries) - 1)
    return len(entries) - 1


def _entry(entries: list[list[object]], number: int) -> bytes:
    name, kind, _, start, size, below = entries[number]
    siblings = next((each[5] for each in entries if number in each[5]), [number])
    after = siblings[siblings.index(number) + 1 :][:1]  # a list hung to the right: allowed, only slow
    letters = (str(name) + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIIxxxx",
        letters,
        len(letters),
        kind,
        1,
        _NONE,
        *(after or [_NONE]),
        *(below[:1] or [_NONE]),
        start,
        size,
    )


def word(body: str, *, header: str = "", deleted: str = "", locked: bool = False) -> bytes:
    """A letter as Word 97 keeps it: the text in one Unicode piece; `deleted` stands within the body, marked so."""
    text = body + ("\r" + header + "\r" if header else "")
    place = 1024
    main = bytearray(2048 + 2 * len(text) + 512)
    main[place : place + 2 * len(text)] = text.encode("utf-16-le")
    page = -(-(place + 2 * len(text)) // 512)
    main += bytes((page + 1) * 512 - len(main)) if len(main) < (page + 1) * 512 else b""
    at = text.find(deleted) if deleted else 0
    edges = [place, place + 2 * at, place + 2 * (at + len(deleted)), place + 2 * len(text)]
    main[page * 512 : page * 512 + 16] = struct.pack("<4I", *edges)
    main[page * 512 + 16 : page * 512 + 19] = bytes([0, 100 if deleted else 0, 0])
    main[page * 512 + 200 : page * 512 + 204] = struct.pack("<BHB", 3, 0x0800, 1)
    main[page * 512 + 511] = 3
    struct.pack_into("<HH", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 0x0A, 0x0200 | (0x0100 if locked else 0))
    struct.pack_into("<III", main, 0x4C, len(body), 0, len(text) - len(body))
    plan = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, place, 0)
    table = struct.pack("<BI", 2, len(plan)) + plan
    struct.pack_into("<II", main, 0x01A2, 0, len(table))
    struct.pack_into("<II", main, 0x00FA, len(table), 12)
    table += struct.pack("<III", edges[0], edges[-1], page)
    return container({"WordDocument": bytes(main), "1Table": table})


def outlook(properties: Mapping[str, str | bytes], attachments: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """A message as Outlook saves it: properties by number ("0037"), sent on 8 March 2025."""
    sent = 133_858_944_000_000_000
    streams = {"__properties_version1.0": bytes(32) + struct.pack("<IIQ", 0x00390040, 6, sent)}
    for number, value in properties.items():
        wide = isinstance(value, str)
        streams[f"__substg1.0_{number}{'001F' if wide else '0102'}"] = value.encode("utf-16-le") if wide else value
    for count, (name, data) in enumerate(attachments):
        storage = f"__attach_version1.0_#{count:08X}"
        streams[f"{storage}/__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[f"{storage}/__substg1.0_37010102"] = data
    return container(streams)
