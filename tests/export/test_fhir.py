"""The FHIR bundles: valid R4, every required section said, nothing denied written as present, the same every time."""

import json
from dataclasses import replace

import pytest

from assistant.export.fhir.ips import ips
from assistant.export.fhir.referral import referral
from assistant.export.fhir.verify import bundle_faults
from assistant.handoff import handoff
from assistant.model.case import Consent, Message, SignOff
from assistant.model.facts import FactKind, When
from assistant.model.history import History, Verdict
from assistant.view import view
from tests.export.build import entry, fact, full, nothing, originals, paper

AT = "2026-11-15T10:00:00Z"


def bundle(dossier):
    return ips(dossier, created=AT)


def of(made, kind):
    return [item["resource"] for item in made["entry"] if item["resource"]["resourceType"] == kind]


def section(made, code):
    sections = made["entry"][0]["resource"]["section"]
    return next(item for item in sections if item["code"]["coding"][0]["code"] == code)


def every_kind():
    """One statement of every kind, present, plus signatures and messages."""
    source = paper("all.pdf", "\n".join(f"Statement {kind.value} 5 mg" for kind in FactKind), "consult_note", "2026-05")
    facts = [fact(source, kind.value, f"Statement {kind.value} 5 mg", kind.value) for kind in FactKind]
    case = replace(
        full().case,
        sign_off=SignOff("l", "Dana Kim", "2026-11-15T09:00:00Z", 2),
        consents=(Consent("send", True, "o", "2026-11-15T08:00:00Z", "1", "en"),),
        messages=(Message("m1", "o", "patient", "Hello <b>", "2026-11-14T08:00:00Z"),),
    )
    return replace(full(), case=case, papers=(source,), history=History(tuple(entry(item) for item in facts)))


@pytest.mark.parametrize("make", [full, nothing, every_kind])
def test_is_valid_r4_and_holds_together(make):
    from fhir.resources.R4B.bundle import Bundle

    dossier = make()
    made = bundle(dossier)
    Bundle.model_validate_json(json.dumps(made))
    assert bundle_faults(made, document=True) == []
    other = referral(handoff(dossier, view(dossier), originals(dossier), created=AT))
    Bundle.model_validate_json(json.dumps(other))
    assert bundle_faults(other, document=False) == []


def test_the_same_dossier_makes_the_same_bundle():
    assert bundle(full()) == bundle(full())
    assert len({item["fullUrl"] for item in bundle(full())["entry"]}) == len(bundle(full())["entry"])


def test_where_nothing_is_known_the_required_sections_say_why():
    made = bundle(nothing())
    for code in ("11450-4", "48765-2", "10160-0"):
        assert section(made, code)["emptyReason"]["coding"][0]["code"] == "notasked"
    empty = bundle(replace(full(), history=History()))
    assert section(empty, "10160-0")["emptyReason"]["coding"][0]["code"] == "unavailable"
    assert "Not found in the papers." in section(empty, "10160-0")["text"]["div"]


def test_no_known_allergies_has_its_code_and_a_disagreement_leaves_both_unconfirmed():
    allergies = of(bundle(full()), "AllergyIntolerance")
    assert [item["verificationStatus"]["coding"][0]["code"] for item in allergies] == ["unconfirmed"] * 2
    assert "716186003" in {item["code"].get("coding", [{}])[0].get("code") for item in allergies}


def test_what_is_denied_planned_or_family_is_never_a_problem_a_medicine_or_a_done_procedure():
    made = bundle(full())
    problems = [item["code"]["text"] for item in of(made, "Condition")]
    assert problems == ["type 2 diabetes"]
    assert "blood clots" in section(made, "11450-4")["text"]["div"]
    assert [item["code"]["text"] for item in of(made, "Procedure")] == ["cholecystectomy"]
    assert of(made, "CarePlan")[0]["activity"][0]["detail"]["description"].startswith("Left mastectomy")
    assert [item["condition"][0]["code"]["text"] for item in of(made, "FamilyMemberHistory")] == ["breast cancer"]


def test_what_the_patient_says_is_not_theirs_is_left_out():
    dossier = full()
    denied = tuple(replace(item, verdict=Verdict.NOT_MINE) for item in dossier.history.entries)
    made = bundle(replace(dossier, history=replace(dossier.history, entries=denied)))
    assert not of(made, "Condition") and not of(made, "Observation")


def test_a_count_in_is_a_count_out():
    dossier = full()
    made = bundle(dossier)
    labs = [e for e in dossier.history.entries if e.kind == "lab_result"]
    path = [e for e in dossier.history.entries if e.kind in ("pathology_diagnosis", "biomarker")]
    scans = [e for e in dossier.history.entries if e.kind == "impression"]
    social = [e for e in dossier.history.entries if e.kind == "social_history"]
    assert len(of(made, "Observation")) == len(labs) + len(path) + len(scans) + len(social)
    assert len(of(made, "MedicationStatement")) == 2


def test_two_dated_results_of_one_entry_are_two_observations():
    source = paper("l.pdf", "Sodium 139 mmol/L 135-145\nSodium 131 L mmol/L 135-145", "lab_report", "2026-10-01")
    one = fact(source, "lab_result", "Sodium 139 mmol/L 135-145", "sodium", value="139", when=When.of("2026-09-01"))
    two = fact(source, "lab_result", "Sodium 131 L mmol/L 135-145", "sodium", value="131", when=When.of("2026-10-01"))
    made = bundle(replace(full(), papers=(source,), history=History((entry(one, two),))))
    assert sorted(item["valueQuantity"]["value"] for item in of(made, "Observation")) == [131, 139]


def test_dates_keep_their_precision_and_unknown_ones_say_so():
    made = bundle(full())
    statements = {item["medicationCodeableConcept"]["text"]: item for item in of(made, "MedicationStatement")}
    assert statements["lisinopril"]["effectiveDateTime"] == "2021"
    reason = statements["metformin"]["_effectiveDateTime"]["extension"][0]["valueCode"]
    assert reason == "unknown" and "effectiveDateTime" not in statements["metformin"]
    scan = next(item for item in of(made, "Observation") if item["category"][0]["coding"][0]["code"] == "imaging")
    assert scan["effectiveDateTime"] == "2026-10-12"


def test_a_month_of_a_scan_becomes_a_period():
    source = paper("s.pdf", "IMPRESSION: clear.", "radiology_report", "2026-05")
    made = bundle(
        replace(full(), papers=(source,), history=History((entry(fact(source, "impression", "IMPRESSION: clear.")),)))
    )
    assert of(made, "Observation")[0]["effectivePeriod"] == {"start": "2026-05", "end": "2026-05"}


def test_codes_come_only_from_the_statement_and_only_in_their_systems_shape():
    made = json.dumps(bundle(full()))
    assert '"code": "E11.9"' in made and '"code": "6809"' in made
    dossier = full()
    odd = replace(dossier.history.entries[7], code=replace(dossier.history.entries[7].code, code="not a code"))
    made = bundle(replace(dossier, history=History((odd,))))
    assert of(made, "Condition")[0]["code"] == {"text": "type 2 diabetes"}


def test_values_units_ranges_and_flags_travel_as_printed():
    made = bundle(full())
    glucose = next(item for item in of(made, "Observation") if item["code"]["text"] == "glucose")
    assert glucose["valueQuantity"] == {
        "value": 131, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL",
    }  # fmt: skip
    assert glucose["referenceRange"][0]["text"] == "70-99"
    assert glucose["interpretation"][0]["coding"][0]["code"] == "H"
    pending = next(item for item in of(made, "Observation") if item["code"]["text"] == "her2")
    assert pending["status"] == "registered" and "dataAbsentReason" in pending and "valueString" not in pending


def test_every_statement_leads_to_its_document_and_page():
    made = bundle(full())
    targets = {item["target"][0]["reference"] for item in of(made, "Provenance")}
    clinical = ("Condition", "AllergyIntolerance", "MedicationStatement", "Procedure", "Observation")
    for item in made["entry"]:
        if item["resource"]["resourceType"] in clinical:
            assert item["fullUrl"] in targets
    entity = of(made, "Provenance")[0]["entity"][0]["what"]
    assert "#page=1&char=" in entity["identifier"]["value"] and entity["display"].endswith("page 1")


def test_author_is_the_software_and_people_attest():
    composition = bundle(every_kind())["entry"][0]["resource"]
    modes = [item["mode"] for item in composition["attester"]]
    assert modes == ["personal", "official"] and composition["status"] == "final"
    assert bundle(full())["entry"][0]["resource"]["status"] == "preliminary"


def test_what_a_model_proposed_and_what_a_patient_said_are_labelled():
    source = paper("n.pdf", "a headache and a dizzy spell", "patient_note")
    model = entry(fact(source, "problem", "a headache", origin="model"))
    told = entry(fact(source, "problem", "a dizzy spell", origin="patient"))
    made = bundle(replace(full(), papers=(source,), history=History((model, told))))
    labels = [item["meta"]["security"][0]["code"] for item in of(made, "Condition")]
    assert labels == ["AIAST", "PATAST"]
    assert of(made, "Condition")[1]["verificationStatus"]["coding"][0]["code"] == "unconfirmed"


def test_narratives_are_escaped():
    dossier = full()
    evil = paper("e.pdf", 'pain <script>x</script> & "more"', "consult_note")
    item = entry(fact(evil, "problem", 'pain <script>x</script> & "more"', "pain <b>"))
    made = bundle(replace(dossier, papers=(evil,), history=History((item,))))
    div = section(made, "11450-4")["text"]["div"]
    assert "<script" not in div and "&lt;script&gt;" in div and "&amp;" in div


def test_a_strangers_paper_is_nowhere_in_the_bundles():
    dossier = full()
    assert "Ruiz, Helena" not in json.dumps(bundle(dossier))
    assert "knee.pdf" not in json.dumps(bundle(dossier))


def test_the_referral_holds_ask_gaps_answers_and_studies():
    dossier = every_kind()
    made = referral(handoff(dossier, view(dossier), originals(dossier), created=AT))
    assert of(made, "ServiceRequest")[0]["reasonCode"] == [{"text": "breast cancer"}]
    assert len(of(made, "Task")) == 1 + len(dossier.gaps)
    assert of(made, "Communication")[0]["payload"] == [{"contentString": "Hello <b>"}]
    assert of(made, "Consent") and of(made, "QuestionnaireResponse")[0]["item"]
    full_made = referral(handoff(full(), view(full()), originals(full()), created=AT))
    assert of(full_made, "ImagingStudy")[0]["identifier"][0]["value"] == "urn:oid:1.2.3"


def test_no_drug_allergies_beside_one_to_latex_is_no_claim_that_there_are_none():
    source = paper("a.pdf", "Latex: itching. No drug allergies.", "consult_note")
    latex = entry(fact(source, "allergy", "Latex: itching", "latex"))
    none = entry(fact(source, "allergy", "No drug allergies", "drug allergies", "absent"))
    made = bundle(replace(full(), papers=(source,), history=History((latex, none))))
    assert "716186003" not in json.dumps(made)
    statuses = [item["verificationStatus"]["coding"][0]["code"] for item in of(made, "AllergyIntolerance")]
    assert statuses == ["confirmed", "refuted"]


def test_everything_but_its_provenance_is_reached_from_the_composition():
    for make in (full, every_kind):
        entries = {each["fullUrl"]: each["resource"] for each in ips(make(), created=AT)["entry"]}
        seen, todo = set(), [next(iter(entries))]
        while todo:
            if (url := todo.pop()) not in seen:
                seen.add(url)
                todo += [found for found in entries if f'"{found}"' in json.dumps(entries[url])]
        assert {entries[url]["resourceType"] for url in set(entries) - seen} <= {"Provenance"}
