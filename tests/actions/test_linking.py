"""Links for people without an account: one code, one short visit, all of it in the trail; every refusal looks alike."""

import io
import zipfile
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.actions import cases, linking
from assistant.actions.change import new_id
from assistant.errors import BadInput, NotFound, NotReady
from assistant.model.audit import AuditEvent
from assistant.model.case import Consent, Response, SentPackage, Stage
from assistant.model.delivery import GUESSES
from assistant.web import shared

LATER = "2026-11-30T12:00:00Z"


def package() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo("summary.pdf"), b"%PDF canary")
        archive.writestr(zipfile.ZipInfo("manifest.json"), b"{}")
    return made.getvalue()


def change(desk, case_id, **fields):
    case = desk.store.case(case_id)
    event = AuditEvent(desk.clock.now(), "x", "x", "x", case_id)
    return desk.store.save(replace(case, **fields), case.version, event)


@pytest.fixture
def case(desk, elena):
    case = cases.start(desk, elena, "en")
    blob, size = desk.blobs.put(io.BytesIO(package()))
    sent = SentPackage(new_id(), desk.clock.now(), "rao", 1, blob, size)
    return change(desk, case.id, stage=Stage.SENT, packages=(sent,))


@pytest.fixture
def http(desk):
    return TestClient(Starlette(routes=shared.ROUTES), base_url="http://localhost", follow_redirects=False)


def deeds(desk, case_id):
    return [(e.deed, e.outcome) for e in desk.store.trail(case_id) if e.role == "link"]


def test_the_code_opens_one_visit_with_the_summary_and_the_package_and_all_is_recorded(desk, elena, case, http):
    _, token, code = linking.make(desk, elena, case.id, "Dr. Old")
    asked = http.get(f"/shared/{token}")
    assert asked.status_code == 200 and "canary" not in asked.text and "Dr. Old" not in asked.text
    entered = http.post(f"/shared/{token}", data={"code": f"{code[:4]} {code[4:]}"})
    cookie = entered.headers["set-cookie"].lower()
    assert entered.status_code == 303 and "httponly" in cookie and "samesite=strict" in cookie
    shown = http.get(f"/shared/{token}")
    assert "Dr. Old" in shown.text and shown.headers["referrer-policy"] == "same-origin"
    assert http.get(f"/shared/{token}/summary.pdf").content == b"%PDF canary"
    assert http.get(f"/shared/{token}/package.zip").content == package()
    assert [deed for deed, outcome in deeds(desk, case.id) if outcome == "done"] == [
        "link_opened",
        "link_visit",
        "link_summary",
        "link_package",
    ]
    assert not any(token in str(event) or code in str(event) for event in desk.store.trail())


def test_the_signed_answer_is_behind_the_link_and_a_draft_is_not(desk, elena, case, http):
    draft = Response(case.packages[-1].id, "rao", "Dr. Rao", short="I agree.")
    change(desk, case.id, response=draft)
    _, token, code = linking.make(desk, elena, case.id, "Dr. Old")
    http.post(f"/shared/{token}", data={"code": code})
    assert "answer.pdf" not in http.get(f"/shared/{token}").text
    assert http.get(f"/shared/{token}/answer.pdf").status_code == 404
    change(desk, case.id, response=replace(draft, signed=desk.clock.now()))
    assert "answer.pdf" in http.get(f"/shared/{token}").text
    assert http.get(f"/shared/{token}/answer.pdf").content.startswith(b"%PDF")
    assert ("link_answer", "done") in deeds(desk, case.id)


def break_it(desk, elena, case, made, what):
    """Makes the link no good in one of the ways a link can be."""
    link = made.links[0]
    if what == "expired":
        desk.clock.at = LATER
    elif what == "revoked":
        linking.revoke(desk, elena, case.id, link.id)
    elif what == "withdrawn":
        change(desk, case.id, stage=Stage.WITHDRAWN)
    elif what == "deleted":
        change(desk, case.id, stage=Stage.WITHDRAWN)
        cases.delete(desk, elena, case.id)


@pytest.mark.parametrize("what", ["wrong code", "wrong link", "expired", "revoked", "reused", "withdrawn", "deleted"])
def test_whatever_is_wrong_looks_the_same_gives_nothing_and_is_recorded(desk, elena, case, http, what):
    made, token, code = linking.make(desk, elena, case.id, "Dr. Old")
    if what == "reused":
        assert http.post(f"/shared/{token}", data={"code": code}).status_code == 303
        http.cookies.clear()
    break_it(desk, elena, case, made, what)
    address = "/shared/" + ("x" * 43 if what == "wrong link" else token)
    asked = http.get(address)
    answer = http.post(address, data={"code": "00000000" if what == "wrong code" else code})
    empty = http.get(f"{address}/summary.pdf")
    assert (asked.status_code, answer.status_code, empty.status_code, empty.content) == (200, 404, 404, b"")
    again = TestClient(Starlette(routes=shared.ROUTES), base_url="http://localhost")
    assert answer.text == again.post("/shared/" + "y" * 43, data={"code": "1"}).text, "all refusals are one page"
    refused = [e for e in desk.store.trail() if e.deed == "link_opened" and e.outcome == "refused"]
    assert refused and (what == "wrong link" or any(e.case == case.id for e in refused) or what == "deleted")


def test_a_visit_ends_by_time_and_when_the_link_is_taken_back(desk, elena, case, http):
    made, token, code = linking.make(desk, elena, case.id, "Dr. Old")
    secret = linking.enter(desk, token, code)
    assert linking.file(desk, token, secret, "package.zip")[1] == len(package())
    linking.revoke(desk, elena, case.id, made.links[0].id)
    with pytest.raises(NotFound):
        linking.file(desk, token, secret, "package.zip")
    _, token, code = linking.make(desk, elena, case.id, "Dr. New")
    secret = linking.enter(desk, token, code)
    desk.clock.at = LATER
    with pytest.raises(NotFound):
        linking.file(desk, token, secret, "summary.pdf")
    with pytest.raises(NotFound):
        linking.visit(desk, token, "")


def test_after_five_wrong_codes_the_right_one_is_too_late(desk, elena, case):
    _, token, code = linking.make(desk, elena, case.id, "Dr. Old")
    for _ in range(GUESSES):
        with pytest.raises(NotFound):
            linking.enter(desk, token, "12345")
    with pytest.raises(NotFound):
        linking.enter(desk, token, code)


def test_a_link_opens_the_package_it_was_made_for_and_no_other_file(desk, elena, case):
    _, token, code = linking.make(desk, elena, case.id, "Dr. Old")
    newer = SentPackage(new_id(), desk.clock.now(), "rao", 2, "0" * 64, 1)
    change(desk, case.id, packages=(*case.packages, newer))
    secret = linking.enter(desk, token, code)
    assert linking.file(desk, token, secret, "package.zip")[1] == len(package())
    with pytest.raises(NotFound):
        linking.file(desk, token, secret, "manifest.json")


def test_a_coordinator_makes_links_only_while_the_patient_agrees_to_sharing(desk, elena, dana, case):
    with pytest.raises(NotReady):
        linking.make(desk, dana, case.id, "Dr. Old")
    agreed = Consent("share_doctor", True, elena.id, desk.clock.now(), "1", "en")
    change(desk, case.id, consents=(agreed,))
    _, token, code = linking.make(desk, dana, case.id, "Dr. Old")
    cases.consent(desk, elena, case.id, "share_doctor", False, "1", "en")
    with pytest.raises(NotFound):
        linking.enter(desk, token, code)


def test_before_anything_was_sent_and_without_a_name_there_is_no_link(desk, elena, case):
    fresh = cases.start(desk, elena, "en")
    with pytest.raises(NotReady):
        linking.make(desk, elena, fresh.id, "Dr. Old")
    with pytest.raises(BadInput):
        linking.make(desk, elena, case.id, " ")
