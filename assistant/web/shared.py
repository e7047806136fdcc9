"""The page behind a link for somebody without an account. Whatever is wrong with it or its code looks the same."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.actions import linking
from assistant.actions.desk import current
from assistant.errors import NotFound
from assistant.web.door import foreign, page
from assistant.web.files import download
from assistant.web.guard import PRIVATE, apart

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
        opened = await apart(linking.visit, current(), token, secret)
    except NotFound:
        return _gone(request)
    return _quiet(page(request, "shared.html", "shared_open", asks=False, opened=opened, base=f"/shared/{token}"))


async def _enter(request: Request, token: str) -> Response:
    if foreign(request):
        return PlainTextResponse("", 403)
    form = await request.form()
    try:
        secret = await apart(linking.enter, current(), token, str(form.get("code", ""))[:40])
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
    given = (current(), request.path_params["token"], request.cookies.get(VISIT, ""), name)
    try:
        stream, size = await apart(linking.file, *given)
    except NotFound:
        return PlainTextResponse("", 404, {**PRIVATE, **QUIET})
    return _quiet(download(stream, name, linking.FILES[name], size))


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
