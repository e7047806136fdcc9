"""XML made safe: no document types, no entities, no network, no includes, bounded size and depth."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.errors import rejected
from ingest.limits import MIB, Limits

DEPTH = 200
_PROLOG = 65_536
_TYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def parse(path: Path, name: str, limits: Limits) -> tuple[Any, bytes, bool]:
    """The root element, the bytes, and whether the XML was whole. Rejected when it is unsafe, or beyond mending."""
    if path.stat().st_size > limits.xml_bytes:
        raise rejected("too-large", name, limit=f"{limits.xml_bytes // MIB} MB")
    data = path.read_bytes()
    if _TYPE.search(data[:_PROLOG].replace(b"\0", b"")):
        raise rejected("xml-doctype", name)
    root, whole = _root(data)
    if root is None:
        raise rejected("xml-broken", name)
    if root.getroottree().docinfo.internalDTD is not None or root.getroottree().docinfo.doctype:
        raise rejected("xml-doctype", name)
    if root.xpath("/*" * (DEPTH + 1)):
        raise rejected("xml-deep", name)
    return root, data, whole


def _root(data: bytes) -> tuple[Any, bool]:
    """The root, mended where it must be. A prefix nobody declared loses nothing; any other mending may."""
    try:
        return etree.fromstring(data, _parser(recover=False)), True
    except etree.XMLSyntaxError:
        mending = _parser(recover=True)
    if b"\0" not in data[:_PROLOG] and not _is_utf8(data):  # declared or not, most often it is Western
        try:
            return etree.fromstring(data, _parser(recover=False, encoding="windows-1252")), True
        except etree.XMLSyntaxError:
            pass
    try:
        root = etree.fromstring(data, mending)
    except etree.XMLSyntaxError:
        return None, False
    return root, all(entry.type == etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE for entry in mending.error_log)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parser(recover: bool, encoding: str | None = None) -> Any:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_pis=True,
    )
