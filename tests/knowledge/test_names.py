"""Names our sentences are built around are said in the reader's language; the papers' own words never are."""

from __future__ import annotations

import pytest

from knowledge.names import event_in_language, in_language, side_in_language


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("class of lupus nephritis", "clase de la nefritis lúpica"),
        ("side of sciatica: left or right", "lado de ciática: izquierdo o derecho"),
        ("penicillin allergy, amoxicillin taken", "alergia a penicilina, y se tomó amoxicilina"),
        ("biopsy: yes or no", "biopsia: sí o no"),
        ("zorbamide: dose", "zorbamide: dosis"),
        ("left breast cancer", "cáncer de seno (lado izquierdo)"),
        ("left behind by the bus", "left behind by the bus"),
        ("2000 units", "2000 unidades"),
        ("every 8 hours", "cada 8 horas"),
    ],
)
def test_what_papers_differ_on_is_said_in_spanish(topic: str, said: str) -> None:
    assert in_language(topic, "es") == said
    assert in_language(topic, "en") == topic


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("lisinopril started", "lisinopril: se empezó"),
        ("mastectomy (planned)", "mastectomía (por hacer)"),
        ("Chemotherapy was stopped", "Chemotherapy was stopped"),
    ],
)
def test_an_event_is_said_in_spanish_where_its_name_is_known(event: str, said: str) -> None:
    assert event_in_language(event, "es") == said
    assert event_in_language(event, "en") == event


def test_of_a_side_only_our_own_word_is_translated() -> None:
    assert side_in_language("yes: biopsy of the liver", "es") == "sí: biopsy of the liver"
    assert side_in_language("stopped", "es") == "suspendido"
    assert side_in_language("Plan: surgery or radiation", "es") == "Plan: surgery or radiation"


def test_a_name_without_a_line_in_the_table_is_said_as_its_own_file_has_it_in_spanish() -> None:
    assert in_language("blood in stool", "es") == "sangre en las heces"
    assert in_language("moderate to severe", "es") == "de moderado a grave"
    assert in_language("blood in stool", "en") == "blood in stool"
