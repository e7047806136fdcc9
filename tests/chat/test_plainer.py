import json

import pytest

from assistant.adapters.model_openai import OpenAIModel
from assistant.chat.plainer import plainer, says_no_more
from tests.chat.build import dossier
from tests.chat.fake_openai import FakeOpenAI

OLD = "Is it really necessary that I continue the metformin 500 mg, given that Dr. Alan Whitford said no surgery?"
GOOD = "Is it really necessary that I continue metformin 500 mg, as Dr. Alan Whitford said no surgery?"


@pytest.fixture(scope="module")
def server():
    with FakeOpenAI() as running:
        yield running


def said(server, name, answer):
    server.answers[name] = answer if isinstance(answer, str) else json.dumps(answer)
    return plainer(OLD, "en", OpenAIModel(name, server.url), dossier())


def test_simpler_words_that_say_the_same_are_offered_with_the_real_names(server):
    got = said(server, "plain", {"text": GOOD.replace("Alan Whitford", "[PERSON_1]")})
    assert got.text == GOOD
    assert got.backend == "plain"
    assert got.sent > 0
    assert "Whitford" not in json.dumps(server.seen[-1]["body"])


@pytest.mark.parametrize(
    ("what", "worse"),
    [
        ("another number", GOOD.replace("500", "850")),
        ("a lost denial", GOOD.replace("no surgery", "surgery")),
        ("another medicine", GOOD.replace("metformin", "insulin")),
        ("one more illness", GOOD.replace("surgery?", "surgery for my cancer?")),
        ("an answer", "It is really necessary that I continue metformin 500 mg, as Dr. Alan Whitford said no surgery."),
        ("more sentences", "I feel bad. " + GOOD),
        (
            "another language",
            "¿Es de verdad necesario que siga con metformin 500 mg si Dr. Alan Whitford dijo no surgery?",
        ),
        (
            "a lost name of a medicine",
            "Is it really necessary that I continue, as Dr. Alan Whitford said no surgery, 500 mg?",
        ),
        ("advice", "Is it so that you should stop metformin 500 mg, as Dr. Alan Whitford said no surgery?"),
    ],
)
def test_words_that_say_more_or_less_are_dropped(server, what, worse):
    got = said(server, f"worse {what}", {"text": worse})
    assert got.text == OLD
    assert not got.backend


@pytest.mark.parametrize("name", ["429", "500", "half", "wrong-json", "other-shape", "empty"])
def test_a_failing_model_leaves_the_words_as_they_were(server, name):
    got = plainer(OLD, "en", OpenAIModel(name, server.url), dossier())
    assert (got.text, got.backend) == (OLD, "")


def test_the_same_thing_under_its_other_name_is_the_same():
    assert says_no_more("Will I need to take zestril with food?", "Will I need to take lisinopril with food?", "en")
