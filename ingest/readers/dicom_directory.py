"""The index of an imaging disc (DICOMDIR), as labels only: what should be there. Never used to open a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.readers.dicom_elements import NotDicom, Short, elements

_SEQUENCE = 0x00041220
_FILE = 0x00041500
_ITEM = 0xFFFEE000
_UNDEFINED = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Compared:
    """What the index names and is not there, what is there and not named, and names that point out of the disc."""

    absent: tuple[str, ...]
    unlisted: tuple[str, ...]
    outside: int


def is_directory(member: str) -> bool:
    """Whether a file is the index, by its place: the standard allows one name only."""
    return PurePosixPath(member).name.rstrip(".").casefold() == "dicomdir"


def listed(path: Path) -> list[str] | None:
    """The file names an index lists, with `/`; None when it cannot be read."""
    data = path.read_bytes()
    try:
        return list(_listed(data))
    except (NotDicom, Short, ValueError):
        return None


def _listed(data: bytes) -> Iterable[str]:
    at = 132 if data[128:132] == b"DICM" else 0
    explicit, little = True, True
    for tag, start, length in elements(data, at, True, True, 0x0002FFFF):
        if tag == 0x00020010:
            syntax = data[start : start + length].rstrip(b"\0 ")
            explicit, little = syntax != b"1.2.840.10008.1.2", syntax != b"1.2.840.10008.1.2.2"
        at = start + length
    for tag, start, length in elements(data, at, little, explicit, _SEQUENCE):
        if tag != _SEQUENCE:
            continue
        for item, begin, size in _items(data, start, start + length, little):
            if item != _ITEM:
                continue
            for inner, here, count in elements(data, begin, little, explicit, _FILE, begin + size):
                if inner == _FILE and count:
                    name = data[here : here + count].decode("latin-1").strip("\0 ")
                    yield "/".join(part.strip() for part in name.split("\\"))


def _items(data: bytes, at: int, end: int, little: bool) -> Iterable[tuple[int, int, int]]:
    """The items of a sequence; one of undefined length reaches to its own end mark."""
    order = "little" if little else "big"
    while at + 8 <= min(end, len(data)):
        group, number = (int.from_bytes(data[place : place + 2], order) for place in (at, at + 2))  # type: ignore[arg-type]
        length = int.from_bytes(data[at + 4 : at + 8], order)  # type: ignore[arg-type]
        if length == _UNDEFINED:
            length = _undefined_item(data, at + 8, end)
        yield group << 16 | number, at + 8, length
        at += 8 + length


def _undefined_item(data: bytes, at: int, end: int) -> int:
    mark = data.find(b"\xfe\xff\x0d\xe0", at, end)
    return (mark if mark >= 0 else end) - at


def compare(index: str, names: Iterable[str], members: Iterable[str]) -> Compared:
    """An index at the member name `index` against the members around it; case and version marks do not count."""
    root = PurePosixPath(index).parent
    present: dict[str, str] = {}
    for member in members:
        if not is_directory(member) and (root == PurePosixPath(".") or root in PurePosixPath(member).parents):
            present[_key(PurePosixPath(member).relative_to(root))] = member
    absent: list[str] = []
    named: set[str] = set()
    outside = 0
    for name in dict.fromkeys(names):
        if name.startswith("/") or ":" in name or ".." in name.split("/"):
            outside += 1
            continue
        key = _key(PurePosixPath(name))
        named.add(key)
        if key not in present:
            absent.append(name)
    return Compared(tuple(absent), tuple(member for key, member in present.items() if key not in named), outside)


def _key(path: PurePosixPath) -> str:
    return "/".join(part.split(";")[0].rstrip(".") for part in path.parts).casefold()
