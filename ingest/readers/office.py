"""Reads word-processor files: RTF, and DOCX with its tables, headers, notes and boxes. Runs no macro."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from ingest.archive import Budget, Member
from ingest.document import Document
from ingest.errors import rejected
from ingest.limits import Limits
from ingest.readers.text import clean, paginate
from ingest.sniff import DOCX, RTF, sniff

READER = "office/1"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = ("word/header", "word/document", "word/footnotes", "word/endnotes", "word/comments", "word/footer")
_PICTURE_BYTES = 40_000  # a logo is smaller, a scanned page larger
_BROKEN = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, OSError, EOFError, ValueError, NotImplementedError)


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The text as one document."""
    kind = sniff(path)
    text = _docx(path, name, limits) if kind == DOCX else _rtf(path, name)
    if not text.strip() and not (kind == DOCX and _pictures(path)):
        raise rejected("no-record", name)
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    pages = paginate(text[: limits.text_chars]) or paginate(" ")
    return [Document(digest, digest, name, kind if kind == DOCX else RTF, pages, READER)]


def attached(path: Path, into: Path, budget: Budget, password: str | None = None) -> list[Member]:  # noqa: ARG001
    """Pictures in a DOCX that are large enough to be pages, as files."""
    if sniff(path) != DOCX:
        return []
    members: list[Member] = []
    with zipfile.ZipFile(path) as archive:
        for number, info in enumerate(_pictures(path), 1):
            budget.enter(path.name)
            with archive.open(info) as source:
                data = source.read(info.file_size + 1)
            budget.take(len(data), path.name)
            into.mkdir(parents=True, exist_ok=True)
            target = into / f"{number:04d}"
            target.write_bytes(data)
            members.append(Member(f"picture {number}", target))
    return members


def _pictures(path: Path) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(path) as archive:
        media = [info for info in archive.infolist() if info.filename.startswith("word/media/")]
    return [info for info in media if info.file_size > _PICTURE_BYTES and not info.filename.endswith((".emf", ".wmf"))]


def _rtf(path: Path, name: str) -> str:
    from striprtf.striprtf import rtf_to_text

    try:
        text = str(rtf_to_text(path.read_bytes().decode("latin-1"), "cp1252", "replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, RecursionError):
        raise rejected("office-broken", name) from None
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # letters written as two halves
    return clean(text.replace("|\n", "\n").replace("|", "  "))


def _docx(path: Path, name: str, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [
                info
                for info in archive.infolist()
                if info.filename.startswith(_PARTS) and info.filename.endswith(".xml")
            ]
            if sum(info.file_size for info in parts) > limits.xml_bytes:
                raise rejected("too-large", name, limit=f"{limits.xml_bytes // 1024 // 1024} MB")
            parts.sort(key=lambda info: next(i for i, start in enumerate(_PARTS) if info.filename.startswith(start)))
            texts = [_part(archive, info) for info in parts]
    except DefusedXmlException:
        raise rejected("xml-doctype", name) from None
    except (*_BROKEN, RecursionError):
        raise rejected("office-broken", name) from None
    return clean("\n".join(text for text in dict.fromkeys(texts) if text.strip()))


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    with archive.open(info) as source:
        data = source.read(info.file_size + 1)
    return "\n".join(_blocks(fromstring(data, forbid_dtd=True)))


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
        else:
            lines += _blocks(child)
    return lines


def _paragraph(node: Any) -> str:
    parts: list[str] = []
    for item in node.iter():
        if item.tag == f"{_W}t":
            parts.append(item.text or "")
        elif item.tag in (f"{_W}tab", f"{_W}ptab"):
            parts.append("\t")
        elif item.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif item.tag == f"{_W}noBreakHyphen":
            parts.append("-")
    return "".join(parts)
