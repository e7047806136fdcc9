"""What people want is told by likeness to examples: messages here are in no example and in no article."""

import pytest

from assistant.chat import chat
from assistant.chat.intent import understand
from knowledge.talk import load_talk
from knowledge.wishes import PREPARE, answered_by, examples, shipped, weigh
from knowledge.word_parts import apart
from tests.chat.build import dossier

CASE = dossier()


def test_what_was_learned_is_of_the_examples_that_ship():
    """After changing an example or an article's `asks` run: python -m knowledge.wishes."""
    assert shipped()


def test_every_wish_has_examples_in_both_languages_and_none_is_there_twice():
    rows = [row for row in examples() if row[1] != PREPARE]
    assert len({text for text, _ in rows}) == len(rows)


@pytest.mark.parametrize(
    ("message", "wish"),
    [
        ("tell me everything thats not here yet", "missing"),
        ("digame todo lo que aun no les he traido", "missing"),
        ("could you go over my tablets with me", "medicines"),
        ("enseñeme las pastiyas que me encontraron", "medicines"),
        ("do any of my reports say opposite things", "conflicts"),
        ("hay algun papel que diga lo contrario de otro", "conflicts"),
        ("whats the oldest report ive given you", "newest"),
        ("what was i told to do at discharge", "advised"),
        ("que me mandaron hacer al salir del hospital", "advised"),
    ],
)
def test_a_wish_about_the_case_is_understood_in_other_words(message, wish):
    assert understand(message, load_talk()).case == wish


@pytest.mark.parametrize(
    ("message", "article"),
    [
        ("seventy five cents a sheet for my own chart, is that allowed", "records-fees"),
        ("mi hermano quiere estar en la videollamada conmigo desde su casa", "visit-company"),
        ("they swallowed my envelope, two weeks since the lab shipped the glass", "slides-lost"),
    ],
)
def test_an_article_is_known_by_how_people_ask_for_it(message, article):
    likely = answered_by(message)
    assert article in sorted(likely, key=likely.__getitem__, reverse=True)[:2]


def test_advice_is_declined_in_words_no_pattern_holds():
    turn = chat("would it be harmful to pause my tamoxifen over the holidays")
    assert turn.kind == "out_of_scope"
    assert any(each.deed == "add_question" for each in turn.suggestions)


def test_a_fair_question_without_an_answer_goes_to_a_person_not_out_of_scope():
    assert chat("will the hospital lend me a wheelchair van for picking up the records").kind in ("answer", "handover")


def test_another_topic_is_still_another_topic():
    assert chat("which team is favored in the finals this year").kind == "out_of_scope"


def test_a_question_that_goes_on_from_the_last_one_keeps_its_subject():
    history = [("p1", "what was my hemoglobin"), ("assistant", "9.1")]
    turn = chat("and when was that?", dossier=CASE, history=history)
    assert "2026" in turn.text and "hemoglobin" in turn.text.lower()


def test_a_named_medicine_is_answered_for_itself():
    assert chat("do my papers have me on metformin", dossier=CASE).citations[0].quote.startswith("Metformin")
    other = chat("do my papers have me on warfarin", dossier=CASE)
    assert "did not find" in other.text and not other.citations


def test_a_paper_of_a_kind_is_there_or_not():
    assert chat("is my pathology report in there", dossier=CASE).citations
    assert "did not find" in chat("did you get my discharge summary", dossier=CASE).text


def test_several_words_of_one_message_are_explained_together():
    text = chat("what do PRN and BID mean").text.lower()
    assert "needed" in text and "twice" in text


def test_a_short_name_is_explained_with_its_long_one():
    assert "microsatellite" in chat("what does MSI stand for").text.lower()


def test_a_word_no_list_holds_is_taken_apart_and_said_to_be():
    turn = chat("what is a cholecystojejunostomy")
    assert "gallbladder" in turn.text and "not in my list" in turn.text
    assert [part.written for part in apart("hepatosplenomegaly")] == ["hepat", "splen", "megaly"]
    assert apart("everything") == () and apart("computer") == ()


def test_without_the_encoder_words_alone_still_answer(monkeypatch, request):
    from knowledge import wishes
    from knowledge.embedding import NoEmbedding

    def none(texts):
        raise NoEmbedding("not installed")

    monkeypatch.setattr(wishes, "_meaning", none)
    wishes._weighed.cache_clear()
    request.addfinalizer(wishes._weighed.cache_clear)
    assert weigh("what am i missing") == {}
    assert chat("what am i missing", dossier=CASE).intent == "missing"
