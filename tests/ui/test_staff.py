"""What coordinators, doctors and administrators can do on their screens."""

from dataclasses import replace

import pytest

from assistant.actions import cases, review
from assistant.actions.desk import set_current
from assistant.adapters.model_openai import OpenAIModel
from assistant.model.case import Consent, Decision, Message, Response, Stage
from assistant.model.chase import Asked
from assistant.model.people import Role
from tests.chat.fake_openai import FakeOpenAI
from tests.ui import build
from tests.ui.conftest import body, click, force, submit, titles, to_provider


def now(desk, case):
    return desk.store.case(case.id)


def reviewing(desk, case):
    consent = Consent("send", True, case.owner, desk.clock.now(), "1", "en")
    return force(desk, case.id, stage=Stage.REVIEWING, consents=(consent,))


def test_the_queue_says_why_a_case_is_where_it_is(desk, people, case, open_page):
    reviewing(desk, case)
    page = open_page("queue", people[Role.LIAISON])
    assert "Waits on us" in body(page)
    assert "Next: Check the case" in body(page)


def test_the_case_page_lists_what_is_to_do_and_sends_a_message(desk, people, case, open_page):
    message = Message("m1", case.owner, "patient", "When?", desk.clock.now())
    force(desk, case.id, messages=(message,))
    page = open_page("case", people[Role.LIAISON], case)
    assert "Papers do not match: tumor size" in [
        link.proto.label.replace("\\", "").replace("\u2060", "") for link in page.get("page_link")
    ]
    assert "The patient wrote to you" in body(page)
    assert body(page).index("to do") < body(page).index("Who this is")  # so on a phone, one below the other
    page.text_area[0].set_value("Soon.")
    submit(page)
    assert now(desk, case).messages[-1].text == "Soon."


def test_a_message_that_may_mean_danger_stands_above_everything_of_the_case(desk, people, case, open_page):
    message = Message("m1", case.owner, "patient", "My face droops", desk.clock.now(), urgent="emergency")
    force(desk, case.id, messages=(message,))
    said = body(open_page("case", people[Role.LIAISON], case))
    assert said.index("My face droops") < said.index("Who this is")


def test_a_day_to_decide_by_that_has_passed_has_no_days_left(desk, people, case, open_page):
    force(desk, case.id, goal=replace(case.goal, decide_by="2026-11-20"))
    assert "Wanted to decide by November 20, 2026" in body(open_page("queue", people[Role.LIAISON]))


def test_a_coordinators_judgement_is_kept_beside_the_patients(desk, people, case, open_page):
    page = open_page("facts", people[Role.LIAISON], case)
    submit(page)
    found = now(desk, case).decision("review:conflict-1")
    assert (found.verdict, found.on_behalf) == ("show_both", True)
    assert now(desk, case).decision("conflict-1") is None


def test_sign_off_needs_every_answer(desk, people, case, open_page, monkeypatch):
    case = reviewing(desk, case)
    page = submit(open_page("handover", people[Role.LIAISON], case))
    assert body(page).count("Answer if every paper is about this patient") == 2
    given = {}
    monkeypatch.setattr(review, "sign_off", lambda desk, actor, case, checks, to: given.update(checks, to=to))
    for check in review.CHECKS:
        page.radio(key=f"check_{check}").set_value("yes")
    submit(page)
    assert given == {**dict.fromkeys(review.CHECKS, "yes"), "to": people[Role.PROVIDER].id}


def test_sign_off_shows_statements_to_read_against_their_papers(desk, people, case, open_page):
    reviewing(desk, case)
    page = open_page("handover", people[Role.LIAISON], case)
    assert "Read these against their papers" in body(page)
    assert body(page).count("so-card") >= 3


def test_every_clause_of_the_summary_opens_its_place(desk, people, case, open_page):
    page = open_page("brief", people[Role.PROVIDER], to_provider(desk, case, people))
    assert 'name="clause"' in body(page)
    assert f"/case/{case.id}/page/{'d' * 64}/1.png" in body(page)


def test_a_chart_has_words_and_its_table(desk, people, case, open_page):
    page = open_page("labs", people[Role.PROVIDER], to_provider(desk, case, people))
    assert "Hemoglobin" in body(page) or "hemoglobin" in body(page)
    assert "12.0-16.0" in body(page)


def test_a_study_shows_one_slice_and_says_it_is_a_preview(desk, people, case, open_page):
    page = open_page("imaging", people[Role.PROVIDER], to_provider(desk, case, people))
    assert "Preview only. Not for diagnosis." in body(page)
    assert f"/case/{case.id}/slice/{'e' * 64}/1.2.3/2.png" in body(page)
    page = page.slider[0].set_value(5).run()
    assert "/1.2.3/4.png" in body(page)
    assert "1 picture is missing" in body(page)


def test_two_dates_stand_side_by_side_the_older_left_and_only_what_is_measured_has_windows(
    desk, people, case, open_page, monkeypatch
):
    from assistant.actions import assemble

    def two(case, language):
        made = build.dossier(case, language)
        [study] = [paper for paper in made.papers if paper.document.imaging]
        earlier = replace(
            study.document.imaging, study_uid="1.1", date="2025-01-02", modality="CT", description="CT KNEE"
        )
        earlier = replace(earlier, series=tuple(replace(s, uid=f"9.{s.uid}", modality="CT") for s in earlier.series))
        older = replace(study, document=replace(study.document, id="1" * 64, imaging=earlier))
        return replace(made, papers=(*made.papers, older))

    monkeypatch.setattr(assemble, "assemble", lambda desk, case, language: two(case, language))
    page = open_page("imaging", people[Role.PROVIDER], to_provider(desk, case, people))
    assert len(page.toggle) == 1 and len(page.slider) == 2
    page = page.toggle[0].set_value(True).run()
    shown = body(page)
    assert shown.index("/9.1.2.3/2.png") < shown.index("/slice/" + "e" * 64 + "/1.2.3/2.png")
    [window] = page.button_group
    page.session_state[window.key] = "lung"
    page.run()
    assert "/9.1.2.3/2.png?c=-600&amp;w=1500" in body(page)


def test_the_answer_is_kept_as_a_draft_seen_as_the_patient_will_and_signed(desk, people, case, open_page):
    case = to_provider(desk, case, people)
    doctor = people[Role.PROVIDER]
    page = open_page("reply", doctor, case)
    page.text_area(key="short").set_value("I agree.")
    page.text_area(key="p_q-1").set_value("You have two choices.")
    assert "Choose whether the question is answered" in body(submit(page, 2))
    page.radio(key="h_q-1").set_value("answered")
    page = submit(page, 1)
    assert now(desk, case).response.short == "I agree."
    page = open_page("sign", doctor, case)
    assert "You have two choices." in body(page)
    assert "1 question has no answer" in body(page)
    page = submit(page)
    assert now(desk, case).response.signed == ""
    page.checkbox(key="confirm").check()
    submit(page)
    assert now(desk, case).stage is Stage.ANSWERED
    patient = open_page("answer", people[Role.PATIENT], case)
    assert "I agree." in body(patient)
    assert "You have two choices." in body(patient)


def test_more_is_asked_for_from_a_list_and_in_words_in_the_patients_language(desk, people, case, open_page):
    case = force(desk, to_provider(desk, case, people).id, language="es")
    page = open_page("reply", people[Role.PROVIDER], case)
    refused = submit(page)
    assert not now(desk, case).requests and "Write what you need" in body(refused)
    page.session_state["more_picked"] = ["slides", "pictures"]
    page.text_area(key="more_text").set_value("From 2025.")
    submit(page)
    assert now(desk, case).requests[0].text.startswith("Láminas") and now(desk, case).requests[0].text.endswith("2025.")
    assert now(desk, case).stage is Stage.GATHERING


def test_a_draft_is_not_shown_to_the_patient(desk, people, case, open_page):
    case = to_provider(desk, case, people)
    force(desk, case.id, response=Response("p", "d", "Dr. Rao", short="Not yet."))
    assert "Not yet." not in body(open_page("answer", people[Role.PATIENT], case))


def test_asking_for_more_returns_the_case(desk, people, case, open_page):
    case = to_provider(desk, case, people)
    page = open_page("reply", people[Role.PROVIDER], case)
    page.text_area(key="more_text").set_value("The slides")
    buttons = [button for button in page.button if button.label == "Ask for this"]
    assert titles(buttons[0].click().run()) == ["Inbox"]
    assert now(desk, case).stage is Stage.GATHERING
    assert "The slides" in body(open_page("status", people[Role.PATIENT], case))


def test_an_administrator_adds_and_stops_accounts(desk, people, open_page):
    page = open_page("people", people[Role.ADMIN])
    page.text_input(key="new_name").set_value("nadia")
    page.text_input(key="new_password").set_value("short")
    page.radio(key="new_role").set_value("liaison")
    page = submit(page)
    assert "Password must be 8 characters or more" in body(page)
    page.text_input(key="new_password").set_value("long enough")
    page = submit(page)
    nadia = desk.store.account_named("nadia")
    click(page, f"disable_{nadia.id}")
    assert desk.store.account_named("nadia").disabled


def test_accounts_are_for_administrators_only(people, open_page):
    page = open_page("people", people[Role.PATIENT])
    assert titles(page) == ["You cannot open this page"]


def test_the_board_shows_what_all_cases_wait_for_and_leads_to_each(desk, people, case, open_page):
    about = Asked("2026-10-01", "", "mri", "MRI pictures", "Mercy", "access")
    decision = Decision("g-1", "asked", case.owner, "2026-10-01T10:00:00Z", asked=about)
    force(desk, case.id, decisions=(decision,))
    page = open_page("board", people[Role.LIAISON])
    assert "Records on their way: 1." in body(page) and "Late by 23 days" in body(page)
    assert f"case={case.id}" in body(page) and "Office for Civil Rights" in body(page)
    for part in ('role="rowheader"', 'role="columnheader"', 'aria-hidden="true">To do now</span>'):
        assert part in body(page)  # one card for each record on a phone, still a table to a screen reader
    page = open_page("case", people[Role.LIAISON], case)
    todo = [link.proto.label.replace("\\", "").replace("\u2060", "") for link in page.get("page_link")]
    assert any("MRI pictures: Long past the time" in line for line in todo)


def test_patients_who_have_been_quiet_are_reminded_from_the_queue(desk, people, case, open_page):
    desk.clock.at = "2027-01-20T10:00:00Z"
    page = open_page("queue", people[Role.LIAISON])
    submit(page)
    assert "1 patient was reminded" in body(page)
    assert now(desk, case).messages[-1].text.startswith("Hello.")


def test_an_administrator_sees_how_much_work_there_is_and_no_name_of_a_patient(desk, people, case, open_page):
    page = open_page("people", people[Role.ADMIN])
    assert "Taken by nobody" in body(page)
    assert case.patient.name not in body(page)


def test_the_sign_off_says_which_papers_were_opened(desk, people, case, open_page):
    reviewing(desk, case)
    page = open_page("handover", people[Role.LIAISON], case)
    assert "Not opened yet" in body(page) and "You opened this paper" not in body(page)
    for paper in cases.dossier(desk, people[Role.LIAISON], case.id).papers:
        review.viewed(desk, people[Role.LIAISON], case.id, paper.id)
    assert "You opened this paper" in body(open_page("handover", people[Role.LIAISON], case))


def test_a_long_queue_is_drawn_a_page_at_a_time(desk, people, case, open_page):
    line = review.queue(desk, people[Role.LIAISON])[0]
    many = [replace(line, id=f"{number:032x}", number=f"VSO {number}") for number in range(60)]
    page = open_page("queue", people[Role.LIAISON])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review, "queue", lambda *_, **__: many)
        assert len(page.run().get("page_link")) < 60
        click(page, "more")
        assert len(page.get("page_link")) > 60


def test_a_question_about_the_answer_goes_from_the_patients_screen_to_the_doctors_and_back(
    desk, people, case, open_page
):
    case = to_provider(desk, case, people)
    signed = Response("p", people[Role.PROVIDER].id, "Dr. Rao", short="Yes.", signed=desk.clock.now())
    force(desk, case.id, stage=Stage.ANSWERED, response=signed)
    page = open_page("answer", people[Role.PATIENT], case)
    assert "You can ask 3 more questions" in body(page)
    page.text_area[0].set_value("May I wait <b>a week</b>?")
    submit(page)
    assert "1 question about your answer" in body(open_page("inbox", people[Role.PROVIDER]))
    page = open_page("sign", people[Role.PROVIDER], case)
    assert "May I wait &lt;b&gt;a week" in body(page)
    page.text_area[0].set_value("Yes, a week is fine.")
    submit(page)
    page = open_page("answer", people[Role.PATIENT], case)
    assert "Yes, a week is fine." in body(page) and "You can ask 2 more questions" in body(page)


def test_the_coordinators_page_speaks_about_the_patient(desk, people, case, open_page):
    case = force(desk, case.id, goal=replace(case.goal, decide_by=""))
    said = body(open_page("case", people[Role.LIAISON], case))
    assert "The patient has not given a day" in said and "You did not tell us" not in said


@pytest.mark.parametrize(
    ("name", "said"),
    [("good", "agrees with our guide"), ("obeys", "Sentences left out: 2"), ("500", "Check the address")],
)
def test_the_administrator_tries_the_model_and_reads_what_comes_of_it(desk, people, open_page, name, said):
    with FakeOpenAI() as server:
        tried = replace(desk, model=OpenAIModel(name, server.url, "sk-canary"))
        set_current(tried)
        page = open_page("people", people[Role.ADMIN])
        page = click(page, "try_model")
        sent = str([one["body"] for one in server.seen])
    shown = body(page)
    assert said in shown and name in shown and "canary" not in shown
    assert "copies of my records" in sent
    kept = [event for event in desk.store.trail() if event.deed == "model_try"]
    assert [event.actor for event in kept] == [people[Role.ADMIN].id]


def test_without_a_model_the_administrator_reads_how_to_set_one(people, open_page):
    page = open_page("people", people[Role.ADMIN])
    assert "Everything works without one" in body(page)
