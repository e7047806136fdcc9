"""Names that are safe on every system and still tell a person which file it was."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 60
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.I)


def safe(name: str) -> str:
    """Lower-case ASCII letters, digits, dashes and one ending; never empty, hidden, reserved or a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    found = ENDING.search(last)
    ending = found.group(0).lower() if found else ""
    stem = unicodedata.normalize("NFKD", last[: len(last) - len(ending)]).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:LONGEST].strip("-") or "file"
    return f"{stem}-file{ending}" if RESERVED.fullmatch(stem) else f"{stem}{ending}"


def folder(name: str) -> str:
    """The same for the folder a file came in; "" when it came in none."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts[:-1] if part not in ("/", ".", "..")]
    return "-".join(safe(part).replace(".", "-") for part in parts)[:LONGEST]


class Names:
    """Gives every file its own path, numbering those that would collide."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def path(self, place: str, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        candidate, number = f"{place}/{name}", 2
        while candidate in self.taken:
            candidate = f"{place}/{stem}-{number}.{ending}" if dot else f"{place}/{name}-{number}"
            number += 1
        self.taken.add(candidate)
        return candidate
