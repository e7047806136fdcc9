import json
from dataclasses import replace

import pytest

from assistant.adapters.model_openai import OpenAIModel
from assistant.chat.plainer import plainer
from assistant.chat.simpler import reads_alike, sentence_of
from assistant.model.facts import FactKind
from assistant.model.papers import Description, DocumentKind, Kind
from tests.chat.build import dossier, entry, fact, paper
from tests.chat.fake_openai import FakeOpenAI

REPORT = """FINDINGS:
A 2.1 cm spiculated mass is again seen in the left upper lobe,
suspicious for lung cancer. There is no pleural effusion.
Hemoglobin 9.1 g/dL (12.0-16.0)
"""
ABOUT = Description(Kind(DocumentKind.RADIOLOGY_REPORT, 0.9))
SCAN = paper("7", "Chest CT", DocumentKind.RADIOLOGY_REPORT, "2026-05-03", REPORT)
OLD = "A 2.1 cm spiculated mass is again seen in the left upper lobe, suspicious for lung cancer."
FAIR = "A 2.1 cm spiculated mass is seen again in the left upper lobe, suspicious for lung cancer."
ALIKE = [
    (OLD, FAIR),
    (
        "The patient denies chest pain and was started on lisinopril 10 mg daily for hypertension.",
        "The patient says there is no chest pain and was put on lisinopril 10 mg daily for hypertension.",
    ),
    (
        "Mild degenerative changes are noted throughout the lumbar spine without significant stenosis.",
        "Mild wear is noted in the whole lumbar spine without significant stenosis.",
    ),
]
WORSE = {
    "sure of what was doubted": "A 2.1 cm spiculated mass is again seen in the left upper lobe, it is lung cancer.",
    "another side": "A 2.1 cm spiculated mass is again seen in the right upper lobe, suspicious for lung cancer.",
    "another size": "A 2.7 cm spiculated mass is again seen in the left upper lobe, suspicious for lung cancer.",
    "denied": "A 2.1 cm spiculated mass is again seen in the left upper lobe, not suspicious for lung cancer.",
    "of the past": "A 2.1 cm spiculated mass is again seen in the left upper lobe, history of lung cancer.",
    "of a relative": "A 2.1 cm spiculated mass is again seen in the left upper lobe, mother had lung cancer.",
    "planned": "A 2.1 cm spiculated mass is again seen in the left upper lobe, biopsy planned for lung cancer.",
    "one more illness": "A 2.1 cm mass is again seen in the left upper lobe, suspicious for lung cancer and pneumonia.",
    "comfort": "A 2.1 cm mass is seen in the left upper lobe, suspicious for lung cancer, but do not worry.",
    "less": "A 2.1 cm spiculated mass is again seen in the left upper lobe, suspicious.",
}


@pytest.fixture(scope="module")
def server():
    with FakeOpenAI() as running:
        yield running


@pytest.mark.parametrize(("old", "new"), ALIKE)
def test_simpler_words_that_our_rules_read_alike_are_kept(old, new):
    assert reads_alike(ABOUT)(new, old, "en")


@pytest.mark.parametrize("what", WORSE)
def test_words_that_our_rules_read_otherwise_are_dropped(what):
    assert not reads_alike(ABOUT)(WORSE[what], OLD, "en")


def test_a_spanish_sentence_is_held_against_the_rules_too():
    old = "Se observa una lesión de 3 cm en el riñón derecho, sospechosa de carcinoma renal."
    good = "Se ve una lesión de 3 cm en el riñón derecho, sospechosa de carcinoma renal."
    holds = reads_alike(ABOUT)
    assert holds(good, old, "es")
    assert not holds(good.replace("sospechosa de", "que es un"), old, "es")
    assert not holds(good.replace("derecho", "izquierdo"), old, "es")


def test_a_whole_sentence_is_found_behind_an_entry_and_a_row_of_a_table_is_none():
    known = dossier()
    known = replace(known, papers=(*known.papers, SCAN))
    mass = entry(fact(SCAN, FactKind.IMAGING_FINDING, "mass", "spiculated mass"))
    words, where = sentence_of(known, mass)
    assert words.endswith("suspicious for lung cancer.")
    assert where is SCAN
    assert sentence_of(known, entry(fact(SCAN, FactKind.LAB_RESULT, "hemoglobin", "Hemoglobin 9.1 g/dL"))) is None


def test_what_a_model_says_is_judged_before_it_is_given(server):
    for name, new in {"fair": FAIR, "lies": WORSE["sure of what was doubted"]}.items():
        server.answers[name] = json.dumps({"text": new})
        got = plainer(OLD, "en", OpenAIModel(name, server.url), dossier(), reads_alike(ABOUT))
        assert got.text == (FAIR if name == "fair" else OLD)
