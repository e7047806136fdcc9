"""Copies of pictures without the person's identity (DICOM PS3.15 basic profile, made stricter), and what was removed.

Pixels are not changed: pictures that may have words burned into them are left out, and reports are never copied.
"""

from __future__ import annotations

import hashlib
import hmac
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from assistant.export.sinks import whole_zip
from assistant.model.package import Original

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

METHOD = "DICOM PS3.15 Basic Application Level Confidentiality Profile, keep-list"
WORDS_IN_PIXELS = (
    "SC",
    "US",
    "OT",
    "XC",
    "GM",
    "ES",
    "DOC",
    "KO",
    "PR",
    "SR",
)  # modalities with text in the picture, or no picture


@dataclass(frozen=True, slots=True)
class Removed:
    """What the export took away: elements by keyword with how often, files left out by reason."""

    files: int
    elements: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, int], ...]


def deidentified_zip(
    originals: Sequence[Original], target: Path, *, secret: bytes, subject: str = "SUBJECT-1"
) -> Removed:
    """Writes the copies. `secret` makes the new identifiers: always the same ones, and none tells the old."""
    from pydicom import dcmread
    from pydicom.errors import InvalidDicomError

    elements: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    written = 0
    with whole_zip(target) as sink:
        for original in originals:
            try:
                with original.open() as stream:
                    dataset = dcmread(stream)
                    dataset.decode()
                    reason = unfit(dataset)
                    if reason:
                        left_out[reason] += 1
                        continue
                    elements.update(deidentify(dataset, secret=secret, subject=subject))
                    out = io.BytesIO()
                    dataset.save_as(out, enforce_file_format=True)
            except (InvalidDicomError, AttributeError, ValueError, KeyError, TypeError, NotImplementedError, EOFError):
                left_out["not-a-picture"] += 1
                continue
            written += 1
            sink.add(f"DICOM/{written:08d}", io.BytesIO(out.getvalue()))
        made = Removed(written, tuple(sorted(elements.items())), tuple(sorted(left_out.items())))
        sink.add("REMOVED.TXT", io.BytesIO(_account(made).encode()))
    return made


def unfit(dataset: Dataset) -> str:
    """Why a file cannot be made safe by its header alone; "" when it can."""
    if "PixelData" not in dataset:
        return "no-pixels"
    if str(dataset.get("BurnedInAnnotation", "")).upper() == "YES":
        return "words-in-the-picture"
    if str(dataset.get("Modality", "")) in WORDS_IN_PIXELS or "SECONDARY" in str(dataset.get("ImageType", "")).upper():
        return "maybe-words-in-the-picture"
    return ""


def deidentify(dataset: Dataset, *, secret: bytes, subject: str) -> Counter[str]:
    """Changes the dataset in place; the keywords of what was removed, emptied or replaced."""
    removed: Counter[str] = Counter()
    _strip(dataset, secret, removed)
    for tag in [element.tag for element in dataset if element.tag.group >> 8 in (0x50, 0x60)]:
        removed["overlay or curve"] += 1
        del dataset[tag]
    dataset.PatientName = subject
    dataset.PatientID = subject
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = METHOD[:64]
    dataset.LongitudinalTemporalInformationModified = "REMOVED"
    if "SOPInstanceUID" in dataset:
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    for name in ("SourceApplicationEntityTitle", "PrivateInformation", "PrivateInformationCreatorUID"):
        if name in dataset.file_meta:
            delattr(dataset.file_meta, name)
    dataset.preamble = b"\0" * 128
    return removed


def _strip(dataset: Dataset, secret: bytes, removed: Counter[str]) -> None:
    profile = _profile()
    for element in list(dataset):
        name = element.keyword or "private or unknown"
        if element.tag.is_private or name not in profile:
            removed[name if not element.tag.is_private else "private"] += 1
            del dataset[element.tag]
        elif profile[name] == "uid":
            removed[name] += 1
            element.value = new_uid(str(element.value), secret)
        elif profile[name] == "empty":
            removed[name] += bool(element.value)
            element.value = ""
        elif element.VR == "SQ":
            for item in element.value:
                _strip(item, secret, removed)


def new_uid(uid: str, secret: bytes) -> str:
    """Another UID under the root for UUIDs, always the same for the same one."""
    number = int.from_bytes(hmac.new(secret, uid.encode(), hashlib.sha256).digest()[:16], "big")
    return f"2.25.{number}"


def _account(made: Removed) -> str:
    lines = [METHOD, f"files: {made.files}", "", "removed, emptied or replaced:"]
    lines += [f"  {name}: {count}" for name, count in made.elements if count]
    return "\n".join([*lines, "", "left out:", *(f"  {why}: {count}" for why, count in made.left_out), ""])


@cache
def _profile() -> dict[str, str]:
    """Keyword -> keep, empty or uid."""
    loaded = yaml.safe_load(Path(__file__).with_name("profile.yml").read_text("utf-8"))
    return {name: action for action, names in loaded.items() for name in names}


__all__ = ["Removed", "deidentified_zip", "deidentify", "new_uid", "unfit"]
