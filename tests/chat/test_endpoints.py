"""The endpoints of the settings, each with its own ways: addresses, keys, fields it leaves out, what it refuses."""

import pytest

from assistant.adapters.model_openai import OpenAIModel
from assistant.adapters.model_pieces import ModelUnavailable, address_of
from assistant.chat import chat
from assistant.chat.growing import Proposal
from tests.chat.fake_openai import FakeOpenAI
from tests.chat.test_model import QUESTION

ENDPOINTS = {
    "openai": ("/v1", "own-key"),
    "openai-reasoning": ("/v1", "own-key"),
    "azure": ("/openai/deployments/mine?api-version=2024-10-21", "own-key"),
    "azure:v1": ("/openai/v1/?api-version=2024-10-21", "own-key"),
    "vllm": ("/v1", "own-key"),
    "ollama": ("", ""),
    "ollama:slash": ("/v1/", ""),
    "llama.cpp": ("/v1/chat/completions", ""),
}


@pytest.fixture(scope="module")
def server():
    with FakeOpenAI() as running:
        yield running


@pytest.mark.parametrize("name", ENDPOINTS)
def test_each_endpoint_is_asked_as_it_wants_and_streams(server, name):
    end, key = ENDPOINTS[name]
    model, shown = OpenAIModel(name, server.url.removesuffix("/v1") + end, key), []
    turn = chat(QUESTION, model=model, heard=lambda text: not shown.append(text))
    assert turn.backend == name
    assert shown
    assert chat(QUESTION, model=model).backend == name  # and again, with what was learned
    assert server.seen[-1]["body"]["stream"] is True


@pytest.mark.parametrize("name", ENDPOINTS)
def test_each_endpoint_answers_in_one_piece_too(server, name):
    end, key = ENDPOINTS[name]
    model = OpenAIModel(name, server.url.removesuffix("/v1") + end, key)
    assert "sentences" in model.propose("s", [("user", "hello")], Proposal, timeout=10)
    assert "sentences" in model.propose("s", [("user", "hello")], timeout=10)


def test_an_endpoint_that_refuses_everything_is_asked_in_the_best_way_again(server):
    model = OpenAIModel("ollama", server.url + "/wrong")
    with pytest.raises(ModelUnavailable):
        list(model.stream("s", [("user", "hello")], Proposal, timeout=5))
    assert model._way == 0


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1"),
        ("https://host/openai/v1/", "https://host/openai/v1"),
        ("https://host/v1/chat/completions", "https://host/v1"),
        ("", ""),
    ],
)
def test_an_address_is_taken_as_people_copy_it(given, base):
    assert address_of(given)[0] == base
