"""Flags, helpers, who looked, answers that settled a gap, locked papers, and the end of a session."""

import re
from html import unescape
from urllib.parse import parse_qs

from assistant.actions import accounts, cases, papers, review
from assistant.model.case import PaperState, Upload
from assistant.model.people import Role
from ingest.document import Ingested, Problem, Status
from tests.ui.conftest import add_person, body, click, force, submit, to_provider


def now(desk, case):
    return desk.store.case(case.id)


def test_a_doctor_flags_a_line_with_a_reason_and_the_coordinator_looks_at_it(desk, people, case, open_page):
    case = to_provider(desk, case, people)
    page = open_page("brief", people[Role.PROVIDER], case)
    link = re.search(r'href="/flag\?([^"]+)"', body(page))[1]
    target = parse_qs(unescape(link))["target"][0]
    page = submit(open_page("flag", people[Role.PROVIDER], case, target=target))
    assert "Say what is wrong" in body(page)
    page.text_area(key="flag_reason").set_value("She has no diabetes")
    submit(page)
    [flag] = [each for each in now(desk, case).decisions if each.verdict == review.FLAGGED]
    assert flag.text == "She has no diabetes"
    assert "flagged as wrong" in body(open_page("brief", people[Role.PROVIDER], case))
    liaison = people[Role.LIAISON]
    labels = [link.proto.label for link in open_page("case", liaison, case).get("page_link")]
    assert any("She has no diabetes" in label for label in labels)
    page = submit(open_page("flag", liaison, case))
    assert "Looked at" in body(page)
    labels = [link.proto.label for link in open_page("case", liaison, case).get("page_link")]
    assert not any("She has no diabetes" in label for label in labels)


def test_a_helper_is_asked_in_by_a_link_that_is_shown_once(desk, people, case, open_page):
    page = submit(open_page("helpers", people[Role.PATIENT], case))
    assert "Select what they may see" in body(page)
    page.radio(key="helper_share").set_value("papers")
    page = submit(page)
    assert "/helping/" in page.code[0].value
    [invitation] = now(desk, case).invitations
    click(page, f"revoke_{invitation.id}")
    assert now(desk, case).invitations[0].revoked


def test_ending_a_helpers_access_takes_two_steps(desk, people, case, open_page):
    helper = add_person(desk, Role.HELPER)
    force(desk, case.id, helpers=(helper.id,))
    page = click(open_page("helpers", people[Role.PATIENT], case), f"end_{helper.id}")
    assert now(desk, case).helpers == (helper.id,)
    click(page, f"end_yes_{helper.id}")
    assert now(desk, case).helpers == ()


def test_a_patient_sees_who_looked_and_can_take_a_copy(desk, people, case, open_page):
    cases.dossier(desk, people[Role.LIAISON], case.id)
    assert "Coordinator: Opened the case" in body(open_page("trail", people[Role.PATIENT], case))
    assert f"/case/{case.id}/my-summary.pdf?lang=en" in body(open_page("status", people[Role.PATIENT], case))


def test_an_answer_that_settled_a_gap_can_be_changed(desk, people, case, open_page):
    patient = people[Role.PATIENT]
    cases.decide(desk, patient, case.id, "gap-gone", "never_done", "A scan of the knee")
    page = open_page("missing", patient, case)
    assert "A scan of the knee" in body(page)
    click(page, "reopen_0")
    assert now(desk, case).decision("gap-gone").verdict == "do_not_know"


def test_a_locked_paper_takes_its_password(desk, people, case, open_page, monkeypatch):
    locked = Upload("7" * 64, "locked.pdf", 10, desk.clock.now(), case.owner, PaperState.REJECTED)
    force(desk, case.id, uploads=(locked,))
    reading = Ingested(
        "locked.pdf", "7" * 64, 10, Status.REJECTED, (), (Problem("pdf-password", "locked.pdf", severity="error"),)
    )
    monkeypatch.setattr(papers, "readings", lambda desk, actor, case: {locked.sha256: reading})
    given = []
    monkeypatch.setattr(papers, "unlock", lambda desk, actor, case, sha256, password: given.append(password))
    page = open_page("papers", people[Role.PATIENT], case)
    page.text_input(key="password_0").set_value("letmein")
    submit(page)
    assert given == ["letmein"]


def test_the_end_of_a_session_is_said_before_it_comes(people, case, open_page, monkeypatch):
    monkeypatch.setattr(accounts, "seconds_left", lambda desk, token: 240)
    page = open_page("tasks", people[Role.PATIENT], case)
    assert "We sign you out in 4 minutes" in body(page)
    assert [button for button in page.button if button.key == "session_stay"]


def test_whoever_is_signed_out_comes_back_to_the_same_page(desk, case, open_page):
    assert "next=%2Fcheck%3F" in body(open_page("check", None, case, section="allergies"))
