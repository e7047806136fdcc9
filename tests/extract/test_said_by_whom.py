"""What a paper says of a treatment without anybody having done it, and what it says of one that is over."""

from __future__ import annotations

from tests.extract.builders import facts, one, said

VISIT = "Visit date: 10/15/2026\n"


def told(text: str, kind: str, paper: str = "progress_note") -> dict[str, str]:
    return said(facts(text, kind=paper), kind)


def test_what_a_board_of_doctors_decides_is_not_done_unless_it_is_told_as_done() -> None:
    board = VISIT + "HPI: Tumor board 09/01/2026: right hepatectomy. Stroke team: thrombectomy performed."
    assert told(board, "procedure") == {"hepatectomy": "planned", "thrombectomy": "present"}
    spanish = VISIT + "HPI: Comité de tumores 01/09/2026: mastectomía radical. Cirugía: mastectomía en 2019."
    found = facts(spanish, kind="progress_note")
    assert said(found, "problem") == {}, "the committee of tumours is no tumour"
    assert said(found, "procedure")["mastectomy"] == "present"


def test_the_risk_after_an_operation_in_percent_is_told_of_one_to_come() -> None:
    risk = VISIT + "HPI: The leak rate after sleeve gastrectomy is about 2 percent."
    assert told(risk, "procedure") == {"sleeve gastrectomy": "planned"}
    had = VISIT + "HPI: She did well after sleeve gastrectomy in 2019 and her weight is 80 kg."
    assert told(had, "procedure") == {"sleeve gastrectomy": "present"}


def test_whose_word_it_is_in_a_note_of_ones_own_gives_no_operation() -> None:
    note = (
        "For mom\nCardiology: TAVR. Dr. Roe: mastectomy. She hates the idea of a pacemaker. Surgery: appendectomy 1999."
    )
    assert told(note, "procedure", "patient_note")["transcatheter aortic valve replacement"] == "possible"
    assert told(note, "procedure", "patient_note")["mastectomy"] == "possible"
    assert told(note, "procedure", "patient_note")["appendectomy"] == "present"
    assert told(note, "device", "patient_note") == {"pacemaker": "planned"}
    assert told("For mom\nShe has a pacemaker.", "device", "patient_note") == {"pacemaker": "present"}


def test_an_act_that_is_held_unnecessary_is_absent_and_so_is_the_next_behind_ni() -> None:
    plan = "Plan: No considero indicada la quimioterapia ni la radioterapia. La embolización no es opción."
    found = told(plan, "procedure", "consult_note")
    assert found == {"chemotherapy": "absent", "radiation therapy": "absent", "embolization": "absent"}
    assert told("Recibió quimioterapia y radioterapia en 2019.", "procedure")["radiation therapy"] == "present"


def test_a_test_of_a_month_to_come_is_planned_and_one_of_a_month_gone_is_not() -> None:
    found = told(VISIT + "Assessment: Nodule: CT chest in January 2027. Knee MRI was done in May 2026.", "procedure")
    assert found == {"ct chest": "planned", "mri knee": "present"}


def test_read_as_possible_is_a_doubt_and_as_much_as_possible_is_none() -> None:
    course = "HOSPITAL COURSE: The film was read as possible pneumonia. Elevate as much as possible for edema."
    assert told(course, "problem", "discharge_summary")["pneumonia"] == "possible"


def test_two_words_that_a_scan_joined_still_deny() -> None:
    scan = "Hallazgos: Nose observa derrame pleural. Se observa nódulo tiroideo."
    found = told(scan, "imaging_finding", "radiology_report")
    assert found == {"pleural effusion": "absent", "thyroid nodule": "present"}


def test_a_growth_cut_out_in_a_year_gone_is_over_unless_it_came_back() -> None:
    history = (
        VISIT + "Past Medical History\nMelanoma of the back excised 2018. Breast cancer resected 2019, recurred 2024."
    )
    assert told(history, "problem") == {"melanoma of back": "historical", "breast cancer": "present"}
    assert told(VISIT + "Past Medical History\nMeningioma resected 2026.", "problem") == {"meningioma": "present"}


def test_a_medicine_begun_on_a_day_gone_is_taken_and_on_a_day_to_come_is_planned() -> None:
    text = "HPI: Methotrexate was started 03/04/2026. Rituximab is started 11/20/2026. "
    text += "Adalimumab was started on 01/02/2025 and stopped 05/06/2025."
    found = told(VISIT + text, "medication")
    assert found == {"methotrexate": "present", "rituximab": "planned", "adalimumab": "historical"}


def test_spanish_years_and_endings_of_a_medicine_are_read() -> None:
    note = "Mis medicinas\nMetotrexato del 2015 al 2018. Prednisona ya la terminé. "
    note += "Losartán ya lo tomo. Insulina desde 2020."
    found = told(note, "medication", "patient_note")
    assert (found["methotrexate"], found["prednisone"]) == ("historical", "historical")
    assert (found["losartan"], found["insulin"]) == ("present", "present")


def test_who_smoked_until_a_year_smokes_no_more() -> None:
    assert told("Social History: He smoked one pack a day until 1995.", "social_history") == {
        "former smoker": "historical"
    }
    assert "former smoker" not in told("Social History: She smokes one pack a day.", "social_history")
    assert "current smoker" not in told("Fumó 20 cigarrillos al día hasta 2010.", "social_history")


TREND = "Collected: 10/26/2026\nTest 04/20/2026 07/27/2026 10/26/2026 Flag Reference\n"


def test_each_value_of_a_dated_table_has_its_own_day_where_the_name_ends_with_a_unit() -> None:
    found = facts(
        TREND + "CEA (ng/mL) 5.1 9.0 14.3 H <5.0\nM-protein, serum (g/dL) 4.1 0.9 0.3 H 0\n", kind="lab_report"
    )
    days = [(fact.name, fact.value, fact.when.date, fact.unit) for fact in found if fact.kind == "lab_result"]
    assert days[:3] == [
        ("cea", "5.1", "2026-04-20", "ng/mL"),
        ("cea", "9.0", "2026-07-27", "ng/mL"),
        ("cea", "14.3", "2026-10-26", "ng/mL"),
    ]
    assert [value for name, value, *_ in days if name == "m-spike"] == ["4.1", "0.9", "0.3"]


def test_a_line_of_words_under_a_dated_table_gives_no_value_of_its_date() -> None:
    found = facts(TREND + "CEA (ng/mL) 5.1 9.0 14.3\nImmunofixation 10/26/2026: a faint band.\n", kind="lab_report")
    assert not [fact for fact in found if fact.value == "10"]


def test_an_antibody_is_not_what_it_is_against_and_the_number_in_a_name_is_no_value() -> None:
    page = "Fecha: 21/10/2026\nAnti-tiroglobulina 212 UI/mL < 115\nVitamina D 25-OH 17 ng/mL 30 - 100\n"
    found = facts(page, kind="lab_report")
    assert one(found, "lab_result", "thyroglobulin antibody").value == "212"
    assert one(found, "lab_result", "vitamin d 25-hydroxy").value == "17"


def test_the_height_of_a_part_of_the_body_is_no_stature() -> None:
    assert told("Left coronary height 11.2 mm.", "vital", "radiology_report") == {}
    assert told("Height: 175 cm", "vital") == {"height": "present"}


def test_a_stain_that_is_negative_denies_what_it_looks_for() -> None:
    found = told("DIAGNOSIS\nH. pylori stain: negative. Chronic gastritis.", "pathology_diagnosis", "pathology_report")
    assert found == {"h. pylori": "absent", "chronic gastritis": "present"}
    found = told("DIAGNOSIS\nH. pylori immunostain is positive.", "pathology_diagnosis", "pathology_report")
    assert found == {"h. pylori": "present"}


def test_a_conclusion_that_ends_in_not_detected_is_a_denial_and_is_kept_whole() -> None:
    found = told("INTERPRETATION\nDELETION 17p NOT DETECTED. GAIN OF 1q21 DETECTED.", "impression", "genetic_report")
    assert found == {"DELETION 17p NOT DETECTED": "absent", "GAIN OF 1q21 DETECTED": "present"}


def test_the_counter_at_the_foot_of_a_page_is_no_advice() -> None:
    page = "Recomendaciones\nEnterorresonancia.\nClínica del Norte Página 1 de 1"
    assert told(page, "recommendation", "procedure_note") == {"Enterorresonancia": "planned"}


def test_a_medicine_with_a_year_and_what_it_did_is_not_taken() -> None:
    text = VISIT + "HPI: Azathioprine 2018: pancreatitis. Infliximab 2021: every 8 weeks. Metformin 2019: diabetes."
    found = told(text, "medication")
    assert found == {"azathioprine": "historical", "infliximab": "present", "metformin": "present"}


def test_the_trade_of_a_doctor_in_brackets_was_not_done() -> None:
    assert told("My story\nI had a video visit with Dr. Roe (transplant).", "procedure", "patient_note") == {}
    own = "My story\nMy doctor did a kidney transplant (living donor)."
    assert told(own, "procedure", "patient_note") == {"kidney transplant": "present"}


def test_what_passes_is_over_where_a_list_of_ones_own_gives_its_year() -> None:
    note = "Mis notas\nEn 2018 me drenaron un absceso. Diabetes desde 2018."
    assert told(note, "problem", "patient_note") == {"absceso": "historical", "diabetes mellitus": "present"}


def test_a_spanish_report_tells_what_is_done_in_the_present_and_what_will_be_in_the_future() -> None:
    report = "Hallazgos\nColon normal. Se toman biopsias en 2 frascos. No se realizó dilatación con balón."
    found = told(report, "procedure", "procedure_note")
    assert found.get("biopsy", "present") == "present"
    assert found["endoscopic balloon dilation"] == "absent"
    assert told("Plan: Se tomarán biopsias.", "procedure", "consult_note") == {"biopsy": "planned"}


def test_an_act_that_is_not_suitable_is_not_planned_though_it_stands_in_a_plan() -> None:
    plan = (
        "Plan: Balloon dilation is not suitable because the stricture is long. Surgical opinion: ileocecal resection."
    )
    found = told(plan, "procedure", "consult_note")
    assert found == {"endoscopic balloon dilation": "absent", "ileocecal resection": "planned"}


def test_what_a_medicine_was_stopped_for_is_over_also_behind_the_month_of_it() -> None:
    listed = "Current Medications\nStopped: oxycodone (June 2026); lisinopril (April 2026, kidney injury)."
    assert told(VISIT + listed, "problem") == {"kidney injury": "historical"}
    taken = "Current Medications\nlisinopril 10 mg daily (April 2026, hypertension)."
    assert told(VISIT + taken, "problem") == {"hypertension": "present"}


def test_consolidation_as_a_treatment_is_none_of_the_lung() -> None:
    assert told("HPI: Melphalan was given as consolidation. Consolidation chemotherapy follows.", "problem") == {}
    assert told("HPI: Described as consolidation of the left base.", "problem") == {"consolidation": "present"}


def test_the_category_of_a_needle_sample_is_kept() -> None:
    page = "DIAGNOSIS\nMALIGNANT (BETHESDA CATEGORY VI). A second nodule: Bethesda II. Bethesda, MD 20814"
    found = told(page, "pathology_diagnosis", "pathology_report")
    assert {"Bethesda VI", "Bethesda II"} <= set(found)
