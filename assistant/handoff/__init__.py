"""Hand-off: decides what goes into the package, under which name, and what stays out and why. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.handoff.naming import Names, folder, safe
from assistant.model.case import Dossier
from assistant.model.package import LeftOut, Original, Package, PackagedFile
from assistant.model.papers import Belongs, DocumentKind, Paper
from assistant.model.summary import Summary


def handoff(
    dossier: Dossier,
    summary: Summary,
    originals: Sequence[Original],
    *,
    created: str,
    previous: str = "",
    before: Mapping[str, Any] | None = None,
) -> Package:
    """The package as a value. `before` is the `summary.json` sent last time, to say what changed since."""
    files: list[PackagedFile] = []
    left_out: dict[tuple[str, str], LeftOut] = {}
    names = Names()
    numbers: dict[str, int] = {}
    for original in originals:
        papers = _papers(dossier, original)
        reason = _reason(papers, original)
        if reason:
            name = folder_name(original) if reason != "other" and len(originals) > 200 else original.source_name
            left_out.setdefault((name, reason), LeftOut(name, reason, _why(reason, dossier.language), original.sha256))
        if reason in ("other", "unread"):
            continue
        files.append(PackagedFile(_path(original, papers, names, numbers), original))
    return Package(
        dossier=replace(dossier, gaps=tuple(gap.discreet for gap in dossier.gaps)),
        summary=summary,
        files=tuple(files),
        left_out=tuple(left_out.values()),
        created=created,
        version=dossier.case.version,
        previous=previous,
        before=before,
    )


def folder_name(original: Original) -> str:
    return original.source_name.rsplit("/", 1)[0]


def _papers(dossier: Dossier, original: Original) -> list[Paper]:
    """The papers read from a file; a file that held several gives several, with a part number behind its id."""
    ids = original.documents
    return [
        paper
        for paper in dossier.papers
        if paper.id in ids or any(paper.id.startswith(f"{document}-") for document in ids)
    ]


def _reason(papers: Sequence[Paper], original: Original) -> str:
    if not papers:
        return "" if original.documents else "unread"
    belongs = {paper.belongs for paper in papers}
    if belongs == {Belongs.OTHER}:
        return "other"
    if Belongs.OTHER in belongs:
        return "mixed"
    return "unsure" if Belongs.UNSURE in belongs else ""


def _path(original: Original, papers: Sequence[Paper], names: Names, numbers: dict[str, int]) -> str:
    """Pictures keep the names of their disc inside a folder of their own; other papers are numbered in order."""
    name = safe(original.safe_name or original.source_name)
    place = folder(original.source_name)
    if papers and all(paper.kind == DocumentKind.IMAGING_STUDY for paper in papers):
        return names.path(f"images/{place}" if place else "images", name)
    numbers["documents"] = numbers.get("documents", 0) + 1
    return names.path("documents", f"{numbers['documents']:02d}-{name}")


@cache
def _reasons() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("reasons.yml").read_text("utf-8"))
    return loaded


def _why(reason: str, language: str) -> str:
    return _reasons()[reason].get(language, _reasons()[reason]["en"])


__all__ = ["handoff"]
