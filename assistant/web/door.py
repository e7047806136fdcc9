"""The pages before anybody is signed in: first start, signing in and out. Plain HTML that works without scripts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.actions import accounts, addresses, demo, identity, known, second
from assistant.actions.desk import Desk, current
from assistant.errors import BadInput, NotAllowed
from assistant.model.people import Role
from assistant.web.guard import COOKIE, address_of, apart, foreign

HERE = Path(__file__).parent
KNOWN = "so_known"  # of a browser that signed in before


@cache
def words() -> dict[str, dict[str, str]]:
    """The messages of these pages by language."""
    return dict(yaml.safe_load((HERE / "words.yml").read_text(encoding="utf-8")))


@cache
def _pages() -> Environment:
    return Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())


def language_of(request: Request) -> str:
    """The address says, or the browser."""
    asked = request.query_params.get("lang", "")
    if asked in words():
        return asked
    return "es" if request.headers.get("accept-language", "").lower().startswith("es") else "en"


def page(request: Request, template: str, heading: str, status: int = 200, **values: Any) -> Response:
    """One of these pages in the reader's language; `error` and `notice` are message keys."""
    language = language_of(request)
    values = {"error": "", "notice": "", "next": "", "name": "", **values}
    messages = words()[language]
    for key in ("error", "notice"):
        values[key] = messages.get(values[key], values[key])
    html = _pages().get_template(template)
    body = html.render(lang=language, languages=words().items(), t=messages, title=messages[heading], **values)
    return HTMLResponse(body, status, {"Cache-Control": "no-store"})


def _local(address: str) -> str:
    """An address of ours to return to, never another site's."""
    parts = urlsplit(address)
    fine = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if fine and not parts.scheme and not parts.netloc else "/"


def enter(request: Request, token: str, target: str) -> Response:
    """Gives the browser its session and leads on to `target`, if that is ours."""
    answer = RedirectResponse(_local(target), 303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=_secure(request), path="/")
    return answer


async def _enter_known(request: Request, desk: Desk, token: str, target: str) -> Response:
    """As `enter`, and the browser is known from now on."""
    answer, actor = enter(request, token, target), await apart(accounts.actor_of, desk, token)
    browser = await apart(known.remember, desk, request.cookies.get(KNOWN, ""), actor.id)
    half_a_year = int(known.KEPT.total_seconds())
    answer.set_cookie(
        KNOWN, browser, half_a_year, httponly=True, samesite="lax", secure=_secure(request), path="/sign-in"
    )
    return answer


def _secure(request: Request) -> bool:
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"


async def sign_in(request: Request) -> Response:
    """GET shows the form, POST signs in."""
    desk = current()
    if await apart(accounts.first_start, desk):
        return RedirectResponse("/welcome", 303)
    sample = await apart(demo.is_sample, desk)
    common = {"sample": sample, "sign_up": demo.open_sign_up(), "organisation": identity.provider() is not None}
    if request.method == "GET":
        target = request.query_params.get("next", "")
        notice = "signed_out" if "out" in request.query_params else ""
        return page(request, "sign_in.html", "sign_in", next=target, notice=notice, **common)
    if foreign(request):
        return PlainTextResponse("", 403)
    form = await request.form()
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    target, browser = str(form.get("next", "")) or "/", request.cookies.get(KNOWN, "")
    trusted = await apart(known.knows, desk, browser, name)
    try:
        if not trusted:
            await apart(addresses.let_in, desk, address_of(request))
        if sample and form.get("sample"):
            return enter(request, await apart(demo.enter, desk, str(form["sample"])), target)
        place = browser if trusted else addresses.counted(address_of(request))
        token = await apart(accounts.sign_in, desk, name, password, place, trusted)
    except accounts.CodeNeeded as asked:
        return page(request, "code.html", "code_title", pending=asked.pending, next=target)
    except accounts.TooManyAttempts:
        return page(request, "sign_in.html", "sign_in", 429, error="too_many", name=name, next=target, **common)
    except NotAllowed:
        await apart(addresses.failed, desk, address_of(request))
        return page(request, "sign_in.html", "sign_in", 401, error="wrong", name=name, next=target, **common)
    return await _enter_known(request, desk, token, target)


async def code(request: Request) -> Response:
    """The code of the second factor, after the password."""
    if foreign(request):
        return PlainTextResponse("", 403)
    desk, form = current(), await request.form()
    pending, target = str(form.get("pending", "")), str(form.get("next", "")) or "/"
    again = {"pending": pending, "next": target}
    try:
        await apart(addresses.let_in, desk, address_of(request))
        token = await apart(second.confirm, desk, pending, str(form.get("code", "")))
    except accounts.TooManyAttempts:
        return page(request, "code.html", "code_title", 429, error="too_many", **again)
    except NotAllowed:
        await apart(addresses.failed, desk, address_of(request))
        return page(request, "code.html", "code_title", 401, error="wrong_code", **again)
    return await _enter_known(request, desk, token, target)


async def sign_up(request: Request) -> Response:
    """A patient makes their own account, where the settings allow it."""
    desk = current()
    if foreign(request) or not demo.open_sign_up() or await apart(accounts.first_start, desk):
        return PlainTextResponse("", 403)
    form = await request.form()
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    try:
        await apart(addresses.let_in, desk, address_of(request))
        await apart(addresses.failed, desk, address_of(request))  # an account costs us, and a name that is taken tells
        account = await apart(accounts.add, desk, None, name, Role.PATIENT, password, name, language_of(request))
    except accounts.TooManyAttempts:
        return page(request, "sign_in.html", "sign_in", 429, error="too_many", name=name, sample=False, sign_up=True)
    except BadInput as wrong:
        sample = await apart(demo.is_sample, desk)
        key = wrong.reason.replace("-", "_")
        return page(request, "sign_in.html", "sign_in", 400, error=key, name=name, sample=sample, sign_up=True)
    return enter(request, await apart(accounts.open_session, desk, account), "/")


async def sign_out(request: Request) -> Response:
    """Ends the session and says so."""
    await apart(accounts.sign_out, current(), request.cookies.get(COOKIE))
    answer = RedirectResponse(f"/sign-in?out=1&lang={language_of(request)}", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


async def welcome(request: Request) -> Response:
    """First start with an empty data folder: a sample patient, or the first administrator."""
    desk = current()
    if not await apart(accounts.first_start, desk):
        return RedirectResponse("/sign-in", 303)
    if not demo.open_sign_up():  # on a service that is not open, whoever comes first is not its administrator
        return page(request, "failed.html", "welcome", 403, error="first_by_command")
    if request.method == "GET":
        return page(request, "welcome.html", "welcome")
    if foreign(request):
        return PlainTextResponse("", 403)
    form = await request.form()
    if form.get("what") == "sample":
        await apart(demo.make, desk)
        await apart(demo.make_second, desk)
        return RedirectResponse(f"/sign-in?lang={language_of(request)}", 303)
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    try:
        await apart(accounts.add, desk, None, name, Role.ADMIN, password, name, language_of(request))
    except BadInput as wrong:
        return page(request, "welcome.html", "welcome", 400, error=wrong.reason.replace("-", "_"))
    return enter(request, await apart(accounts.sign_in, desk, name, password), "/")


ROUTES = [
    Route("/sign-in", sign_in, methods=["GET", "POST"]),
    Route("/sign-in/code", code, methods=["POST"]),
    Route("/sign-up", sign_up, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["GET", "POST"]),
    Route("/welcome", welcome, methods=["GET", "POST"]),
]
