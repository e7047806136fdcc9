"""Takes the files out of the image of a CD or DVD (.iso): ISO 9660 (ECMA-119), long names (Joliet) where there are any.

Member names are labels, never paths, and every byte is counted, as in `archive`. Discs of UDF alone are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.archive import Budget, Member, Unpacked, label
from ingest.errors import rejected

SECTOR = 2048
_FIRST, _LAST = 16, 64  # sectors in which the descriptors lie
_JOLIET = (b"%/@", b"%/C", b"%/E")
_DEPTH = 16
_DIRECTORY, _MORE = 2, 0x80  # flags of a record
_MOST_LISTING = 64 * 1024 * 1024
_BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Record:
    """One entry of a directory: where its bytes lie."""

    name: str
    start: int
    size: int
    flags: int


def unpack(path: Path, name: str, into: Path, budget: Budget, out: Unpacked) -> None:
    """All files of the image, written into the folder `into` under numbers."""
    whole = path.stat().st_size
    with path.open("rb") as disc:
        root, long_names = _root(disc, name)
        listing = _Listing(disc, long_names, whole)
        for number, (shown, parts) in enumerate(listing.files(root, "", 0)):
            given = label(shown)
            if given is None:
                out.unsafe += 1
                continue
            budget.enter(name)
            target = into / f"{number:06d}"
            if _copied(disc, parts, target, name, budget, whole):
                out.members.append(Member(given, target))
            else:
                out.damaged += 1
        out.damaged += listing.lost


def _root(disc: BinaryIO, name: str) -> tuple[_Record, bool]:
    """The record of the first directory, that of the long names where there is one."""
    found: dict[bool, _Record] = {}
    for sector in range(_FIRST, _LAST):
        disc.seek(sector * SECTOR)
        data = disc.read(SECTOR)
        if len(data) < SECTOR or data[1:6] != b"CD001" or data[0] == 255:
            break
        joliet = data[0] == 2 and data[88:91] in _JOLIET
        if data[0] == 1 or joliet:
            record = _record(data[156:190], joliet)
            if record:
                found.setdefault(joliet, record)
    if not found:
        raise rejected("archive-broken", name)
    return found.get(True) or found[False], True in found


def _record(data: bytes, long_names: bool) -> _Record | None:
    size = data[0] if data else 0
    if size < 34 or len(data) < size:
        return None
    raw = data[33 : 33 + data[32]]
    text = raw.decode("utf-16-be" if long_names and len(raw) > 1 else "latin-1", "replace")
    start = int.from_bytes(data[2:6], "little") + data[1]
    return _Record(text.split(";")[0].rstrip("."), start, int.from_bytes(data[10:14], "little"), data[25])


class _Listing:
    """Walks the directories of one image, none twice."""

    def __init__(self, disc: BinaryIO, long_names: bool, whole: int) -> None:
        self._disc = disc
        self._long_names = long_names
        self._whole = whole
        self._seen: set[int] = set()
        self.lost = 0

    def files(self, folder: _Record, above: str, depth: int) -> Iterator[tuple[str, list[_Record]]]:
        """Each file below a directory with the records of its parts."""
        if folder.start in self._seen or depth > _DEPTH:
            return
        self._seen.add(folder.start)
        parts: list[_Record] = []
        for record in self._records(folder):
            shown = f"{above}/{record.name}" if above else record.name
            if record.flags & _DIRECTORY:
                yield from self.files(record, shown, depth + 1)
                continue
            parts.append(record)
            if not record.flags & _MORE:
                yield shown, parts
                parts = []

    def _records(self, folder: _Record) -> Iterator[_Record]:
        if folder.start * SECTOR >= self._whole:
            self.lost += 1
            return
        self._disc.seek(folder.start * SECTOR)
        data = self._disc.read(min(folder.size, _MOST_LISTING))
        at = 0
        while at < len(data):
            size = data[at]
            if size == 0:  # no record goes over the end of a sector
                at = (at // SECTOR + 1) * SECTOR
                continue
            record = _record(data[at : at + size], self._long_names)
            at += size
            if record is None:
                self.lost += 1
                return
            if record.name not in ("\0", "\1", ""):
                yield record


def _copied(disc: BinaryIO, parts: list[_Record], target: Path, name: str, budget: Budget, whole: int) -> bool:
    """Writes a file's parts one after another; False when the image ends before they do."""
    if any(part.start * SECTOR + part.size > whole for part in parts):
        return False
    with target.open("wb") as out:
        for part in parts:
            disc.seek(part.start * SECTOR)
            left = part.size
            while left > 0 and (block := disc.read(min(_BLOCK, left))):
                budget.take(len(block), name)
                out.write(block)
                left -= len(block)
    return True
