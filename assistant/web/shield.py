"""Middleware: nobody reaches a screen unsigned, what Streamlit serves to anybody is closed, headers are safe, no body
is larger than its purpose, and no other site's page opens a line to a screen."""

from __future__ import annotations

import re
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.actions import accounts
from assistant.actions.desk import current
from assistant.web.guard import COOKIE, apart

CLOSED = ("/_stcore/upload_file", "/_stcore/metrics", "/_stcore/agent", "/media")
OPEN = (
    "/_stcore/",
    "/static/",
    "/sign-",
    "/oidc/",
    "/readyz",
    "/metrics",
    "/welcome",
    "/healthz",
    "/favicon",
    "/case/",
    "/upload/",
    "/helping/",
    "/shared/",
    "/vendor/",
)

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
)
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'{lines} data: blob:; "
    "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?")

FORM, LISTING = 64 << 10, 8 << 20  # bytes: what a person types; the names of 20,000 files
STRANGERS = 40  # open lines without a session: a page that was left open says how to sign in again


class Shield:
    """Asks for a session cookie before a screen is served; the screens and routes check that it is a good one."""

    def __init__(self, app: ASGIApp, screens: Collection[str] = ()) -> None:
        """`screens`: the addresses of pages; who asks for another is led to the start. None given: all are."""
        self._app, self._strangers, self._screens = app, 0, screens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._line(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _line(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A screen's websocket: for pages of this host only, and for a few at most who are not signed in."""
        origin, host = _header(scope, b"origin"), _header(scope, b"host")
        stranger = await apart(accounts.seconds_left, current(), _cookie(scope)) is None
        if (origin and urlsplit(origin).netloc != host) or (stranger and self._strangers >= STRANGERS):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        self._strangers += stranger
        try:
            await self._app(scope, receive, send)
        finally:
            self._strangers -= stranger

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in HEADERS if pair[0] not in present]
                if b"content-security-policy" not in present:
                    extra.append((b"content-security-policy", _policy(_header(scope, b"host"))))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        if path.startswith(CLOSED):
            await PlainTextResponse("", 404)(scope, receive, with_headers)
        elif (refused := _size_refused(scope)) is not None:
            await PlainTextResponse("", refused, {"Connection": "close"})(scope, receive, with_headers)
        elif not path.startswith(OPEN) and _asks_for_a_page(scope) and not _cookie(scope):
            target = path + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            where = "/sign-in" if target == "/" else f"/sign-in?next={quote(target)}"
            await RedirectResponse(where, 303)(scope, receive, with_headers)
        elif self._screens and not path.startswith(OPEN) and _asks_for_a_page(scope) and self._is_none(path):
            await RedirectResponse("/", 303)(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)

    def _is_none(self, path: str) -> bool:
        """Whether there is no such screen; the framework would say so in English, whatever the reader's language."""
        return path.strip("/") not in self._screens and path != "/"


def _policy(host: str) -> bytes:
    """Lines may be opened to this host alone; not every browser takes `'self'` to mean its websockets too."""
    lines = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return POLICY.format(lines=lines).encode()


def _size_refused(scope: Scope) -> int | None:
    """The status for a body that is too large, or does not say how large it is; chunks of a paper count themselves."""
    if scope["method"] in ("GET", "HEAD", "PATCH"):
        return None
    said = _header(scope, b"content-length")
    if not said:
        return 411 if _header(scope, b"transfer-encoding") else None
    most = LISTING if scope["path"].startswith("/upload/") else FORM
    return None if said.isdecimal() and int(said) <= most else 413


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def _asks_for_a_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in _header(scope, b"accept")


def _cookie(scope: Scope) -> str:
    try:
        jar = SimpleCookie(_header(scope, b"cookie"))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""
