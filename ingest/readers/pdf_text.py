"""The text of one PDF page by PDFium, as laid out, and the way back from our characters to PDFium's for highlighting.

Never decides whether the text is any good; that is `pdf`. PDFium is not thread-safe: one thread of a process only.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

_LINE_END_HYPHEN = "\ufffe"  # PDFium's mark: a hyphen stood here at the end of a line, which it joined to the next
_HYPHENATING = 0.04  # share of lines ending in a hyphen above which they are the typesetter's, not the author's
_REMOVED = re.compile("\r|[\u2010\u00ad]\r?\n(?=[a-z\u00df-\u00ff\ufb00-\ufb06])")
_NO_LETTERS = re.compile("[\x01\x03-\x08\x0e-\x1f]")  # 2 was once PDFium's mark of a hyphen
_STRAY = 3
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ") | dict.fromkeys(
    (*range(128, 160), 0xFFFF), "\ufffd"
)


@dataclass(frozen=True, slots=True)
class PageText:
    """The page's text; `pieces` are (start in text, start in PDFium's text) where the two part ways."""

    text: str
    pieces: tuple[tuple[int, int], ...]

    def runs(self, start: int, end: int) -> list[tuple[int, int]]:
        """The places in PDFium's text of our characters `start:end`, in order."""
        found: list[tuple[int, int]] = []
        at = bisect_right(self.pieces, (start, 1 << 60)) - 1
        while start < end:
            begin, origin = self.pieces[at]
            stop = self.pieces[at + 1][0] if at + 1 < len(self.pieces) else end
            last = min(end, stop)
            if found and found[-1][1] + 3 >= origin + start - begin >= found[-1][1]:
                found[-1] = (found[-1][0], origin + last - begin)  # only a line end between
            else:
                found.append((origin + start - begin, origin + last - begin))
            start, at = last, at + 1
        return found


def extract(textpage: Any) -> str:
    """PDFium's own text of a text page: raw handle in, str out."""
    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count * 2 + 2))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    return bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")


def loses_letters(textpage: Any, given: str) -> bool:
    """Whether letters within words lead to no character: missing from PDFium's text `given`, or control characters."""
    if len(_NO_LETTERS.findall(given)) > _STRAY:
        return True
    count = raw.FPDFText_CountChars(textpage)
    if count <= len(given) or count <= len(given.encode("utf-16-le")) // 2:
        return False
    letters = [
        bool(raw.FPDFText_HasUnicodeMapError(textpage, at) == 1) or chr(raw.FPDFText_GetUnicode(textpage, at))
        for at in range(count)
    ]
    beside = zip(letters, ["", *letters], [*letters[1:], ""], strict=False)
    return any(each is True and (_is_letter(before) or _is_letter(after)) for each, before, after in beside)


def _is_letter(given: str | bool) -> bool:
    return isinstance(given, str) and given.isalnum()


def lay_out(given: str) -> PageText:
    """Our text of PDFium's: plain newlines, words broken by a typesetter joined, control characters blanked."""
    joins = given.count(_LINE_END_HYPHEN)
    typeset = joins > 2 and joins > given.count("\n") * _HYPHENATING
    pattern = _REMOVED_AND_HYPHENS if typeset else _REMOVED
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = at = 0
    for cut in pattern.finditer(given):
        if cut.start() > at:
            pieces.append((length, at))
            parts.append(given[at : cut.start()])
            length += cut.start() - at
        at = cut.end()
    pieces.append((length, at))
    parts.append(given[at:])
    text = "".join(parts).replace(_LINE_END_HYPHEN, "-").translate(_CONTROL)
    return PageText(text, tuple(pieces))


_REMOVED_AND_HYPHENS = re.compile(f"{_REMOVED.pattern}|{_LINE_END_HYPHEN}(?=[a-z\u00df-\u00ff\ufb00-\ufb06])")


def plain(given: str) -> str:
    """`lay_out` without the way back: what reading needs, faster."""
    joins = given.count(_LINE_END_HYPHEN)
    if joins > 2 and joins > given.count("\n") * _HYPHENATING:
        given = _REMOVED_AND_HYPHENS.sub("", given)
    else:
        given = _REMOVED.sub("", given)
    return given.replace(_LINE_END_HYPHEN, "-").translate(_CONTROL)
