"""Questions people ask of their own papers, answered by quoting them; judgements about them are still declined."""

import re

import pytest

from assistant.chat import chat
from assistant.chat.quoting import said_around, units_of
from assistant.model.facts import Assertion, FactKind, When
from assistant.model.history import History
from assistant.model.papers import Belongs, DocumentKind
from tests.chat.build import dossier, entry, fact, paper

MRI = """Northside Hospital
MRI of the left knee
Exam date: 10/12/2026
FINDINGS
A cyst behind the knee measures 2.6 cm.
IMPRESSION
1. Cyst behind the knee, 2.6 cm.
2. No torn ligament.
Signed by Wanda Castell, MD
"""
LETTER = """Lakeside Clinic
Dear Dr. Perez, the biopsy was grade 2, stage IIA. HER2 is pending.
Clopidogrel was stopped on 10/01/2026 before surgery.
Surgery is planned for 12/08/2026.
Never smoker. Potassium was not measured.
"""
LABS = """Lakeside Laboratory
Hemoglobin 11.3 L g/dL 12.0-15.5
Creatinine 0.88 mg/dL 0.50-1.10
"""


def case(**changes: object):
    mri = paper(
        "d", "MRI knee", DocumentKind.RADIOLOGY_REPORT, "2026-10-12", MRI, "Wanda Castell, MD", "Northside Hospital"
    )
    letter = paper(
        "e", "Clinic letter", DocumentKind.CONSULT_NOTE, "2026-10-27", LETTER, "Ana Perez, MD", "Lakeside Clinic"
    )
    labs = paper("f", "Laboratory report", DocumentKind.LAB_REPORT, "2026-10-20", LABS, "", "Lakeside Laboratory")
    earlier = paper("1", "Laboratory report", DocumentKind.LAB_REPORT, "2026-06-03", "Hemoglobin 12.4 g/dL 12.0-15.5\n")
    planned = {"assertion": Assertion.PLANNED, "details": {"group": "operation"}}
    october, june = When.of("2026-10-20"), When.of("2026-06-03")
    blood = {"unit": "g/dL", "range": "12.0-15.5"}
    new = fact(
        labs, FactKind.LAB_RESULT, "hemoglobin", "Hemoglobin 11.3 L", value="11.3", flag="L", when=october, **blood
    )
    old = fact(earlier, FactKind.LAB_RESULT, "hemoglobin", "Hemoglobin 12.4", value="12.4", when=june, **blood)
    kidney = fact(
        labs, FactKind.LAB_RESULT, "creatinine", "Creatinine 0.88", value="0.88", range="0.50-1.10", when=october
    )
    found = (
        entry(new, old),
        entry(kidney),
        entry(fact(letter, FactKind.STAGE, "stage IIA", "stage IIA")),
        entry(fact(letter, FactKind.STAGE, "histologic grade 2", "grade 2")),
        entry(fact(letter, FactKind.BIOMARKER, "her2", "HER2", value="pending", assertion=Assertion.PLANNED)),
        entry(fact(letter, FactKind.MEDICATION, "clopidogrel", "Clopidogrel", assertion=Assertion.HISTORICAL)),
        entry(fact(letter, FactKind.PROCEDURE, "surgery", "Surgery", when=When.of("2026-12-08"), **planned)),
        entry(fact(letter, FactKind.SOCIAL_HISTORY, "never smoker", "Never smoker", value="never")),
        entry(
            fact(mri, FactKind.IMPRESSION, "cyst", "Cyst behind the knee, 2.6 cm", details={"size": "2.6 cm"}),
            when=When.of("2026-10-12"),
        ),
    )
    other = paper("2", "X-ray report", DocumentKind.RADIOLOGY_REPORT, "2026-07-14", "Patient: Helena Roe\n")
    other = type(other)(other.document, other.description, (), Belongs.OTHER)
    return dossier(papers=(mri, letter, labs, earlier, other), history=History(found), **changes)


ASKED = [
    ("what stage am i", r"stage IIA"),
    ("de que grado es el tumor", r"grade 2"),
    ("is it her2 positive or negative", r"HER2 is pending"),
    ("why did they stop clopidogrel", r"before surgery"),
    ("tomo clopidogrel todavia", r"stopped on 10/01/2026"),
    ("when am i having surgery", r"12/08/2026"),
    ("do i smoke according to my papers", r"Never smoker"),
    ("what did the mri show", r"Cyst behind the knee"),
    ("q dice la resonansia", r"Cyst behind the knee"),
    ("who signed the mri", r"Wanda Castell"),
    ("en que hospital me hicieron la resonancia", r"Northside Hospital"),
    ("how big is the cyst", r"2\.6 cm"),
    ("which blood tests are low", r"hemoglobin 11\.3 g/dL, low"),
    ("que analisis salieron fuera de rango", r"hemoglobin 11\.3 g/dL, bajo"),
    ("is my creatinine normal", r"0\.88.*0\.50-1\.10"),
    ("what was my hemoglobin in june", r"12\.4"),
    ("did my hemoglobin change", r"11\.3.*12\.4|12\.4.*11\.3"),
    ("what is on page 1 of the letter", r"Lakeside Clinic Dear Dr\. Perez"),
    ("was any paper not mine", r"X-ray|scan report"),
]


@pytest.mark.parametrize(("question", "told"), ASKED)
def test_the_papers_own_words_answer_with_the_page_they_stand_on(question: str, told: str) -> None:
    turn = chat(question, dossier=case())

    assert turn.kind == "answer"
    assert re.search(told, turn.text), turn.text
    assert any(citation.source == "case" for citation in turn.citations)


def test_every_citation_opens_the_very_words_of_its_page() -> None:
    held = case()
    for question, _ in ASKED:
        for cited in chat(question, dossier=held).citations:
            if cited.source == "case" and cited.end:
                text = held.paper(cited.document).document.pages[cited.page - 1].text
                assert text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize(
    "question",
    [
        "is stage IIA bad",
        "what are my chances with this stage",
        "should i stop clopidogrel",
        "is the cyst cancer",
        "me voy a morir con este grado",
    ],
)
def test_a_judgement_or_a_forecast_is_not_answered_by_a_quotation(question: str) -> None:
    assert chat(question, dossier=case()).kind in ("out_of_scope", "handover", "crisis", "emergency")


@pytest.mark.parametrize("question", ["what was my potassium result", "do my papers mention a heart murmur"])
def test_what_the_papers_do_not_hold_is_said_not_to_be_found(question: str) -> None:
    assert "did not find" in chat(question, dossier=case()).text


def test_a_sentence_over_two_lines_is_one_and_a_line_of_a_table_is_its_own() -> None:
    prose = "He felt well. The scan of the whole chest and the abdomen with contrast showed\nno new spots. Done.\n"
    table = "Test Result\nGlucose 148\nSodium 140\n"

    assert [" ".join(prose[a:b].split()) for a, b in units_of(prose)][1].endswith("showed no new spots.")
    assert [table[a:b] for a, b in units_of(table)] == ["Test Result", "Glucose 148", "Sodium 140"]


def test_a_quotation_is_the_sentence_around_a_fact() -> None:
    letter = case().papers[1]
    stopped = fact(letter, FactKind.MEDICATION, "clopidogrel", "Clopidogrel")

    assert said_around(letter, stopped.evidence[0]) == "Clopidogrel was stopped on 10/01/2026 before surgery."


def test_what_only_names_a_scan_is_not_read_as_its_report() -> None:
    form = paper(
        "9", "Release", DocumentKind.CONSENT, "2026-11-03", "Hill Open MRI\nI authorize the release of my MRI.\n"
    )
    turn = chat("What did my MRI say?", dossier=dossier(papers=(form,), history=History()))
    assert "authorize" not in turn.text
    assert not turn.citations
