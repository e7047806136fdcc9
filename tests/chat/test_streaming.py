import pytest

from assistant.adapters.model_openai import OpenAIModel
from assistant.chat import chat, fluent
from assistant.chat.growing import sentences
from tests.chat.build import dossier
from tests.chat.fake_openai import ANSWERS, GOOD, SECOND, FakeOpenAI, says
from tests.chat.test_model import QUESTION

WHOLE = f"{GOOD[0]} {SECOND[0]}"
CASE = dossier()


@pytest.fixture(scope="module")
def server():
    with FakeOpenAI() as running:
        yield running


def asked(server, name, question=QUESTION, go_on=True):
    """The turn, and everything that was on the screen while it was made."""
    shown = []

    def heard(text):
        shown.append(text)
        return go_on

    return chat(question, dossier=CASE, model=OpenAIModel(name, server.url), heard=heard), shown


def test_an_answer_grows_by_whole_checked_sentences(server):
    server.pauses["slow"] = 0.005
    turn, shown = asked(server, "slow")
    assert shown == [GOOD[0], WHOLE]
    assert turn.text == shown[-1]
    assert turn.backend == "slow"
    assert server.seen[-1]["body"]["stream"] is True


def test_an_unsupported_sentence_in_the_middle_is_never_on_the_screen(server):
    turn, shown = asked(server, "stream-lies")
    assert shown == [GOOD[0], WHOLE]
    assert (turn.text, turn.cut) == (shown[-1], 1)


@pytest.mark.parametrize("name", ["invents", "changes-number", "drops-not", "adds-not", "obeys", "advises", "no-cites"])
def test_nothing_that_fails_the_check_is_ever_on_the_screen(server, name):
    _, shown = asked(server, name)
    assert set(shown) <= {GOOD[0]}


@pytest.mark.parametrize("name", ["stream-half", "stream-stalls", "stream-turns-wrong"])
def test_a_stream_that_breaks_off_ends_in_the_part_that_held(server, monkeypatch, name):
    monkeypatch.setattr(fluent, "TIMEOUT", 0.5)
    turn, shown = asked(server, name)
    assert shown == [GOOD[0]]
    assert (turn.text, turn.backend) == (GOOD[0], name)
    assert [cited.id for cited in turn.citations] == ["records-fees"]


@pytest.mark.parametrize("name", ["429", "500", "half", "wrong-json", "other-shape", "empty", "spanish"])
def test_a_stream_that_never_held_ends_in_the_built_in_answer(server, name):
    turn, shown = asked(server, name)
    assert not shown
    assert (turn.text, turn.backend) == (chat(QUESTION, dossier=CASE).text, "built-in")


def test_a_few_checked_words_are_not_shown_before_it_is_sure_that_they_stay(server):
    server.answers["few"] = says(("The fee must be low.", "S1"), ("It may charge for looking.", "S1"))
    turn, shown = asked(server, "few")
    assert not shown
    assert turn.backend == "built-in"


@pytest.mark.parametrize("name", ["no-stream", "one-piece"])
def test_an_endpoint_that_cannot_stream_answers_in_one_piece_and_is_not_asked_to_again(server, name):
    model = OpenAIModel(name, server.url)
    for _ in range(2):
        assert chat(QUESTION, model=model).backend == name
    mine = [one["body"].get("stream", False) for one in server.seen if one["body"]["model"] == name]
    assert mine[0] is True
    assert mine[-1] is False
    assert mine.count(True) == 1


def test_an_endpoint_without_schemas_still_streams_in_a_simpler_way(server):
    model = OpenAIModel("no-schema", server.url)
    for _ in range(2):
        assert chat(QUESTION, model=model).backend == "no-schema"
    assert server.seen[-1]["body"]["stream"] is True


def test_an_answer_in_the_call_of_a_tool_streams_too(server):
    model = OpenAIModel("tools", server.url)
    model._way = 1
    shown = []
    assert chat(QUESTION, model=model, heard=lambda text: not shown.append(text)).backend == "tools"
    assert len(shown) == 2


def test_who_leaves_keeps_what_was_shown_and_the_rest_is_not_waited_for(server):
    turn, shown = asked(server, "good", go_on=False)
    assert shown == [GOOD[0]]
    assert turn.text == GOOD[0]


@pytest.mark.parametrize("name", ["good", "invents"])
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_sentences_are_the_same_in_whatever_pieces_they_come(name, size):
    whole = f"```json {ANSWERS[name]} ```"
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    assert [one.text for one in sentences(pieces)] == [one.text for one in sentences([whole])]
    assert len(list(sentences(pieces))) == 2


def test_a_sentence_is_given_with_the_letter_that_closes_it():
    whole = says(("One.", "S1"), ("Two.", "S1"))
    end = whole.index("}") + 1
    assert [one.text for one in sentences([whole[: end - 1]])] == []
    assert [one.text for one in sentences([whole[:end]])] == ["One."]
