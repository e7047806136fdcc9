"""What every route of ours has in common: who asks, how refusals look, and which headers go with an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from assistant.actions import accounts
from assistant.actions.desk import Desk, current
from assistant.errors import BadInput, Changed, Damaged, NotAllowed, NotFound, NotReady, Refusal
from assistant.model.people import Actor

COOKIE = "so_session"
STATUS: dict[type[Refusal], int] = {
    NotAllowed: 403,
    NotFound: 404,
    NotReady: 409,
    Changed: 409,
    BadInput: 400,
    Damaged: 410,
}
PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox",
}

Handler = Callable[[Desk, Actor, Request], Awaitable[Response]]


def signed_in(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Runs `handler` for a signed-in person; refusals become a status and a reason key, never words of a record."""

    async def route(request: Request) -> Response:
        desk = current()
        actor = await to_thread.run_sync(accounts.actor_of, desk, request.cookies.get(COOKIE))
        if actor is None:
            return JSONResponse({"reason": "signed-out"}, 401, PRIVATE)
        if request.method not in ("GET", "HEAD") and foreign(request):
            return JSONResponse({"reason": "cross-site"}, 403, PRIVATE)
        try:
            return await handler(desk, actor, request)
        except Refusal as refusal:
            status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 400)
            return JSONResponse({"reason": refusal.reason}, status, PRIVATE)
        except ClientDisconnect:  # a lost line is no fault of ours: what came is dropped, nobody hears the answer
            return Response(status_code=400)

    return route


def foreign(request: Request) -> bool:
    """Whether what is asked comes from a page of another site (or of another host of this one)."""
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("origin")
    return bool(origin) and urlsplit(str(origin)).netloc != request.headers.get("host")


def address_of(request: Request) -> str:
    """Where a request comes from: as the nearest proxy says, if one of ours (on this machine or network) handed it
    on; a stranger's own word for it is never taken."""
    peer = request.client.host if request.client else ""
    said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    try:
        ours = ip_address(peer).is_private
    except ValueError:
        ours = False
    return said if said and ours else peer


async def apart(function: Callable[..., Any], *args: Any) -> Any:
    """Runs a blocking action in a thread, so that one slow answer holds up nobody else."""
    return await to_thread.run_sync(lambda: function(*args))
