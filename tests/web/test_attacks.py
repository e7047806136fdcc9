"""What somebody who means harm sends to our own routes: other people's ids, values of the wrong shape, codes again."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from assistant.actions import accounts, cases, chatting, delivering, helping, linking, papers, review, second
from assistant.errors import NotAllowed, Refusal
from assistant.model.people import Role
from assistant.web import door, files, shared, uploads
from assistant.web.guard import COOKIE
from assistant.web.shield import Shield
from tests.support import PASSWORD, add_actor, add_files, case_of_elena, make_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return make_desk(tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="module")
def elena(desk):
    return add_actor(desk, Role.PATIENT, "elena")


@pytest.fixture(scope="module")
def tom(desk):
    return add_actor(desk, Role.PATIENT, "tom")


@pytest.fixture(scope="module")
def hers(desk, elena):
    return case_of_elena(desk, elena)


@pytest.fixture(scope="module")
def his(desk, tom):
    return cases.start(desk, tom, "en")


def signed_in(desk, actor):
    routes = [*door.ROUTES, *shared.ROUTES, *uploads.ROUTES, *files.ROUTES]
    app = Starlette(routes=routes, middleware=[Middleware(Shield)])
    http = TestClient(app, base_url="http://localhost", follow_redirects=False)
    http.cookies.set(COOKIE, accounts.open_session(desk, desk.store.account(actor.id)))
    return http


def test_another_patients_ids_under_ones_own_case_give_nothing(desk, elena, tom, hers, his):
    [sha256] = [u.sha256 for u in hers.uploads]
    document = cases.dossier(desk, elena, hers.id).papers[0].id
    begun = papers.begin(desk, elena, hers.id, [("more.txt", 4)])
    http = signed_in(desk, tom)
    tried = [
        ("GET", f"/case/{his.id}/page/{document}/1.png"),
        ("GET", f"/case/{his.id}/slice/{document}/1.2/0.png"),
        ("GET", f"/case/{his.id}/original/{sha256}"),
        ("GET", f"/upload/{his.id}/{begun.id}"),
        ("POST", f"/upload/{his.id}/{begun.id}"),
        ("PATCH", f"/upload/{his.id}/{begun.id}/0"),
        ("DELETE", f"/upload/{his.id}/{begun.id}"),
    ]
    answers = [http.request(*each, headers={"upload-offset": "0"}).status_code for each in tried]
    assert answers == [404] * len(tried)
    assert papers.incoming(desk, elena, hers.id, begun.id) == begun, "and it is still hers"


def test_another_patients_ids_in_actions_on_ones_own_case_change_nothing_of_hers(desk, elena, tom, hers, his):
    before, [sha256] = desk.store.case(hers.id), [u.sha256 for u in hers.uploads]
    for deed in (
        lambda: papers.remove(desk, tom, his.id, sha256),
        lambda: papers.unlock(desk, tom, his.id, sha256, "guess"),
        lambda: linking.revoke(desk, tom, his.id, "x"),
        lambda: helping.revoke(desk, tom, his.id, elena.id),
        lambda: delivering.again(desk, tom, his.id, "x"),
        lambda: review.viewed(desk, tom, hers.id, "fact"),
        lambda: chatting.thread(desk, tom, hers.id),
    ):
        try:
            deed()
        except Refusal:
            continue
    assert desk.store.case(hers.id) == before
    assert not [e for e in desk.store.trail(hers.id) if e.actor == tom.id and e.outcome == "done"]


ODD = [
    "-1",
    "0",
    "99999999999999999999",
    "nan",
    "inf",
    "1e999",
    "%00",
    "..%2f..%2fpasswd",
    "%ed%a0%80",
    "'",
    "<b>",
]


@pytest.mark.parametrize("odd", ODD)
def test_values_of_the_wrong_shape_are_refused_and_never_a_defect(desk, elena, hers, odd):
    document = cases.dossier(desk, elena, hers.id).papers[0].id
    http = signed_in(desk, elena)
    for address in (
        f"/case/{odd}/page/{document}/1.png",
        f"/case/{hers.id}/page/{odd}/1.png",
        f"/case/{hers.id}/page/{document}/{odd}.png",
        f"/case/{hers.id}/page/{document}/1.png?start={odd}&end={odd}",
        f"/case/{hers.id}/slice/{document}/{odd}/0.png?c={odd}&w={odd}",
        f"/case/{hers.id}/original/{odd}",
        f"/case/{hers.id}/my-summary.pdf?lang={odd}",
        f"/case/{hers.id}/letter.pdf?gap={odd}&lang={odd}&step={odd}",
        f"/case/{hers.id}/scans.zip?deidentified={odd}",
        f"/upload/{hers.id}/{odd}",
        f"/shared/{odd}",
        f"/shared/x/{odd}",
        f"/sign-in?next={odd}&lang={odd}",
    ):
        assert http.get(address).status_code < 500, address
    for body in (
        {"files": [{"path": odd, "size": odd}]},
        {"files": [{"path": "\ud800\0\r\n" + odd, "size": 3}]},
        {"files": odd},
        {"files": [odd]},
        [odd],
        odd,
    ):
        assert http.post(f"/upload/{hers.id}", content=_json(body)).status_code < 500, body
    assert http.post(f"/upload/{hers.id}", content=b"\xff{").status_code == 400


def _json(body) -> bytes:
    return json.dumps(body).encode()


def test_a_name_no_text_can_hold_is_taken_and_recorded_under_one_that_can_be(desk, elena, hers):
    [added] = add_files(desk, elena, hers.id, {"a\ud800\r\nb\0.txt": b"odd name"})
    assert added.name.encode() and not set(added.name) & set("\r\n\0")
    assert desk.store.case(hers.id).uploads[-1].sha256 == added.sha256


@pytest.mark.parametrize("site", [{"origin": "http://evil.example"}, {"sec-fetch-site": "same-site"}])
def test_no_other_site_or_host_uploads_or_deletes_in_a_persons_name(desk, elena, hers, site):
    http = signed_in(desk, elena)
    begun = papers.begin(desk, elena, hers.id, [("more.txt", 4)])
    assert http.delete(f"/upload/{hers.id}/{begun.id}", headers=site).status_code == 403
    assert http.post(f"/upload/{hers.id}", json={"files": [{"path": "a", "size": 1}]}, headers=site).status_code == 403
    assert papers.incoming(desk, elena, hers.id, begun.id)


def test_a_code_of_the_second_factor_works_once_also_at_the_same_moment_and_after_turning_it_on(desk):
    dana = add_actor(desk, Role.LIAISON, "dana")
    secret = base64.b32decode(second.offer(desk, dana)[0])

    def code(steps=0):
        return second.code_at(secret, int(datetime.fromisoformat(desk.clock.now()).timestamp()) // second.STEP + steps)

    def pending():
        with pytest.raises(accounts.CodeNeeded) as asked:
            accounts.sign_in(desk, "dana", PASSWORD)
        return asked.value.pending

    second.turn_on(desk, dana, code())
    with pytest.raises(NotAllowed):
        second.confirm(desk, pending(), code())

    def enter(half):
        try:
            return second.confirm(desk, half, code(1))
        except NotAllowed:
            return None

    halves = [pending() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert sum(token is not None for token in pool.map(enter, halves)) <= 1


def test_a_target_longer_than_the_trail_holds_or_with_a_nul_is_cut_and_not_refused_by_the_database(desk, elena, hers):
    cases.decide(desk, elena, hers.id, "x\0" * 200, "confirmed")
    last = desk.store.trail(hers.id)[-1]
    assert len(last.target) <= 120 and "\0" not in last.target
    assert desk.store.verify_trail() is None
