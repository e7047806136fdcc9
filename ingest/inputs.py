"""Sorts a folder a person brings into inputs: each paper one, each set of imaging files one. Reads only first bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest import clutter, sniff
from ingest.archive import Member, walk


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read. `members`: when given, only these files below the folder `path` belong to it.

    `keep`: a folder into which the bytes of every file found *inside* it (an archive's member, an attachment) are
    put, named by their sha256, so that its pages can be shown later.
    """

    name: str
    path: Path
    members: tuple[str, ...] = ()
    password: str | None = None
    keep: Path | None = None


def inputs(path: Path) -> list[Input]:
    """What a path holds: itself when a file; a folder's papers singly, and each subfolder's imaging files as one."""
    if not path.is_dir():
        return [Input(path.name, path)]
    everything = [member for member in walk(path) if not clutter.is_litter_anywhere(member.name)]
    return sort_out(path, [(member, _kind(member.path)) for member in everything])


def sort_out(root: Path, members: list[tuple[Member, str]]) -> list[Input]:
    """The inputs among the files of the folder `root`, each given with its media type (see `inputs`)."""
    found: list[Input] = []
    groups: dict[str, list[tuple[Member, str]]] = {}
    is_disc = any(clutter.is_disc_index(member.name) and "/" not in member.name for member, _ in members)
    for member, kind in members:
        top = member.name.split("/", 1)[0] if "/" in member.name and not is_disc else ""
        groups.setdefault(top, []).append((member, kind))
    for top, group in groups.items():
        found += _group(root, top, group)
    return sorted(found, key=lambda each: each.name.casefold())


def _group(root: Path, top: str, members: list[tuple[Member, str]]) -> list[Input]:
    imaging = any(kind == sniff.DICOM for _, kind in members)
    together: list[str] = []
    apart: list[Input] = []
    for member, kind in members:
        beside = imaging and (
            kind == sniff.DICOM or ((top or _disc(members)) and clutter.is_litter_of_disc(member.name, kind))
        )
        if beside:
            together.append(member.name.removeprefix(f"{top}/") if top else member.name)
        else:
            apart.append(Input(member.name, member.path))
    if together:
        folder = root / top if top else root
        apart.append(Input(top or root.name, folder, tuple(together)))
    return apart


def _disc(members: list[tuple[Member, str]]) -> bool:
    return any(clutter.is_disc_index(member.name) for member, _ in members)


def _kind(path: Path) -> str:
    try:
        return sniff.sniff(path)
    except OSError:
        return sniff.UNKNOWN
