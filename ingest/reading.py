"""Reads one input, whatever it is: a file, an archive, a folder or a disc. Never raises for bad input: it says so.

Knows no format itself: content is told by `sniff`, unpacked by `archive`, read by `readers`.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from ingest import clutter, progress, sniff
from ingest.archive import Budget, Member, unpack, walk
from ingest.document import NOT_SEARCHED, Document, Ingested, PageState, Problem, Status
from ingest.errors import Rejected, rejected, trouble
from ingest.inputs import Input
from ingest.limits import MIB, STANDARD, Limits
from ingest.readers import reader

_ENDINGS = {  # what a name claims; only where a wrong claim is worth a word
    ".pdf": {sniff.PDF}, ".jpg": {"image/jpeg"}, ".jpeg": {"image/jpeg"}, ".png": {"image/png"},
    ".heic": {"image/heic"}, ".tif": {"image/tiff"}, ".tiff": {"image/tiff"}, ".docx": {sniff.DOCX},
    ".doc": {sniff.OLE}, ".msg": {sniff.OLE}, ".xls": {sniff.OLE}, ".xlsx": {sniff.XLSX}, ".odt": {sniff.ODT},
    ".dcm": {sniff.DICOM}, ".zip": {sniff.ZIP}, ".iso": {sniff.ISO}, ".rtf": {sniff.RTF},
    ".xml": {sniff.CCDA, sniff.FHIR_XML, sniff.XML}, ".json": {sniff.FHIR_JSON, sniff.JSON},
    ".txt": {sniff.TEXT, sniff.EMAIL, sniff.JSON, sniff.FHIR_JSON},
}  # fmt: skip


_SPENT = frozenset({"archive-expands", "archive-members"})  # refusals of what is over the limits of the whole input


@dataclass(slots=True)
class _Reading:
    """The state of reading one input."""

    limits: Limits
    password: str | None
    scratch: Path
    budget: Budget
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    folders: int = 0
    keep: Path | None = None

    def kept(self, member: Member) -> None:
        """Puts the bytes of a file found inside the input aside, under their hash."""
        if self.keep is not None and member.path.is_relative_to(self.scratch):
            shutil.copyfile(member.path, self.keep / sha256(member.path))

    def folder(self) -> Path:
        self.folders += 1
        return self.scratch / str(self.folders)


def ingest(path: Path, limits: Limits = STANDARD, *, name: str | None = None, password: str | None = None) -> Ingested:
    """Everything in a file, folder, archive or disc as documents, with what could not be read and why."""
    return ingest_input(Input(name or path.name, path, (), password), limits)


def ingest_input(given: Input, limits: Limits = STANDARD) -> Ingested:
    """As `ingest`, for one of `ingest.inputs`. `problems` holds those of its documents too."""
    if not given.path.exists():
        return _refused(given.name, trouble("missing", given.name, severity="error"))
    members = _members_of(given)
    size = sum(member.path.stat().st_size for member in members)
    with TemporaryDirectory(prefix="ingest-") as scratch:
        reading = _Reading(limits, given.password, Path(scratch), Budget(limits, size), keep=given.keep)
        if given.path.is_dir():
            if len(members) > limits.members:
                return _refused(
                    given.name, trouble("archive-members", given.name, severity="error", limit=limits.members)
                )
            _read_members(
                reading, [replace(member, name=f"{given.name}/{member.name}") for member in members], given.name, 0
            )
            digest = _digest_of_all(members, reading.documents, given.name)
        else:
            digest = sha256(given.path)
            _read_members(reading, [Member(given.name, given.path)], given.name, 0)
    return _result(given.name, digest, size, reading)


def sha256(path: Path) -> str:
    """The hash of a file's bytes, without holding them."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _members_of(given: Input) -> list[Member]:
    if not given.path.is_dir():
        return [Member(given.name, given.path)]
    if given.members:
        return [Member(member, given.path / member) for member in given.members]
    return list(walk(given.path))


def _digest_of_all(members: Sequence[Member], documents: Iterable[Document], name: str) -> str:
    """The hash of a folder: of its files' sorted hashes. Hashes the imaging reader already made are taken from it."""
    known: dict[str, str] = {}
    for document in documents:
        known.update(document.members)
    each = sorted(
        known.get(f"{name}/{member.name}") or known.get(member.name) or sha256(member.path) for member in members
    )
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


def _refused(name: str, problem: Problem) -> Ingested:
    return Ingested(name, "", 0, Status.REJECTED, (), (problem,))


def _result(name: str, digest: str, size: int, reading: _Reading) -> Ingested:
    documents = tuple(
        replace(_searched(document, reading.limits.fact_chars), source=digest) for document in reading.documents
    )
    every = (*reading.problems, *(each for document in documents for each in document.problems))
    unique = list({repr(problem): problem for problem in every}.values())
    if not documents:
        if not any(problem.severity == "error" for problem in unique):
            unique.append(trouble("no-record", name, severity="error"))
        return Ingested(name, digest, size, Status.REJECTED, (), tuple(unique))
    lost = any(problem.severity != "note" for problem in unique)
    return Ingested(name, digest, size, Status.PARTIAL if lost else Status.ACCEPTED, documents, tuple(unique))


def _searched(document: Document, most: int) -> Document:
    """The document, saying where the search for facts ends if it holds more text than that takes."""
    ends = accumulate(len(page.text) for page in document.pages)
    last = next((page.number for page, end in zip(document.pages, ends, strict=True) if end > most), None)
    if last is None:
        return document
    return replace(document, problems=(*document.problems, trouble(NOT_SEARCHED, document.name, page=last)))


def _read_members(reading: _Reading, members: Sequence[Member], name: str, depth: int) -> None:
    """Reads members together: archives opened, imaging files grouped, litter left out and said, the rest one by one."""
    kinded: list[tuple[Member, str]] = []
    for member, kind in _flattened(reading, members, depth):
        kinded.append((member, kind))
    kinds = [kind for _, kind in kinded]
    images = [member for member, kind in kinded if kind == sniff.DICOM and not clutter.is_disc_index(member.name)]
    litter = 0
    for member, kind in kinded:
        if len(kinded) > 1 and _is_litter(member.name, kind, kinds, bool(images)):
            litter += 1
        elif member not in images:
            _read_one(reading, member, kind, depth)
    if images:
        indexes = [member for member, kind in kinded if kind == sniff.DICOM and clutter.is_disc_index(member.name)]
        _read_images(reading, [*images, *indexes], name)
    if litter:
        reading.problems.append(trouble("clutter-ignored", name, severity="note", count=litter))


def _is_litter(name: str, kind: str, kinds: Sequence[str], imaging: bool) -> bool:
    return (
        clutter.is_litter_anywhere(name)
        or (imaging and kind != sniff.DICOM and clutter.is_litter_of_disc(name, kind))
        or clutter.is_litter_of_portal(name, kind, kinds)
        or (imaging and clutter.is_disc_index(name))
    )


def _flattened(reading: _Reading, members: Iterable[Member], depth: int) -> Iterable[tuple[Member, str]]:
    for member in members:
        kind = sniff.sniff(member.path)
        if kind not in sniff.ARCHIVES:
            yield member, kind
            continue
        try:
            if depth >= reading.limits.nesting:
                raise rejected("archive-nested", member.name)
            if member.path.stat().st_size > reading.limits.file_bytes:
                raise rejected("too-large", member.name, limit=_size(reading.limits.file_bytes))
            unpacked = unpack(member.path, member.name, kind, reading.folder(), reading.budget)
        except Rejected as refusal:
            if refusal.problem.code not in {problem.code for problem in reading.problems} & _SPENT:
                reading.problems.append(refusal.problem)  # once: all that comes after it would be refused alike
            continue
        reading.problems += unpacked.problems
        inside = [replace(each, name=f"{member.name}/{each.name}") for each in unpacked.members]
        yield from _flattened(reading, inside, depth + 1)


def _read_one(reading: _Reading, member: Member, kind: str, depth: int) -> None:
    ended = progress.at(member.name, 0, reading.limits.seconds)
    if ended:
        reading.problems.append(trouble(ended, member.name, severity="error"))
        return
    try:
        _check(member, kind, reading.limits)
        module = reader(kind)
        if module is None:
            raise rejected("unsupported", member.name, found=sniff.WORDS.get(kind, "unknown"))
        password = {"password": reading.password} if kind == sniff.PDF else {}
        documents = module.read(member.path, member.name, reading.limits, **password)
    except Rejected as refusal:
        reading.problems.append(refusal.problem)
        return
    except MemoryError:
        reading.problems.append(trouble("memory-limit", member.name, severity="error"))
        return
    except Exception:  # noqa: BLE001 - parsers of hostile bytes raise anything; one bad file never costs a good one
        reading.problems.append(trouble("reader-crash", member.name, severity="error"))
        return
    ending = PurePosixPath(member.name.lower()).suffix
    if kind not in _ENDINGS.get(ending, {kind}):
        found = sniff.WORDS.get(kind, "unknown")
        reading.problems.append(trouble("misnamed", member.name, severity="note", found=found))
    reading.documents += documents
    reading.kept(member)
    if not any(document.problems or _holds_something(document) for document in documents):
        reading.problems.append(trouble("no-record", member.name))
    if hasattr(module, "attached"):
        _read_attached(reading, module, member, depth)


def _holds_something(document: Document) -> bool:
    return bool(document.imaging) or any(page.state is not PageState.BLANK for page in document.pages)


def _check(member: Member, kind: str, limits: Limits) -> None:
    if kind == sniff.EMPTY:
        raise rejected("empty", member.name)
    if kind == sniff.PROGRAM:
        raise rejected("program", member.name)
    if kind == sniff.XML:
        raise rejected("xml-other", member.name)
    if kind in sniff.UNREADABLE_ARCHIVES:
        raise rejected("archive-unsupported", member.name, found=sniff.UNREADABLE_ARCHIVES[kind])
    size = member.path.stat().st_size
    limit = limits.xml_bytes if kind in (sniff.CCDA, sniff.FHIR_XML, sniff.XML) else limits.document_bytes
    if size > limit:
        raise rejected("too-large", member.name, limit=_size(limit))


def _read_attached(reading: _Reading, module: object, member: Member, depth: int) -> None:
    if progress.at(f"{member.name}/", 0, reading.limits.seconds):
        reading.problems.append(trouble("attachment-unread", member.name))
        return
    try:
        inside = module.attached(member.path, reading.folder(), reading.budget, reading.password)  # type: ignore[attr-defined]
    except Rejected as refusal:
        reading.problems.append(refusal.problem)
        return
    except Exception:  # noqa: BLE001 - as above
        reading.problems.append(trouble("attachment-unread", member.name))
        return
    if inside and depth >= reading.limits.nesting:
        reading.problems.append(trouble("attachment-unread", member.name))
    elif inside:
        named = [replace(each, name=f"{member.name}/{each.name}") for each in inside]
        _read_members(reading, named, member.name, depth + 1)


def _read_images(reading: _Reading, images: Sequence[Member], name: str) -> None:
    try:
        dicom = _dicom()
        documents, problems = dicom.read_many([(image.name, image.path) for image in images], name, reading.limits)
    except Rejected as refusal:
        reading.problems.append(refusal.problem)
    except MemoryError:
        reading.problems.append(trouble("memory-limit", name, severity="error"))
    except Exception:  # noqa: BLE001 - as above
        reading.problems.append(trouble("reader-crash", name, severity="error"))
    else:
        reading.documents += documents
        reading.problems += problems
        for image in images:
            reading.kept(image)


def _dicom() -> Any:
    return reader(sniff.DICOM)


def _size(count: int) -> str:
    return f"{count // MIB} MB"
