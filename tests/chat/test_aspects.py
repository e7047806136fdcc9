"""One aspect of a thing the papers name (when, who, which side, how many, what for, why), the case in a few lines, and
questions that go on from the last one."""

import pytest

from assistant.chat import chat
from assistant.model.facts import Assertion, FactKind, When
from assistant.model.history import History, Saying
from assistant.model.papers import DocumentKind
from tests.chat.build import dossier, entry, fact, paper

NOTE = """Harbor Clinic
Visit note
Warfarin was stopped because of a nosebleed. Lisinopril 10 mg daily for high blood pressure.
Digoxin 0.125 mg daily.
The nodule in the right lung is 7 mm. She received 3 units of blood in May 2025.
If the KRAS gene is mutated another drug is possible. The left atrium is 4.4 cm.
"""
OPERATION = """Harbor Hospital
Operation report
Surgeon: Nadia Brandt, MD
Gallbladder removal, 03/11/2025. No hysterectomy was done. The heart rhythm was restored by one shock.
"""
SCAN = """Harbor Imaging
MRI of the brain
MRI BRAIN
IMPRESSION: Small scar in the left frontal lobe.
"""


def case():
    note = paper("d", "Visit note", DocumentKind.CONSULT_NOTE, "2026-02-03", NOTE, "Olga Reyes Marin, MD")
    report = paper("e", "Operation report", DocumentKind.OPERATIVE_NOTE, "2025-03-11", OPERATION, "Nadia Brandt, MD")
    scan = paper("f", "MRI of the brain", DocumentKind.RADIOLOGY_REPORT, "2026-01-20", SCAN)
    march, operation = When.of("2025-03-11"), {"group": "operation"}
    removal = fact(report, FactKind.PROCEDURE, "cholecystectomy", "Gallbladder removal", when=march, details=operation)
    brand = fact(report, FactKind.CARE_TEAM, "Nadia Brandt", "Nadia Brandt, MD", details={"role": "surgeon"})
    kras = {"value": "mutated", "assertion": Assertion.CONDITIONAL, "when": When.of("2026-02-03")}
    asked_for = fact(note, FactKind.CARE_TEAM, "Olga Reyes Marin", "Visit note", details={"role": "ordering"})
    proof = fact(scan, FactKind.IMPRESSION, "scar", "Small scar in the left frontal lobe")
    found = (
        entry(removal),
        entry(brand),
        entry(asked_for),
        entry(proof),
        entry(fact(scan, FactKind.PROCEDURE, "mri brain", "MRI BRAIN", when=When.of("2026-01-20"))),
        entry(fact(note, FactKind.MEDICATION, "warfarin", "Warfarin", assertion=Assertion.HISTORICAL)),
        entry(fact(note, FactKind.MEDICATION, "lisinopril", "Lisinopril")),
        entry(fact(note, FactKind.MEDICATION, "digoxin", "Digoxin")),
        entry(fact(note, FactKind.BIOMARKER, "KRAS", "KRAS gene is mutated", **kras)),
        entry(fact(report, FactKind.PROCEDURE, "hysterectomy", "hysterectomy", assertion=Assertion.ABSENT)),
    )
    told = (Saying("proof", proof.text, proof.evidence), Saying("done", removal.text, removal.evidence))
    return dossier(papers=(note, report, scan), history=History(found, introduction=told))


CASE = case()


def said(question, *before, language="en"):
    history = [("patient", text) for text in before]
    return chat(question, dossier=CASE, language=language, history=history).text


@pytest.mark.parametrize(
    ("question", "language", "holds"),
    [
        ("when was my gallbladder taken out", "en", "March 11, 2025"),
        ("who was my surgeon", "en", "Nadia Brandt"),
        ("¿quién me operó?", "es", "Nadia Brandt"),
        ("which side is the lung nodule", "en", "right lung"),
        ("how many units of blood did i get", "en", "3 units"),
        ("¿para qué es el lisinopril?", "es", "high blood pressure"),
        ("what's the zestril for", "en", "high blood pressure"),
        ("why was warfarin stopped", "en", "nosebleed"),
        ("how big is my left atrium", "en", "4.4 cm"),
        ("what did they say the MRI showed", "en", "left frontal lobe"),
        ("what did doctor Reyes say about the nodule", "en", "7 mm"),
        ("¿me quitaron la matriz?", "es", "No hysterectomy"),
        ("who asked for the brain scan", "en", "Olga Reyes Marin, who ordered it"),
        ("which doctor signed that imaging", "en", "brain"),
        ("tell me all the findings", "en", "Small scar"),
        ("¿qué anotó el radiólogo en el estudio?", "es", "Small scar"),
        ("my son won't say what I have, and you went through my papers", "en", "breast cancer"),
        ("sum up my file", "en", "Small scar"),
        ("hágame un resumen de mis papeles", "es", "Small scar"),
    ],
)
def test_an_aspect_is_answered_with_the_words_that_hold_it(question, language, holds):
    assert holds in said(question, language=language)


def test_what_a_medicine_is_for_is_not_made_up():
    text = said("what is my digoxin for")
    assert "did not find what it is for" in text and "0.125 mg" in text


def test_a_question_that_goes_on_asks_the_new_thing_of_the_same_subject():
    assert "March 11, 2025" in said("when was that", "who removed my gallbladder")
    assert "right lung" in said("which side", "how big is the lung nodule")
    assert "right lung" in said("which side", "is there a lung nodule", "and how big is it")


def test_a_result_that_only_may_be_is_never_shown_as_the_result():
    for question in ("what is KRAS", "what is my KRAS result", "show me my test results"):
        assert "KRAS mutated" not in said(question)


def test_a_trade_name_finds_the_substance_of_the_papers():
    assert "nosebleed" in said("am i still on coumadin")


def test_two_findings_of_one_sentence_show_it_once():
    text = "Report\nOmentum: metastasis of serous carcinoma.\n"
    report = paper("t", "Pathology report", DocumentKind.PATHOLOGY_REPORT, "2026-01-20", text)
    names = ("metastasis", "serous carcinoma")
    found = (entry(fact(report, FactKind.PATHOLOGY_DIAGNOSIS, name, name)) for name in names)
    one = dossier(papers=(report,), history=History(tuple(found)))
    told = chat("what is my diagnosis", dossier=one).text
    assert told.count("metastasis of serous carcinoma") == 1


def test_when_a_biopsy_was_is_told_by_its_report_and_never_by_what_is_planned():
    report = paper("t", "Tissue report", DocumentKind.PATHOLOGY_REPORT, "2025-11-06", "Tissue report\nSkin, punch.\n")
    note = paper("n", "Visit note", DocumentKind.CONSULT_NOTE, "2026-02-03", "Visit note\nPET next month.\n")
    plan = entry(fact(note, FactKind.PROCEDURE, "pet", "PET", assertion=Assertion.PLANNED))
    one = dossier(papers=(report, note), history=History((plan,)))
    text = chat("when did they do my biopsy", dossier=one).text
    assert "November 6, 2025" in text and "PET" not in text
