"""The words and pictures of RTF (Microsoft's specification 1.9.1). Opens no object embedded in it."""

from __future__ import annotations

import re
from contextlib import suppress

from ingest.errors import rejected
from ingest.readers.text import clean

_GROUP = re.compile(rb"[^\\{}]+|\\(?:[a-z]+-?\d* ?|[^a-z])|[{}]", re.S)
_MARGIN = re.compile(rb"\\(?:header|footer)[lrf]?\Z")
_UNSEEN = (b"\\deleted", b"\\v")  # struck out by whoever corrected it; hidden
_SEEN_AGAIN = (b"\\deleted0", b"\\v0", b"\\plain")
_BRACE = re.compile(rb"[{}]")
_WORDS = re.compile(rb"\{[^{}]*\}|\\[a-z]+-?\d* ?|\s+")
_PHOTOS = (b"\\jpegblip", b"\\pngblip")


def text(data: bytes, name: str) -> str:
    """The words, headers and footers first; Rejected when it is too damaged."""
    from striprtf.striprtf import rtf_to_text

    body, margins = _parted(data)
    try:
        parts = [
            str(rtf_to_text(part.decode("latin-1"), "cp1252", "replace"))  # type: ignore[no-untyped-call]
            for part in (*margins, body)
        ]
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, RecursionError):
        raise rejected("office-broken", name) from None
    found = "\n".join(dict.fromkeys(part.strip("\n") for part in parts if part.strip()))
    found = found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # letters written as two halves
    return clean(found.replace("|\n", "\n").replace("|", "  "))


def is_cut(data: bytes) -> bool:
    """Whether the file's last brace is lost."""
    return not data.rstrip(b"\0 \t\r\n\x1a").endswith(b"}")


def pictures(data: bytes) -> list[bytes]:
    """The photographs and scans inside, in their order."""
    found: list[bytes] = []
    for mark in re.finditer(rb"\\pict\b", data):
        group = data[mark.end() : _end(data, mark.end())]
        if any(photo in group[:2_000] for photo in _PHOTOS):
            digits = _WORDS.sub(b"", group)
            with suppress(ValueError):
                found.append(bytes.fromhex(digits[: len(digits) // 2 * 2].decode("latin-1")))
    return found


def _end(data: bytes, start: int) -> int:
    depth = 1
    for brace in _BRACE.finditer(data, start):
        depth += 1 if brace[0] == b"{" else -1
        if not depth:
            return brace.start()
    return len(data)


def _parted(data: bytes) -> tuple[bytes, list[bytes]]:
    """The file without what nobody sees and without headers and footers; and those, each as a file of its own.

    The reader of words passes headers over, and takes deleted and hidden words for any others.
    """
    head, _, _ = data.partition(b"\\pard")
    kept: list[bytes] = []
    margins: list[bytes] = []
    depth = 0
    away: list[tuple[int, int, bool]] = []  # depth, where it began, whether it is a margin
    for piece in _GROUP.finditer(data):
        token = piece[0]
        if token == b"{":
            depth += 1
        elif not away and token.startswith(b"\\") and _is_away(token):
            away.append((depth, piece.end(), bool(_MARGIN.match(token.strip()))))
            continue
        elif away and not away[-1][2] and away[-1][0] == depth and token.strip() in _SEEN_AGAIN:
            away.pop()
        elif token == b"}":
            if away and away[-1][0] == depth:
                _, start, margin = away.pop()
                if margin:
                    margins.append(_prologue(head) + data[start : piece.start()] + b"}")
            depth -= 1
        if not away:
            kept.append(token)
    return b"".join(kept), margins


def _is_away(token: bytes) -> bool:
    word = token.strip()
    return word in _UNSEEN or bool(_MARGIN.match(word))


def _prologue(head: bytes) -> bytes:
    """What says which letters the bytes mean."""
    found = re.search(rb"\\ansicpg\d+", head)
    return b"{\\rtf1\\ansi" + (found[0] if found else b"") + b" "
