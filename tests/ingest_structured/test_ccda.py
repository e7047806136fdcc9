"""C-CDA: the narrative is kept, every entry has its place in it, and what is denied is not asserted."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from ingest.document import Document, Entry
from ingest.errors import Rejected
from ingest.limits import Limits
from ingest.readers import ccda
from tests.ingest_structured.builders import ccda as record
from tests.ingest_structured.builders import section

PROBLEM = """<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/>
<statusCode code="active"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN" {more}>
<templateId root="2.16.840.1.113883.10.20.22.4.4"/><code code="55607006"/><text><reference value="#{place}"/></text>
<effectiveTime><low value="201904"/>{end}</effectiveTime>
<value code="1" codeSystem="2.16.840.1.113883.6.96" displayName="{name}"/></observation>
</entryRelationship></act></entry>"""


def problem(name: str, place: str = "", more: str = "", end: str = "") -> str:
    return PROBLEM.format(name=name, place=place, more=more, end=end)


def read(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "record.xml"
    path.write_bytes(data)
    documents = ccda.read(path, "record.xml", Limits())
    assert len(documents) == 1
    return documents[0]


def quote(document: Document, entry: Entry) -> str:
    return document.span(entry.page, entry.start, entry.end).quote


def test_the_header_says_whose_it_is_and_what_it_is(tmp_path: Path) -> None:
    document = read(tmp_path, record("", title="Clinic summary"))
    assert (document.patient.name, document.patient.birth_date, document.patient.mrn) == (
        "Ada Quill",
        "1964-03-02",
        "Q-1",
    )
    assert (document.kind, document.title, document.date) == ("portal_summary", "Clinic summary", "2026-03-14")
    assert (document.author, document.facility, document.language) == ("Noor Vale", "Riverbend Clinic", "en")


def test_an_entry_points_at_the_row_that_says_it(tmp_path: Path) -> None:
    table = "<table><tbody><tr ID='p1'><td>Knee pain</td><td>April 2019</td></tr></tbody></table>"
    document = read(tmp_path, record(section("11450-4", "Problems", table, problem("Knee pain", "p1"))))
    (entry,) = document.entries
    assert (entry.kind, entry.name, entry.date, entry.system, entry.status) == (
        "problem", "Knee pain", "2019-04", "SNOMED CT", "active")  # fmt: skip
    assert quote(document, entry) == "Knee pain | April 2019"
    assert entry.pointer.endswith("/section/entry[1]/act/entryRelationship[1]/observation")


def test_an_entry_the_narrative_does_not_speak_of_gets_a_line_of_its_own(tmp_path: Path) -> None:
    document = read(tmp_path, record(section("11450-4", "Problems", "See chart.", problem("Knee pain"))))
    assert quote(document, document.entries[0]).startswith("Knee pain")
    assert "See chart." in document.pages[0].text


def test_a_reference_to_words_about_something_else_is_not_believed(tmp_path: Path) -> None:
    text = "<paragraph ID='p1'>Elbow fracture</paragraph>"
    document = read(tmp_path, record(section("11450-4", "Problems", text, problem("Knee pain", "p1"))))
    assert "Elbow" not in quote(document, document.entries[0])


def test_a_negated_entry_is_negated_and_a_closed_one_resolved(tmp_path: Path) -> None:
    entries = problem("Knee pain", more='negationInd="true"') + problem("Cough", end='<high value="20200101"/>')
    first, second = read(tmp_path, record(section("11450-4", "Problems", "x", entries))).entries
    assert first.negated and not second.negated
    assert (second.status, second.details["end"]) == ("resolved", "2020-01-01")


def test_two_equal_entries_stay_two(tmp_path: Path) -> None:
    document = read(tmp_path, record(section("11450-4", "Problems", "x", problem("Cough") + problem("Cough"))))
    assert len(document.entries) == 2
    assert document.entries[0].start != document.entries[1].start


def test_none_known_is_said_to_be_absent(tmp_path: Path) -> None:
    entry = """<entry><act classCode="ACT" moodCode="EVN"><entryRelationship><observation classCode="OBS" moodCode="EVN"
      negationInd="true"><templateId root="2.16.840.1.113883.10.20.22.4.7"/><code code="ASSERTION"/>
      <value code="1" displayName="Allergy to substance"/></observation></entryRelationship></act></entry>"""
    document = read(tmp_path, record(section("48765-2", "Allergies", "No known allergies", entry)))
    assert document.entries[0].negated
    assert quote(document, document.entries[0]) == "No known allergies"


def test_a_result_keeps_value_unit_range_and_flag_as_written(tmp_path: Path) -> None:
    entry = """<entry><organizer classCode="BATTERY" moodCode="EVN"><effectiveTime value="20260110"/><component>
      <observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.2"/>
      <code code="1-1" codeSystem="2.16.840.1.113883.6.1" displayName="Testium"/><value value="06.50" unit="mg/dL"/>
      <interpretationCode code="H"/><referenceRange><observationRange><value><low value="1"/>
      <high value="5" unit="mg/dL"/></value></observationRange></referenceRange></observation>
      </component></organizer></entry>"""
    (found,) = read(tmp_path, record(section("30954-2", "Results", "x", entry))).entries
    assert (found.kind, found.value, found.unit, found.range, found.flag, found.date) == (
        "lab_result", "06.50", "mg/dL", "1-5 mg/dL", "H", "2026-01-10")  # fmt: skip


def test_a_medicine_takes_its_directions_from_the_row_when_its_entry_has_none(tmp_path: Path) -> None:
    text = ("<table><thead><tr><th>Medication</th><th>Directions</th></tr></thead><tbody>"
            "<tr ID='m1'><td>Placebin 5 MG</td><td>one at night</td></tr></tbody></table>")  # fmt: skip
    entry = """<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><text><reference value="#m1"/></text>
      <statusCode code="active"/><effectiveTime><low value="20260101"/></effectiveTime>
      <effectiveTime><period value="12" unit="h"/></effectiveTime>
      <routeCode displayName="Oral"/><doseQuantity value="2"/><consumable><manufacturedProduct>
      <manufacturedMaterial><code code="9" codeSystem="2.16.840.1.113883.6.88" displayName="Placebin 5 MG"/>
      </manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"""
    (found,) = read(tmp_path, record(section("10160-0", "Medications", text, entry))).entries
    assert (found.kind, found.name, found.system, found.date) == ("medication", "Placebin 5 MG", "RxNorm", "2026-01-01")
    assert found.details["instructions"] == "one at night"
    assert (found.details["dose"], found.details["route"], found.details["frequency"]) == ("2", "Oral", "every 12 h")


def test_a_relative_s_illness_is_the_relative_s(tmp_path: Path) -> None:
    entry = """<entry><organizer classCode="CLUSTER" moodCode="EVN"><subject><relatedSubject>
      <code displayName="Mother"/></relatedSubject></subject><component><observation classCode="OBS" moodCode="EVN">
      <templateId root="2.16.840.1.113883.10.20.22.4.46"/><value code="1" displayName="Gout"/></observation></component>
      </organizer></entry>"""
    (found,) = read(tmp_path, record(section("10157-6", "Family", "x", entry))).entries
    assert (found.kind, found.experiencer, found.name) == ("family_history", "Mother", "Gout")


def test_what_is_planned_is_not_done(tmp_path: Path) -> None:
    entry = """<entry><procedure classCode="PROC" moodCode="RQO"><templateId root="2.16.840.1.113883.10.20.22.4.41"/>
      <code code="1" displayName="Knee scan"/><statusCode code="active"/></procedure></entry>"""
    (found,) = read(tmp_path, record(section("18776-5", "Plan", "x", entry))).entries
    assert (found.kind, found.status) == ("recommendation", "planned")


def test_lists_breaks_and_cells_stay_apart(tmp_path: Path) -> None:
    text = ("<list><item>One</item><item>Two</item></list>Free<br/>words<table><tbody>"
            "<tr><td>a<br/>b</td><td/><td>c</td></tr></tbody></table>")  # fmt: skip
    lines = read(tmp_path, record(section("51848-0", "Notes", text))).pages[0].text.splitlines()
    assert lines[-5:] == ["- One", "- Two", "Free", "words", "a; b | | c"]


def test_a_wrapped_letter_is_read_with_the_header_of_its_wrapping(tmp_path: Path) -> None:
    inside = base64.b64encode(b"Dear colleague,\nthe knee is better.\n").decode()
    body = f'<nonXMLBody><text mediaType="text/plain" representation="B64">{inside}</text></nonXMLBody>'
    document = read(tmp_path, record("", body=body, code="11488-4"))
    assert "the knee is better" in document.pages[0].text
    assert (document.patient.name, document.kind) == ("Ada Quill", "consult_note")


def test_a_body_that_lies_elsewhere_is_said_to(tmp_path: Path) -> None:
    body = '<nonXMLBody><text><reference value="report.pdf"/></text></nonXMLBody>'
    document = read(tmp_path, record("", body=body))
    assert [problem.code for problem in document.problems] == ["body-elsewhere"]


def test_a_record_without_its_namespace_is_read_all_the_same(tmp_path: Path) -> None:
    data = record(section("11450-4", "Problems", "x", problem("Cough"))).replace(b' xmlns="urn:hl7-org:v3"', b"")
    assert read(tmp_path, data).entries[0].name == "Cough"


def test_a_record_cut_short_is_read_as_far_as_it_goes_and_said_so(tmp_path: Path) -> None:
    data = record(section("11450-4", "Problems", "<paragraph>Cough</paragraph>") + section("8716-3", "Vitals", "x"))
    document = read(tmp_path, data[: data.index(b"<title>Vitals")])
    assert "Cough" in document.pages[0].text
    assert [problem.code for problem in document.problems] == ["xml-cut"]


def test_other_xml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="xml-other"):
        read(tmp_path, b"<note><to>nobody</to></note>")


def test_long_records_turn_pages_and_every_entry_stays_on_one(tmp_path: Path) -> None:
    entries = "".join(problem(f"Complaint number {number}") for number in range(900))
    document = read(tmp_path, record(section("11450-4", "Problems", "x", entries)))
    assert len(document.pages) > 3
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    assert len(document.entries) == 900
    assert all(entry.name in quote(document, entry) for entry in document.entries)
