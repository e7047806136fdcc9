"""Middleware: the page's own scripts and styles, squeezed once and sent from memory.

They are the framework's files, the same for everybody, under names that hold their hash. Sixty of them make a first
visit; the framework reads each from the disk in pieces and sends it unsqueezed: three times the bytes for a phone.
"""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX = "/static/"
SQUEEZED = {".js": b"text/javascript; charset=utf-8", ".css": b"text/css; charset=utf-8"}
YEAR = b"public, immutable, max-age=31536000"


def framework_files() -> Path:
    """Where the framework keeps what it serves under `/static/`."""
    spec = find_spec("streamlit")
    return Path(str(spec and spec.origin)).parent / "static" / "static"


class Assets:
    """Answers for files of `folder` that were there at the start; everything else goes on to the framework."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        files = (path for path in folder.glob("**/*") if path.is_file() and path.suffix in SQUEEZED)
        self._files = {PREFIX + path.relative_to(folder).as_posix(): path for path in files}
        self._kept: dict[str, tuple[bytes, list[tuple[bytes, bytes]]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in self._files or not _wants(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._kept:
            self._kept[path] = await to_thread.run_sync(_squeezed, self._files[path])
        body, headers = self._kept[path]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})


def _wants(scope: Scope) -> bool:
    """Whether this is a plain request of a browser that can unpack."""
    asked = dict(scope["headers"])
    plain = scope["method"] in ("GET", "HEAD") and b"range" not in asked
    return plain and b"gzip" in asked.get(b"accept-encoding", b"")


def _squeezed(path: Path) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    body = gzip.compress(path.read_bytes(), 6, mtime=0)
    headers = {
        b"content-type": SQUEEZED[path.suffix],
        b"content-encoding": b"gzip",
        b"content-length": str(len(body)).encode(),
        b"vary": b"Accept-Encoding",
        b"cache-control": YEAR,
        b"x-content-type-options": b"nosniff",
    }
    return body, list(headers.items())
