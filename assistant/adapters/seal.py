"""Sealing at rest: AES-256-GCM with a key kept outside what it protects. Knows nothing of where keys come from.

NIST SP 800-38D: 96-bit random nonces, 128-bit tags; the place a sealed value belongs to is authenticated with it, so a
row or a frame moved elsewhere does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.errors import Damaged

NONCE, TAG = 12, 16


class SealBroken(Damaged):
    """The bytes were changed, belong elsewhere, or were sealed with another key."""

    def __init__(self, place: str) -> None:
        super().__init__("damaged")
        self.place = place


class Seal:
    """Seals with the first key, opens with whichever fits (so keys can be rotated)."""

    def __init__(self, *keys: bytes, again: Callable[[], Sequence[bytes]] | None = None) -> None:
        self._again = again
        self._known: tuple[bytes, ...] = ()
        self._take(tuple(keys))
        self._mac = hashlib.sha256(b"audit" + keys[-1]).digest()

    def _take(self, keys: tuple[bytes, ...]) -> bool:
        """Uses these keys from now on; False if they are those we have."""
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError("keys are 32 bytes")
        changed, self._known = keys != self._known, keys
        self._boxes = [AESGCM(key) for key in keys]
        return changed

    def seal(self, data: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._boxes[0].encrypt(nonce, data, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        plain = self._opened(sealed, place)
        if plain is None and self._again is not None and self._take(tuple(self._again())):
            plain = self._opened(sealed, place)  # somebody rotated the keys while we ran
        if plain is None:
            raise SealBroken(place)
        return plain

    def _opened(self, sealed: bytes, place: str) -> bytes | None:
        for box in self._boxes:
            try:
                return box.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
            except (InvalidTag, ValueError):
                continue
        return None

    def is_newest(self, sealed: bytes, place: str) -> bool:
        """Whether it was sealed with the newest key."""
        try:
            self._boxes[0].decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
        except (InvalidTag, ValueError):
            return False
        return True

    def link(self, previous: str, row: str) -> str:
        """The next link of a keyed hash chain."""
        return hmac.new(self._mac, f"{previous}\n{row}".encode(), hashlib.sha256).hexdigest()
