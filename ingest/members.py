"""Finds the file a document was read from inside the upload that holds it: a member of an archive, an attachment."""

from __future__ import annotations

from pathlib import Path

from ingest import sniff
from ingest.archive import Budget, unpack
from ingest.errors import Rejected
from ingest.limits import STANDARD, Limits
from ingest.readers import reader
from ingest.reading import sha256

_HOLD_FILES = (sniff.PDF, sniff.EMAIL, sniff.DOCX, sniff.ODT, sniff.RTF, sniff.OLE, sniff.HTML)


def located(path: Path, document: str, into: Path, limits: Limits = STANDARD) -> Path | None:
    """The file whose bytes the document is known by: `path` itself, or one unpacked into the folder `into`."""
    wanted = document.split("-", 1)[0]
    budget = Budget(limits, path.stat().st_size)
    waiting = [(path, 0)]
    while waiting:
        here, depth = waiting.pop(0)
        if sha256(here) == wanted:
            return here
        if depth < limits.nesting:
            waiting += [(inside, depth + 1) for inside in _inside(here, into / f"{budget.members}-{depth}", budget)]
    return None


def _inside(path: Path, into: Path, budget: Budget) -> list[Path]:
    kind = sniff.sniff(path)
    try:
        if kind in sniff.ARCHIVES:
            return [member.path for member in unpack(path, "", kind, into, budget).members]
        module = reader(kind) if kind in _HOLD_FILES else None
        return [member.path for member in module.attached(path, into, budget)] if module else []
    except Rejected:
        return []
