"""The page behind a link for somebody without an account. Whatever is wrong with it or its code looks the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.actions import addresses, linking
from assistant.actions.accounts import TooManyAttempts
from assistant.actions.desk import current
from assistant.errors import NotFound
from assistant.web.door import page
from assistant.web.files import download
from assistant.web.guard import PRIVATE, address_of, apart, foreign

VISIT = "so_visit"
# `no-referrer` would have browsers name no origin with the form either, and `foreign` would refuse it.
QUIET = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"}


async def _open(request: Request) -> Response:
    """GET asks for the code, or shows what there is in a visit; POST uses the code."""
    token = request.path_params["token"]
    if request.method == "POST":
        return await _enter(request, token)
    secret = request.cookies.get(VISIT, "")
    if not secret:
        return _quiet(page(request, "shared.html", "shared", asks=True))
    try:
        opened = await _counted(request, linking.visit, token, secret)
    except NotFound:
        return _gone(request)
    return _quiet(page(request, "shared.html", "shared_open", asks=False, opened=opened, base=f"/shared/{token}"))


async def _enter(request: Request, token: str) -> Response:
    if foreign(request):
        return PlainTextResponse("", 403)
    form = await request.form()
    try:
        secret = await _counted(request, linking.enter, token, str(form.get("code", ""))[:40])
    except NotFound:
        return _gone(request)
    answer = RedirectResponse(request.url.path, 303, QUIET)
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    lasts = int(linking.VISIT.total_seconds())
    answer.set_cookie(
        VISIT, secret, max_age=lasts, httponly=True, samesite="strict", secure=secure, path=request.url.path
    )
    return answer


async def _file(request: Request) -> Response:
    """A file of the package, in a visit; else nothing at all."""
    name = request.path_params["name"]
    try:
        given = (request.path_params["token"], request.cookies.get(VISIT, ""), name)
        stream, size = await _counted(request, linking.file, *given)
    except NotFound:
        return PlainTextResponse("", 404, {**PRIVATE, **QUIET})
    return _quiet(download(stream, name, linking.FILES[name], size))


async def _counted(request: Request, deed: Callable[..., Any], *given: str) -> Any:
    """What the deed gives. Failures count against the address; one that failed too often hears what all others hear."""
    desk, address = current(), address_of(request)
    try:
        await apart(addresses.let_in, desk, address)
        return await apart(deed, desk, *given)
    except TooManyAttempts:
        raise NotFound("no-such-link") from None
    except NotFound:
        await apart(addresses.failed, desk, address)
        raise


def _gone(request: Request) -> Response:
    answer = page(request, "shared.html", "shared", 404, error="shared_gone", asks=False)
    answer.delete_cookie(VISIT, path=request.url.path)
    return _quiet(answer)


def _quiet(answer: Response) -> Response:
    answer.headers.update(QUIET)
    return answer


ROUTES = [
    Route("/shared/{token}", _open, methods=["GET", "POST"]),
    Route("/shared/{token}/{name}", _file),
]
