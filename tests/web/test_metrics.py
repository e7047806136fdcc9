"""What a machine may know of the service: numbers without anybody's name, and whether it can serve."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from assistant.actions import cases
from assistant.errors import NotReady
from assistant.model.people import Person, Role
from assistant.web import door, files, metrics
from tests.support import add_actor


@pytest.fixture
def http(desk):
    routes = [*door.ROUTES, *files.ROUTES, *metrics.ROUTES]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(metrics.Counted)]), base_url="http://localhost")


def test_the_numbers_need_a_token_and_hold_nobodys_name(http, desk, monkeypatch):
    elena = add_actor(desk, Role.PATIENT, "elena-canary")
    case = cases.start(desk, elena, "en")
    cases.tell(desk, elena, case.id, patient=Person(name="Canary Name"))
    http.get(f"/case/{case.id}/summary.pdf?name=Canary")
    assert http.get("/metrics").status_code == 404
    monkeypatch.setenv("SECOND_OPINION_METRICS_TOKEN", "t")
    assert http.get("/metrics", headers={"authorization": "Bearer x"}).status_code == 404
    said = http.get("/metrics", headers={"authorization": "Bearer t"}).text
    assert 'second_opinion_cases{stage="gathering"} 1' in said
    assert 'second_opinion_requests_total{kind="case",status="401"}' in said
    for word in ("canary", "Canary", case.id, elena.id):
        assert word not in said
    samples = [line for line in said.splitlines() if not line.startswith("#")]
    assert all(line.rpartition(" ")[2].replace(".", "").isdigit() for line in samples)


def test_ready_means_the_store_answers_and_there_is_room(http, desk, monkeypatch):
    assert http.get("/readyz").json() == {"ready": True, "wrong": []}
    monkeypatch.setattr(metrics, "ROOM", 1 << 62)
    assert http.get("/readyz").status_code == 503

    def away():
        raise NotReady("busy")

    monkeypatch.setattr(type(desk.store), "ping", lambda self: away())
    answer = http.get("/readyz")
    assert answer.status_code == 503 and answer.json()["wrong"] == ["store", "disk"]
    assert http.get("/healthz").status_code == 200, "alive, if not ready"
