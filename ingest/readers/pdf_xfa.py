"""What was filled into an XFA form, whose pages hold nothing but "please wait": read from the data it carries.

XFA (Adobe's XML forms, left out of PDF 2.0) keeps its values in a packet named `datasets`; no open viewer draws them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

_MOST_BYTES = 20_000_000
_MOST_LINES = 5_000
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


def values(path: Path, password: str | None) -> list[str]:
    """The filled-in values as lines "Name: value", in the order of the form; empty when there are none to be had."""
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            reader.decrypt(password or "")
        form = reader.root_object.get("/AcroForm")
        packet = _datasets(form.get_object().get("/XFA") if form else None)
    except Exception:  # noqa: BLE001 - pypdf raises a wide family on broken files
        return []
    return list(_lines(packet)) if packet and len(packet) < _MOST_BYTES else []


def _datasets(packets: Any) -> bytes:
    """The packet that holds the values: one of a list of name and stream, or the whole as one stream."""
    packets = packets.get_object() if packets is not None else None
    if packets is None:
        return b""
    if not isinstance(packets, list):
        return bytes(packets.get_data())
    for name, packet in zip(packets[::2], packets[1::2], strict=False):
        if str(name) == "datasets":
            return bytes(packet.get_object().get_data())
    return b""


def _lines(packet: bytes) -> Iterator[str]:
    """A line for each element that holds text and nothing else, within `xfa:data`."""
    within = count = 0
    leaf = False
    try:
        for event, node in iterparse(io.BytesIO(packet), events=("start", "end"), forbid_dtd=True):
            name = node.tag.rsplit("}", 1)[-1]
            if event == "start":
                within += within > 0 or name == "data"
                leaf = True
                continue
            words = " ".join((node.text or "").split())
            if leaf and within > 1 and words and count < _MOST_LINES:
                count += 1
                yield f"{_WORDS.sub(' ', name)}: {words}"
            leaf = False
            within -= within > 0
            node.clear()
    except (ParseError, DefusedXmlException, ValueError):
        return
