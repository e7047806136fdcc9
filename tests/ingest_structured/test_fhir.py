"""FHIR: one line and one entry for each statement, retracted ones marked, patients kept apart."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from ingest.document import Document
from ingest.limits import Limits
from ingest.readers import fhir
from tests.ingest_structured.builders import bundle, patient


def read(tmp_path: Path, data: bytes) -> list[Document]:
    path = tmp_path / "record.json"
    path.write_bytes(data)
    return fhir.read(path, "record.json", Limits())


def one(tmp_path: Path, *resources: dict[str, Any], **more: Any) -> Document:
    (document,) = read(tmp_path, bundle(patient(), *resources, **more))
    return document


def about(kind: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "subject": {"reference": "Patient/p1"}, **fields}


def test_each_entry_spans_its_line(tmp_path: Path) -> None:
    document = one(tmp_path, about("Condition", code={"text": "Knee pain"}, onsetDateTime="2019-04"))
    (entry,) = document.entries
    assert document.span(entry.page, entry.start, entry.end).quote == "Knee pain; date 2019-04"
    assert (entry.pointer, entry.date) == ("/entry/1/resource", "2019-04")
    assert document.patient.name == "Ada Quill"


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_what_is_taken_back_is_negated_and_not_lost(tmp_path: Path, status: str) -> None:
    verdict = {"coding": [{"code": status}]}
    (entry,) = one(tmp_path, about("Condition", code={"text": "Gout"}, verificationStatus=verdict)).entries
    assert (entry.negated, entry.status) == (True, status)


def test_a_doubt_is_kept_as_status(tmp_path: Path) -> None:
    fields = {
        "verificationStatus": {"coding": [{"code": "provisional"}]},
        "clinicalStatus": {"coding": [{"code": "active"}]},
    }
    (entry,) = one(tmp_path, about("Condition", code={"text": "Gout"}, **fields)).entries
    assert (entry.negated, entry.status) == (False, "provisional")


def test_not_done_not_taken_and_none_known_are_negated(tmp_path: Path) -> None:
    none = {"coding": [{"system": "http://snomed.info/sct", "code": "716186003", "display": "No known allergy"}]}
    document = one(
        tmp_path,
        about("Procedure", code={"text": "Scope"}, status="not-done"),
        about("MedicationStatement", medicationCodeableConcept={"text": "Placebin"}, status="not-taken"),
        about("MedicationRequest", medicationCodeableConcept={"text": "Placebin"}, status="active", doNotPerform=True),
        {"resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/p1"}, "code": none},
    )
    assert len(document.entries) == 4
    assert all(entry.negated for entry in document.entries)


def test_a_medicine_is_named_by_the_resource_it_refers_to(tmp_path: Path) -> None:
    dose = {
        "text": "one at night",
        "doseAndRate": [{"doseQuantity": {"value": 2.50, "unit": "mg"}}],
        "route": {"text": "oral"},
    }
    document = one(
        tmp_path,
        about("MedicationRequest", medicationReference={"reference": "#m"}, status="active", dosageInstruction=[dose],
              contained=[{"resourceType": "Medication", "id": "m", "code": {"text": "Placebin"}}],
              authoredOn="2026-02-01"),
        about("MedicationRequest", medicationReference={"reference": "Medication/x"}, status="stopped"),
        {"resourceType": "Medication", "id": "x", "code": {"text": "Shamol"}},
    )  # fmt: skip
    first, second = document.entries
    assert (first.name, first.date, first.details["dose"], first.details["instructions"]) == (
        "Placebin", "2026-02-01", "2.5 mg", "one at night")  # fmt: skip
    assert (second.name, second.status) == ("Shamol", "stopped")


def test_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    data = bundle(patient(), about("Observation", code={"text": "Testium"}, valueQuantity={"value": "@", "unit": "g"}))
    (document,) = read(tmp_path, data.replace(b'"@"', b"6.500"))
    assert document.entries[0].value == "6.500"


def test_a_pressure_is_one_reading_and_its_two_parts(tmp_path: Path) -> None:
    parts = [
        {"code": {"text": "Systolic"}, "valueQuantity": {"value": 140, "unit": "mmHg"}},
        {"code": {"text": "Diastolic"}, "valueQuantity": {"value": 80, "unit": "mmHg"}},
    ]
    code = {"coding": [{"system": "http://loinc.org", "code": "85354-9", "display": "Blood pressure"}]}
    document = one(tmp_path, about("Observation", code=code, component=parts))
    assert [(entry.kind, entry.name, entry.value) for entry in document.entries] == [
        ("vital", "Blood pressure", "140/80"), ("vital", "Systolic", "140"), ("vital", "Diastolic", "80")]  # fmt: skip


def test_a_report_and_its_conclusion_are_two_statements(tmp_path: Path) -> None:
    category = [{"coding": [{"code": "SP"}]}]
    document = one(
        tmp_path, about("DiagnosticReport", code={"text": "Biopsy"}, category=category, conclusion="Benign.")
    )
    assert [(entry.kind, entry.name) for entry in document.entries] == [
        ("procedure", "Biopsy"), ("pathology_diagnosis", "Benign.")]  # fmt: skip
    assert document.kind == "pathology_report"


def test_a_paper_inside_becomes_a_document_of_its_own(tmp_path: Path) -> None:
    inside = {"contentType": "text/plain", "title": "Letter", "data": base64.b64encode(b"The knee is better.").decode()}
    kind = {"coding": [{"system": "http://loinc.org", "code": "11488-4"}]}
    record, letter = read(
        tmp_path, bundle(patient(), about("DocumentReference", type=kind, content=[{"attachment": inside}]))
    )
    assert (letter.title, letter.kind, letter.patient.name) == ("Letter", "consult_note", "Ada Quill")
    assert letter.pages[0].text == "The knee is better."
    assert "Document" in record.pages[0].text


def test_a_paper_that_is_only_linked_is_said_to_lie_elsewhere(tmp_path: Path) -> None:
    link = {"attachment": {"url": "https://portal.example/1"}}
    document = one(tmp_path, about("DocumentReference", type={"text": "Letter"}, content=[link]))
    assert [problem.code for problem in document.problems] == ["attachment-elsewhere"]


def test_two_patients_become_two_documents_and_a_problem(tmp_path: Path) -> None:
    other = {"resourceType": "Condition", "subject": {"reference": "Patient/p2"}, "code": {"text": "Gout"}}
    mine = about("Condition", code={"text": "Cough"})
    first, second = read(tmp_path, bundle(patient(), patient("p2", "Sable"), mine, other))
    assert [entry.name for entry in first.entries] == ["Cough"]
    assert [entry.name for entry in second.entries] == ["Gout"]
    assert (second.patient.name, first.id != second.id) == ("Ada Sable", True)
    assert [problem.code for problem in first.problems] == ["mixed-patients"]


def test_a_statement_about_someone_not_in_the_file_is_not_the_patient_s(tmp_path: Path) -> None:
    stranger = {"resourceType": "Condition", "subject": {"reference": "Patient/p9"}, "code": {"text": "Gout"}}
    first, second = read(tmp_path, bundle(patient(), stranger))
    assert (first.entries, second.patient.name) == ((), "")


def test_lines_single_resources_and_lists_are_read(tmp_path: Path) -> None:
    cough, gout = (about("Condition", code={"text": text}) for text in ("Cough", "Gout"))
    lines = "\n".join(json.dumps(each) for each in (patient(), cough, gout))
    for data in (lines.encode(), json.dumps([patient(), cough, gout]).encode()):
        (document,) = read(tmp_path, data)
        assert [entry.name for entry in document.entries] == ["Cough", "Gout"]
    (document,) = read(tmp_path, json.dumps(cough).encode())
    assert document.entries[0].name == "Cough"


def test_the_xml_form_says_the_same(tmp_path: Path) -> None:
    data = b"""<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><resource><Patient>
      <id value="p1"/><name><family value="Quill"/><given value="Ada"/></name></Patient></resource></entry>
      <entry><resource><Condition><code>
      <text value="Cough"/></code><subject><reference value="Patient/p1"/></subject></Condition></resource></entry>
      </Bundle>"""
    (document,) = read(tmp_path, data)
    assert (document.patient.name, [entry.name for entry in document.entries]) == ("Ada Quill", ["Cough"])


def test_a_page_of_a_longer_search_is_said_to_be_one(tmp_path: Path) -> None:
    link = [{"relation": "next", "url": "https://portal.example?page=2"}]
    document = one(tmp_path, about("Condition", code={"text": "Cough"}), kind="searchset", link=link)
    assert [problem.code for problem in document.problems] == ["fhir-more"]


def test_billing_is_counted_and_not_shown(tmp_path: Path) -> None:
    document = one(
        tmp_path, about("Condition", code={"text": "Cough"}), {"resourceType": "Claim"}, {"resourceType": "Claim"}
    )
    assert "Billing records: 2" in document.pages[0].text


def test_a_section_that_only_tells_a_story_is_kept_as_text(tmp_path: Path) -> None:
    story = {"title": "Story", "text": {"div": "<div><p>Walks <b>daily</b></p><script>x()</script></div>"}}
    kind = {"coding": [{"system": "http://loinc.org", "code": "60591-5"}]}
    composition = about("Composition", title="My summary", date="2026-02-02", type=kind, section=[story])
    document = one(tmp_path, composition)
    assert "Walks daily" in document.pages[0].text
    assert (document.title, document.date, document.kind) == ("My summary", "2026-02-02", "portal_summary")


def test_every_resource_becomes_an_entry(tmp_path: Path) -> None:
    many = [about("Condition", code={"text": "Cough"}) for _ in range(700)]
    document = one(tmp_path, *many)
    assert len(document.entries) == 700
    assert len({(entry.page, entry.start) for entry in document.entries}) == 700
