import json
from dataclasses import replace

import pytest

from assistant.adapters.model_openai import FAILURES, REST, Breaker, ModelUnavailable, OpenAIModel
from assistant.chat import chat, fluent
from assistant.model.case import HowMuch
from tests.chat.build import dossier
from tests.chat.fake_openai import FakeOpenAI, says

QUESTION = "what may the hospital charge for copies of my records"
CASE = dossier()


@pytest.fixture(scope="module")
def server():
    with FakeOpenAI() as running:
        yield running


def turn_of(server, name, question=QUESTION, case=None):
    return chat(question, dossier=case, model=OpenAIModel(name, server.url, "own-key"))


def test_a_good_model_rewords_and_keeps_the_source(server):
    turn = turn_of(server, "good")
    assert turn.backend == "good"
    assert turn.cut == 0
    assert [cited.id for cited in turn.citations] == ["records-fees"]


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("invents", "Boston"),
        ("changes-number", "$65"),
        ("drops-not", "charge for looking"),
        ("adds-not", "must not be low"),
        ("changes-number-in-words", "sixty-five"),
    ],
)
def test_a_sentence_the_source_does_not_hold_is_cut_and_counted(server, name, never):
    turn = turn_of(server, name)
    assert never not in turn.text
    assert turn.cut == 1
    assert turn.backend == name


@pytest.mark.parametrize(
    "name",
    [
        "no-cites",
        "wrong-source",
        "obeys",
        "advises",
        "spanish",
        "wrong-json",
        "other-shape",
        "empty",
        "429",
        "500",
        "half",
    ],
)
def test_when_little_holds_the_built_in_answer_stands(server, name):
    turn = turn_of(server, name)
    assert turn.backend == "built-in"
    assert turn.text == chat(QUESTION).text
    assert turn.citations


def test_one_429_is_tried_again(server):
    assert turn_of(server, "429-once").backend == "429-once"


def test_an_endpoint_without_structured_output_is_asked_in_simpler_ways(server):
    assert turn_of(server, "no-schema").backend == "no-schema"


def test_silence_ends_at_the_time_limit(server):
    with pytest.raises(ModelUnavailable):
        OpenAIModel("silent", server.url).propose("s", [("user", "hello")], timeout=0.7)


@pytest.mark.parametrize("question", [QUESTION, "where does it mention hemoglobin"])
def test_a_silent_model_never_breaks_a_turn(server, monkeypatch, question):
    monkeypatch.setattr(fluent, "TIMEOUT", 0.4)
    turn = turn_of(server, "silent", question, CASE)
    assert turn.backend == "built-in"
    assert turn.text == chat(question, dossier=CASE).text


@pytest.mark.parametrize("name", ["429", "500", "half", "wrong-json", "other-shape", "empty"])
def test_a_failing_model_leaves_an_answer_about_the_case_as_it_was(server, name):
    question = "where does it mention hemoglobin"
    turn = turn_of(server, name, question, CASE)
    assert turn.backend == "built-in"
    assert turn.text == chat(question, dossier=CASE).text
    assert turn.citations


@pytest.mark.parametrize("changed", ["8.1", "19.1", "9.1 mg"])
def test_a_value_of_the_case_that_the_model_changed_is_never_shown(server, changed):
    server.answers["value"] = says((f"Your hemoglobin was {changed} that day in the paper you gave.", "S1"))
    turn = turn_of(server, "value", "what does hemoglobin mean", CASE)
    assert changed not in turn.text
    assert turn.backend == "built-in"


def test_errors_hold_no_words_of_the_endpoint(server):
    with pytest.raises(ModelUnavailable) as error:
        OpenAIModel("500", server.url).propose("s", [("user", "secret words")], timeout=5)
    assert "inner words" not in str(error.value)
    assert "secret" not in str(error.value)


def test_a_failing_endpoint_is_left_alone_for_a_while():
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(FAILURES):
        assert breaker.allows()
        breaker.went(False)
    assert not breaker.allows()
    now[0] = REST + 1
    assert breaker.allows()


def test_only_our_own_key_is_sent(server, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "stray-key")
    monkeypatch.setenv("OPENAI_ORG_ID", "stray-org")
    turn_of(server, "good")
    headers = server.seen[-1]["headers"]
    assert "stray" not in json.dumps(headers)
    assert headers.get("Authorization", headers.get("authorization")) == "Bearer own-key"


def test_danger_advice_and_computed_answers_never_reach_the_model(server):
    before = len(server.seen)
    for question in (
        "i cant breathe",
        "should i stop my pills",
        "what am i missing",
        "which medicines do i take",
        "hello",
    ):
        turn_of(server, "good", question, CASE)
    assert len(server.seen) == before


def test_nothing_that_names_the_patient_leaves_and_names_come_back(server):
    server.answers["names"] = says(("Seen by Dr. [PERSON_1].", "S1"))
    server.answers["echo"] = says(("Seen by Dr. Alan Whitford.", "S1"))
    turn = turn_of(server, "names", "where does it mention Whitford", CASE)
    sent = json.dumps(server.seen[-1]["body"])
    for secret in ("Maria", "Torres", "55-20931", "1961", "312-555", "Whitford", "Elm Street", "Lakeside"):
        assert secret not in sent
    assert "[PERSON_" not in turn.text
    assert turn.sent > 0


def test_an_instruction_hidden_in_a_paper_changes_nothing(server):
    turn = turn_of(server, "obeys", "what does the chest film say about rules", CASE)
    assert "approved" not in turn.text.split("“")[0]
    assert turn.backend == "built-in"


def test_the_choice_of_how_much_to_see_keeps_papers_from_the_model(server):
    hidden = replace(CASE, case=replace(CASE.case, how_much=HowMuch.WITH_PERSON))
    turn_of(server, "good", "what is hemoglobin", hidden)
    assert "9.1" not in json.dumps(server.seen[-1]["body"])
