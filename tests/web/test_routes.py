"""Our own routes over HTTP: no session, wrong person, right person; headers; uploads that go on after a lost line."""

from contextlib import suppress

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.actions import accounts, cases
from assistant.model.people import Role
from assistant.web import door, files, helping, shared, shield, uploads
from assistant.web.guard import COOKIE
from assistant.web.shield import Shield
from tests.support import PASSWORD, add_actor

LINE = "ws://localhost/_stcore/stream"


async def screen(request):
    return PlainTextResponse("a screen")


async def line(websocket):
    await websocket.accept()
    await websocket.send_text("a line")
    with suppress(WebSocketDisconnect):
        await websocket.receive_text()


@pytest.fixture
def http(desk):
    routes = [*door.ROUTES, *helping.ROUTES, *shared.ROUTES, *uploads.ROUTES, *files.ROUTES]
    routes += [WebSocketRoute("/_stcore/stream", line), Route("/{rest:path}", screen)]
    app = Starlette(routes=routes, middleware=[Middleware(Shield, ("home", "tasks"))])
    return TestClient(app, base_url="http://localhost", follow_redirects=False)


def sign_in(http, name):
    answer = http.post("/sign-in", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 303
    return answer


def test_an_empty_data_folder_offers_the_sample_and_the_real_start(http):
    assert http.get("/sign-in").headers["location"] == "/welcome"
    page = http.get("/welcome").text
    assert "Try it with a sample patient" in page and "Set it up for real" in page
    assert "Probar con un paciente" in http.get("/welcome?lang=es").text


def test_the_first_administrator_can_be_made_once(http, desk):
    form = {"what": "real", "name": "root", "password": PASSWORD}
    assert http.post("/welcome", data=form).headers["location"] == "/"
    assert [a.role for a in desk.store.accounts()] == [Role.ADMIN]
    assert http.post("/welcome", data={**form, "name": "second"}).headers["location"] == "/sign-in"
    assert len(desk.store.accounts()) == 1


def test_a_screen_without_a_session_leads_to_signing_in_and_back(http, elena):
    answer = http.get("/tasks?case=1", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/sign-in?next=/tasks%3Fcase%3D1"
    form = {"name": "elena", "password": PASSWORD, "next": "/tasks?case=1"}
    assert http.post("/sign-in", data=form).headers["location"] == "/tasks?case=1"
    assert http.get("/tasks", headers={"accept": "text/html"}).text == "a screen"


def test_an_address_that_is_no_screen_leads_to_the_start(http, elena):
    sign_in(http, "elena")
    answer = http.get("/task", headers={"accept": "text/html"})
    assert answer.status_code == 303 and answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(http, elena, target):
    answer = http.post("/sign-in", data={"name": "elena", "password": PASSWORD, "next": target})
    assert answer.headers["location"] == "/"


def test_a_wrong_password_says_one_plain_sentence_in_the_readers_language(http, elena):
    answer = http.post("/sign-in?lang=es", data={"name": "elena", "password": "not this one"})
    assert answer.status_code == 401 and "no son correctos" in answer.text
    assert "not this one" not in answer.text


def test_a_name_typed_is_shown_as_text_only(http, elena):
    answer = http.post("/sign-in", data={"name": '"><script>x</script>', "password": "p"})
    assert "<script>x" not in answer.text


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(http, elena):
    cookie = sign_in(http, "elena").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    secure = http.post("/sign-in", data={"name": "elena", "password": PASSWORD}, headers={"x-forwarded-proto": "https"})
    assert "secure" in secure.headers["set-cookie"].lower()


def test_a_form_sent_from_another_site_is_refused(http, elena):
    form = {"name": "elena", "password": PASSWORD}
    assert http.post("/sign-in", data=form, headers={"origin": "https://evil.example"}).status_code == 403


def test_signing_out_ends_the_session(http, desk, elena):
    sign_in(http, "elena")
    token = http.cookies[COOKIE]
    http.post("/sign-out")
    assert accounts.actor_of(desk, token) is None


def test_what_streamlit_would_serve_to_anybody_is_closed(http):
    for path in ("/media/abc.png", "/_stcore/upload_file/1/2", "/_stcore/metrics", "/_stcore/agent/mcp"):
        assert http.get(path).status_code == 404


def test_every_answer_carries_the_safe_headers(http, elena):
    headers = http.get("/sign-in").headers
    assert (
        headers["x-content-type-options"] == "nosniff"
        and "frame-ancestors 'none'" in headers["content-security-policy"]
    )


ADDRESSES = [
    ("GET", "/case/{case}/page/x/1.png"),
    ("GET", "/case/{case}/slice/x/1.2/0.png"),
    ("GET", "/case/{case}/original/" + "0" * 64),
    ("GET", "/case/{case}/summary.pdf"),
    ("GET", "/case/{case}/letter.pdf?gap=1"),
    ("GET", "/case/{case}/my-summary.pdf"),
    ("GET", "/case/{case}/scans.zip"),
    ("GET", "/case/{case}/package.zip"),
    ("POST", "/upload/{case}"),
    ("GET", "/upload/{case}/x"),
    ("POST", "/upload/{case}/x"),
    ("DELETE", "/upload/{case}/x"),
    ("PATCH", "/upload/{case}/x/0"),
]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_no_route_answers_without_a_session(http, case, method, address):
    assert http.request(method, address.format(case=case.id)).status_code == 401


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
@pytest.mark.parametrize("role", list(Role))
def test_a_stranger_of_any_role_learns_not_even_that_the_case_exists(http, desk, case, role, method, address):
    add_actor(desk, role, f"stranger-{role.value}")
    if role is Role.LIAISON:
        from dataclasses import replace

        from assistant.model.audit import AuditEvent

        taken = replace(case, liaison="somebody else")
        desk.store.save(taken, case.version, AuditEvent(case.created, "x", "x", "x", case.id))
    sign_in(http, f"stranger-{role.value}")
    body = {"files": [{"path": "a", "size": 1}]}
    mine = http.request(method, address.format(case=case.id), json=body if address.endswith("{case}") else None)
    nothing = http.request(method, address.format(case="0" * 32), json=body if address.endswith("{case}") else None)
    assert mine.status_code == nothing.status_code == 404
    assert mine.json() == nothing.json()


def test_an_upload_goes_on_after_a_lost_connection(http, desk, elena, case):
    sign_in(http, "elena")
    data = b"0123456789" * 100
    begun = http.post(f"/upload/{case.id}", json={"files": [{"path": "notes.txt", "size": len(data)}]})
    where = f"/upload/{case.id}/{begun.json()['upload']}"
    http.patch(f"{where}/0", content=data[:400], headers={"Upload-Offset": "0"})
    assert http.get(where).json() == {"offsets": [400]}
    again = http.patch(f"{where}/0", content=data[:400], headers={"Upload-Offset": "0"})
    assert again.json() == {"offset": 400}, "the same chunk twice is once"
    ahead = http.patch(f"{where}/0", content=data[500:], headers={"Upload-Offset": "500"})
    assert ahead.status_code == 409 and ahead.json() == {"offset": 400}
    assert http.post(where).status_code == 409
    assert http.patch(f"{where}/0", content=data[400:], headers={"Upload-Offset": "400"}).json() == {"offset": 1000}
    assert http.post(where).json()["papers"][0]["name"] == "notes.txt"
    assert len(cases.load(desk, elena, case.id).uploads) == 1


def test_a_line_lost_in_the_middle_of_a_chunk_is_no_fault_of_the_server(http, elena, case, monkeypatch):
    from starlette.requests import ClientDisconnect, Request

    async def cut(self):
        yield b"half"
        raise ClientDisconnect

    sign_in(http, "elena")
    begun = http.post(f"/upload/{case.id}", json={"files": [{"path": "a", "size": 100}]})
    where = f"/upload/{case.id}/{begun.json()['upload']}"
    with monkeypatch.context() as lost:
        lost.setattr(Request, "stream", cut)
        assert http.patch(f"{where}/0", content=b"half a chunk", headers={"Upload-Offset": "0"}).status_code == 400
    assert http.get(where).json() == {"offsets": [0]}


def test_a_chunk_larger_than_allowed_is_refused_with_its_limit(http, elena, case, monkeypatch):
    from assistant.actions import papers

    sign_in(http, "elena")
    monkeypatch.setattr(papers, "CHUNK", 10)
    begun = http.post(f"/upload/{case.id}", json={"files": [{"path": "a", "size": 100}]})
    where = f"/upload/{case.id}/{begun.json()['upload']}/0"
    assert http.patch(where, content=b"x" * 50, headers={"Upload-Offset": "0"}).status_code == 413


@pytest.mark.parametrize("body", [b"", b"[]", b'{"files": 3}', b'{"files": [{"path": "a"}]}', b"\xff"])
def test_a_nonsense_request_is_answered_with_a_reason(http, elena, case, body):
    sign_in(http, "elena")
    assert http.post(f"/upload/{case.id}", content=body).status_code == 400


def test_the_pages_before_signing_in_have_the_same_messages_in_both_languages():
    words = door.words()
    assert words["en"].keys() == words["es"].keys()


def test_a_helpers_link_leads_through_signing_in_and_is_accepted_once(http, desk, elena, case):
    from assistant.actions.helping import invite
    from assistant.model.helping import Share

    add_actor(desk, Role.HELPER, "tom")
    _, token = invite(desk, elena, case.id, Share.NO_RESULTS)
    where = f"/helping/{token}"
    assert http.get(where).headers["location"] == f"/sign-in?next={where}&lang=en"
    sign_in(http, "tom")
    page = http.get(where)
    assert "elena asks you to help" in page.text and "not see test results" in page.text
    assert "Le piden su ayuda" in http.get(f"{where}?lang=es").text
    assert http.post(where, headers={"origin": "https://evil.example"}).status_code == 403
    assert http.post(where).headers["location"] == f"/tasks?case={case.id}"
    gone = http.get(where)
    assert gone.status_code == 404 and "Ask for a new one" in gone.text


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-up", "/welcome", "/helping/x", "/shared/x"])
def test_a_form_larger_than_anybody_types_is_not_even_read(http, elena, path):
    assert http.post(path, content=b"name=" + b"x" * (65 << 10)).status_code == 413


def test_a_body_that_does_not_say_how_large_it_is_is_not_read(http, elena, case):
    def endless():
        yield b"name="
        raise AssertionError("it was read")

    assert http.post("/sign-in", content=endless()).status_code == 411


def test_a_list_of_files_has_a_limit_too(http, elena, case):
    sign_in(http, "elena")
    assert http.post(f"/upload/{case.id}", content=b"x" * (9 << 20)).status_code == 413


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:9999", "null"])
def test_no_other_sites_page_opens_a_line_to_a_screen(http, elena, origin):
    sign_in(http, "elena")
    with pytest.raises(WebSocketDisconnect), http.websocket_connect(LINE, headers={"origin": origin}):
        pass
    with http.websocket_connect(LINE, headers={"origin": "http://localhost"}) as line:
        assert line.receive_text() == "a line"


def test_a_crowd_without_a_session_cannot_take_all_lines_and_keeps_nobody_out_who_has_one(http, elena, monkeypatch):
    monkeypatch.setattr(shield, "STRANGERS", 1)
    stranger = TestClient(http.app, base_url="http://localhost")
    with stranger.websocket_connect(LINE) as line:
        assert line.receive_text() == "a line"
        with pytest.raises(WebSocketDisconnect), stranger.websocket_connect(LINE):
            pass
        sign_in(http, "elena")
        with http.websocket_connect(LINE) as mine:
            assert mine.receive_text() == "a line"
    with stranger.websocket_connect(LINE) as line:
        assert line.receive_text() == "a line"


def test_scripts_are_not_made_of_text_and_lines_lead_to_this_host_only(http, elena):
    policy = http.get("/").headers["content-security-policy"]
    assert "unsafe-eval" not in policy and "ws://localhost wss://localhost" in policy and " ws: " not in policy
    hostile = http.get("/", headers={"host": "a; script-src *"}).headers["content-security-policy"]
    assert "script-src *" not in hostile


def test_on_a_service_that_is_not_open_nobody_becomes_administrator_or_a_sample_over_the_web(http, desk, monkeypatch):
    monkeypatch.setenv("SECOND_OPINION_SIGN_UP", "closed")
    for form in ({"what": "real", "name": "root", "password": PASSWORD}, {"what": "sample"}):
        answer = http.post("/welcome", data=form)
        assert answer.status_code == 403 and "users add" in answer.text
    assert http.get("/welcome").status_code == 403 and desk.store.accounts() == []


def test_a_sample_says_that_it_is_open_to_all_and_its_people_are_shut_out_of_a_closed_service(http, desk, monkeypatch):
    from assistant.actions import demo

    add_actor(desk, Role.LIAISON, demo.NAMES[Role.LIAISON][0])
    desk.store.keep("sample", b"1")
    assert "Do not add real papers" in http.get("/sign-in").text
    assert "No agregue documentos reales" in http.get("/sign-in?lang=es").text
    assert http.post("/sign-in", data={"sample": "liaison"}).status_code == 303
    monkeypatch.setenv("SECOND_OPINION_SIGN_UP", "closed")
    assert http.post("/sign-in", data={"sample": "liaison"}).status_code == 401
