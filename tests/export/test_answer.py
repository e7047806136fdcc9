"""The signed answer on paper: the patient's words for the patient, the doctor's for the doctor, and nothing added."""

from dataclasses import replace

import pypdfium2
import pytest

from assistant.export.answer_pdf import answer_data, answer_pdf
from assistant.model.case import Answer, Request, Response, SentPackage
from assistant.model.follow import FollowUp
from tests.export.build import full


@pytest.fixture
def case():
    made = full().case
    package = SentPackage("f" * 64, "2026-11-16T10:00:00Z", "rao", 3, "0" * 64)
    asked = Request("r1", "The slides", "rao", "2026-11-17T10:00:00Z")
    return replace(made, packages=(package,), requests=(asked,), questions=full().questions)


def answer(case, **more):
    first = case.questions[0].id
    answers = (Answer(first, "Breast conservation is oncologically equivalent.", "You may keep your breast."),)
    given = {
        "short": "I agree.\nAsk for the slides.",
        "diagnosis": "agree",
        "credentials": "MD",
        "seen": "All reports.",
    }
    return Response("f" * 64, "rao", "Asha Rao", answers, signed="2026-11-20T09:00:00Z", **(given | more))


def words(data):
    return [
        line
        for s in data["sections"]
        for line in (s["title"], *s["lines"], *(w for i in s["items"] for w in i["lines"]))
    ]


def test_the_patient_reads_the_plain_words_and_the_doctor_both(case):
    patient = words(answer_data(case, answer(case), "es", letter=False))
    assert "You may keep your breast." in patient
    assert not any("oncologically" in line for line in patient)
    doctor = words(answer_data(case, answer(case), "en", letter=True))
    assert "Breast conservation is oncologically equivalent." in doctor
    assert any("You may keep your breast." in line for line in doctor)


def test_the_letter_says_which_package_was_read_and_what_is_still_asked_for(case):
    doctor = words(answer_data(case, answer(case), "en", letter=True))
    assert any("ffffffffffff" in line for line in doctor)
    assert "The slides" in doctor
    assert not any("ffff" in line for line in words(answer_data(case, answer(case), "en", letter=False)))


def test_a_question_without_an_answer_says_so_and_paragraphs_stay_apart(case):
    data = answer_data(case, answer(case), "en", letter=False)
    items = next(s["items"] for s in data["sections"] if s["items"])
    assert len(items) == len(case.questions)
    assert data["sections"][0]["lines"] == ["I agree.", "Ask for the slides."]


@pytest.mark.parametrize("letter", [True, False])
def test_what_was_written_is_never_markup(case, letter):
    pages = pypdfium2.PdfDocument(answer_pdf(case, answer(case, short="#panic() *x* $1 [n]"), "en", letter=letter))
    assert "#panic() *x* $1 [n]" in pages[0].get_textpage().get_text_range()


def test_questions_about_the_answer_follow_it_with_the_doctors_reply_or_its_absence(case):
    first = FollowUp(
        "1", "May I wait?", "elena", "2026-11-22T09:00:00Z", False, "Two weeks.", "rao", "Asha Rao", "2026-11-23"
    )
    asked = replace(case, follow_ups=(first, FollowUp("2", "And fly?", "elena", "2026-11-24T09:00:00Z")))
    last = answer_data(asked, answer(case), "en", letter=False)["sections"][-1]
    assert [(item["title"], item["lines"]) for item in last["items"]] == [
        ("1. May I wait?", ["Two weeks."]),
        ("2. And fly?", ["The doctor has not written back yet."]),
    ]
    assert "answered by Asha Rao, 23 Nov 2026" in last["items"][0]["note"]
