"""Where the keys come from: the environment, a command (a KMS's client), or a file of the owner's. Logs none."""

from __future__ import annotations

import base64
import os
import shlex
import subprocess
from pathlib import Path

from assistant.adapters.seal import Seal

SECONDS = 30


class NoKeys(RuntimeError):
    """The key command failed; its words are not repeated, they may hold a secret."""


def open_seal(folder: Path) -> Seal:
    """A seal that looks at the keys again when it meets one it does not know: rotation needs no restart."""
    return Seal(*keys_of(folder), again=lambda: keys_of(folder))


def keys_of(folder: Path) -> list[bytes]:
    """The keys, newest first: `SECOND_OPINION_KEYS` (base64, comma between), the lines `SECOND_OPINION_KEY_COMMAND`
    prints, or the key file (`SECOND_OPINION_KEY_FILE`), made at first start."""
    named = os.environ.get("SECOND_OPINION_KEYS", "")
    if named:
        return [base64.b64decode(part) for part in named.split(",")]
    command = os.environ.get("SECOND_OPINION_KEY_COMMAND", "")
    if command:
        return _asked(command)
    path = key_file(folder)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        _write(half, [os.urandom(32)])
        try:
            os.link(half, path)  # whole, or not there; the first of several processes wins
        except FileExistsError:
            pass
        finally:
            half.unlink()
    return [base64.b64decode(line) for line in path.read_bytes().split()]


def in_a_file() -> bool:
    """Whether the keys are ours to rotate, in a file."""
    return not os.environ.get("SECOND_OPINION_KEYS") and not os.environ.get("SECOND_OPINION_KEY_COMMAND")


def key_file(folder: Path) -> Path:
    return Path(os.environ.get("SECOND_OPINION_KEY_FILE", "") or folder / "key")


def add_key(folder: Path) -> None:
    """A new key before the others. The old ones stay: backups and the audit trail's chain need them."""
    path = key_file(folder)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    _write(half, [os.urandom(32), *keys_of(folder)])
    half.replace(path)


def _write(path: Path, keys: list[bytes]) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(b"\n".join(base64.b64encode(key) for key in keys))
        file.flush()
        os.fsync(file.fileno())


def _asked(command: str) -> list[bytes]:
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, timeout=SECONDS, check=True)
        return [base64.b64decode(line, validate=True) for line in done.stdout.split()]
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NoKeys(type(error).__name__) from None


__all__ = ["NoKeys", "add_key", "in_a_file", "key_file", "keys_of", "open_seal"]
