"""What a physician would not sign as present: what is over, only named, intended, warned of, or somebody's title."""

from __future__ import annotations

import pytest

from assistant.model.facts import Assertion
from tests.extract.builders import facts, one, said


def _present(found: list, kinds: tuple[str, ...] = ("problem", "symptom", "medication", "procedure")) -> list[str]:
    return [f.name for f in found if f.kind in kinds and f.assertion is Assertion.PRESENT]


@pytest.mark.parametrize(
    "text",
    [
        "Assessment\nHyponatremia 121.5, resolved. Gout.",
        "Active problems\n4 Hypokalemia July stay; resolved\n5 Gout",
        "Past medical history\nSquamous cell carcinoma of the ear 2011, excised. Gout.",
        "Medications\nWarfarin stopped 2023 after a nosebleed. Gout noted.",
        "Medications\nspironolactone 25 mg STOPPED hyperkalemia\nPast medical history\nGout.",
        "Medications\nRamipril stopped 2020 (cough). Gout noted.",
        "Plan\n1. Call us right away for bleeding, chills or a swollen leg. Gout is stable.",
        "Plan\n1. Hepatitis B and HIV before infliximab.\n2. Gout stable.",
        "Plan\n1. Hepatitis A and B vaccines at the next visit.\n2. Gout stable.",
        "Plan\n1. Needs weight loss before surgery is booked.\n2. Gout stable.",
        "Impresión: riesgo alto de trombosis venosa profunda. Gota.",
        "Findings\nNo ulcer. H. pylori biopsies sent. Gout.",
    ],
)
def test_what_is_over_or_only_looked_for_is_not_there(text: str) -> None:
    assert set(_present(facts(text), ("problem", "symptom", "imaging_finding"))) <= {"gout"}


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Not on apixaban any more since June.", "apixaban", "historical"),
        ("He is not on insulin.", "insulin", "absent"),
        ("Metformin stays off. He takes losartan 50 mg daily.", "metformin", "historical"),
        ("Plan\n1. Allopurinol 100 mg daily to start next week.", "allopurinol", "planned"),
        ("Education given to the patient: methotrexate", "methotrexate", "planned"),
        ("PROCEDURE NOTE\nProcedure: knee injection\nSedation: midazolam 2 mg", "midazolam", "historical"),
        ("No amiodarone, no methotrexate in the past.", "amiodarone", "absent"),
    ],
)
def test_a_medicine_is_taken_only_where_the_words_say_so(text: str, name: str, assertion: str) -> None:
    kind = "procedure_note" if text.startswith("PROCEDURE") else "progress_note"
    assert said(facts(text, kind=kind), "medication")[name] == assertion


@pytest.mark.parametrize(
    "text",
    [
        "Anesthesia risk: ASA III, fasting since midnight.",
        "Clasificación ASA II.",
        "The oxygen company has not called back.",
        "Hold metformin - not applicable.",
        "Ibuprofen: AVOID",
    ],
)
def test_what_only_sounds_like_a_medicine_is_none(text: str) -> None:
    assert not said(facts(text, kind="progress_note"), "medication")


def test_a_question_without_its_mark_is_a_question() -> None:
    found = facts("My list\n- how likely is another stroke\n- can I stop the warfarin", kind="patient_note")
    assert said(found, "problem")["stroke"] == "possible"
    assert said(found, "medication")["warfarin"] == "possible"


def test_a_suspected_allergy_is_possible_and_a_thing_free_of_it_is_no_allergy() -> None:
    found = facts("Allergies\nPossible latex sensitivity, never tested. Uses nickel-free frames.", kind="progress_note")
    assert said(found, "allergy") == {"latex": "possible"}


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Assessment and plan\n3. Port placement 12/02.", "port placement", "planned"),
        ("Plan\n2. Stress test done last week: normal.", "stress test", "present"),
        ("Assessment and plan\n1. Knee replacement 2019, doing well.", "knee replacement", "present"),
    ],
)
def test_an_item_of_a_plan_is_planned_unless_it_tells_what_was_done(text: str, name: str, assertion: str) -> None:
    assert said(facts(text, kind="progress_note"), "procedure")[name] == assertion


@pytest.mark.parametrize(
    "text",
    [
        "Servicio: Cirugía General\nAlta: mejoría",
        "Cita a Cirugía en dos semanas.",
        "Ana Ruiz, MD\nTransplant Nephrology",
        "Exam 03-02-2026 Order ECHO-0044551",
    ],
)
def test_a_service_a_signature_and_a_number_are_no_procedures(text: str) -> None:
    assert not _present(facts(text, kind="progress_note"))


def test_a_complaint_told_with_a_year_long_gone_is_past() -> None:
    found = facts("10 March 2026\nHe had shortness of breath in 2018. Cough since 2019.", kind="progress_note")
    assert one(found, "symptom", "shortness of breath").assertion is Assertion.HISTORICAL
    assert one(found, "symptom", "cough").assertion is Assertion.PRESENT


def test_what_is_there_keeps_no_day_of_what_is_planned() -> None:
    found = facts("Date: 03/10/2026\nAssessment\nRectal cancer: surgery on 05/22/2026.", kind="progress_note")
    assert not one(found, "problem", "rectal cancer").when.date


def test_what_was_advised_against_is_not_taken() -> None:
    text = "Treatment with infliximab and methotrexate is not recommended now; it would be looked at again in spring."
    found = said(facts(text, kind="consult_note"), "medication")
    assert found == {"infliximab": "absent", "methotrexate": "absent"}


def test_rows_of_medicines_in_small_letters_are_rows() -> None:
    text = "Medications\nDrug Dose Comment\nramipril 5 mg daily\nezetimibe 10 mg daily\nfebuxostat 40 mg start today?"
    found = said(facts(text, kind="progress_note"), "medication")
    assert found == {"ramipril": "present", "ezetimibe": "present", "febuxostat": "possible"}


def test_a_heading_of_family_and_social_matters_ends_the_list_carried_from_the_page_before() -> None:
    found = facts(
        "Allergies\nPenicillin: rash.", "Family / Social\nMother: stroke. Never smoker.", kind="progress_note"
    )
    assert said(found, "family_history") == {"stroke": "family"}


@pytest.mark.parametrize("line", ["Dr. Ana Ruiz Peña, Cirugía General", "Page l"])
def test_a_signature_is_no_advice_and_no_impression(line: str) -> None:
    assert not said(facts(f"Plan\nRepeat CT in May.\n{line}", kind="consult_note"), "recommendation").keys() & {line}
    assert line not in said(facts(f"IMPRESSION\nNormal.\n{line}", kind="radiology_report"), "impression")


def test_a_day_without_its_year_is_not_given_the_year_of_birth() -> None:
    found = facts("Nací el 9 de mayo de 1990.\nTomo ustekinumab, la última el 12 de octubre.", kind="patient_note")
    assert not one(found, "medication", "ustekinumab").when.date.startswith("1990")


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Last drink in March 2016.", "no alcohol", "absent"),
        ("Bebe como cuatro cervezas los fines de semana.", "alcohol use", "present"),
        ("Niega consumo de alcohol.", "no alcohol", "absent"),
        ("Denies tobacco. Vapes on weekends.", "vaping", "present"),
    ],
)
def test_drinking_and_vaping_are_told(text: str, name: str, assertion: str) -> None:
    assert said(facts(text, kind="progress_note"), "social_history")[name] == assertion


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("ABO/Rh type (02/03/2026): B NEGATIVE.", "blood group", "B NEGATIVE"),
        ("Blood group: O positive.", "blood group", "O positive"),
        ("Calculated panel reactive antibody: 64%.", "panel reactive antibody", "64"),
        ("Today her creatinine\nwas 1.8 mg/dL.", "creatinine", "1.8"),
    ],
)
def test_a_result_of_letters_and_one_on_the_next_line_are_read(text: str, name: str, value: str) -> None:
    assert one(facts(text, kind="progress_note"), "lab_result", name).value == value


@pytest.mark.parametrize(
    "text",
    ["Referred for arteriovenous fistula before dialysis.", "Surgery for AV fistula is booked."],
)
def test_an_opening_still_to_be_made_is_no_illness(text: str) -> None:
    assert "arteriovenous fistula" not in said(facts(text, kind="progress_note"), "problem")


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Avoid naproxen and diclofenac.", "diclofenac", "absent"),
        ("To avoid a stroke, apixaban 5 mg twice daily.", "apixaban", "present"),
        ("Do not stop aspirin.", "aspirin", "present"),
        ("Queremos corregir la anemia con hierro intravenoso.", "iron", "planned"),
    ],
)
def test_advice_on_a_medicine_is_read_as_it_is_meant(text: str, name: str, assertion: str) -> None:
    assert said(facts(text, kind="consult_note"), "medication")[name] == assertion


def test_a_row_of_a_discharge_table_is_no_story_of_the_stay() -> None:
    text = "HOSPITAL COURSE: Weak on arrival.\nMedication Action\nbumetanide 1 mg STARTED daily\nlosartan 50 mg STOPPED"
    found = said(facts(text, kind="discharge_summary"), "medication")
    assert found == {"bumetanide": "present", "losartan": "historical"}


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("The fracture has not healed.", "fracture", "present"),
        ("Pneumonia not fully resolved.", "pneumonia", "present"),
        ("The gastritis may have resolved.", "gastritis", "possible"),
        ("Stage B7, because of the ascites and an albumin of 3.2. Biopsy is not advised.", "ascites", "present"),
        ("Child-Pugh B, because of ascites.", "ascites", "present"),
    ],
)
def test_what_has_not_gone_is_still_there(text: str, name: str, assertion: str) -> None:
    assert said(facts(text, kind="consult_note"), "problem")[name] == assertion


@pytest.mark.parametrize("text", ["Influenza and RSV vaccines given today.", "Varicella titer to be drawn."])
def test_what_a_vaccine_or_a_titer_is_for_is_no_illness(text: str) -> None:
    assert not said(facts(text, kind="progress_note"), "problem")


@pytest.mark.parametrize(
    "text",
    [
        "He was once believed to have lupus; the tests were normal.",
        "She fears that she has leukemia.",
        "I do not want to end up with dementia.",
        "Discussed symptoms of hypoglycemia with the family.",
        "Se sospechó sarcoidosis el año pasado.",
        "She used to have asthma as a girl.",
    ],
)
def test_what_was_thought_feared_or_taught_is_not_there(text: str) -> None:
    assert not _present(facts(text, kind="consult_note"))


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Caller wonders if he can take cetirizine.", "cetirizine", "possible"),
        ("Do not use anti-inflammatory medicines such as naproxen.", "naproxen", "absent"),
        ("Hold ramipril if the pressure is under 100.", "ramipril", "present"),
        ("Me dieron atorvastatina pero no la he tomado.", "atorvastatin", "absent"),
        ("STOP taking: naproxen 500 mg. START taking: celecoxib 100 mg daily.", "celecoxib", "present"),
        ("STOP taking: naproxen 500 mg. START taking: celecoxib 100 mg daily.", "naproxen", "historical"),
    ],
)
def test_a_medicine_asked_about_shunned_or_not_begun_is_not_taken(text: str, name: str, assertion: str) -> None:
    assert said(facts(text, kind="progress_note"), "medication")[name] == assertion


@pytest.mark.parametrize(
    "text",
    [
        "HIV 1/2: nonreactive.",
        "She was warned of hypoparathyroidism and hoarseness.",
        "PALB2 variants are associated with breast cancer.",
        "Asma en la infancia.",
        "She does not take the pantoprazole on the list.",
    ],
)
def test_what_is_warned_of_linked_with_a_gene_or_of_childhood_is_not_there(text: str) -> None:
    assert not _present(facts(text, kind="progress_note"))
