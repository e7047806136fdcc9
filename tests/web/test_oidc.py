"""Signing in with an organisation, against a real provider on this machine."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from assistant.actions import accounts
from assistant.model.people import Role
from assistant.web import door, oidc
from assistant.web.guard import COOKIE
from assistant.web.shield import Shield
from tests.journey.serving import free_port
from tests.support import PASSWORD, add_actor, make_desk
from tests.web.idp import IdentityProvider


@pytest.fixture(scope="module")
def idp():
    provider = IdentityProvider(free_port()).start()
    yield provider
    provider.stop()


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path)
    add_actor(desk, Role.ADMIN, "root")
    return desk


@pytest.fixture
def http(desk, idp, monkeypatch):
    idp.nonce = None
    idp.claims = {"sub": "u1", "email": "nurse@example.org", "name": "Nurse Dana", "groups": ["coordinators"]}
    monkeypatch.setenv("SECOND_OPINION_OIDC_URL", f"{idp.url}/.well-known/openid-configuration")
    monkeypatch.setenv("SECOND_OPINION_OIDC_CLIENT", "sop")
    monkeypatch.setenv("SECOND_OPINION_OIDC_SECRET", "s")
    monkeypatch.setenv("SECOND_OPINION_OIDC_ROLES", "coordinators=liaison,physicians=provider")
    app = Starlette(routes=[*door.ROUTES, *oidc.ROUTES], middleware=[Middleware(Shield)])  # as app.py serves them
    html = {"accept": "text/html"}
    return TestClient(app, base_url="http://localhost", follow_redirects=False, headers=html)


def through(http, to="/oidc/login"):
    """A browser's way: to the provider and back; the last answer of ours."""
    away = http.get(to)
    assert away.status_code == 302, away.text
    back = httpx.get(away.headers["location"], timeout=60).headers["location"]
    return http.get(back.removeprefix("http://localhost"))


def test_the_sign_in_page_offers_it_where_it_is_configured(http, monkeypatch):
    assert "/oidc/login" in http.get("/sign-in").text
    monkeypatch.delenv("SECOND_OPINION_OIDC_URL")
    assert "/oidc/login" not in http.get("/sign-in").text
    assert http.get("/oidc/login").status_code == 404


def test_who_the_organisation_vouches_for_gets_a_session_of_ours_with_the_role_of_the_claim(http, desk):
    answer = through(http, "/oidc/login?next=/queue")
    assert answer.status_code == 303 and answer.headers["location"] == "/queue"
    actor = accounts.actor_of(desk, http.cookies[COOKIE])
    assert actor.role is Role.LIAISON and actor.name == "Nurse Dana"
    assert "httponly" in answer.headers["set-cookie"].lower()


def test_the_same_person_is_the_same_account_and_a_changed_claim_a_changed_role(http, desk, idp):
    through(http)
    first = accounts.actor_of(desk, http.cookies[COOKIE])
    idp.claims = idp.claims | {"groups": ["physicians"], "email": "new@example.org"}
    through(http)
    again = accounts.actor_of(desk, http.cookies[COOKIE])
    assert again.id == first.id and again.role is Role.PROVIDER


def test_somebody_without_a_role_is_refused_and_gets_no_account(http, desk, idp):
    idp.claims = idp.claims | {"groups": ["cooks"], "sub": "u2"}
    answer = through(http)
    assert answer.status_code == 403 and COOKIE not in http.cookies
    assert [a.name for a in desk.store.accounts()] == ["root"]


def test_an_account_with_a_password_is_never_taken_over_by_its_name(http, desk, idp):
    mine = add_actor(desk, Role.LIAISON, "nurse@example.org")
    through(http)
    assert accounts.actor_of(desk, http.cookies[COOKIE]).id != mine.id


def test_an_account_of_an_organisation_has_no_password_and_ends_when_disabled(http, desk):
    through(http)
    actor = accounts.actor_of(desk, http.cookies[COOKIE])
    with pytest.raises(Exception, match="wrong-name-or-password"):
        accounts.sign_in(desk, "nurse@example.org", PASSWORD)
    accounts.disable(desk, None, actor.id)
    http.cookies.clear()
    assert through(http).status_code == 403 and COOKIE not in http.cookies


def test_an_answer_that_does_not_fit_the_question_opens_nothing(http, desk, idp):
    idp.nonce = "another"
    assert through(http).status_code == 502
    idp.nonce = None
    away = http.get("/oidc/login")
    back = httpx.get(away.headers["location"], timeout=60).headers["location"].removeprefix("http://localhost")
    assert http.get(back.replace("state=", "state=x")).status_code == 502
    assert http.get(back).headers["location"] == "/sign-in", "what was remembered works once"
    assert COOKIE not in http.cookies


def test_a_provider_that_is_down_is_said_in_plain_words(http, monkeypatch):
    monkeypatch.setenv("SECOND_OPINION_OIDC_URL", f"http://127.0.0.1:{free_port()}/x")
    answer = http.get("/oidc/login")
    assert answer.status_code == 502 and "did not answer" in answer.text
