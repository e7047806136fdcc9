"""One DICOM file among others: its header, what sort of object it is, whose, and where in the stack it lies."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.readers.dicom_header import Header

_SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
_REPORTS = "1.2.840.10008.5.1.4.1.1.88."
_DOSE = frozenset({"1.2.840.10008.5.1.4.1.1.88.67", "1.2.840.10008.5.1.4.1.1.88.68", "1.2.840.10008.5.1.4.1.1.88.73"})
_KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
ENCAPSULATED = "1.2.840.10008.5.1.4.1.1.104."
_PRESENTATION = "1.2.840.10008.5.1.4.1.1.11."
_NOT_IMAGES = ("1.2.840.10008.5.1.4.1.1.9.", "1.2.840.10008.5.1.4.1.1.66", "1.2.840.10008.5.1.4.1.1.481.3",
               "1.2.840.10008.5.1.4.1.1.481.5", "1.2.840.10008.5.1.4.1.1.481.4", "1.2.840.10008.5.1.4.1.1.481.7",
               "1.2.840.10008.5.1.4.1.1.481.8", "1.2.840.10008.5.1.4.34.")  # fmt: skip


@dataclass(slots=True)
class Instance:
    """One file: its name in the input, its header and hash."""

    member: str
    header: Header
    sha256: str = ""

    def get(self, name: str) -> str:
        return self.header.get(name, "")

    @property
    def kind(self) -> str:
        """What sort of object it is, in the words of `Series.kind`."""
        sop = self.get("SOPClassUID") or self.get("MediaStorageSOPClassUID")
        if sop in _DOSE:
            return "dose_report"
        if sop == _KEY_OBJECT or sop.startswith(_PRESENTATION):
            return "presentation"
        if sop.startswith((_REPORTS, ENCAPSULATED)):
            return "structured_report"
        if sop == _SECONDARY or sop.startswith(_SECONDARY + "."):
            return "secondary_capture"
        return "other" if sop.startswith(_NOT_IMAGES) or not (self.get("Rows") or sop) else "images"

    @property
    def patient(self) -> tuple[str, str, str]:
        """Who it is about: number, name, birth date."""
        return self.get("PatientID"), name_key(self.get("PatientName")), self.get("PatientBirthDate")


def name_key(name: str) -> str:
    """A name for comparing: alphabetic group, no case, no punctuation."""
    return " ".join(name.split("=")[0].replace("^", " ").casefold().split())


def position(instance: Instance) -> float | None:
    """How far along the normal of its plane a slice lies."""
    place = decimals(instance.get("ImagePositionPatient"))
    plane = decimals(instance.get("ImageOrientationPatient"))
    if len(place) != 3 or len(plane) != 6:
        return None
    a, b, c, d, e, f = plane
    return (b * f - c * e) * place[0] + (c * d - a * f) * place[1] + (a * e - b * d) * place[2]


def number(text: str) -> int | None:
    """A whole number as DICOM writes it; None when it is none."""
    text = text.strip()
    return int(text) if text.lstrip("+-").isdigit() and len(text) < 12 else None


def decimal(text: str) -> float | None:
    """A decimal number as DICOM writes it; None when it is none or beyond reason."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def decimals(text: str) -> list[float]:
    """The numbers of a value of several; empty when one of them is none."""
    found = [decimal(part) for part in text.split("\\")] if text else []
    return [value for value in found if value is not None] if None not in found else []
