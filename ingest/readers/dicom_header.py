"""Reads the few DICOM tags we need and stops there, without pixels. pydicom is the truth and the fallback.

Never reads private tags into a header, and never inflates or nests without a bound.
"""

from __future__ import annotations

import mmap
import struct
import warnings
from pathlib import Path
from typing import Final

from ingest.readers.dicom_elements import (
    BIG_ENDIAN,
    DEFLATED,
    LONG,
    MOST,
    PIXEL_DATA,
    UNDEFINED,
    VR,
    NotDicom,
    Short,
    element,
    elements,
    inflate,
    skip,
)

HEAD: Final = 16_384

_PACKED: Final = ("1.2.840.10008.1.2.4.", "1.2.840.10008.1.2.5")
DIRECTORY = "1.2.840.10008.1.3.10"

NAMES: Final[dict[int, str]] = {
    0x00020002: "MediaStorageSOPClassUID",
    0x00020010: "TransferSyntaxUID",
    0x00080005: "SpecificCharacterSet",
    0x00080008: "ImageType",
    0x00080016: "SOPClassUID",
    0x00080018: "SOPInstanceUID",
    0x00080020: "StudyDate",
    0x00080021: "SeriesDate",
    0x00080022: "AcquisitionDate",
    0x00080023: "ContentDate",
    0x00080050: "AccessionNumber",
    0x00080060: "Modality",
    0x00080070: "Manufacturer",
    0x00080080: "InstitutionName",
    0x00081030: "StudyDescription",
    0x0008103E: "SeriesDescription",
    0x00100010: "PatientName",
    0x00100020: "PatientID",
    0x00100030: "PatientBirthDate",
    0x00100040: "PatientSex",
    0x00180015: "BodyPartExamined",
    0x00180050: "SliceThickness",
    0x00181030: "ProtocolName",
    0x0020000D: "StudyInstanceUID",
    0x0020000E: "SeriesInstanceUID",
    0x00200011: "SeriesNumber",
    0x00200012: "AcquisitionNumber",
    0x00200013: "InstanceNumber",
    0x00200032: "ImagePositionPatient",
    0x00200037: "ImageOrientationPatient",
    0x00201002: "ImagesInAcquisition",
    0x00201209: "NumberOfSeriesRelatedInstances",
    0x00280002: "SamplesPerPixel",
    0x00280004: "PhotometricInterpretation",
    0x00280008: "NumberOfFrames",
    0x00280010: "Rows",
    0x00280011: "Columns",
    0x00280100: "BitsAllocated",
}
_LAST: Final = max(NAMES)
_SHORT: Final = frozenset({0x00280002, 0x00280010, 0x00280011, 0x00280100})  # unsigned short
_LONGEST: Final = 10_240  # of a value of ours; the standard allows them far less
_USUAL: Final = struct.Struct("<HH2sH").unpack_from
_LENGTH: Final = struct.Struct("<L").unpack_from
_BRIEF: Final[frozenset[bytes]] = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
_PLAIN: Final = frozenset({"", "ISO_IR 6", "ISO 2022 IR 6"})

Header = dict[str, str]


def read(path: Path) -> Header:
    """The header of a file by keyword, `""` where empty. `Truncated` is set when the data set is cut."""
    with path.open("rb", buffering=0) as file:
        head = file.read(HEAD)
        if not head:
            raise NotDicom
        try:
            return parse(head, len(head) < HEAD)
        except Short:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                return parse(whole, True)


def parse(data: bytes | mmap.mmap, whole: bool) -> Header:
    """The header in the bytes of a file; `Short` when they end too early and are not the `whole` file.

    Of a whole file the elements are followed up to the pixels, to tell in `Truncated` whether it is cut.
    """
    header: Header = {}
    found: dict[int, tuple[int, int]] = {}
    cut = False
    try:
        start, syntax = _meta(data, header)
        if syntax == DEFLATED:
            if not whole:
                raise Short
            data, start = inflate(bytes(data[start:])), 0
        little, explicit = _encoding(data, start, syntax)
        _scan(data, start, little, explicit, PIXEL_DATA if whole else _LAST, found)
    except Short:
        if not whole:
            raise
        cut, little = True, header.get("TransferSyntaxUID") != BIG_ENDIAN
    except (struct.error, IndexError):
        raise NotDicom from None
    _take(data, little, found, header)
    if not cut and PIXEL_DATA in found and not syntax.startswith(_PACKED):
        cut = found[PIXEL_DATA][1] < pixel_bytes(header)
    if cut:
        header["Truncated"] = "yes"
    return header


def pixel_bytes(header: Header) -> int:
    """How many bytes unpacked pixels take; 0 when the header does not say."""
    sizes = [header.get(name, "") for name in ("Rows", "Columns", "BitsAllocated")]
    if not all(size.isdigit() for size in sizes):
        return 0
    rows, columns, bits = map(int, sizes)
    samples, frames = header.get("SamplesPerPixel", "1"), header.get("NumberOfFrames", "1").strip()
    half = header.get("PhotometricInterpretation") == "YBR_FULL_422"
    count = 2 if half else int(samples) if samples.isdigit() else 1
    return rows * columns * bits * count * (int(frames) if frames.isdigit() and int(frames) else 1) // 8


def _meta(data: bytes | mmap.mmap, header: Header) -> tuple[int, str]:
    """Where the data set starts, and its transfer syntax ("" when the file does not say)."""
    at = 132 if data[128:132] == b"DICM" else 0
    if at == 0 and data[:4] == b"DICM":
        at = 4
    syntax = ""
    while data[at : at + 2] == b"\x02\x00":
        tag, _, start, length = element(data, at, True, True)
        if length == UNDEFINED:
            raise NotDicom
        if tag in NAMES:
            value = bytes(data[start : start + length]).rstrip(b"\0 ").decode("ascii", "replace")
            header[NAMES[tag]] = value
            if tag == 0x00020010:
                syntax = value
        at = start + length
    return at, syntax


def _encoding(data: bytes | mmap.mmap, at: int, syntax: str) -> tuple[bool, bool]:
    """Byte order and explicitness, as the first element shows them: the declared syntax is sometimes wrong."""
    if len(data) < at + 8:
        raise Short
    explicit = bool(VR.match(data[at + 4 : at + 6]))
    little = int.from_bytes(data[at : at + 2], "little") < 0x0100
    if not little and syntax != BIG_ENDIAN and int.from_bytes(data[at : at + 2], "big") > 0x00FF:
        little = True
    group = int.from_bytes(data[at : at + 2], "little" if little else "big")
    if at == 0 and group not in (0x0002, 0x0004, 0x0008, 0x0010):
        raise NotDicom
    return little, explicit


def _scan(
    data: bytes | mmap.mmap, at: int, little: bool, explicit: bool, last: int, found: dict[int, tuple[int, int]]
) -> None:
    """Notes where the wanted elements lie, up to the tag `last`; `Short` when the bytes end inside one of them.

    As `elements`, with the usual encoding in a loop of its own: a disc of thousands of files spends its time here.
    """
    if not (little and explicit):
        for tag, start, length in elements(data, at, little, explicit, last):
            if start + length > len(data):
                raise Short
            if tag in NAMES or tag == PIXEL_DATA:
                found[tag] = (start, length)
        return
    size = len(data)
    for _ in range(MOST):
        if at >= size:
            return
        if at + 8 > size:
            raise Short
        group, number, kind, length = _USUAL(data, at)
        start = at + 8
        if kind in LONG:
            if at + 12 > size:
                raise Short
            length = _LENGTH(data, start)[0]
            start = at + 12
        elif kind not in _BRIEF:  # written the implicit way, or broken
            length = _LENGTH(data, at + 4)[0]
        tag = group << 16 | number
        if tag > last:
            return
        if length == UNDEFINED:
            length = skip(data, start, True, kind != b"UN", 1) - start
        at = start + length
        if at > size:
            raise Short
        if tag in NAMES or tag == PIXEL_DATA:
            found[tag] = (start, length)
    raise Short


def _take(data: bytes | mmap.mmap, little: bool, found: dict[int, tuple[int, int]], header: Header) -> None:
    """Reads the values noted, then decodes the texts by the character set among them."""
    for tag, (start, length) in found.items():
        name = NAMES.get(tag)
        if name is None or length > _LONGEST:
            continue
        value = bytes(data[start : start + length])
        if tag in _SHORT:
            header[name] = str(int.from_bytes(value[:2], "little" if little else "big")) if length >= 2 else ""
        else:
            header[name] = value.decode("latin-1").rstrip("\0 ").lstrip(" ")
    _decode(header, header.get("SpecificCharacterSet", ""))


_TEXT: Final = ("InstitutionName", "StudyDescription", "SeriesDescription", "PatientName", "PatientID", "Manufacturer",
                "ProtocolName", "AccessionNumber", "BodyPartExamined")  # fmt: skip


def _decode(header: Header, charset: str) -> None:
    """Texts out of Latin-1 into the character set the file names."""
    sets = [each.strip().replace("ISO-IR", "ISO_IR") for each in charset.split("\\")]
    if len(sets) == 1 and (sets[0] in _PLAIN or sets[0] == "ISO_IR 100"):
        if not any(not header.get(name, "").isascii() for name in _TEXT) or sets[0] == "ISO_IR 100":
            return
        for name in _TEXT:  # says plain ASCII and is not: most often it is UTF-8
            raw = header.get(name, "")
            if not raw.isascii():
                try:
                    header[name] = raw.encode("latin-1").decode("utf-8")
                except UnicodeDecodeError:
                    continue
        return
    from pydicom.charset import convert_encodings, decode_bytes
    from pydicom.valuerep import PersonName

    with warnings.catch_warnings():  # pydicom tells of odd sets by warnings; the text says enough
        warnings.simplefilter("ignore")
        try:
            encodings = convert_encodings(sets)
        except (LookupError, ValueError):
            return
        for name in _TEXT:
            raw = header.get(name, "")
            if raw.isascii() and "\x1b" not in raw:
                continue
            data = raw.encode("latin-1")
            if name == "PatientName":
                header[name] = str(PersonName(data, encodings).decode())
            else:
                header[name] = decode_bytes(data, encodings, {0x5C})
