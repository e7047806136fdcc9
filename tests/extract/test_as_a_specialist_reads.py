"""What a physician who reads the facts beside the page would strike out: each with what must stay as it was."""

import pytest

from assistant.extract.dates import find_dates
from assistant.model.facts import FactKind
from tests.extract.builders import facts, one, said


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Peripheral artery disease: ABI normal.", "peripheral artery disease", "possible"),
        ("Coronary artery disease: stress test negative 2024", "coronary artery disease", "possible"),
        ("Peripheral artery disease: ABI 0.6 on the left.", "peripheral artery disease", "present"),
        ("Hypothyroidism: TSH normal.", "hypothyroidism", "present"),  # normal by treatment
        ("Coronary artery disease: stress test normal, continue aspirin.", "coronary artery disease", "present"),
    ],
)
def test_a_label_with_only_a_normal_look_under_it_is_no_finding(text: str, name: str, assertion: str) -> None:
    found = facts(f"VISIT 03/24/2026\nPAST MEDICAL HISTORY\n{text}", kind="consult_note")
    assert said(found, "problem")[name] == assertion


@pytest.mark.parametrize("text", ["Codeine makes me throw up.", "Codeine makes me sick to my stomach."])
def test_what_a_medicine_does_to_somebody_is_no_medicine_taken(text: str) -> None:
    found = facts(f"{text} I take lisinopril.", kind="patient_note")
    assert said(found, "allergy") == {"codeine": "present"}
    assert said(found, "medication") == {"codeine": "possible", "lisinopril": "present"}


def test_a_medicine_that_is_taken_is_one_although_it_makes_sick() -> None:
    found = facts("I take metformin and my metformin makes me nauseous.", kind="patient_note")
    assert "present" in said(found, "medication").values() and not said(found, "allergy")


@pytest.mark.parametrize(
    ("row", "assertion"),
    [
        ("Heparin 5000 units IV.", "historical"),
        ("Cefazolin 2 g IV.", "historical"),
        ("Enoxaparin 40 mg subcutaneous daily.", "present"),
    ],
)
def test_one_dose_into_the_vein_in_a_report_of_an_operation_was_given_there(row: str, assertion: str) -> None:
    found = facts(f"OPERATIVE REPORT\n03/24/2026\nREMARKS AFTER SURGERY: none.\n{row}", kind="operative_note")
    assert list(said(found, "medication").values()) == [assertion]


def test_a_score_is_no_day_of_a_month() -> None:
    assert not find_dates("Colonoscopy: Mayo 3 colitis.", "mdy", "2026-03-24")
    assert [one.when.date for one in find_dates("cita mayo 12", "mdy", "2026-03-24")] == ["2026-05-12"]
    assert [one.when.date for one in find_dates("Mayo 3, 2025", "mdy", "2026-03-24")] == ["2025-05-03"]


def test_what_a_tumor_lacks_is_not_its_name() -> None:
    assert "colon cancer" in said(facts("MMR deficient cancer of the colon.", kind="consult_note"), "problem")
    assert "iron deficiency anemia" in said(facts("Iron deficiency anemia.", kind="consult_note"), "problem")


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Febrile seizures until age 4.", "historical"),
        ("Febrile seizures, stopped at age 5.", "historical"),
        ("Febrile seizures, last one at age 3.", "historical"),
        ("Febrile seizures since age 1.", "present"),
        ("Seizures stopped for a week and came back.", "present"),
    ],
)
def test_what_stopped_at_an_age_is_past(text: str, assertion: str) -> None:
    assert list(said(facts(text, kind="consult_note"), "problem").values()) == [assertion]


def test_an_illness_that_stays_is_not_over_with_its_last_attack() -> None:
    found = said(facts("Epilepsy, last seizure at age 12.", kind="consult_note"), "problem")
    assert found["epilepsy"] == "present"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hyperventilation and photic stimulation.", set()),
        ("Hyperventilation produced no change.", set()),
        ("She has attacks of hyperventilation.", {"hyperventilation"}),
        ("Abdomen: CVA is benign.", set()),
        ("History of CVA.", {"stroke"}),
        ("It was curetted down to bleeding subchondral bone.", set()),
        ("There is bleeding from the wound.", {"bleeding"}),
    ],
)
def test_words_of_an_illness_that_name_a_manoeuvre_a_place_or_a_surface(text: str, names: set[str]) -> None:
    found = facts(text, kind="consult_note")
    assert {*said(found, "problem"), *said(found, "symptom")} == names


def test_only_what_the_asking_words_reach_is_asked_for() -> None:
    found = facts(
        "REASON FOR EXAM:\nChest discomfort, evaluation for coronary artery disease.", kind="radiology_report"
    )
    assert said(found, "symptom") == {"chest pain": "present"}
    assert said(found, "problem") == {"coronary artery disease": "possible"}
    assert said(facts("INDICATION: Pneumonia?", kind="radiology_report"), "problem") == {"pneumonia": "possible"}


def test_why_a_look_was_made_is_no_condition_of_it() -> None:
    report = "Colonoscopy\nDate 9/22/2026\nIndications\nRectal bleeding for 4 months.\nFindings\nNormal."
    assert said(facts(report, kind="procedure_note"), "problem") == {"rectal bleeding": "present"}


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("A mass was found in the rectum, 6 cm from the anal verge.", ""),
        ("RECTUM, MASS AT 6 CM.", ""),
        ("A 4 cm mass was found.", "4 cm"),
        ("A mass measuring 4 cm was found.", "4 cm"),
    ],
)
def test_a_distance_is_no_size(text: str, size: str) -> None:
    mass = next(fact for fact in facts(text, kind="consult_note") if fact.kind is FactKind.PROBLEM)
    assert mass.details.get("size", "") == size


def test_a_size_told_of_one_mass_is_not_that_of_the_next() -> None:
    text = "FINDINGS\nThe lower lobe mass was 1 cm in diameter and the upper lobe mass was 4 cm in diameter."
    found = facts(text, kind="radiology_report")
    assert {fact.name: fact.details["size"] for fact in found} == {"lower lobe mass": "1 cm", "upper lobe mass": "4 cm"}


def test_a_share_of_something_else_is_no_extent() -> None:
    found = facts("Ejection fraction at 55% with mild ventricular hypertrophy. 70% stenosis.", kind="consult_note")
    extents = {fact.name: fact.details.get("extent", "") for fact in found if fact.kind is FactKind.PROBLEM}
    assert extents["ventricular hypertrophy"] == "" and extents.get("stenosis", "70%") == "70%"


def test_a_height_in_feet_and_inches_is_one_value() -> None:
    found = facts("VITALS\nHeight is 5 feet 1 inch, weight 147 pounds.", kind="consult_note")
    assert one(found, "vital", "height").value == "5 feet 1 inch"
    assert one(found, "vital", "weight").value == "147"


def test_what_is_measured_of_the_unborn_is_not_the_mothers() -> None:
    found = facts("The fetal heart rate was 150. Heart rate 82, BP 120/80.", kind="consult_note")
    assert one(found, "vital", "heart rate").value == "82"


def test_a_value_for_which_a_medicine_was_stopped_is_of_that_time() -> None:
    text = "Visit 09/17/2026\nDRUGS TRIED\nOxcarbazepine 2019-2021: stopped for sodium 126. Valproate\n2022: stopped."
    found = facts(text, kind="consult_note")
    assert one(found, "lab_result", "sodium").when.date == "2021"
    assert one(found, "medication", "valproic acid").when.date == "2022"
    without = facts("Visit 09/17/2026\nDRUGS TRIED\nOxcarbazepine: stopped for sodium 126.", kind="consult_note")
    assert one(without, "lab_result", "sodium").when.date == ""


def test_a_day_that_is_set_belongs_to_what_it_is_set_for() -> None:
    found = facts("Visit 09/17/2026\nPLAN\n1. Brain MRI, scheduled 12/02/2026.", kind="consult_note")
    assert one(found, "procedure", "mri brain").when.date == "2026-12-02"


def test_a_genetic_report_says_what_it_found() -> None:
    report = "GENE PANEL\nRESULT: NEGATIVE. No clinically significant variant detected.\nMETHODS: Sequencing was done."
    names = said(facts(report, kind="genetic_report"), "impression")
    assert names == {"RESULT: NEGATIVE": "present", "No clinically significant variant detected": "absent"}


def test_the_label_of_a_bottle_says_how_it_is_taken() -> None:
    label = "CORNER PHARMACY\nLAMOTRIGINE 200 MG TABLETS\nTAKE 1 TABLET BY MOUTH TWICE DAILY\nSERTRALINE 50 MG TABLETS"
    found = facts(label, kind="medication_list")
    assert one(found, "medication", "lamotrigine").details["frequency"] == "twice daily"
    assert "frequency" not in one(found, "medication", "sertraline").details


def test_an_occupation_ends_where_the_illness_begins() -> None:
    fact = one(
        facts("A 72-year-old retired bus driver with gout since 2017.", kind="consult_note"),
        "social_history",
        "occupation",
    )
    assert (fact.value, fact.when.date) == ("retired bus driver", "")


def test_an_illness_of_two_relatives_is_told_of_both() -> None:
    found = facts("FAMILY HISTORY\nFather and one brother died suddenly in their fifties.", kind="consult_note")
    assert [fact.details["relation"] for fact in found] == ["father", "brother"]
    single = facts("FAMILY HISTORY\nFather is well. Brother had a stroke.", kind="consult_note")
    assert [fact.details["relation"] for fact in single if fact.kind is FactKind.FAMILY_HISTORY] == ["brother"]


def test_a_stage_of_the_kidneys_is_named_as_one() -> None:
    found = facts("HISTORY\nChronic kidney disease stage 3a. Breast cancer stage IIIa.", kind="consult_note")
    assert set(said(found, "stage")) == {"CKD stage 3a", "stage IIIa"}


def test_what_was_over_is_the_injury_and_not_what_it_came_upon() -> None:
    found = facts("DIAGNOSES:\nAcute kidney injury on CKD 3a, resolved.", kind="discharge_summary")
    assert said(found, "problem") == {"acute kidney injury": "historical", "chronic kidney disease": "present"}
    assert said(found, "stage") == {"CKD stage 3a": "present"}


def test_a_row_and_a_sentence_keep_their_last_words() -> None:
    found = facts(
        "FINDINGS\nMesorectal nodes 4 suspicious\nIMPRESSION\nSphincter not involved.", kind="radiology_report"
    )
    assert one(found, "imaging_finding", "mesorectal nodes").value == "4 suspicious"
    assert set(said(found, "impression")) == {"Sphincter not involved"}


def test_the_head_of_a_table_and_a_page_number_are_no_findings() -> None:
    report = "ECHO\nFINDINGS\nMeasure Value Normal\nIMPRESSION\nEcho - AB-4411 Page 1 of 2\nNormal valves."
    found = facts(report, kind="cardiology_report")
    assert set(said(found, "impression")) == {"Normal valves"} and not said(found, "imaging_finding")


def test_a_state_is_no_degree() -> None:
    letterhead = "River Laboratories Pittsburgh, PA\nVisit 03/24/2026\nSeen by Jane Marsh, PA\nJohn Roe, PA-C"
    assert set(said(facts(letterhead, kind="lab_report"), "care_team")) == {"Jane Marsh", "John Roe"}


def test_a_plan_tells_of_what_is_to_come() -> None:
    plan = "PLAN:\nThe patient was brought to the intensive care unit.\nThe patient will return in 2 weeks."
    assert set(said(facts(plan, kind="operative_note"), "recommendation")) == {"The patient will return in 2 weeks"}


def test_a_condition_in_the_next_clause_denies_nothing() -> None:
    plan = "PLAN\nPossible PT consult if the patient is not felt to be at risk and if the patient is not in pain."
    assert "absent" not in said(facts(plan, kind="consult_note"), "procedure").values()


def test_a_lasting_illness_named_with_its_course_is_not_of_the_past() -> None:
    text = "Given her history of strokes and her chronic atrial fibrillation, warfarin is needed."
    assert said(facts(text, kind="consult_note"), "problem") == {
        "stroke": "historical",
        "chronic atrial fibrillation": "present",
    }


def test_a_treatment_that_somebody_is_on_goes_on() -> None:
    assert said(facts("He is currently on immunotherapy.", kind="consult_note"), "procedure") == {
        "immunotherapy": "present"
    }
    assert "present" not in said(facts("We gave her a leaflet on dialysis.", kind="consult_note"), "procedure").values()


def test_the_margin_of_a_resection_is_no_operation() -> None:
    assert not said(facts("DIAGNOSIS\nCarcinoma with free resection margin.", kind="pathology_report"), "procedure")


def test_where_an_illness_comes_from_is_not_where_it_is() -> None:
    assert set(said(facts("Focal epilepsy of left temporal origin.", kind="consult_note"), "problem")) == {
        "focal epilepsy"
    }
    assert "mass in lower lobe" in said(facts("A mass in the right lower lobe.", kind="consult_note"), "problem")


def test_the_head_of_a_page_dates_no_sentence_that_runs_over_it() -> None:
    head = "Lakeshore Medical Center 04/16/2021"
    found = facts(f"{head}\nVISIT 03/24/2026\nHISTORY\nShe had a", f"{head}\nhysterectomy. Gout.", kind="consult_note")
    assert one(found, "procedure", "hysterectomy").when.date == ""
    plain = facts("VISIT 03/24/2026\nHISTORY\nOn 04/16/2021\nshe had a hysterectomy.", kind="consult_note")
    assert one(plain, "procedure", "hysterectomy").when.date == "2021-04-16"


def test_the_head_of_the_second_page_is_no_advice_and_its_labelled_line_is_kept() -> None:
    head = "Lakeshore Medical Center\nDiagnosis: melanoma"
    found = facts(f"{head}\nVISIT 03/24/2026\nPLAN\nRest.", f"{head}\nReturn in 2 weeks.", kind="consult_note")
    assert "Lakeshore Medical Center" not in said(found, "recommendation")
    assert "melanoma" in said(found, "problem")


@pytest.mark.parametrize(
    ("text", "kind", "named"),
    [
        ("I had a long discussion with her about evacuation of this hematoma.", "problem", {"hematoma": "present"}),
        ("She had a hematoma.", "problem", {"hematoma": "historical"}),
        (
            "Findings were not significantly changed including pericardial effusion.",
            "problem",
            {"pericardial effusion": "present"},
        ),
        ("There is not a pericardial effusion.", "problem", {"pericardial effusion": "absent"}),
        ("A murmur was heard with radiation to the axilla.", "procedure", {}),
        ("She had radiation to the breast.", "procedure", {"radiation therapy": "present"}),
        ("He was found to have a mass on chest x-ray.", "procedure", {}),
        ("He is to have a chest x-ray.", "procedure", {"chest x-ray": "planned"}),
        ("A smoker who is being evaluated for chest pain.", "symptom", {"chest pain": "present"}),
        ("The skin was evaluated for itching.", "symptom", {"itching": "possible"}),
        ("She is being evaluated for stroke.", "problem", {"stroke": "possible"}),
        ("Poorly differentiated carcinoma of the breast.", "problem", {"breast cancer": "present"}),
    ],
)
def test_more_sentences_say_no_more_than_they_do(text: str, kind: str, named: dict[str, str]) -> None:
    assert said(facts(text, kind="consult_note"), kind) == named


def test_a_line_inside_a_sentence_is_no_row_and_a_number_of_the_patient_no_finding() -> None:
    prose = "All connections were\ntightened again in torque 2 specifications. The\nwound was irrigated and closed."
    report = f"FINDINGS\n{prose}\nDistance from anal verge 9 cm"
    assert set(said(facts(report, kind="radiology_report"), "imaging_finding")) == {"distance from anal verge"}
    head = "Bay Imaging\nDIAGNOSTIC IMAGING REPORT\nRESULTS\nMRN: 9678197\nLesion 9 mm"
    assert "mrn" not in said(facts(head, kind="radiology_report"), "imaging_finding")


def test_a_result_goes_on_in_the_next_line_of_its_sentence() -> None:
    found = facts("HISTORY\nA C. diff toxin was sent\nand came back negative.", kind="consult_note")
    assert one(found, "lab_result", "c. difficile toxin").value == "negative"
    rows = facts("LABS\nC. diff toxin pending\nsodium 139", kind="lab_report")
    assert one(rows, "lab_result", "c. difficile toxin").value == "pending"


def test_a_degree_behind_a_comma_is_of_what_follows() -> None:
    found = facts("Normal ejection fraction, moderate mitral regurgitation.", kind="consult_note")
    assert not [fact for fact in found if fact.kind is FactKind.LAB_RESULT and fact.value == "moderate"]


def test_under_indications_for_surgery_an_illness_is_there() -> None:
    note = "SURGICAL INDICATIONS:\nThe patient is 59. He was noted to have spondylolisthesis."
    assert said(facts(note, kind="operative_note"), "problem") == {"spondylolisthesis": "present"}


@pytest.mark.parametrize(
    ("reason", "assertion"),
    [
        ("Evaluation of chest pain.", "present"),
        ("Evaluation for chest pain.", "possible"),
        ("Evaluation in the emergency department revealed chest pain.", "present"),
    ],
)
def test_a_complaint_that_is_evaluated_is_there_and_one_evaluated_for_may_be(reason: str, assertion: str) -> None:
    assert said(facts(f"INDICATION: {reason}", kind="radiology_report"), "symptom") == {"chest pain": assertion}


def test_how_far_a_tumor_is_differentiated_is_no_degree_and_hides_no_side() -> None:
    text = "DIAGNOSIS\nLeft lung: Moderately differentiated adenocarcinoma. A 1.3 x 1.1 x 0.8 cm firm ill-defined mass."
    found = facts(text, kind="pathology_report")
    details = one(found, "pathology_diagnosis", "adenocarcinoma").details
    assert (details["side"], details.get("severity", "")) == ("left", "")
    assert one(found, "pathology_diagnosis", "mass").details["size"] == "1.3 x 1.1 x 0.8 cm"


def test_a_bare_mass_with_a_measure_counts_and_without_one_does_not() -> None:
    assert "mass" in said(facts("A mass measuring 2.5 cm was felt.", kind="consult_note"), "problem")
    assert "mass" not in said(facts("The mass was discussed.", kind="consult_note"), "problem")


def test_a_letter_for_a_name_takes_no_word_behind_it() -> None:
    assert not said(facts("I spoke with Dr. X and Dr. Y. We decided to wait.", kind="consult_note"), "care_team")


@pytest.mark.parametrize(
    ("text", "kind", "named"),
    [
        (
            "I do not feel this is an infarct in the setting of her stable pericardial effusion.",
            "problem",
            {"infarct": "absent", "pericardial effusion": "present"},
        ),
        ("A node but no demonstrated central necrosis.", "problem", {"central necrosis": "absent"}),
        ("MRI demonstrated central necrosis.", "problem", {"central necrosis": "present"}),
        ("She has a history of vascular dementia.", "problem", {"vascular dementia": "present"}),
        ("She has a history of gestational diabetes.", "problem", {"gestational diabetes": "historical"}),
        ("Additional dissection and discectomy were performed.", "problem", {}),
        ("There is a dissection of the carotid artery.", "problem", {"dissection of carotid artery": "present"}),
        (
            "The parents were instructed to return if there is increased lethargy.",
            "symptom",
            {"lethargy": "conditional"},
        ),
    ],
)
def test_a_third_hundred_read_beside_their_pages(text: str, kind: str, named: dict[str, str]) -> None:
    found = facts(text, kind="consult_note")
    assert said(found, kind) == named and not said(found, "family_history")


def test_a_relative_who_is_ill_is_one_although_told_something() -> None:
    found = facts("FAMILY HISTORY\nMother was told she has diabetes. Father has gout.", kind="consult_note")
    assert "gout" in said(found, "family_history")


def test_a_unit_in_braces_keeps_its_day() -> None:
    row = "Estimated Glomerular Filtration Rate 154.71 mL/min/{1.73_m2} 05/04/2019"
    report = f"LABORATORY REPORT\nReported 05/17/2021\nTest Result Units Collected\n{row}"
    fact = one(facts(report, kind="lab_report"), "lab_result", "egfr")
    assert (fact.unit, fact.when.date) == ("mL/min/{1.73_m2}", "2019-05-04")


def test_a_label_with_only_a_number_behind_it_concludes_nothing() -> None:
    report = "IMPRESSION\n1. Normal heart.\nMAMMOGRAPHY INFORMATION: 1."
    assert set(said(facts(report, kind="radiology_report"), "impression")) == {"Normal heart"}


@pytest.mark.parametrize(
    "text",
    [
        "[Copied forward from 05/02/2018] Assessment: pneumonia and asthma, on warfarin 5 mg daily.",
        "COPIED FROM 2017 NOTE:\nActive problems: pneumonia, asthma. Takes warfarin 5 mg daily.\nPLAN: follow up.",
        "Previous note 06/01/2015\nShe has pneumonia and asthma. She takes warfarin 5 mg daily.\nToday: better.",
    ],
)
def test_what_a_note_took_over_from_one_of_years_ago_is_of_then(text: str) -> None:
    found = facts(f"VISIT 03/24/2026\nHISTORY\n{text}", kind="consult_note")
    assert said(found, "problem") == {"pneumonia": "historical", "asthma": "present"}
    assert said(found, "medication") == {"warfarin": "historical"}


@pytest.mark.parametrize(
    "text",
    [
        "Copied from note of 02/20/2026:\nShe has pneumonia. She takes warfarin 5 mg daily.",
        "The previous note of 05/02/2018 was read today. She has pneumonia. She takes warfarin 5 mg daily.",
        "Previous note 06/01/2015\nShe was well.\nToday: she has pneumonia. She takes warfarin 5 mg daily.",
    ],
)
def test_a_note_of_this_year_and_a_mention_of_an_older_one_leave_what_is_so(text: str) -> None:
    found = facts(f"VISIT 03/24/2026\nHISTORY\n{text}", kind="consult_note")
    assert said(found, "problem") == {"pneumonia": "present"} and said(found, "medication") == {"warfarin": "present"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She had torsade de pointes.", "torsades de pointes"),
        ("She has apical ballooning syndrome.", "takotsubo cardiomyopathy"),
        ("He has coronary spasm.", "coronary vasospasm"),
        ("He is overweight.", "overweight"),
        ("He has involuntary movements of the arms.", "involuntary movements"),
    ],
)
def test_illnesses_that_our_lists_did_not_name(text: str, name: str) -> None:
    assert any(name in found for found in said(facts(text, kind="consult_note"), "problem"))


def test_one_thing_affirmed_amid_what_is_denied_affirms_nothing_behind_it() -> None:
    denied = "ROS\nShe denies ulcers, gallbladder disease, positive liver disease, kidney disease, and heart attack."
    found = said(facts(denied, kind="consult_note"), "problem")
    assert found["liver disease"] == "present"
    assert {found["gallbladder disease"], found["kidney disease"], found["myocardial infarction"]} == {"absent"}
    affirmed = said(facts("ROS\nNo fever, positive for cough, wheezing.", kind="consult_note"), "symptom")
    assert affirmed == {"fever": "absent", "cough": "present", "wheezing": "present"}
    assert said(facts("There is no positive adenopathy.", kind="consult_note"), "problem") == {
        "lymphadenopathy": "absent"
    }
