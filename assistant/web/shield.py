"""Middleware: nobody reaches a screen unsigned, what Streamlit serves to anybody is closed, and headers are safe."""

from __future__ import annotations

from http.cookies import SimpleCookie
from urllib.parse import quote

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.guard import COOKIE

CLOSED = ("/_stcore/upload_file", "/_stcore/metrics", "/media")
OPEN = (
    "/_stcore/",
    "/static/",
    "/sign-",
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
    b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: data: blob:; "
    b"worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)


class Shield:
    """Asks for a session cookie before a screen is served; the screens and routes check that it is a good one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in HEADERS if pair[0] not in present]
                if b"content-security-policy" not in present:
                    extra.append((b"content-security-policy", POLICY))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        if path.startswith(CLOSED):
            await PlainTextResponse("", 404)(scope, receive, with_headers)
        elif not path.startswith(OPEN) and _asks_for_a_page(scope) and not _cookie(scope):
            target = path + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            where = "/sign-in" if target == "/" else f"/sign-in?next={quote(target)}"
            await RedirectResponse(where, 303)(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def _asks_for_a_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in _header(scope, b"accept")


def _cookie(scope: Scope) -> str:
    jar = SimpleCookie(_header(scope, b"cookie"))
    return jar[COOKIE].value if COOKIE in jar else ""
