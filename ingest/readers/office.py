"""Reads word-processor files: RTF, DOCX and ODT with their tables, headers, notes and boxes. Runs no macro.

What a file marks as deleted, moved away or hidden is not on the person's page, and is left out.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from ingest.archive import Budget, Member, keep
from ingest.document import Document
from ingest.errors import rejected, trouble
from ingest.limits import Limits
from ingest.readers import odt, rtf
from ingest.readers.text import clean, paginate
from ingest.sniff import DOCX, ODT, RTF, sniff

READER = "office/2"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = frozenset(
    {f"{_W}{tag}" for tag in ("del", "moveFrom", "rPr", "pPr")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}  # the same again, for old programs
)
_OFF = ("0", "false", "off")
_PARTS = {
    DOCX: ("word/header", "word/document", "word/footnotes", "word/endnotes", "word/comments", "word/footer"),
    ODT: ("styles", "content"),  # headers stand among the styles
}
_MEDIA = {DOCX: "word/media/", ODT: "Pictures/"}
_PICTURE_BYTES = 40_000  # a logo is smaller, a scanned page larger
_BROKEN = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, OSError, EOFError, ValueError, NotImplementedError)


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The text as one document."""
    kind = sniff(path)
    data = path.read_bytes()
    text = rtf.text(data, name) if kind == RTF else _zipped(path, kind, name, limits)
    if not text.strip() and not (rtf.pictures(data) if kind == RTF else _pictures(path, kind)):
        raise rejected("no-record", name)
    digest = hashlib.sha256(data).hexdigest()
    pages = paginate(text[: limits.text_chars]) or paginate(" ")
    problems = (trouble("text-cut", name),) if kind == RTF and rtf.is_cut(data) else ()
    return [Document(digest, digest, name, kind, pages, READER, problems)]


def attached(path: Path, into: Path, budget: Budget, password: str | None = None) -> list[Member]:  # noqa: ARG001
    """Pictures that are large enough to be pages, as files."""
    kind = sniff(path)
    members: list[Member] = []
    for number, data in enumerate(_picture_bytes(path, kind), 1):
        members.append(keep(data, f"picture {number}", into / f"{number:04d}", path.name, budget))
    return members


def _picture_bytes(path: Path, kind: str) -> Iterator[bytes]:
    if kind == RTF:
        yield from (data for data in rtf.pictures(path.read_bytes()) if len(data) > _PICTURE_BYTES)
        return
    with zipfile.ZipFile(path) as archive:
        for info in _pictures(path, kind):
            with archive.open(info) as source:
                yield source.read(info.file_size + 1)


def _pictures(path: Path, kind: str) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(path) as archive:
        media = [info for info in archive.infolist() if info.filename.startswith(_MEDIA[kind])]
    return [info for info in media if info.file_size > _PICTURE_BYTES and not info.filename.endswith((".emf", ".wmf"))]


def _zipped(path: Path, kind: str, name: str, limits: Limits) -> str:
    starts = _PARTS[kind]
    try:
        with zipfile.ZipFile(path) as archive:
            if kind == ODT and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise rejected("office-password", name)
            parts = [i for i in archive.infolist() if i.filename.startswith(starts) and i.filename.endswith(".xml")]
            if sum(info.file_size for info in parts) > limits.xml_bytes:
                raise rejected("too-large", name, limit=f"{limits.xml_bytes // 1024 // 1024} MB")
            parts.sort(key=lambda info: next(i for i, start in enumerate(starts) if info.filename.startswith(start)))
            texts = [_part(archive, info, kind) for info in parts]
    except DefusedXmlException:
        raise rejected("xml-doctype", name) from None
    except (*_BROKEN, RecursionError):
        raise rejected("office-broken", name) from None
    return clean("\n".join(text for text in dict.fromkeys(texts) if text.strip()))


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, kind: str) -> str:
    with archive.open(info) as source:
        root = fromstring(source.read(info.file_size + 1), forbid_dtd=True)
    return "\n".join(odt.lines(root) if kind == ODT else _blocks(root))


def _blocks(node: Any) -> list[str]:
    """Paragraphs and table rows in their order."""
    lines: list[str] = []
    for child in node:
        if child.tag == f"{_W}p":
            lines.append(_paragraph(child))
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                cells = [" ".join(filter(None, _blocks(cell))) for cell in row.findall(f"{_W}tc")]
                lines.append("  ".join(cells))
        elif child.tag not in _GONE:
            lines += _blocks(child)
    return lines


def _paragraph(node: Any) -> str:
    return re.sub(r"\n{2,}", "\n", "".join(_pieces(node))).strip("\n")


def _pieces(node: Any) -> Iterator[str]:
    for item in node:
        if item.tag in _GONE or (item.tag == f"{_W}r" and _is_hidden(item)):
            continue
        if item.tag == f"{_W}t":
            yield item.text or ""
        elif item.tag in (f"{_W}tab", f"{_W}ptab"):
            yield "\t"
        elif item.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif item.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif item.tag == f"{_W}txbxContent":
            yield "\n" + "\n".join(_blocks(item)) + "\n"  # a box has paragraphs of its own
        else:
            yield from _pieces(item)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "1") not in _OFF
