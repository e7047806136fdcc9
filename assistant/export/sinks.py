"""Where a package is written: a folder made whole before it gets its name, or one zip. Bytes are hashed on the way."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1024 * 1024
PACKED = (".json", ".html", ".xml", ".txt")  # the rest is stored: pictures and PDFs hardly shrink
LONG_AGO = (1980, 1, 1, 0, 0, 0)
OURS = "second-opinion-package/"
BESIDE = ("read.jsonl", "readings.json")  # what the command writes beside a package


class PackageError(Exception):
    """The package cannot be written there, or an original is not what it was."""


class Sink(Protocol):
    def add(self, path: str, stream: BinaryIO) -> tuple[str, int]:
        """Writes one file; its sha256 and size."""
        ...


class FolderSink:
    """Files under a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, path: str, stream: BinaryIO) -> tuple[str, int]:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            found = _copy(stream, out)
            out.flush()
            os.fsync(out.fileno())
        return found


class ZipSink:
    """Entries of a zip, all dated alike, so that the same package is the same zip."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def add(self, path: str, stream: BinaryIO) -> tuple[str, int]:
        entry = zipfile.ZipInfo(path, LONG_AGO)
        entry.compress_type = zipfile.ZIP_DEFLATED if path.endswith(PACKED) else zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        with self.archive.open(entry, "w", force_zip64=True) as out:
            return _copy(stream, out)


def _copy(stream: BinaryIO, out: object) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        out.write(chunk)  # type: ignore[attr-defined]
    return digest.hexdigest(), size


@contextmanager
def whole_folder(directory: Path) -> Iterator[FolderSink]:
    """A folder that appears under its name only when all of it is written; a package already there gives way."""
    directory = directory.absolute()
    if directory.exists() and not replaceable(directory):
        raise PackageError("the folder holds other files")
    directory.parent.mkdir(parents=True, exist_ok=True)
    _sweep(directory)
    made = Path(tempfile.mkdtemp(prefix=f".{directory.name}.{os.getpid()}.", suffix=".partial", dir=directory.parent))
    try:
        yield FolderSink(made)
        made.chmod(0o755)
        if directory.exists():
            shutil.rmtree(directory)
        made.rename(directory)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _sweep(directory: Path) -> None:
    """Removes what writers of the same folder left behind when they were killed."""
    for partial in directory.parent.glob(f".{glob.escape(directory.name)}.*.partial"):
        pid = partial.name.removeprefix(f".{directory.name}.").split(".")[0]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(partial, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def replaceable(directory: Path) -> bool:
    """Whether the folder is empty or holds nothing but a package of ours and what belongs beside it."""
    names = {path.name for path in directory.iterdir()} if directory.is_dir() else {""}
    if names <= set(BESIDE):
        return True
    try:
        manifest = json.loads((directory / "manifest.json").read_bytes())
        listed = {str(row["path"]).split("/")[0] for row in manifest["files"]}
        ours = str(manifest["format"]).startswith(OURS)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return ours and names <= {*listed, "manifest.json", *BESIDE}


@contextmanager
def whole_zip(target: Path) -> Iterator[ZipSink]:
    """The same for a zip."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    os.close(handle)
    made = Path(name)
    try:
        with zipfile.ZipFile(made, "w", allowZip64=True) as archive:
            yield ZipSink(archive)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
