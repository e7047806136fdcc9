"""What else the papers list, as one question."""

from __future__ import annotations

from dataclasses import replace

from assistant.ask.background import background
from assistant.model.facts import Assertion, Code, FactKind
from assistant.model.history import History
from knowledge.names import in_language
from tests.ask.test_ask import entry
from tests.check.builders import resolve


def coded(text: str, code: str, **changes):
    return replace(entry(FactKind.PROBLEM, text), code=Code("ICD-10-CM", code), **changes)


def test_illnesses_allergies_and_medicines_that_matter_anywhere_are_named_with_their_place() -> None:
    history = History(
        (
            coded("type 2 diabetes", "E11.9"),
            entry(FactKind.ALLERGY, "penicillin"),
            entry(FactKind.MEDICATION, "apixaban"),
        )
    )
    things, evidence = background(history, resolve("breast-cancer"), "en")
    assert things == "diabetes, a blood thinner and an allergy to penicillin"
    assert len(evidence) == 3


def test_what_is_denied_stopped_or_the_pathways_own_matter_is_not_named() -> None:
    denied = coded("diabetes", "E11.9", assertion=Assertion.ABSENT)
    stopped = replace(entry(FactKind.MEDICATION, "warfarin"), status="stopped")
    own = coded("atrial fibrillation", "I48.91")
    things, _ = background(History((denied, stopped, own)), resolve("atrial-fibrillation-arrhythmia"), "en")
    assert things == ""


def test_spanish_is_said_in_spanish() -> None:
    things, _ = background(History((coded("diabetes", "E11.9"), coded("asthma", "J45.9"))), resolve("hernia"), "es")
    assert things == "diabetes y asma o enfermedad de los pulmones"


def test_a_spanish_reader_reads_what_they_react_to_in_spanish_and_each_once() -> None:
    two = History((entry(FactKind.ALLERGY, "penicillin"), entry(FactKind.ALLERGY, "contrast")))
    assert background(two, resolve("hernia"), "es")[0] == "alergias a penicilina y contraste"
    names = ("sulfamethoxazole / trimethoprim", "trimethoprim-sulfamethoxazole")
    same = History(tuple(entry(FactKind.ALLERGY, name) for name in names))
    assert background(same, resolve("hernia"), "en")[0] == "an allergy to sulfamethoxazole / trimethoprim"
    part = History(tuple(entry(FactKind.ALLERGY, name) for name in ("trimethoprim", *names)))
    assert "sulfamethoxazole" in background(part, resolve("hernia"), "en")[0]


def test_a_topic_of_our_own_is_in_the_readers_language_and_an_unknown_name_stays() -> None:
    assert in_language("contrast allergy", "es") == "alergia a contraste"
    assert in_language("zorbamide: active or stopped", "es") == "zorbamide: activo o suspendido"
    assert in_language("contrast allergy", "en") == "contrast allergy"
