"""Documents carried inside another record (a PDF in a C-CDA, a letter in a bundle), read by their own reader.

Never follows a link, and never opens an archive or a bundle inside a bundle.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest import sniff
from ingest.document import Document, Problem
from ingest.errors import Rejected, trouble
from ingest.limits import Limits

_ALLOWED = frozenset({sniff.PDF, sniff.TEXT, sniff.HTML, sniff.RTF, sniff.DOCX, sniff.CCDA, *sniff.IMAGES})


def decoded(text: str, limits: Limits) -> bytes | None:
    """The bytes of base64 text; None when it is none or too long."""
    if len(text) > limits.document_bytes * 4 // 3:
        return None
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def documents_of(data: bytes, name: str, limits: Limits, header: Document) -> tuple[list[Document], list[Problem]]:
    """The documents in the bytes, with what the record around them states where they say nothing."""
    kind = sniff.sniff_bytes(data[: sniff.HEAD])
    if kind not in _ALLOWED or kind == header.media_type:
        return [], [trouble("embedded-unreadable", name)]
    from ingest.readers import reader

    module = reader(kind)
    if module is None:
        return [], [trouble("embedded-unreadable", name)]
    with TemporaryDirectory(prefix="embedded-") as folder:
        path = Path(folder) / "inside"
        path.write_bytes(data)
        try:
            documents = module.read(path, name, limits)
        except Rejected as refusal:
            return [], [refusal.problem]
    return [described(document, header) for document in documents], []


def described(document: Document, header: Document) -> Document:
    """A document with the header of the record that carries it, where it has none of its own."""
    return replace(
        document,
        source=header.source,
        patient=document.patient if document.patient.name else header.patient,
        title=document.title or header.title,
        date=document.date or header.date,
        facility=document.facility or header.facility,
        author=document.author or header.author,
        kind=document.kind or header.kind,
        language=document.language or header.language,
    )


def digest(data: bytes) -> str:
    """The hash of a document's bytes."""
    return hashlib.sha256(data).hexdigest()
