"""Checks a package that exists: every checksum, every quotation against its page, every shape. Changes nothing."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from assistant.export.fhir.verify import bundle_faults
from assistant.export.sinks import BESIDE, CHUNK
from assistant.model.facts import Assertion, FactKind
from assistant.model.gaps import GapState, Need, QuestionOrigin
from assistant.model.papers import DocumentKind

NEEDED = ("summary.pdf", "summary.json", "ips.json", "index.html")


def check(package: Path) -> list[str]:
    """The faults in plain words, each naming its file; an empty list means that the package is whole."""
    if not package.exists():
        return ["there is no such package"]
    try:
        archive = zipfile.ZipFile(package) if package.is_file() else None
    except zipfile.BadZipFile:
        return ["the package is neither a folder nor a zip"]
    files = _Zip(archive) if archive else _Folder(package)
    try:
        return _faults(files)
    finally:
        if archive:
            archive.close()


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> set[str]:
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()}

    def open(self, name: str) -> BinaryIO:
        return (self.root / name).open("rb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def names(self) -> set[str]:
        return {entry.filename for entry in self.archive.infolist() if not entry.is_dir()}

    def open(self, name: str) -> BinaryIO:
        return self.archive.open(name)  # type: ignore[return-value]


def _faults(files: _Folder | _Zip) -> list[str]:
    names = files.names()
    if "manifest.json" not in names:
        return ["manifest.json: missing, so nothing can be checked"]
    manifest = _load(files, "manifest.json")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), list):
        return ["manifest.json: cannot be read"]
    rows = {str(row.get("path")): row for row in manifest["files"] if isinstance(row, dict)}
    faults = [f"{name}: missing" for name in NEEDED if name not in rows]
    for path, row in rows.items():
        faults += _file_faults(files, names, path, row)
    known = {*rows, "manifest.json", *BESIDE}
    faults += [f"{name}: not in the manifest" for name in sorted(names - known)]
    if "summary.json" in names:
        faults += _summary_faults(_load(files, "summary.json"))
    for name in ("ips.json", "referral.json"):
        if name in names:
            faults += [f"{name}: {fault}" for fault in bundle_faults(_load(files, name), document=name == "ips.json")]
    return faults


def _file_faults(files: _Folder | _Zip, names: set[str], path: str, row: Mapping[str, Any]) -> list[str]:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path:
        return [f"{path}: unsafe name"]
    if path not in names:
        return [f"{path}: missing"]
    digest, size = hashlib.sha256(), 0
    try:
        with files.open(path) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except (OSError, zipfile.BadZipFile):
        return [f"{path}: cannot be read"]
    if digest.hexdigest() != row.get("sha256"):
        return [f"{path}: changed, its checksum is not the one in the manifest"]
    return [f"{path}: its size is not the one in the manifest"] if size != row.get("bytes") else []


def _load(files: _Folder | _Zip, name: str) -> Any:
    try:
        with files.open(name) as stream:
            return json.loads(stream.read())
    except (OSError, ValueError, zipfile.BadZipFile):
        return None


def _summary_faults(summary: Any) -> list[str]:
    try:
        return [f"summary.json: {fault}" for fault in [*_quotations(summary), *_shapes(summary)]]
    except (KeyError, TypeError, AttributeError) as error:
        return [f"summary.json: not in its shape ({type(error).__name__})"]


def _quotations(summary: Mapping[str, Any]) -> Iterator[str]:
    """Every quotation stands at its place on its page. A paper left out has no pages here, so nothing of it can be."""
    pages = {(d["id"], p["number"]): p["text"] for d in summary["documents"] for p in d.get("pages", ())}
    without = {d["id"] for d in summary["documents"] if "pages" not in d}
    for where, evidence in _all_evidence(summary):
        for item in evidence:
            if item["document"] in without:
                continue
            text = pages.get((item["document"], item["page"]))
            if text is None:
                yield f"{where}: cites a page that is not here"
            elif not item["quote"] or text[item["start"] : item["end"]] != item["quote"]:
                yield f"{where}: its quotation is not on page {item['page']}"


def _all_evidence(summary: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    history = summary["history"]
    for number, fact in enumerate(history["facts"], 1):
        yield f"fact {number}", fact["evidence"]
    for number, event in enumerate(history["timeline"], 1):
        yield f"timeline row {number}", event["evidence"]
    for number, conflict in enumerate(history["conflicts"], 1):
        for side in conflict["sides"]:
            yield f"conflict {number}", side["evidence"]
    for number, gap in enumerate(summary["gaps"], 1):
        yield f"gap {number}", gap["evidence"]
    for number, question in enumerate(summary["questions"], 1):
        yield f"question {number}", question["evidence"]
    for block in summary.get("page_one", {}).get("blocks", ()):
        for clause in block["clauses"]:
            yield f"first page, {block['id']}", clause["evidence"]


def _shapes(summary: Mapping[str, Any]) -> Iterator[str]:
    """The words that CONTRACT.md allows."""
    for number, fact in enumerate(summary["history"]["facts"], 1):
        if fact["kind"] not in set(FactKind) or fact["assertion"] not in set(Assertion):
            yield f"fact {number}: unknown kind or assertion"
        if not fact["evidence"]:
            yield f"fact {number}: has no place"
    for number, gap in enumerate(summary["gaps"], 1):
        if gap["state"] not in set(GapState) or gap["need"] not in set(Need):
            yield f"gap {number}: unknown state or need"
    for number, question in enumerate(summary["questions"], 1):
        if question["origin"] not in set(QuestionOrigin):
            yield f"question {number}: unknown origin"
    for document in summary["documents"]:
        if document["kind"] not in set(DocumentKind):
            yield "documents: unknown kind"
