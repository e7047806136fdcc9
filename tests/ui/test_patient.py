"""What a patient can do on each screen, and that it is saved."""

import json
from dataclasses import replace

import pytest

from assistant.actions import handing
from assistant.model.case import HowMuch, PaperState, Response, Stage
from assistant.model.facts import Assertion, FactKind
from assistant.model.helping import Helping, Share
from assistant.model.people import Role
from tests.ui import build
from tests.ui.conftest import add_person, body, click, force, submit, titles


@pytest.fixture
def patient(people):
    return people[Role.PATIENT]


def now(desk, case):
    return desk.store.case(case.id)


def test_starting_makes_a_case_and_asks_who_it_is_for(desk, patient, open_page):
    page = click(open_page("home", patient), "start_case")
    assert titles(page) == ["Who is this for?"]
    assert [found.owner for found in desk.store.cases()] == [patient.id]
    page.radio[0].set_value("me")
    assert titles(submit(page)) == ["How we use your information"]


def test_nothing_is_ticked_beforehand_and_a_choice_is_asked_for(patient, case, open_page):
    page = open_page("consent", patient, case)
    assert page.radio[0].value is None
    page = submit(page)
    assert "Select one answer" in body(page)
    assert titles(page) == ["How we use your information"]


def test_consent_is_kept_with_its_version_and_language(desk, patient, case, open_page):
    page = open_page("consent", patient, case)
    page.radio[0].set_value("yes")
    submit(page)
    [consent] = now(desk, case).consents
    assert (consent.what, consent.given, consent.language, consent.version) == ("use", True, "en", "2026-11")


def test_a_coordinator_cannot_consent_for_the_patient(people, case, open_page):
    page = open_page("consent", people[Role.LIAISON], case)
    assert not page.radio
    assert "Only the patient can answer this page" in body(page)


def test_a_date_that_is_none_is_refused_in_words_and_what_was_typed_stays(desk, patient, case, open_page):
    page = open_page("details", patient, case, step="born")
    page.text_input(key="born_d").set_value("40")
    page = submit(page)
    assert body(page).count("Date of birth must have a month") == 2  # in the summary and at the field
    assert page.text_input(key="born_d").value == "40"
    assert now(desk, case).patient.birth_date == "1968-02-11"


def test_a_month_may_be_written_as_a_word(desk, patient, case, open_page):
    page = open_page("details", patient, case, step="born")
    page.text_input(key="born_m").set_value("march")
    submit(page)
    assert now(desk, case).patient.birth_date == "1968-03-11"


def test_the_list_found_is_shown_and_can_be_chosen(desk, patient, case, open_page):
    page = open_page("why", patient, case, step="list_for")
    assert "From your words we found" in body(page)
    chosen = [box.key for box in page.checkbox if box.value]
    submit(page)
    assert [f"pathway_{one}" for one in now(desk, case).goal.pathways] == chosen


def test_a_paper_about_somebody_else_is_asked_about(desk, patient, case, open_page):
    page = open_page("papers", patient, case)
    assert "The name on this paper is &quot;Ana Lopes&quot;" in body(page) or "Ana Lopes" in body(page)
    click(page, f"whose_{'9' * 64}_other")
    assert now(desk, case).decision("9" * 64).verdict == "other"


def test_papers_with_something_to_answer_stand_first(desk, patient, case, open_page):
    odd = replace(case.uploads[0], sha256="b" * 64, name="torn.pdf", state=PaperState.REJECTED)
    force(desk, case.id, uploads=(odd, *case.uploads))
    said = body(open_page("papers", patient, case))
    assert said.index("torn.pdf") < said.index(">disc<")


def test_no_day_to_decide_by_is_an_answer(desk, patient, case, open_page):
    force(desk, case.id, goal=replace(case.goal, decide_by=""))
    assert "<dt>Decide by</dt><dd>No date</dd>" in body(open_page("why", patient, case, step="list"))


def test_removing_a_paper_takes_two_steps(desk, patient, case, open_page):
    page = click(open_page("papers", patient, case), "remove_0")
    assert not any(upload.removed for upload in now(desk, case).uploads)
    click(page, "remove_yes_0")
    assert sum(upload.removed for upload in now(desk, case).uploads) == 1


def checking(desk, case, patient, open_page, section):
    force(desk, case.id, how_much=HowMuch.ALL)
    return open_page("check", patient, case, section=section)


def test_a_statement_shows_its_place_and_can_be_confirmed(desk, patient, case, open_page):
    page = checking(desk, case, patient, open_page, "allergies")
    assert "Penicillin - rash" in body(page)
    assert f"/case/{case.id}/page/{'d' * 64}/1.png?start=0&amp;end=17" in body(page)
    entry = build.dossier(case).history.entries[0]
    page = click(page, f"confirmed_{entry.id}")
    assert now(desk, case).decision(entry.id).verdict == "confirmed"
    assert "Yes, this is right" in body(page)


def test_a_correction_stands_beside_the_papers_words(desk, patient, case, open_page):
    page = checking(desk, case, patient, open_page, "medicines")
    entry = build.dossier(case).history.entries[1]
    page = click(page, f"corrected_{entry.id}")
    page.text_input[0].set_value("Metformin 1,000 mg")
    page = submit(page)
    assert now(desk, case).decision(entry.id).text == "Metformin 1,000 mg"
    assert "The paper says: Metformin 500 mg PO BID. You say: Metformin 1,000 mg." in body(page)


def test_papers_that_differ_are_shown_side_by_side(desk, patient, case, open_page):
    page = checking(desk, case, patient, open_page, "pathology")
    assert "Papers do not match: tumor size" in body(page)
    page.radio[0].set_value(1)
    submit(page)
    assert now(desk, case).decision("conflict-1").text == "2.1 cm"


def test_numbers_are_shown_and_nobody_has_to_vouch_for_them(desk, patient, case, open_page):
    page = checking(desk, case, patient, open_page, "bloods")
    assert "9.1 g/dL" in body(page)
    assert "Is this right?" not in body(page)


def test_plans_are_read_as_what_the_papers_say_and_never_as_tests(desk, patient, case, open_page, monkeypatch):
    made = build.dossier(case)
    told = build.fact(made.papers[0].document, FactKind.RECOMMENDATION, "nothing new", "Nothing new.")
    only = replace(made, history=replace(made.history, entries=(build.entry(told),)))
    monkeypatch.setattr(build, "dossier", lambda case, language: replace(only, case=case))
    said = body(checking(desk, case, patient, open_page, "plans"))
    assert "What your papers advise" in said and "Nothing new." in said and "section=plans" in said
    assert "Result" not in said and "check these numbers" not in said


def test_who_wants_a_person_beside_them_sees_no_results(desk, patient, case, open_page):
    force(desk, case.id, how_much=HowMuch.WITH_PERSON)
    page = open_page("check", patient, case, section="pathology")
    assert "Tumor size" not in body(page)
    assert "Your coordinator will call you" in body(page)


def test_suggestions_are_added_by_choice_and_moved_by_buttons(desk, patient, case, open_page):
    page = click(open_page("questions", patient, case), "take_q-1")
    page = click(page, "take_q-2")
    page = click(page, "up_q-2")
    assert [question.id for question in now(desk, case).questions] == ["q-2", "q-1"]
    page.text_area(key="add_text").set_value("x" * 301)
    assert "Question must be 300 characters or less" in body(submit(page))


def test_what_is_missing_stands_beside_what_is_here(desk, patient, case, open_page):
    page = open_page("missing", patient, case)
    assert "MRI pictures" in body(page)
    assert "What you already have" in body(page)
    assert body(page).count("The hospital") == 2, "who has it, of records only; not of what the person can say"
    page = click(page, "asked_g-1")
    assert now(desk, case).decision("g-1").verdict == "asked"
    assert "You asked for it" in body(page)


def test_the_letter_is_made_for_what_was_ticked(patient, case, open_page):
    page = open_page("letter", patient, case, gap="g-1")
    assert f"/case/{case.id}/letter.pdf?gap=g-1&amp;lang=en" in body(page)


def test_papers_of_another_language_are_said_once_to_be_shown_as_written(desk, patient, case, open_page):
    assert "Some papers are in" not in body(open_page("check", patient, case))
    case = force(desk, case.id, language="es")
    for screen in ("check", "missing"):
        said = body(open_page(screen, patient, case, "es"))
        assert said.count("Mostramos sus palabras como están escritas") == 1


def test_what_papers_say_is_not_there_stands_folded_below_what_is(patient, case, open_page, monkeypatch):
    whole = build.dossier(case)
    denied = build.fact(whole.papers[0].document, FactKind.PROBLEM, "weight loss", "IMPRESSION")
    absent = build.entry(replace(denied, assertion=Assertion.ABSENT))
    entries = (absent, *whole.history.entries)
    found = replace(whole, history=replace(whole.history, entries=entries))
    monkeypatch.setattr("assistant.ui.frame.dossier", lambda: found)
    page = open_page("check", patient, case, section="problems")
    [fold] = [each for each in page.expander if each.label == "1 thing the papers say is not there"]
    assert [button.label for button in fold.button] == ["Something is wrong: Weight loss"]
    assert "Something is wrong: Type 2 diabetes" in [button.label for button in page.button]


def test_a_missing_record_has_one_letter_to_write_and_its_other_answers_folded(patient, case, open_page):
    page = open_page("missing", patient, case)
    links = [link.proto.label for link in page.get("page_link")]
    assert links.count("Write a letter to ask for it") == 2  # the pictures and the slides; two answers in a fact differ
    folded = [fold for fold in page.expander if fold.label == "Other answers"]
    assert len(folded) == 3
    assert {button.label for button in folded[0].button} >= {"I asked for it", "I do not have it"}
    open_now = {button.key for button in page.button} - {each.key for fold in folded for each in fold.button}
    assert not [key for key in open_now if key.endswith(("_g-1", "_g-2", "_g-3"))]


def test_questions_nobody_chose_are_told_before_sending_and_chosen_with_one_press(desk, patient, case, open_page):
    case = force(desk, case.id, questions=())
    page = open_page("send", patient, case)
    said = body(page)
    assert "2 questions we suggest" in said and said.count("You have not chosen any questions") == 2
    page = click(page, "choose")
    assert [question.id for question in now(desk, case).questions] == ["q-1", "q-2"]
    assert "Your 2 questions" in body(page) and "You have not chosen" not in body(page)


def test_sending_shows_everything_asks_for_a_yes_and_happens_once(desk, patient, case, open_page, monkeypatch):
    shown = handing.Contents(("d" * 64,), (("viewer.exe", "unread"),), 3, 2)
    monkeypatch.setattr(handing, "contents", lambda desk, actor, case: shown)
    page = open_page("send", patient, case)
    assert "viewer.exe" in body(page)
    assert "Letter from a specialist" in body(page)
    page = submit(page)
    assert now(desk, case).stage is Stage.GATHERING
    page.checkbox(key="agree").check()
    page = submit(page)
    assert now(desk, case).stage is Stage.REVIEWING
    assert titles(page) == ["We have your case"]
    assert case.number in body(page)


def test_a_case_that_was_sent_asks_for_nothing_more(desk, patient, case, open_page):
    force(desk, case.id, stage=Stage.REVIEWING)
    assert "You sent your case." in body(open_page("tasks", patient, case))
    signed = Response("p", "id-provider", "Dr. Rao", short="Yes.", diagnosis="agree", signed=desk.clock.now())
    force(desk, case.id, stage=Stage.ANSWERED, response=signed)
    assert "Your second opinion is ready." in body(open_page("tasks", patient, case))
    assert "The doctor agrees with it" in body(open_page("answer", patient, case))


def test_the_language_is_saved_with_the_case(desk, patient, case, open_page):
    page = click(open_page("tasks", patient, case), "language_es")
    assert titles(page) == ["Sus tareas"]
    assert now(desk, case).language == "es"


def test_taking_the_case_back_takes_two_steps(desk, patient, case, open_page):
    page = click(open_page("status", patient, case), "take_back")
    click(page, "take_back_yes")
    assert now(desk, case).stage is Stage.WITHDRAWN


def test_a_helper_is_told_whose_case_it_is(desk, case, open_page):
    helper = add_person(desk, Role.HELPER)
    force(desk, case.id, helpers=(helper.id,))
    assert "You are helping Maria Lopez" in body(open_page("tasks", helper, case))


def test_a_letter_sent_on_a_day_is_counted_from_it_and_what_they_say_is_kept(desk, patient, case, open_page):
    page = open_page("letter", patient, case, gap="g-1")
    assert "Attention" in page.code[0].value
    page.text_input(key="sent_d").set_value("3")
    page = submit(page)
    assert titles(page) == ["Papers you asked for"]
    asked = now(desk, case).decision("g-1").asked
    assert asked.day.endswith("-03") and asked.label == "MRI pictures"
    assert "Call" in body(page) or "reminder" in body(page)
    page = open_page("chase", patient, case, row="g-1")
    page = submit(page)
    assert "Select what happened" in body(page)
    page.radio[0].set_value("extended")
    assert "Enter the day they named" in body(submit(page))
    page.radio[0].set_value("fee_asked")
    page.text_area(key="heard_words").set_value("20 dollars")
    page = submit(page)
    assert now(desk, case).decision("g-1").verdict == "fee_asked"
    assert "20 dollars" in body(page)


def test_a_helper_who_sees_no_results_gets_no_letter_but_can_note_that_it_went(desk, case, open_page):
    helper = add_person(desk, Role.HELPER)
    share = (Helping(helper.id, Share.NO_RESULTS, desk.clock.now()),)
    force(desk, case.id, helpers=(helper.id,), helping=share)
    page = open_page("letter", helper, case, gap="g-1")
    assert "letter.pdf" not in body(page) and "The person you help" in body(page)
    submit(page)
    assert now(desk, case).decision("g-1").verdict == "asked"


def test_the_dates_say_plainly_what_can_still_come(desk, patient, case, open_page):
    page = body(open_page("plan", patient, case))
    assert "You decide on December 12, 2026" in page and "Send your case by December 1, 2026" in page
    assert "MRI pictures" in page and "Tissue slides (Mercy)" in page
    near = replace(now(desk, case).goal, decide_by="2026-11-25")
    force(desk, case.id, goal=near, language="es")
    page = body(open_page("plan", patient, case))
    assert "La respuesta puede llegar después" in page
    force(desk, case.id, goal=replace(now(desk, case).goal, decide_by=""), language="en")
    assert "You did not tell us a day" in body(open_page("plan", patient, case))


@pytest.mark.parametrize("asked", ["Should I have the surgery?", "What am I missing?", "I want to talk to a person"])
def test_what_can_be_done_after_an_answer_is_offered_in_words(patient, case, open_page, asked):
    page = open_page("chat", patient, case)
    page.text_area(key="chat_text").set_value(asked)
    page = submit(page)
    assert asked in body(page)
    assert not [button.label for button in page.button if "{" in button.label or "deed" in button.label]


@pytest.mark.parametrize(("asked", "language"), [("my chest feels funny", "en"), ("siento el corazón raro", "es")])
def test_the_number_in_a_grey_question_can_be_called_and_a_person_has_one_name(
    desk, patient, case, open_page, asked, language
):
    force(desk, case.id, language=language)
    page = open_page("chat", patient, case, language=language)
    page.text_area(key="chat_text").set_value(asked)
    page = submit(page)
    turn = json.loads(desk.store.chat(case.id)[-1].data)
    assert turn["kind"] == "handover" and "911" in turn["text"]
    log = json.loads(page.get("bidi_component")[0].proto.json)
    assert '<a href="tel:911">911</a>' in str(log)
    name = {"en": "Talk to a person", "es": "Hablar con una persona"}[language]
    links = [link.proto.label for link in page.get("page_link")]
    assert links.count(name) == 1 and name not in [button.label for button in page.button]


def test_a_question_the_chat_must_not_answer_becomes_one_for_the_doctor(desk, patient, case, open_page):
    page = open_page("chat", patient, case)
    page.text_area(key="chat_text").set_value("Should I have the surgery?")
    click(submit(page), "add_question")
    assert now(desk, case).questions[-1].text == "Should I have the surgery?"
