"""Originals as a DICOM disc in one zip: files byte for byte under the names DICOM wants, and a DICOMDIR made new."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.export.sinks import whole_zip
from assistant.model.package import Original

README = """DICOMDIR and the folders beside it are for a viewer of medical pictures.
The files are the originals, byte for byte. Files in OTHER are not listed in the directory.
"""


@dataclass(frozen=True, slots=True)
class Disc:
    """What went onto the disc: how many files the directory lists, and the names of those it does not."""

    listed: int
    unlisted: tuple[str, ...]


def disc_zip(originals: Sequence[Original], target: Path) -> Disc:
    """Writes the zip. Headers are read first, without pixels; then each file is copied as it is."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        directory, places = _directory(originals, Path(folder))
    unlisted = []
    with whole_zip(target) as sink:
        if directory:
            sink.add("DICOMDIR", io.BytesIO(directory))
        sink.add("README.TXT", io.BytesIO(README.encode("ascii")))
        for number, original in enumerate(originals):
            place = places.get(number) or f"OTHER/{number + 1:08d}"
            if number not in places:
                unlisted.append(original.source_name)
            with original.open() as stream:
                sink.add(place, stream)
    return Disc(len(places), tuple(unlisted))


def _directory(originals: Sequence[Original], folder: Path) -> tuple[bytes, dict[int, str]]:
    """The DICOMDIR, and where it says each file is. A file it cannot list, or the same picture twice, has no place."""
    from pydicom import dcmread
    from pydicom.errors import InvalidDicomError
    from pydicom.fileset import FileSet

    listing = FileSet()
    numbers: dict[str, int] = {}
    for number, original in enumerate(originals):
        try:
            with original.open() as stream:
                header = dcmread(stream, stop_before_pixels=True)
            uid = str(header.SOPInstanceUID)
            if uid not in numbers:
                listing.add(header)
                numbers[uid] = number
        except (InvalidDicomError, AttributeError, ValueError, KeyError, TypeError, NotImplementedError, EOFError):
            continue
    if not numbers:
        return b"", {}
    listing.write(folder / "set")
    places = {numbers[str(item.SOPInstanceUID)]: Path(item.FileID).as_posix() for item in listing}
    return (folder / "set" / "DICOMDIR").read_bytes(), places


__all__ = ["Disc", "disc_zip"]
