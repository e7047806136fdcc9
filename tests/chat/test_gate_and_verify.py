import pytest

from assistant.chat.gate import Gate, gate_of, show
from assistant.chat.verify import Sentence, supported
from knowledge.talk import load_talk
from tests.chat.build import CLINIC, dossier

TALK = load_talk()
SOURCES = {"S1": "The MRI of March 3, 2026 showed no new tumor. The nodule is 6 mm and stable. Dr. Rao read it."}


def holds(text, *sources):
    return supported(Sentence(text, sources or ("S1",)), SOURCES, "en", TALK)


def test_identifiers_become_stand_ins_and_come_back():
    gate = gate_of(dossier())
    (hidden,), stand_ins = gate.hide([CLINIC])
    for secret in ("Maria", "Torres", "03/04/1961", "55-20931", "Lakeside Clinic", "Whitford", "312-555-0188"):
        assert secret not in hidden
    assert "Metformin 500 mg" in hidden
    assert "9.1 g/dL" in hidden
    assert show(hidden, stand_ins) == CLINIC


def test_the_same_person_has_the_same_stand_in():
    (first, second), _ = gate_of(dossier()).hide(["Maria came.", "Maria left."])
    assert first.split()[0] == second.split()[0]


@pytest.mark.parametrize(
    "text",
    [
        "write to maria@example.org",
        "SSN 123-45-6789",
        "call (312) 555-0199",
        "14 Oak Ridge Road",
        "see https://x.example/a",
    ],
)
def test_identifiers_no_case_knows_are_hidden_too(text):
    (hidden,), _ = Gate().hide([text])
    assert "[" in hidden
    assert hidden != text


@pytest.mark.parametrize(
    "text",
    [
        "The nodule is 6 mm and stable.",
        "The MRI of March 3, 2026 showed no new tumor.",
        "Dr. Rao read it.",
    ],
)
def test_what_the_source_says_holds(text):
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "The nodule is 9 mm and stable.",  # a number
        "The MRI of May 3, 2026 showed no new tumor.",  # a month
        "The MRI of March 3, 2026 showed a new tumor.",  # a negation lost
        "The nodule is not 6 mm and stable.",  # a negation added
        "Dr. Patel read it.",  # a name
        "The nodule is 6 mm and stable, so you should stop taking aspirin.",  # advice
        "The nodule is 6 mm and stable, nothing to worry about.",  # comfort
        "Your liver and kidneys work well.",  # not there at all
    ],
)
def test_what_the_source_does_not_say_is_cut(text):
    assert not holds(text)


def test_a_sentence_without_a_known_source_is_cut():
    assert not supported(Sentence("The nodule is 6 mm and stable.", ()), SOURCES, "en", TALK)
    assert not holds("The nodule is 6 mm and stable.", "S7")
