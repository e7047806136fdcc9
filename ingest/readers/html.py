"""Reads web pages saved from portals: the visible words, a table row on one line. Follows no link, runs no script."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from ingest.archive import Budget, Member, keep
from ingest.document import Document
from ingest.errors import rejected
from ingest.limits import Limits
from ingest.readers.text import clean, decode, paginate
from ingest.sniff import HTML

READER = "html/1"

_HIDDEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "button"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "br",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "table",
    }
    | {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "thead",
        "tbody",
        "caption",
        "address",
        "blockquote",
        "pre",
        "form",
        "fieldset",
    }
)
_CELLS = frozenset({"td", "th"})
_HELD = re.compile(rb"data:(?:image/(?:jpeg|png|webp|gif)|application/pdf);base64,([A-Za-z0-9+/\s]{1000,})")
_PICTURE_BYTES = 40_000  # a logo is smaller, a scanned page larger
_SPACES = re.compile(r"[ \t\u00a0]+")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.I)


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The page as one document."""
    data = path.read_bytes()
    text = words(declared(data))
    if not text.strip():
        raise rejected("no-record", name)
    digest = hashlib.sha256(data).hexdigest()
    return [Document(digest, digest, name, HTML, paginate(text[: limits.text_chars]), READER)]


def attached(path: Path, into: Path, budget: Budget, password: str | None = None) -> list[Member]:  # noqa: ARG001
    """Pictures held in the page itself that are large enough to be pages, as files."""
    members: list[Member] = []
    for number, held in enumerate(_HELD.finditer(path.read_bytes()), 1):
        data = base64.b64decode(held[1] + b"==")
        if len(data) < _PICTURE_BYTES:
            continue
        members.append(keep(data, f"picture {number}", into / f"{number:04d}", path.name, budget))
    return members


def declared(data: bytes) -> str:
    """The characters of a page, by the encoding it declares."""
    found = _DECLARED.search(data[:2048])
    if found:
        try:
            return data.decode(found[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)[0]


def words(page: str) -> str:
    """What a reader of the page would see."""
    page = re.sub(r"\A\s*<\?xml[^>]*\?>", "", page)
    if not page.strip():
        return ""
    try:
        parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        tree = lxml_html.document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    lines = (_SPACES.sub(" ", line).strip() for line in clean("".join(_walk(tree))).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _walk(root: Any) -> list[str]:
    """The text in order, without recursion: pages may be nested deeper than Python is."""
    out: list[str] = []
    skipping = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if skipping is None and (tag in _HIDDEN or "hidden" in node.attrib):
                skipping = node
            if skipping is None:
                out.append("\n" if tag in _BLOCKS else "")
                out.append(_joined(node.text, node))
                if tag == "input" and node.get("type", "text") in ("text", "date"):
                    out.append(f" {node.get('value', '')} ")
            continue
        if skipping is node:
            skipping = None
        elif skipping is not None:
            continue
        else:
            out.append("\n" if tag in _BLOCKS else "  " if tag in _CELLS else "")
        out.append(_joined(node.tail, node.getparent()))
    return out


def _joined(text: str | None, node: Any) -> str:
    if not text:
        return ""
    return text if node is not None and node.tag == "pre" else re.sub(r"\s+", " ", text)
