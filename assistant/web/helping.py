"""The page behind a helper's one-time link: signs in first, says who asks and for what, and accepts on a press."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.actions import accounts, helping
from assistant.actions.desk import current
from assistant.errors import NotAllowed, Refusal
from assistant.web.door import language_of, page, words
from assistant.web.guard import COOKIE, apart, foreign


async def _invited(request: Request) -> Response:
    desk, token = current(), request.path_params["token"]
    actor = await apart(accounts.actor_of, desk, request.cookies.get(COOKIE))
    if actor is None:
        return RedirectResponse(f"/sign-in?next={quote(request.url.path)}&lang={language_of(request)}", 303)
    if request.method == "POST" and foreign(request):
        return PlainTextResponse("", 403)
    try:
        if request.method == "POST":
            case = await apart(helping.accept, desk, actor, token)
            return RedirectResponse(f"/tasks?case={case.id}", 303)
        offer = await apart(helping.offer, desk, token)
    except NotAllowed:
        return page(request, "helping.html", "helping", 403, error="helping_not_you")
    except Refusal:
        return page(request, "helping.html", "helping", 404, error="helping_gone")
    messages = words()[language_of(request)]
    lead = messages["helping_lead"].format(patient=offer.patient)
    return page(request, "helping.html", "helping", lead=lead, what=messages[f"helping_{offer.share.value}"])


ROUTES = [Route("/helping/{token}", _invited, methods=["GET", "POST"])]
