"""Facts of whole small notes."""

from tests.extract.builders import facts, one, said

NOTE = """Hillside Surgery Clinic
44 Mill Road, Burlington, VT
Patient: Rose Alder DOB: 01/19/1971 Visit: 10/20/2026
History: 55-year-old baker with rectal bleeding since May 2026. No weight loss. No fever.
Past history: Sleep apnea. Hypertension. Appendectomy at 14. Prostate cancer 2012, treated.
Pneumonia in 2019, resolved. No inflammatory bowel disease.
Family history: Brother had colon cancer at 50. No ovarian cancer in the family.
Medications: Hydrochlorothiazide 25 mg daily, Eliquis 5 mg by mouth twice daily. Aspirin 81 mg was stopped in September.
Allergies: Penicillin: hives as a child. Shellfish: none.
Social: Former smoker, quit 2012. Denies alcohol.
Assessment: Rectal adenocarcinoma, cT3b N2 M0, stage III.
Plan:
1. Chemoradiation with capecitabine, then low anterior resection.
2. MMR result is pending.
3. Return if fever or bleeding.
Ada Quill, MD
"""


def test_problems_are_told_with_what_the_note_asserts_of_them() -> None:
    found = said(facts(NOTE), "problem")
    assert found["rectal bleeding"] == "present"
    assert found["hypertension"] == "present"
    assert found["sleep apnea"] == "present"
    assert found["pneumonia"] == "historical"
    assert found["inflammatory bowel disease"] == "absent"
    assert found["rectal adenocarcinoma"] == "present"


def test_a_state_in_an_address_is_not_an_illness() -> None:
    assert "ventricular tachycardia" not in said(facts(NOTE), "problem")


def test_a_form_of_address_is_not_an_illness() -> None:
    assert said(facts("HISTORY:\nMs. Alder is a 76-year-old woman with gout."), "problem") == {"gout": "present"}


def test_an_old_illness_of_the_past_history_is_historical() -> None:
    assert said(facts(NOTE), "problem")["prostate cancer"] == "historical"


def test_a_chronic_illness_stays_when_it_is_called_history() -> None:
    assert said(facts("HPI:\nA man with a history of hypertension and stroke."), "problem") == {
        "hypertension": "present",
        "stroke": "historical",
    }


def test_relatives_keep_their_illnesses() -> None:
    found = facts(NOTE)
    fact = one(found, "family_history", "colon cancer")
    assert (fact.assertion, fact.details["relation"], fact.details["age"]) == ("family", "brother", "50")
    assert one(found, "family_history", "ovarian cancer").assertion == "absent"
    assert "colon cancer" not in said(found, "problem")


def test_medicines_carry_dose_and_frequency_and_whether_they_are_taken() -> None:
    found = facts(NOTE)
    eliquis = one(found, "medication", "apixaban")
    assert eliquis.details["dose"] == "5 mg"
    assert eliquis.details["frequency"] == "twice daily"
    assert eliquis.details["route"] == "oral"
    assert eliquis.details["as_written"] == "Eliquis"
    assert eliquis.code is not None and eliquis.code.system == "RxNorm"
    aspirin = one(found, "medication", "aspirin")
    assert (aspirin.assertion, aspirin.details["status"], aspirin.when.date) == ("historical", "stopped", "2026-09")
    assert one(found, "medication", "capecitabine").assertion == "planned"


def test_an_allergy_is_never_a_medicine_and_a_denied_one_is_absent() -> None:
    found = facts(NOTE)
    penicillin = one(found, "allergy", "penicillin")
    assert penicillin.details["reaction"] == "hives"
    assert one(found, "allergy", "shellfish").assertion == "absent"
    assert "penicillin" not in said(found, "medication")


def test_no_known_allergies_is_said_as_an_absence() -> None:
    assert said(facts("ALLERGIES: NKDA"), "allergy") == {"no known drug allergies": "absent"}
    assert said(facts("Allergies:\nNone."), "allergy") == {"no known allergies": "absent"}


def test_stage_is_kept_as_written() -> None:
    assert {"cT3b N2 M0", "stage III"} <= set(said(facts(NOTE), "stage"))


def test_operations_done_and_planned_are_told_apart() -> None:
    found = said(facts(NOTE), "procedure")
    assert found["appendectomy"] == "historical"
    assert found["low anterior resection"] == "planned"


def test_a_pending_marker_is_no_result() -> None:
    marker = one(facts(NOTE), "biomarker", "mismatch repair")
    assert (marker.assertion, marker.value) == ("planned", "pending")


def test_habits_are_read() -> None:
    found = said(facts(NOTE), "social_history")
    assert found["former smoker"] == "historical"
    assert found["no alcohol"] == "absent"


def test_advice_to_stop_smoking_is_no_past_habit() -> None:
    assert "former smoker" not in said(facts("PLAN:\nShe should quit smoking."), "social_history")


def test_the_signature_names_who_wrote() -> None:
    assert "Ada Quill" in said(facts(NOTE), "care_team")


def test_treatments_tried_are_not_treatments_taken() -> None:
    note = """PRIOR TREATMENT:
Mesalamine 2016-2018: not enough. Adalimumab 2018-2021: lost response.
MEDICATIONS:
Prednisone 20 mg."""
    found = said(facts(note), "medication")
    assert found == {"mesalamine": "historical", "adalimumab": "historical", "prednisone": "present"}


def test_a_section_runs_on_over_the_page() -> None:
    found = facts("FAMILY HISTORY:\nMother with gout.", "Father with stroke.\nSOCIAL HISTORY:\nNever smoker.")
    assert set(said(found, "family_history")) == {"gout", "stroke"}


def test_a_form_states_nothing_about_health() -> None:
    form = "I hereby authorize release of medical information about HIV and mental illness. Member ID 4."
    assert facts(form, kind="consent") == []


def test_spanish_notes_are_read() -> None:
    nota = """NOTA
Antecedentes: Hipertensión arterial. Niega diabetes.
Medicamentos: metformina 850 mg dos veces al día, levotiroxina 75 mcg en ayunas.
Alergias: penicilina (ronchas).
Diagnóstico: Carcinoma de ovario. Sin evidencia de metástasis.
"""
    found = facts(nota)
    assert said(found, "problem")["hypertension"] == "present"
    assert said(found, "problem")["diabetes mellitus"] == "absent"
    assert said(found, "problem")["ovarian cancer"] == "present"
    assert said(found, "problem")["metastatic disease"] == "absent"
    assert said(found, "medication") == {"metformin": "present", "levothyroxine": "present"}
    assert one(found, "allergy", "penicillin").details["reaction"] == "ronchas"


def test_an_interval_of_a_tracing_is_no_receptor() -> None:
    found = facts("ELECTROCARDIOGRAM\nVentricular rate 72. PR 188 ms. QRS 158 ms.")
    assert not [fact for fact in found if fact.kind == "biomarker"]


def test_a_medicine_of_one_time_long_past_and_one_only_thought_fitting_are_not_taken() -> None:
    found = facts("At one point, he was on Lantus which worked well.\nI think Coumadin would be appropriate.")
    taken = {fact.name: str(fact.assertion) for fact in found if fact.kind == "medication"}
    assert taken == {"insulin glargine": "historical", "warfarin": "planned"}


def test_a_test_that_came_back_is_not_pending() -> None:
    (test,) = [fact for fact in facts("A C. diff toxin was sent and came back negative.") if fact.kind == "lab_result"]
    assert (test.value, str(test.assertion)) == ("negative", "present")


def test_who_signs_is_a_pathologist_only_under_a_pathology_report() -> None:
    signed = "Electronically signed by: Ada Marsh, MD"
    roles = {}
    for kind in ("pathology_report", "radiology_report", "progress_note"):
        (one,) = [fact for fact in facts(signed, kind=kind) if fact.kind == "care_team"]
        roles[kind] = one.details.get("role", "")
    assert roles == {"pathology_report": "pathologist", "radiology_report": "radiologist", "progress_note": ""}


def test_an_illness_that_passes_is_past_under_a_longer_name_too() -> None:
    found = facts("Past history\nChronic kidney disease.\nPulmonary tuberculosis in 1971, treated.\nVisit 10/20/2026")
    assert said(found, "problem") == {"chronic kidney disease": "present", "pulmonary tuberculosis": "historical"}


def test_findings_of_two_lines_are_two_findings() -> None:
    found = facts("Impression\nNo tendon tear.\nPeriligamentous inflammation.", kind="radiology_report")
    assert said(found, "imaging_finding") == {"tendon tear": "absent", "periligamentous inflammation": "present"}


def test_a_doctors_name_does_not_take_the_month_behind_it() -> None:
    text = "Saw Dr. Roux Oct 22 about the knee. Dr. Ellen May called. Dr. Lund Sept. 3 visit."
    assert [fact.name for fact in facts(text) if fact.kind.value == "care_team"] == ["Roux", "Ellen May", "Lund"]
