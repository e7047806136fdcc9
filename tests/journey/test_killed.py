"""kill -9 with real processes: nothing said to be saved is lost, nothing is half there, nothing is done twice."""

import time

import httpx
import pytest

from assistant.model.case import PaperState
from assistant.settings import from_environment
from assistant.wiring import wire
from tests.journey.serving import Server
from tests.support import PASSWORD

PAPER = b"CT CHEST\nPatient: Elena Marsh\nImpression: 8 mm nodule in the right upper lobe.\n" * 40


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "data", tmp_path / "log").start()
    yield server
    server.stop()


def sign_up(server):
    http = httpx.Client(base_url=server.url)
    http.post("/welcome", data={"what": "real", "name": "root", "password": PASSWORD})
    http.cookies.clear()
    assert http.post("/sign-up", data={"name": "elena", "password": PASSWORD}).status_code == 303
    return http


def look(server):
    """The stored data as another process sees it."""
    return wire(from_environment(server.data), background=False)


def start_case(server):
    from assistant.actions import cases

    desk = look(server)
    elena = desk.store.account_named("elena").actor
    return cases.start(desk, elena, "en")


def wait_until_read(server, case_id, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        case = look(server).store.case(case_id)
        if case.uploads and all(u.state in (PaperState.READ, PaperState.PARTIAL) for u in case.uploads):
            return case
        time.sleep(0.2)
    raise AssertionError([u.state for u in case.uploads])


def begin(http, case, size):
    files = {"files": [{"path": "ct.txt", "size": size}]}
    return f"/upload/{case.id}/{http.post(f'/upload/{case.id}', json=files).json()['upload']}"


@pytest.mark.parametrize("moment", ["half sent", "all sent", "recorded", "being read"])
def test_an_upload_survives_a_kill_at_any_moment(server, moment):
    http = sign_up(server)
    case = start_case(server)
    where = begin(http, case, len(PAPER))
    half = len(PAPER) // 2
    http.patch(f"{where}/0", content=PAPER[:half], headers={"Upload-Offset": "0"})
    if moment != "half sent":
        http.patch(f"{where}/0", content=PAPER[half:], headers={"Upload-Offset": str(half)})
    if moment in ("recorded", "being read"):
        http.post(where)
    if moment == "being read":
        time.sleep(0.5)
    server.kill()
    server.start()
    http = httpx.Client(base_url=server.url, cookies=http.cookies)
    if moment in ("half sent", "all sent"):
        [offset] = http.get(where).json()["offsets"]
        assert offset == (half if moment == "half sent" else len(PAPER))
        http.patch(f"{where}/0", content=PAPER[offset:], headers={"Upload-Offset": str(offset)})
        assert http.post(where).status_code == 200
    case = wait_until_read(server, case.id)
    assert len(case.uploads) == 1
    desk = look(server)
    with desk.blobs.open(case.uploads[0].sha256) as stored:
        assert stored.read() == PAPER
    assert desk.store.verify_trail() is None
    assert not [path for path in (server.data / "tmp").rglob("*") if path.is_file()], "plain bytes left behind"
