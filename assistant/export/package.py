"""The package on disk: rendered, written whole or not at all, zipped, and checked. Never edits one that exists."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.export.changes import differences
from assistant.export.fhir.ips import ips
from assistant.export.fhir.referral import referral
from assistant.export.html import index_html
from assistant.export.sinks import PackageError, Sink, whole_folder, whole_zip
from assistant.export.summary_json import summary_json
from assistant.export.summary_pdf import summary_pdf
from assistant.export.verify import check
from assistant.model.package import Package, PackagedFile

FORMAT = "second-opinion-package/1"


def write(package: Package, directory: Path) -> str:
    """Writes the package as a folder and returns its id, the sha256 of its manifest."""
    with whole_folder(directory) as sink:
        return _fill(package, sink)


def write_zip(package: Package, target: Path) -> str:
    """The same as one zip, originals streamed into it."""
    with whole_zip(target) as sink:
        return _fill(package, sink)


def _fill(package: Package, sink: Sink) -> str:
    """Originals first, so that what is said of them is what was copied; the manifest last."""
    rows: list[dict[str, Any]] = []
    for file in package.files:
        rows.append(_add_original(file, sink))
    by_path = {row["path"]: row for row in rows}
    for path, content in rendered(package, by_path).items():
        sha256, size = sink.add(path, io.BytesIO(content))
        rows.append({"path": path, "sha256": sha256, "bytes": size, "role": "summary", "source_name": None})
    manifest = _json(_manifest(package, rows))
    identity, _ = sink.add("manifest.json", io.BytesIO(manifest))
    return identity


def _add_original(file: PackagedFile, sink: Sink) -> dict[str, Any]:
    with file.original.open() as stream:
        sha256, size = sink.add(file.path, stream)
    if file.original.sha256 and sha256 != file.original.sha256:
        raise PackageError("an original has changed since it was stored")
    return {
        "path": file.path,
        "sha256": sha256,
        "bytes": size,
        "role": "original",
        "source_name": file.original.source_name,
        "documents": list(file.original.documents),
    }


def rendered(package: Package, originals: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, bytes]:
    """Everything but the originals and the manifest, by path."""
    paths = document_paths(package)
    data = summary_json(package.dossier, package.summary, paths)
    changes = [change.sentence(package.summary.language) for change in differences(package.before, data)]
    sizes = {path: int(row["bytes"]) for path, row in (originals or {}).items()}
    document = ips(package.dossier, created=package.created, paths=paths)
    return {
        "summary.pdf": summary_pdf(package.summary, hrefs=paths, changes=changes),
        "summary.json": _json(data),
        "ips.json": _json(document),
        "referral.json": _json(referral(package, sizes)),
        "index.html": index_html(package, paths, changes).encode("utf-8"),
    }


def document_paths(package: Package) -> dict[str, str]:
    """Where in the package each paper is: its file, or the folder of its pictures."""
    found: dict[str, str] = {}
    for file in package.files:
        for paper in package.dossier.papers:
            for document in file.original.documents:
                if paper.id == document or paper.id.startswith(f"{document}-"):
                    folder = file.path.rsplit("/", 1)[0] + "/" if file.path.startswith("images/") else ""
                    found.setdefault(paper.id, folder or file.path)
    return found


def _manifest(package: Package, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": package.version,
        "case": {"id": package.dossier.case.id, "number": package.dossier.case.number},
        "created": package.created,
        "language": package.dossier.language,
        "previous": package.previous or None,
        "files": sorted(rows, key=lambda row: str(row["path"])),
        "left_out": [
            {"source_name": out.name, "reason": out.reason, "why": out.why, "sha256": out.sha256 or None}
            for out in package.left_out
        ],
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


__all__ = ["PackageError", "check", "rendered", "write", "write_zip"]
