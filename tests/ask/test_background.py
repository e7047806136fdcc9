"""What else the papers list, as one question."""

from __future__ import annotations

from dataclasses import replace

from assistant.ask.background import background
from assistant.model.facts import Assertion, Code, FactKind
from assistant.model.history import History
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
