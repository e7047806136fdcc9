"""Opens archives into a folder of our own, counting every byte as it comes. Member names are labels, never paths:
each member is written under a number, so nothing can land outside the folder.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from ingest import sniff
from ingest.document import Problem
from ingest.errors import Rejected, rejected, trouble
from ingest.limits import MIB, Limits

_BLOCK = 256 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    struct.error,
    KeyError,
    IndexError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file out of an archive or folder: the name the person knows it by, and where its bytes are."""

    name: str
    path: Path


@dataclass(slots=True)
class Budget:
    """What may still be unpacked for one input, archives within archives included."""

    limits: Limits
    packed: int
    expanded: int = 0
    members: int = 0

    def take(self, count: int, name: str) -> None:
        """Counts bytes as they come; Rejected when they are more than the limits allow."""
        self.expanded += count
        allowed = max(100 * MIB, self.packed * self.limits.expansion_ratio)
        if self.expanded > min(self.limits.expanded_bytes, allowed):
            raise rejected("archive-expands", name)

    def enter(self, name: str) -> None:
        """Counts a member."""
        self.members += 1
        if self.members > self.limits.members:
            raise rejected("archive-members", name, limit=self.limits.members)


@dataclass(slots=True)
class Unpacked:
    """What came out, and what did not."""

    members: list[Member] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    damaged: int = 0
    unsafe: int = 0


def unpack(path: Path, name: str, kind: str, into: Path, budget: Budget) -> Unpacked:
    """All members of an archive, written into the folder `into`; Rejected when it cannot be opened or is too much."""
    into.mkdir(parents=True, exist_ok=True)
    out = Unpacked()
    try:
        _OPENERS[kind](path, name, into, budget, out)
    except Rejected:
        raise
    except RuntimeError:  # zipfile and py7zr: a password is wanted
        raise rejected("archive-password", name) from None
    except MemoryError:
        raise rejected("memory-limit", name) from None
    except _BROKEN:
        if not out.members:
            raise rejected("archive-broken", name) from None
        out.damaged += 1
    if out.damaged:
        out.problems.append(trouble("archive-part", name, count=out.damaged))
    if out.unsafe:
        out.problems.append(trouble("archive-unsafe", name, count=out.unsafe))
    if not out.members and not out.problems:
        raise rejected("archive-empty", name)
    if not out.members:
        raise rejected("archive-broken", name)
    return out


def label(name: str) -> str | None:
    """A member's name as a label for people, or None when it tries to leave its folder."""
    name = name.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or name.startswith("/") or parts[0].endswith(":") or "\0" in name:
        return None
    return "/".join("".join(c if c.isprintable() else "_" for c in part)[:120] for part in parts)


def keep(data: bytes, shown: str, target: Path, name: str, budget: Budget) -> Member:
    """Writes what a file holds inside itself (an attachment, a picture) as a member; `Rejected` when it is too much."""
    budget.enter(name)
    budget.take(len(data), name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return Member(shown, target)


def _write(source: IO[bytes], target: Path, name: str, budget: Budget) -> None:
    with target.open("wb") as out:
        take = getattr(source, "read1", source.read)  # gives what there is before it says that the rest is damaged
        while block := take(_BLOCK):
            budget.take(len(block), name)
            out.write(block)


def _zip(path: Path, name: str, into: Path, budget: Budget, out: Unpacked) -> None:
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) + budget.members > budget.limits.members:
            raise rejected("archive-members", name, limit=budget.limits.members)
        if _overlap(infos):
            raise rejected("archive-expands", name)
        if infos and all(info.flag_bits & 1 for info in infos):
            raise rejected("archive-password", name)
        for index, info in enumerate(infos):
            link = (info.external_attr >> 28) == 0xA
            shown = label(_zip_name(info))
            if shown is None or link:
                out.unsafe += 1
                continue
            budget.enter(name)
            target = into / f"{index:06d}"
            try:
                with archive.open(info) as source:
                    _write(source, target, name, budget)
            except (*_BROKEN, RuntimeError):
                out.damaged += 1
                target.unlink(missing_ok=True)
                continue
            out.members.append(Member(shown, target))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """UTF-8 names are often written without their flag; zipfile then decodes them as CP437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """Members that share bytes: the mark of a zip bomb without nesting."""
    spans = sorted((info.header_offset, info.header_offset + info.compress_size) for info in infos)
    return any(second[0] < first[1] for first, second in pairwise(spans))


def _tar(path: Path, name: str, into: Path, budget: Budget, out: Unpacked, mode: str = "r:") -> None:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for index, info in enumerate(archive):
            if info.isdir():
                continue
            shown = label(info.name)
            if shown is None or not info.isreg():
                out.unsafe += 1
                continue
            budget.enter(name)
            source = archive.extractfile(info)
            if source is None:
                continue
            target = into / f"{index:06d}"
            with source:
                _write(source, target, name, budget)
            out.members.append(Member(shown, target))


def _single(opener: Any) -> Any:
    def unpack_one(path: Path, name: str, into: Path, budget: Budget, out: Unpacked) -> None:
        budget.enter(name)
        target = into / "000000"
        try:
            with opener(path, "rb") as source:
                _write(source, target, name, budget)
        except (*_BROKEN,):
            if not target.exists() or not target.stat().st_size:
                raise
            out.damaged += 1
        stem = name.rsplit("/", 1)[-1]
        for ending in (".gz", ".bz2", ".xz"):
            stem = stem.removesuffix(ending)
        if stem.endswith(".tgz"):
            stem = stem[:-4] + ".tar"
        out.members.append(Member(label(stem) or "file", target))

    return unpack_one


def _seven_zip(path: Path, name: str, into: Path, budget: Budget, out: Unpacked) -> None:
    import py7zr
    from py7zr.exceptions import ArchiveError, PasswordRequired

    try:
        with py7zr.SevenZipFile(path) as archive:
            if archive.needs_password():
                raise rejected("archive-password", name)
            infos = [info for info in archive.list() if not info.is_directory]
            for info in infos:
                budget.enter(name)
                budget.take(info.uncompressed, name)  # declared; py7zr stops a member at its declared size
            archive.extract(path=into, targets=[i.filename for i in infos if label(i.filename) and not i.is_symlink])
    except PasswordRequired:
        raise rejected("archive-password", name) from None
    except ArchiveError:
        raise rejected("archive-broken", name) from None
    for info in infos:
        shown = label(info.filename)
        target = into / info.filename
        if shown is None or info.is_symlink or not target.is_file():
            out.unsafe += 1
        else:
            out.members.append(Member(shown, target))


def _disc_image(path: Path, name: str, into: Path, budget: Budget, out: Unpacked) -> None:
    from ingest import disc_image

    disc_image.unpack(path, name, into, budget, out)


_OPENERS: dict[str, Any] = {
    sniff.ZIP: _zip,
    sniff.TAR: _tar,
    sniff.GZIP: _single(gzip.open),
    sniff.BZIP2: _single(bz2.open),
    sniff.XZ: _single(lzma.open),
    sniff.SEVEN_ZIP: _seven_zip,
    sniff.ISO: _disc_image,
}


def walk(folder: Path) -> Iterator[Member]:
    """Every ordinary file below a folder, in order of name; links are not followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield Member(path.relative_to(folder).as_posix(), path)
