"""Facts of laboratory, imaging and pathology reports."""

from tests.extract.builders import facts, one, said

LABS = """LABORATORY REPORT
Collected: 10/30/2026 08:00
Test Result Flag Units Reference 08/20/2026
CA-125 684 H U/mL <35 1120
Hemoglobin 10.9 L g/dL 11.7-15.5 10.1
Potassium 4.3 mmol/L 3.5-5.1
HBsAg Non-reactive
Troponin I <0.01 ng/mL
"""


def test_a_line_gives_value_unit_range_and_flag_as_written() -> None:
    found = [fact for fact in facts(LABS, kind="lab_report") if fact.name == "hemoglobin"]
    now = next(fact for fact in found if fact.when.date == "2026-10-30")
    assert (now.value, now.unit, now.range, now.flag, now.when.role) == ("10.9", "g/dL", "11.7-15.5", "L", "collected")
    assert now.code is not None and now.code.code == "718-7"


def test_an_earlier_column_is_a_result_of_its_own_date() -> None:
    found = [fact for fact in facts(LABS, kind="lab_report") if fact.name == "ca-125"]
    assert {(fact.value, fact.when.date) for fact in found} == {("684", "2026-10-30"), ("1120", "2026-08-20")}


def test_words_and_comparators_are_results_too() -> None:
    found = facts(LABS, kind="lab_report")
    assert one(found, "lab_result", "hepatitis b surface antigen").value == "Non-reactive"
    assert one(found, "lab_result", "troponin i").value == "<0.01"


def test_results_in_a_sentence_are_read_and_dates_are_not_results() -> None:
    found = facts("DATA:\nTSH 6.8 and hemoglobin of 13.9 g/dL on 09/28/2026. PSA 2012 undetectable.")
    assert one(found, "lab_result", "tsh").value == "6.8"
    assert one(found, "lab_result", "hemoglobin").value == "13.9"
    assert not [fact for fact in found if fact.value == "2012"]


def test_a_mineral_with_a_dose_is_a_medicine() -> None:
    found = facts("MEDICATIONS:\nPotassium chloride 20 mEq daily, calcium 500 mg twice daily.")
    assert {fact.name for fact in found if fact.kind == "medication"} == {"potassium chloride", "calcium"}
    assert not [fact for fact in found if fact.kind == "lab_result"]


def test_vital_signs_are_read() -> None:
    found = facts("VITAL SIGNS: BP 132/80, pulse 92, temperature 98.6, weight 82.4 kg.")
    assert one(found, "vital", "blood pressure").value == "132/80"
    assert one(found, "vital", "weight").unit == "kg"


SCAN = """CT CHEST, ABDOMEN AND PELVIS
Exam: 09/21/2026
FINDINGS
Chest: No pulmonary nodules. Liver: 8 mm hypodensity, likely a cyst; no suspicious liver lesion.
Mild left hydronephrosis. Stable 1.2 cm thyroid nodule.
IMPRESSION
1. Rectal tumor with suspicious lymph nodes, without obstruction.
2. No evidence of metastatic disease in the liver. BI-RADS 4.
"""


def test_findings_have_size_side_and_change() -> None:
    found = facts(SCAN, kind="radiology_report")
    kidney = one(found, "imaging_finding", "hydronephrosis")
    assert (kidney.details["side"], kidney.details["severity"]) == ("left", "mild")
    thyroid = one(found, "imaging_finding", "thyroid nodule")
    assert (thyroid.details["size"], thyroid.details["change"]) == ("1.2 cm", "stable")
    assert said(found, "imaging_finding")["pulmonary nodule"] == "absent"
    assert one(found, "imaging_finding", "hypodensity").when.date == "2026-09-21"


def test_an_impression_is_kept_whole_and_says_absent_when_it_denies() -> None:
    found = facts(SCAN, kind="radiology_report")
    written = {fact.text: str(fact.assertion) for fact in found if fact.kind == "impression"}
    assert written["Rectal tumor with suspicious lymph nodes, without obstruction."] == "present"
    assert written["No evidence of metastatic disease in the liver."] == "absent"
    assert not any("without" in fact.name for fact in found if fact.kind == "impression")


def test_scores_are_read() -> None:
    found = facts(SCAN, kind="radiology_report")
    assert one(found, "imaging_finding", "BI-RADS 4").value == "4"


PATHOLOGY = """SURGICAL PATHOLOGY
Collected 10/20/2026
DIAGNOSIS:
A. SKIN, BACK: INVASIVE MELANOMA, BRESLOW 1.4 MM. NO ULCERATION.
B. SIGMOID COLON: TUBULAR ADENOMA. NEGATIVE FOR HIGH-GRADE DYSPLASIA.
Ki-67 20%. ER positive 90%. HER2 negative. PD-L1 TPS 60%.
EGFR: pending.
Gleason 3+4=7, grade group 2.
"""


def test_pathology_diagnoses_and_denials_are_told_apart() -> None:
    found = said(facts(PATHOLOGY, kind="pathology_report"), "pathology_diagnosis")
    assert found["tubular adenoma"] == "present"
    assert found["high-grade dysplasia"] == "absent"
    assert found["ulceration"] == "absent"


def test_markers_have_their_value() -> None:
    found = facts(PATHOLOGY, kind="pathology_report")
    assert one(found, "biomarker", "ki-67").value == "20"
    assert one(found, "biomarker", "estrogen receptor").value == "positive 90%"
    assert one(found, "biomarker", "her2").value == "negative"
    assert one(found, "biomarker", "EGFR").assertion == "planned"


def test_grades_are_read_once() -> None:
    found = said(facts(PATHOLOGY, kind="pathology_report"), "stage")
    assert {"Gleason score 3+4=7", "grade group 2", "Breslow thickness 1.4 MM"} == set(found)


LONG_NAMES = """LABORATORY REPORT
Test Result Units Collected
Leukocytes [#/volume] in Blood by Automated
count
6.41 10*3/uL 05/14/2019
Neutrophils [#/volume] in Blood by Automated count 4.1 10*3/uL 05/14/2019
Neutrophils/100 leukocytes in Blood by Automated count 61 % 05/14/2019
Glucose [Mass/volume] in Urine by Test strip 100 mg/dL 05/14/2019
Alanine aminotransferase
[Enzymatic activity/volume] in Serum or Plasma 31 U/L 05/15/2019
Platelet distribution
width [Entitic volume] in Blood 12.1 fL 05/15/2019
Bilirubin.total [Mass/volume] in Serum or Plasma 0.7 mg/dL 05/15/2019
Hemoglobin A1c/Hemoglobin.total in Blood 6.1 %
Creatinine [Mass/volume] in Serum or Plasma not performed
"""


def test_rows_under_loincs_long_names_are_results_also_where_the_name_goes_on_in_the_next_line() -> None:
    found = facts(LONG_NAMES, kind="lab_report")
    assert {(fact.name, fact.value, fact.code.code if fact.code else "") for fact in found} == {
        ("white blood cell count", "6.41", "6690-2"),
        ("absolute neutrophil count", "4.1", "751-8"),
        ("neutrophils percent", "61", "770-8"),
        ("glucose in urine", "100", ""),
        ("alt", "31", "1742-6"),
        ("platelet distribution width", "12.1", ""),
        ("total bilirubin", "0.7", "1975-2"),
        ("hemoglobin a1c", "6.1", "4548-4"),
    }
    assert {str(fact.kind) for fact in found} == {"lab_result"}, "the mass of [Mass/volume] is no lump"
    white = one(found, "lab_result", "white blood cell count")
    assert (white.when.date, white.unit, white.when.role) == ("2019-05-14", "10*3/uL", "collected")


def test_a_laboratorys_own_mark_between_value_and_unit_takes_neither_unit_nor_range_away() -> None:
    found = facts(
        "LABORATORY REPORT\nTest Result Flag Units Range Collected\nPlatelets 123 LX 10*9/L 150 - 350 03/14/2013\n"
    )
    [fact] = [fact for fact in found if fact.name == "platelets"]
    assert (fact.value, fact.unit, fact.range, fact.flag) == ("123", "10*9/L", "150 - 350", "LX")


def test_a_marker_has_a_result_only_where_one_is_told_of_this_person() -> None:
    text = (
        "ASSESSMENT\nLeft breast carcinoma, ER and PR positive, HER2 pending.\nPLAN\n"
        "Chemotherapy only if the score is high or HER2 is positive.\nOlaparib in case BRCA1 is positive.\n"
        "Patients whose PD-L1 is negative need more.\n"
    )
    found = facts(text, kind="consult_note")
    assert said(found, "biomarker") == {
        "estrogen receptor": "present",
        "progesterone receptor": "present",
        "her2": "planned",
    }
