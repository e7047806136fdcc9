"""Reads plain text and tables saved as text: any encoding, long files cut into pages at line ends."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from pathlib import Path

from ingest.document import Document, Origin, Page, PageState, Problem
from ingest.errors import rejected, trouble
from ingest.limits import Limits
from ingest.readers import bluebutton
from ingest.sniff import JSON, TEXT, sniff

READER = "text/1"
PAGE_CHARS = 6_000

MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)  # of encodings; the longer before the shorter it begins with

_SAMPLE = 200_000  # bytes or characters looked at to tell letters by
_NOT_WITHIN_WORDS = re.compile(
    "(?<=[a-z])[\u2020\u2021\u0192\u0160\u017d\u201a\u201e\u0153\u02c6\u2030\xa1-\xa9](?=[a-z])"
)
_WESTERN = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°àèìòùÀÈÌÒÙâêîôûäëïöçÇãõ«»“”‘’–—…•±µ®©·²³½\xa0")
_TWICE = re.compile("[ÂÃ][\u0080-\u00bf\u0152-\u0192\u02c6-\u2122]")
_DROPPED = dict.fromkeys((8203, 8288, 65279, *range(8234, 8239), *range(8294, 8298)))
_BLANKED = dict.fromkeys((*range(9), 11, *range(14, 32), *range(127, 160)), " ") | {12: "\n"}


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The text as one document."""
    data = path.read_bytes()
    text, odd = decode(data)
    if sniff(path) == JSON and not _is_json(text):
        raise rejected("json-broken", name)
    if not text.strip():
        raise rejected("no-record", name)
    problems: list[Problem] = []
    if odd:
        problems.append(trouble("text-odd-letters", name, severity="note"))
    pages = paginate(text[: limits.text_chars])
    if len(text) > limits.text_chars:
        problems.append(trouble("text-limit", name, page=len(pages)))
    digest = hashlib.sha256(data).hexdigest()
    return [bluebutton.with_entries(Document(digest, digest, name, TEXT, pages, READER, tuple(problems)))]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        lines = [line for line in text.split("\n", 2)[:2] if line.strip()]
        return len(lines) > 1 and all(_is_json(line) for line in lines)  # a value a line
    return True


def decode(data: bytes) -> tuple[str, bool]:
    """The characters, and whether some could not be told: declared marks first, then UTF-8, then Western."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace")
            return clean(text), "\ufffd" in text
    if data[1:400:2].count(0) > len(data[:400]) * 0.2:
        return clean(data.decode("utf-16-le", "replace")), False
    if data[:400:2].count(0) > len(data[:400]) * 0.2:
        return clean(data.decode("utf-16-be", "replace")), False
    try:
        return clean(_undone(data.decode("utf-8"))), False
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:  # cut in the middle of a letter
            return clean(data.decode("utf-8", "replace")), True
    # Parts of different programs: each line by itself.
    older = _older(data)
    text = "\n".join(_line(line, older or "cp1252") for line in data.split(b"\n"))
    return clean(text), "\ufffd" in text or bool(older)


def _line(data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(encoding, "replace")


def _older(data: bytes) -> str:
    """The encoding of an old Mac or of DOS, when its letters are those of Western words and Windows' are not; or ""."""
    sample = data[:_SAMPLE]
    if len(_NOT_WITHIN_WORDS.findall(sample.decode("cp1252", "replace"))) < 2:
        return ""
    for encoding in ("cp850", "mac_roman"):
        text = sample.decode(encoding)
        if all(letter in _WESTERN for letter in set(text) if letter > "\x7f"):
            return encoding
    return ""


def _undone(text: str) -> str:
    """Text whose UTF-8 was once taken for Windows' letters and stored again ("cÃ¡ncer"), as it was before."""
    if len(_TWICE.findall(text[:_SAMPLE])) < 2:
        return text
    try:
        return b"".join(map(_windows_byte, text)).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return text


def _windows_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # five bytes have no letter in Windows' table


def clean(text: str) -> str:
    """Plain newlines, composed letters; invisible direction marks and control characters gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED).translate(_BLANKED)
    return unicodedata.normalize("NFC", text)


def paginate(text: str, size: int = PAGE_CHARS) -> tuple[Page, ...]:
    """Pages of about `size` characters, cut at a blank line or a line end, so that a place stays readable."""
    pages: list[Page] = []
    start = 0
    while start < len(text):
        end = _page_end(text, start, size)
        part = text[start:end]
        pages.append(Page(len(pages) + 1, part, Origin.TEXT, PageState.READ if part.strip() else PageState.BLANK))
        start = end
    return tuple(pages)


def _page_end(text: str, start: int, size: int) -> int:
    if len(text) - start <= size * 5 // 4:
        return len(text)
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, start + size * 3 // 4, start + size)
        if found >= 0:
            return found + len(mark)
    return start + size
