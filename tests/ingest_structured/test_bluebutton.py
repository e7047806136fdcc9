"""Blue Button text: each record of labels is one statement; other text is left alone."""

from __future__ import annotations

from pathlib import Path

from ingest.document import Document
from ingest.limits import Limits
from ingest.readers import text

SAMPLE = """------------------ MY HEALTHEVET PERSONAL INFORMATION REPORT ------------

----------------------------- DEMOGRAPHICS ----------------------------
First Name: ADA
Last Name: QUILL
Gender: Female   Blood Type: AB+
Date of Birth: 02 Mar 1964

-------------------------- VA MEDICATION HISTORY ----------------------
Medication: PLACEBIN 5MG TAB
Instructions: TAKE ONE TABLET AT NIGHT WITH
WATER
Status: Discontinued
Initially Ordered On: 13 Aug 2025

-------------------------- VA LABORATORY RESULTS ----------------------------
=============================================================================
Lab Test: Panel
Date/Time Collected: 22 Mar 2025 @ 1000
-----------------------------------------------------------------------------
Test Name: TESTIUM
Result: 4.44 Low
Units: mg/dl
Reference Range: (4.7-6.1)
Status: Final
----------------------
Test Name: SHAMIUM
Result:
Units: %
Status: Pending
=============================================================================
-------------------------- FAMILY HEALTH HISTORY ----------------------------
Relationship: Mother
Health Issues:
-----------------------------
Gout
Cough
"""


def read(tmp_path: Path, words: str) -> Document:
    path = tmp_path / "a.txt"
    path.write_text(words)
    return text.read(path, "a.txt", Limits())[0]


def test_records_become_statements_with_their_place(tmp_path: Path) -> None:
    document = read(tmp_path, SAMPLE)
    found = {entry.name: entry for entry in document.entries}
    assert list(found) == ["PLACEBIN 5MG TAB", "TESTIUM", "SHAMIUM", "Gout", "Cough"]
    medicine, result, pending = (found[name] for name in ("PLACEBIN 5MG TAB", "TESTIUM", "SHAMIUM"))
    assert (medicine.status, medicine.date) == ("Discontinued", "2025-08-13")
    assert medicine.details["instructions"] == "TAKE ONE TABLET AT NIGHT WITH WATER"
    assert (result.value, result.unit, result.range, result.flag, result.date) == (
        "4.44", "mg/dl", "4.7-6.1", "Low", "2025-03-22")  # fmt: skip
    assert (pending.value, pending.status) == ("", "Pending")
    assert found["Gout"].experiencer == "Mother"
    for entry in document.entries:
        assert entry.name in document.span(entry.page, entry.start, entry.end).quote


def test_the_owner_is_named(tmp_path: Path) -> None:
    document = read(tmp_path, SAMPLE)
    assert (document.patient.name, document.patient.birth_date, document.patient.sex) == (
        "ADA QUILL",
        "1964-03-02",
        "female",
    )
    assert document.kind == "portal_summary"


def test_any_other_text_is_left_alone(tmp_path: Path) -> None:
    document = read(tmp_path, "Medication: PLACEBIN 5MG TAB\nStatus: Active\n")
    assert document.entries == () and document.kind == ""
