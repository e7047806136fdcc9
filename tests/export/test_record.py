"""The record behind the first page says each thing once, whole, and as it is spelled."""

from dataclasses import replace

import pytest

from assistant.model.facts import printed
from assistant.model.history import History
from assistant.view import view
from assistant.view.repeated import holds
from knowledge.layouts import spelled
from tests.export.build import entry, fact, full, paper

REPORT = """Mitral regurgitation, ERO 0.24.
Functional mitral regurgitation. Left renal cyst 2.1 cm. Pericardial effusion.
IMPRESSION
Moderate functional mitral regurgitation. Left renal cyst."""


def rows(dossier, name):
    section = next(section for section in view(dossier).sections if section.id == name)
    return [row.cells for row in section.rows]


def finding(source, quote, name, **details):
    return entry(fact(source, "imaging_finding", quote, name, details=details))


def test_how_a_medicine_is_taken_is_told_with_its_unit_where_any_paper_has_it():
    own = paper("own.txt", "apixaban 5 twice", "patient_note", "2026-11-08")
    note = paper("note.pdf", "apixaban 5 mg twice daily", "consult_note", "2026-10-12")
    both = entry(
        fact(own, "medication", "apixaban 5 twice", "apixaban", details={"dose": "5", "frequency": "twice"}),
        fact(note, "medication", "apixaban 5 mg", "apixaban", details={"dose": "5 mg", "frequency": "twice daily"}),
    )
    told = rows(replace(full(), papers=(own, note), history=History((both,))), "medicines")
    assert told[0][:2] == ("apixaban", "5 mg twice daily")


def test_an_allergy_that_is_denied_is_called_an_allergy():
    source = paper("note.pdf", "No reaction to iodinated contrast", "consult_note")
    denied = entry(fact(source, "allergy", "iodinated contrast", assertion="absent"))
    told = rows(replace(full(), papers=(source,), history=History((denied,))), "allergies")
    assert told[0][0] == "no allergy to iodinated contrast"


def test_a_finding_that_the_conclusion_of_its_report_holds_is_told_once():
    source = paper("echo.pdf", REPORT, "cardiology_report", "2026-07-20")
    whole = "Moderate functional mitral regurgitation"
    conclusion = entry(fact(source, "impression", f"{whole}.", whole))
    assert holds(conclusion, finding(source, "Functional mitral regurgitation", "functional mitral regurgitation"))
    assert not holds(conclusion, finding(source, "Pericardial effusion", "pericardial effusion"))


def test_a_finding_that_says_more_than_the_conclusion_stays():
    source = paper("ct.pdf", REPORT, "radiology_report", "2026-07-20")
    other = paper("older.pdf", f"Earlier\n{REPORT}", "radiology_report", "2025-07-20")
    conclusion = entry(fact(source, "impression", "Left renal cyst.", "Left renal cyst"))
    assert holds(conclusion, finding(source, "Left renal cyst", "renal cyst", side="left"))
    assert not holds(conclusion, finding(source, "Left renal cyst", "renal cyst", size="2.1 cm"))
    assert not holds(conclusion, finding(other, "Left renal cyst", "renal cyst")), "another report's finding"
    absent = entry(fact(source, "imaging_finding", "renal cyst", assertion="absent"))
    assert not holds(conclusion, absent)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("qrs duration", "QRS duration"),
        ("lv mass", "LV mass"),
        ("qtc", "QTc"),
        ("hbsag", "HBsAg"),
        ("la paz", "la paz"),
    ],
)
def test_short_forms_keep_their_capitals(name, shown):
    assert spelled(name) == shown


def test_a_test_printed_in_capitals_is_not_shouted_and_a_gene_keeps_its_letters():
    source = paper("labs.pdf", "SODIUM 133 L\nBRAF V600E detected", "lab_report")
    assert printed("sodium", [fact(source, "lab_result", "SODIUM 133 L")]) == "sodium"
    assert printed("braf", [fact(source, "biomarker", "BRAF V600E")]) == "BRAF"
