"""Signing in with an organisation (OpenID Connect, code flow with PKCE) by Authlib; opens a session of our own.

GET /oidc/login      to the provider
GET /oidc/callback   back from it
What is remembered between the two lies in the store, under the hash of a short-lived cookie.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.actions import accounts, identity
from assistant.actions.desk import Desk, current
from assistant.errors import NotAllowed
from assistant.web.door import enter, page
from assistant.web.guard import apart

COOKIE, PATH, MINUTES = "so_oidc", "/oidc", 10
_log = logging.getLogger(__name__)


def _client(provider: identity.Provider) -> Any:
    from authlib.integrations.starlette_client import OAuth

    return OAuth().register(
        "organisation",
        server_metadata_url=provider.metadata,
        client_id=provider.client,
        client_secret=provider.secret or None,
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": 20},
    )


def _key(cookie: str) -> str:
    return f"oidc:{accounts.hash_of(cookie)}"


def _own_address(request: Request) -> str:
    """Where the provider sends the browser back to: the public address of the settings, or the one asked for."""
    public = os.environ.get("SECOND_OPINION_URL", "").rstrip("/")
    scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
    return f"{public or f'{scheme}://{request.url.netloc}'}/oidc/callback"


async def login(request: Request) -> Response:
    """Sends the browser to the provider."""
    provider, desk = identity.provider(), current()
    if provider is None:
        return PlainTextResponse("", 404)
    remembered: dict[str, Any] = {}
    request.scope["session"] = remembered
    try:
        answer: Response = await _client(provider).authorize_redirect(request, _own_address(request))
    except Exception as error:  # noqa: BLE001 - the provider is somebody else's: its words stay out of our log
        return _failed(request, error)
    cookie = secrets.token_urlsafe(32)
    kept = {"session": remembered, "next": request.query_params.get("next", ""), "at": desk.clock.now()}
    await apart(desk.store.keep, _key(cookie), json.dumps(kept).encode())
    secure = _own_address(request).startswith("https")
    answer.set_cookie(COOKIE, cookie, MINUTES * 60, path=PATH, httponly=True, samesite="lax", secure=secure)
    return answer


async def callback(request: Request) -> Response:
    """Back from the provider: the code is exchanged, the token checked, and a session opened."""
    provider, desk = identity.provider(), current()
    kept = await apart(_take, desk, request.cookies.get(COOKIE, "")) if provider else None
    if provider is None or kept is None:
        return RedirectResponse("/sign-in", 303)
    request.scope["session"] = kept["session"]
    try:
        token = await _client(provider).authorize_access_token(request)
        session = await apart(identity.enter, desk, provider, token["userinfo"])
    except NotAllowed:
        return page(request, "failed.html", "sign_in", 403, error="no_role")
    except Exception as error:  # noqa: BLE001 - as above; a forged or stale answer ends here too
        return _failed(request, error)
    answer = enter(request, session, kept["next"])
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def _take(desk: Desk, cookie: str) -> dict[str, Any] | None:
    """What was remembered, once."""
    kept = desk.store.kept(_key(cookie)) if cookie else None
    if kept is None:
        return None
    desk.store.forget(_key(cookie))
    return dict(json.loads(kept))


def _failed(request: Request, error: Exception) -> Response:
    _log.error("signing in with the organisation failed: %s", type(error).__name__)
    return page(request, "failed.html", "sign_in", 502, error="organisation_failed")


ROUTES = [Route("/oidc/login", login), Route("/oidc/callback", callback)]
