"""Every screen opens for those it is for, in both languages, with one heading and no key left untranslated."""

import re

import pytest

from assistant.actions import accounts
from assistant.model.case import HowMuch, Response
from assistant.model.people import Role
from assistant.ui import frame, routes
from assistant.ui.words import LANGUAGES, catalog
from tests.ui.conftest import add_person, body, force, titles, to_provider

LIAISON = ["queue", "board", "case", "facts", "handover", "history", "brief", "timeline", "labs", "imaging"]
PROVIDER = ["inbox", "brief", "timeline", "labs", "imaging", "reply", "sign"]
PATIENT = sorted(routes.PATIENT_SCREENS)
PREFIXES = "|".join(sorted({key.split(".")[0] for key in catalog("en")}))
KEY = re.compile(rf"\b(?:{PREFIXES})\.[a-z_]+\b")


def is_whole(page):
    assert not page.exception
    assert len(titles(page)) == 1, titles(page)
    assert titles(page)[0] not in {catalog(language)["frame.fault.title"] for language in LANGUAGES}
    text = body(page) + " ".join(button.label for button in page.button) + titles(page)[0]
    assert not KEY.findall(re.sub(r"<style>.*?</style>", "", text, flags=re.S))
    assert "<script>alert" not in text
    return text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("screen", PATIENT)
def test_a_patient_opens_every_screen_of_their_case(screen, language, desk, people, case, open_page):
    force(desk, case.id, language=language, how_much=HowMuch.ALL)
    is_whole(open_page(screen, people[Role.PATIENT], case, language))


@pytest.mark.parametrize("screen", LIAISON)
def test_a_coordinator_opens_every_screen_of_theirs(screen, people, case, open_page):
    is_whole(open_page(screen, people[Role.LIAISON], case, "es" if screen in ("case", "queue") else "en"))


@pytest.mark.parametrize("screen", PROVIDER)
def test_a_doctor_opens_every_screen_of_theirs(screen, desk, people, case, open_page):
    case = to_provider(desk, case, people)
    force(desk, case.id, response=Response("p", people[Role.PROVIDER].id, "Dr. Rao", short="Yes."))
    is_whole(open_page(screen, people[Role.PROVIDER], case, "es" if screen == "reply" else "en"))


def test_somebody_elses_case_is_a_plain_page_that_says_no_more(desk, case, open_page):
    stranger = add_person(desk, Role.PATIENT, "stranger")
    text = is_whole(open_page("tasks", stranger, case))
    assert "Maria" not in text


def test_a_screen_without_a_case_leads_to_the_start(people, open_page):
    page = open_page("tasks", people[Role.PATIENT])
    assert titles(page) == ["Get ready for your second opinion"]


def test_nobody_signed_in_sees_one_way_to_sign_in(desk, case, open_page):
    page = open_page("tasks", None, case)
    assert titles(page) == ["Sign in to go on"]
    assert "/sign-in" in body(page)
    assert "Maria" not in body(page)


def test_a_defect_is_said_in_plain_words(monkeypatch, desk, people, case, open_page, caplog):
    from assistant.ui.screens import tasks

    def broken():
        raise RuntimeError("Maria Lopez has a secret")

    monkeypatch.setattr(tasks, "show", broken)
    page = open_page("tasks", people[Role.PATIENT], case)
    assert titles(page) == ["Sorry, this is not working right now"]
    assert "Maria" not in body(page)
    assert "secret" not in caplog.text
    caplog.clear()


@pytest.mark.parametrize("screen", ["tasks", "check"])
def test_a_coordinator_helping_is_told_that_they_type_for_the_patient(screen, desk, people, case, open_page):
    force(desk, case.id, how_much=HowMuch.ALL)
    assert "You are typing for Maria Lopez" in is_whole(open_page(screen, people[Role.LIAISON], case))


def test_a_run_asks_once_who_is_signed_in_and_a_fragment_that_runs_later_asks_again(monkeypatch, people):
    asked = []
    monkeypatch.setattr(frame, "desk", lambda: None)
    monkeypatch.setattr(frame, "cookie", lambda: "token")
    monkeypatch.setattr(accounts, "actor_of", lambda desk, token: asked.append(token))
    with frame.one_run():
        assert frame.reader() is None and frame.reader() is None
    assert len(asked) == 1
    frame.reader()
    frame.reader()
    assert len(asked) == 3
