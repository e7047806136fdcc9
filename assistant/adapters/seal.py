"""Sealing at rest: AES-256-GCM with a key kept outside what it protects. Never writes a key anywhere but the key file.

NIST SP 800-38D: 96-bit random nonces, 128-bit tags; the place a sealed value belongs to is authenticated with it, so a
row or a frame moved elsewhere does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE, TAG = 12, 16


class SealBroken(Exception):
    """The bytes were changed, belong elsewhere, or were sealed with another key."""


class Seal:
    """Seals with the first key, opens with whichever fits (so keys can be rotated)."""

    def __init__(self, *keys: bytes) -> None:
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError("keys are 32 bytes")
        self._boxes = [AESGCM(key) for key in keys]
        self._mac = hashlib.sha256(b"audit" + keys[-1]).digest()

    def seal(self, data: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._boxes[0].encrypt(nonce, data, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        for box in self._boxes:
            try:
                return box.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
            except InvalidTag:
                continue
        raise SealBroken(place)

    def link(self, previous: str, row: str) -> str:
        """The next link of a keyed hash chain."""
        return hmac.new(self._mac, f"{previous}\n{row}".encode(), hashlib.sha256).hexdigest()


def keys_of(folder: Path) -> list[bytes]:
    """The keys: `SECOND_OPINION_KEYS` (base64, newest first, comma between) or the key file, made at first start."""
    named = os.environ.get("SECOND_OPINION_KEYS", "")
    if named:
        return [base64.b64decode(part) for part in named.split(",")]
    path = Path(os.environ.get("SECOND_OPINION_KEY_FILE", "") or folder / "key")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(base64.b64encode(os.urandom(32)))
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            pass  # another process of ours was quicker
    return [base64.b64decode(line) for line in path.read_bytes().split()]
