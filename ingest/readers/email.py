"""Reads saved e-mails: who wrote, when, about what, and the words; attachments are documents of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path
from typing import Any

from ingest.archive import Budget, Member, keep, label
from ingest.document import Document
from ingest.errors import rejected
from ingest.limits import Limits
from ingest.readers.html import words
from ingest.readers.text import clean, decode, paginate
from ingest.sniff import EMAIL

READER = "email/1"
_MOST = 2_000  # parts looked at

_HEADERS = ("From", "To", "Date", "Subject")
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError)


def read(path: Path, name: str, limits: Limits) -> list[Document]:
    """The message as one document."""
    data = path.read_bytes()
    if data.count(b"\nContent-Type:") > _MOST:  # each part costs milliseconds
        raise rejected("email-broken", name)
    try:
        message = _message(data)
        text = "\n".join([*_head(message), "", _body(message)])
        title, date = str(message.get("Subject", "")), _date(message)
    except _BROKEN:
        raise rejected("email-broken", name) from None
    digest = hashlib.sha256(data).hexdigest()
    pages = paginate(clean(text)[: limits.text_chars])
    return [Document(digest, digest, name, EMAIL, pages, READER, title=clean(title), date=date)]


def attached(path: Path, into: Path, budget: Budget, password: str | None = None) -> list[Member]:  # noqa: ARG001
    """The attachments, and pictures within the text, each written into the folder `into` under a number."""
    members: list[Member] = []
    try:
        message = _message(path.read_bytes())
        parts = [part for part in islice(_within(message), _MOST) if _is_attachment(part, message)]
    except _BROKEN:
        return []
    for number, part in enumerate(parts, 1):
        try:
            data = _bytes_of(part)
        except _BROKEN:
            continue
        if not isinstance(data, bytes) or not data:
            continue
        shown = label(part.get_filename() or "") or f"attachment {number}"
        members.append(keep(data, shown, into / f"{number:04d}", path.name, budget))
    return members


def _within(message: Any) -> Iterator[Any]:
    """The parts, those of a message enclosed whole excepted: it is read as one of its own."""
    yield message
    if message.get_content_type() != "message/rfc822" and message.is_multipart():
        for part in message.get_payload():
            yield from _within(part)


def _bytes_of(part: Any) -> Any:
    if part.get_content_type() != "message/rfc822":
        return part.get_payload(decode=True) or b""
    inside = part.get_payload()
    return inside[0].as_bytes() if isinstance(inside, list) and inside else b""


def _message(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def _is_attachment(part: EmailMessage, whole: EmailMessage) -> bool:
    if part.get_content_type() == "message/rfc822":
        return True
    if part.is_multipart() or (part is whole and part.get_content_maintype() == "text"):
        return False
    kind = part.get_content_maintype()
    return part.is_attachment() or bool(part.get_filename()) or kind in ("image", "application")


def _head(message: EmailMessage) -> list[str]:
    return [f"{header}: {message[header]}" for header in _HEADERS if message.get(header)]


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except LookupError:  # letters of a kind nobody knows
        content = decode(_bytes_of(part))[0]
    if not isinstance(content, str):
        return ""
    if "\ufffd" in content:  # not the letters it says they are
        content = decode(_bytes_of(part))[0]
    return words(content) if part.get_content_subtype() == "html" else content


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message["Date"])).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return ""
