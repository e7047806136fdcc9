"""The patient's own questions, found as people really write them."""

import pytest

import knowledge
from assistant.ask.own import own_questions

CUES = knowledge.load().pathways.shared.cues


def asked(text: str) -> list[str]:
    return own_questions(text, CUES)


def test_a_numbered_list_is_read_without_its_marks_and_whole() -> None:
    note = "It is my right knee.\n1) loose or worn out?\n2) My uncle had two. Should I wait?\n3) how long off work\n"
    assert asked(note) == ["loose or worn out?", "My uncle had two. Should I wait?", "how long off work?"]


def test_under_a_heading_a_line_needs_no_question_mark() -> None:
    note = "Took a lot of aspirin.\nQuestions:\n* will my hearing get better / hearing aid\n* the rash\n\nThank you."
    assert asked(note) == ["will my hearing get better / hearing aid?", "the rash"]


def test_a_question_that_points_back_keeps_the_sentence_before_it() -> None:
    assert asked("One letter says left, one says right. Which one?") == [
        "One letter says left, one says right. Which one?"
    ]


def test_a_plain_list_of_medicines_is_no_question() -> None:
    assert asked("My pills:\n- aspirin 81\n- vitamin D\nI live alone.") == []


def test_spanish_questions_are_found_in_a_line_and_in_a_list() -> None:
    assert asked("Me duele. ¿Se puede esperar a la primavera? Gracias.") == ["¿Se puede esperar a la primavera?"]
    assert asked("Preguntas:\n- ¿Hay otra manera?\n- cuanto dura la recuperacion") == [
        "¿Hay otra manera?",
        "cuanto dura la recuperacion?",
    ]


def test_a_question_that_goes_on_in_the_next_line_is_one() -> None:
    note = "1. I was told that the small spot is nothing to treat now, but is it safe\n   to leave it?"
    assert asked(note) == [
        "I was told that the small spot is nothing to treat now, but is it safe to leave it?",
    ]


@pytest.mark.parametrize("box", ["☐", "[ ]", "O"])
def test_what_a_form_asks_the_patient_is_no_question_of_theirs(box: str) -> None:
    form = (
        f"Please fill in before your visit\nHow far can you walk? 2 blocks, then I stop\n"
        f"Passed out? {box} yes {box} no almost, in August\n{box} Pacemaker {box} Bleeding problem\n"
        "What matters most to you?\nTo work in the shop.\nQuestions for the doctor\nHow long does a valve last?"
    )
    assert asked(form) == ["How long does a valve last?"]
