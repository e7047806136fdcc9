"""Gives a PDF whose end is lost (a download that broke off) a new list of its pages, so that what came can be read.

Works on objects written plainly; pages kept within compressed objects cannot be found this way.
"""

from __future__ import annotations

import re

_OBJECT = re.compile(rb"(?:\A|[\r\n\s])(\d{1,10})\s+(\d{1,5})\s+obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_TREE = re.compile(rb"/Type\s*/Pages\b")
_LOCKED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")
_HEAD = 2_000  # bytes of an object looked at
_MOST = 5_000  # pages


def is_cut(data: bytes) -> bool:
    """Whether the file's end is lost: something of it comes after the last mark of an end, or there is none."""
    end = data.rfind(b"startxref")
    return end < 0 or data.find(b" obj", end) >= 0


def mended(data: bytes) -> bytes | None:
    """The file with a new end; None when it has one, is locked, or no page of it can be found."""
    if b"startxref" in data or b"/XRef" in data or _LOCKED.search(data):
        return None
    catalog = ""
    pages: list[str] = []
    has_tree = False
    highest = 0
    for found in _OBJECT.finditer(data):
        number, generation = int(found[1]), int(found[2])
        highest = max(highest, number)
        head = data[found.end() : found.end() + _HEAD].split(b"endobj", 1)[0]
        name = f"{number} {generation} R"
        if _PAGE.search(head):
            pages.append(name)
        has_tree |= bool(_TREE.search(head))
        catalog = name if _CATALOG.search(head) else catalog
    if not pages:
        return None
    out = data + b"\nendstream\nendobj\n"
    if not (catalog and has_tree):
        tree, top = highest + 1, highest + 2
        kids = " ".join(pages[:_MOST])
        out += f"{tree} 0 obj\n<< /Type /Pages /Kids [{kids}] /Count {len(pages[:_MOST])} >>\nendobj\n".encode()
        out += f"{top} 0 obj\n<< /Type /Catalog /Pages {tree} 0 R >>\nendobj\n".encode()
        catalog = f"{top} 0 R"
    return out + f"trailer\n<< /Root {catalog} /Size {highest + 3} >>\nstartxref\n0\n%%EOF\n".encode()
