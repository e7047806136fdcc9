"""What a file is, judged by its bytes, never by its name. Reads the first kilobytes and, for a zip, its list."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

HEAD = 8192

PDF = "application/pdf"
TEXT = "text/plain"
HTML = "text/html"
RTF = "application/rtf"
EMAIL = "message/rfc822"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OLE = "application/x-ole-storage"  # old Word and Excel, Outlook messages; `readers.ole` tells them apart
PAGES = "application/vnd.apple.pages"
DICOM = "application/dicom"
CCDA = "application/hl7-cda+xml"
FHIR_JSON = "application/fhir+json"
FHIR_XML = "application/fhir+xml"
XML = "application/xml"
JSON = "application/json"
ZIP = "application/zip"
TAR = "application/x-tar"
GZIP = "application/gzip"
BZIP2 = "application/x-bzip2"
XZ = "application/x-xz"
SEVEN_ZIP = "application/x-7z-compressed"
ISO = "application/x-iso9660-image"
PROGRAM = "application/x-msdownload"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

IMAGES = frozenset({"image/jpeg", "image/png", "image/tiff", "image/heic", "image/webp", "image/bmp", "image/gif"})
ARCHIVES = frozenset({ZIP, TAR, GZIP, BZIP2, XZ, SEVEN_ZIP, ISO})
UNREADABLE_ARCHIVES = {
    "application/vnd.rar": "RAR",
    "application/vnd.ms-cab-compressed": "CAB",
    "application/x-udf-image": "UDF disc image",
}

_DISC_MARK = 16 * 2048 + 1  # where a disc's image says what it is

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (128, b"DICM", DICOM),
    (0, b"DICM\x02\x00", DICOM),  # its preamble is lost
    (0, b"%PDF-", PDF),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"GIF8", "image/gif"),
    (0, b"{\\rtf", RTF),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (0, b"\x1f\x8b", GZIP),
    (0, b"BZh", BZIP2),
    (0, b"\xfd7zXZ\x00", XZ),
    (257, b"ustar", TAR),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"MSCF", "application/vnd.ms-cab-compressed"),
    (0, b"\x7fELF", PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", PROGRAM),
    (0, b"\xca\xfe\xba\xbe", PROGRAM),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"\x00\x00\x01\x00", "image/vnd.microsoft.icon"),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_MAIL_HEADER = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.M)
_MAIL_NAMES = re.compile(
    rb"^(?:from|to|subject|date|mime-version|received|return-path|message-id|delivered-to):", re.I | re.M
)
_PDF_OBJECT = re.compile(rb"\b\d+ \d+ obj\s*<<")
_HTML_START = re.compile(rb"\A\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_XML_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
_VALUE_KINDS = frozenset(
    b"AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV".split()
)

WORDS = {  # what a person calls it
    PDF: "PDF", TEXT: "text", HTML: "web page", RTF: "RTF", EMAIL: "e-mail", DOCX: "Word", DICOM: "DICOM image",
    CCDA: "health summary", FHIR_JSON: "health data", FHIR_XML: "health data", XML: "XML", JSON: "JSON", ZIP: "zip",
    TAR: "tar", GZIP: "gzip", BZIP2: "bzip2", XZ: "xz", SEVEN_ZIP: "7z", ISO: "disc image", PROGRAM: "program",
    OLE: "old Office", XLSX: "Excel", ODT: "OpenDocument", ODS: "OpenDocument", PAGES: "Apple Pages",
    "video/mp4": "video",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    **UNREADABLE_ARCHIVES, **{kind: kind.removeprefix("image/").upper() for kind in IMAGES},
}  # fmt: skip


def sniff(path: Path) -> str:
    """The media type of the file's content."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        kind = sniff_bytes(head)
        if kind in (UNKNOWN, EMPTY, DICOM, PROGRAM) or not any(head[:512]):
            file.seek(_DISC_MARK)
            kind = {b"CD001": ISO, b"BEA01": "application/x-udf-image"}.get(file.read(5), kind)
    return _inside_zip(path) if kind == ZIP else kind


def sniff_bytes(head: bytes) -> str:
    """The media type as far as the first bytes tell it (a zip is only a zip)."""
    if not head:
        return EMPTY
    for offset, mark, kind in _SIGNATURES:
        if head.startswith(mark, offset):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in _HEIC_BRANDS else "video/mp4"
    if _bare_dicom(head):
        return DICOM
    if head[:2] == b"BM" and len(head) > 14 and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if head[:2] == b"MZ" and b"\0" in head[:64]:
        return PROGRAM
    if b"%PDF-" in head[:1024]:
        return PDF
    return _textual(head)


def _bare_dicom(head: bytes) -> bool:
    """DICOM without preamble: a data element of group 0002 or 0008 first, in any of the three encodings."""
    if len(head) < 12:
        return False
    group, element = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:4], "little")
    if group in (2, 8) and element < 0x2000:
        return head[4:6] in _VALUE_KINDS or int.from_bytes(head[4:8], "little") < 1024
    return int.from_bytes(head[:2], "big") in (2, 8) and head[4:6] in _VALUE_KINDS


def _textual(head: bytes) -> str:
    plain = _utf8(head)
    if plain is None:
        return UNKNOWN
    start = plain.lstrip()
    if _PDF_OBJECT.search(plain):
        return PDF  # its beginning is lost
    if _HTML_START.match(plain):
        return HTML
    if start.startswith(b"<"):
        return _xml(start)
    if start[:1] in (b"{", b"["):
        return _json(start)
    header = _MAIL_HEADER.match(plain.replace(b"\r\n", b"\n"))
    if (
        header
        and len(_MAIL_NAMES.findall(header[0])) >= 2
        and re.search(rb"^(?:from|received|mime-version|return-path):", header[0], re.I | re.M)
    ):
        return EMAIL
    return TEXT


def _utf8(head: bytes) -> bytes | None:
    """The head as bytes of ASCII-compatible text, or None when it is not text."""
    for mark, encoding in (
        (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"),
    ):  # fmt: skip
        if head.startswith(mark):
            return _without_control(head[len(mark) :].decode(encoding, "replace").encode())
    for zeros, encoding in ((head[1::2].count(0), "utf-16-le"), (head[::2].count(0), "utf-16-be")):
        if zeros > len(head) * 0.4:
            return _without_control(head.decode(encoding, "replace").encode())
    return _without_control(head)


def _without_control(head: bytes) -> bytes | None:
    control = sum(head.count(bytes([code])) for code in (*range(1, 9), 11, *range(14, 27), *range(28, 32), 127))
    zeros = head.count(0)  # some programs write them between texts
    if sum(code > 127 for code in head[:1024]) > min(len(head), 1024) * 0.5 and not _is_utf8(head):
        return None  # letters of a Western text are mostly plain
    return head if control <= len(head) * 0.02 and zeros <= len(head) * (0.1 if not control else 0.02) else None


def _is_utf8(head: bytes) -> bool:
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 8
    return True


def _xml(start: bytes) -> str:
    for root in _XML_ROOT.finditer(start):
        name = root[1]
        if name == b"ClinicalDocument":
            return CCDA
        if b"http://hl7.org/fhir" in start[root.start() : root.start() + 400]:
            return FHIR_XML
        return HTML if name.lower() in (b"html", b"body", b"head", b"div", b"p", b"table") else XML
    return XML if start.startswith((b"<?xml", b"<!")) else TEXT


def _json(start: bytes) -> str:
    if b'"resourceType"' in start:
        return FHIR_JSON
    return JSON if re.match(rb'[{\[]\s*(?:["{}\]\[]|-?\d|true|false|null|$)', start) else TEXT


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist())
            declared = _declared(archive) if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error):
        return _torn(path)
    if declared.startswith("application/vnd.oasis.opendocument."):
        return declared.removesuffix("-template")
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names) or "Index.zip" in names:
        return PAGES
    if "[Content_Types].xml" in names:
        for member, kind in (
            ("word/", "wordprocessingml.document"),
            ("xl/", "spreadsheetml.sheet"),
            ("ppt/", "presentationml.presentation"),
        ):
            if any(name.startswith(member) for name in names):
                return f"application/vnd.openxmlformats-officedocument.{kind}"
    return ZIP


def _declared(archive: zipfile.ZipFile) -> str:
    """What an OpenDocument file says it is, in its first member."""
    info = archive.getinfo("mimetype")
    return archive.read(info).decode("ascii", "replace").strip() if info.file_size < 200 else ""


def _torn(path: Path) -> str:
    """A zip whose list is lost: a letter or a table where its first members say so."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"[Content_Types].xml" in head or b"docProps/app.xml" in head:
        return XLSX if b"xl/" in head else DOCX
    found = re.search(rb"mimetype(application/vnd\.oasis\.opendocument\.\w+)PK", head)
    return found[1].decode() if found else ZIP
