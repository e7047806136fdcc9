"""Who proposes a treatment does not give it, what lasted hours is over, what was begun as another ended is taken."""

import pytest

from assistant.model.facts import Fact
from tests.extract.builders import facts, said


def letter(text: str, kind: str = "consult_note") -> list[Fact]:
    return facts(f"Dear Dr. Lindqvist,\nI saw Ms. Ruiz today. {text}\nWith kind regards,", kind=kind)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My proposal is mycophenolate 1 gram twice daily and prednisone 5 mg.", "mycophenolate"),
        ("My proposal is mycophenolate 1 gram twice daily with belimumab 200 mg weekly.", "belimumab"),
        ("Our suggestion would be infliximab 5 mg/kg.", "infliximab"),
        ("We lean toward rituximab 1 g.", "rituximab"),
        ("Dr. Hart argues for tocilizumab 162 mg weekly.", "tocilizumab"),
        ("I would start methotrexate 15 mg weekly.", "methotrexate"),
        ("We would add spironolactone 25 mg daily.", "spironolactone"),
        ("Mi propuesta es metotrexato 15 mg por semana.", "methotrexate"),
        ("Yo preferiria rituximab 1 g.", "rituximab"),
    ],
)
def test_a_medicine_that_a_letter_proposes_is_not_taken(text: str, name: str) -> None:
    assert said(letter(text), "medication")[name] == "planned"


@pytest.mark.parametrize(
    "text",
    [
        "My advice is to continue metformin 500 mg twice daily.",
        "She takes metformin 500 mg twice daily; my preference would be weight loss.",
        "She remains on metformin 500 mg twice daily.",
    ],
)
def test_a_medicine_that_is_taken_is_one_beside_advice(text: str) -> None:
    assert said(letter(text), "medication")["metformin"] == "present"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dr Olsen says Cytoxan, the other doctor wants to wait.", "cyclophosphamide"),
        ("Dr Olsen says pills, Dr. Hart says CellCept + Benlysta.", "belimumab"),
        ("My kidney doctor says Humira and the surgeon says wait.", "adalimumab"),
        ("Una doctora dice letrozol y la otra nada.", "letrozole"),
    ],
)
def test_what_a_doctor_says_and_nothing_more_is_a_proposal(text: str, name: str) -> None:
    assert said(facts(text, kind="patient_note"), "medication")[name] == "planned"


@pytest.mark.parametrize(
    "text",
    [
        "I take metformin. Dr. Gomez says metformin is safe.",
        "Dr. Gomez says my metformin dose is fine.",
        "Dr. Gomez says I should keep taking metformin.",
        "La doctora dice que la metformina me ayuda.",
    ],
)
def test_what_a_doctor_says_of_a_medicine_is_no_proposal(text: str) -> None:
    assert set(said(facts(text, kind="patient_note"), "medication").values()) == {"present"}


def test_what_a_doctor_says_of_an_illness_is_told_of_it() -> None:
    assert said(facts("Dr. Gomez says lupus.", kind="patient_note"), "problem") == {
        "systemic lupus erythematosus": "present"
    }


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("On day 2 she had rapid atrial fibrillation for 9 hours.", "atrial fibrillation", "historical"),
        ("On day 3 he went into atrial flutter for about six hours.", "atrial flutter", "historical"),
        ("En la noche presento fibrilacion auricular por 6 horas.", "atrial fibrillation", "historical"),
        ("She had atrial fibrillation for ten years.", "atrial fibrillation", "present"),
        ("She has had atrial fibrillation for 9 hours.", "atrial fibrillation", "present"),
        ("She has atrial fibrillation; the monitor ran for 24 hours.", "atrial fibrillation", "present"),
    ],
)
def test_what_is_told_to_have_lasted_hours_is_over(text: str, name: str, assertion: str) -> None:
    assert said(facts(f"HOSPITAL COURSE\n{text}", kind="discharge_summary"), "problem")[name] == assertion


def test_what_was_begun_when_another_ended_is_taken() -> None:
    found = facts(
        "MEDICATIONS\nPrevious: Rasagiline stopped when sertraline was started.\n"
        "Lisinopril was stopped once losartan was added.",
        kind="consult_note",
    )
    assert said(found, "medication") == {
        "rasagiline": "historical",
        "sertraline": "present",
        "lisinopril": "historical",
        "losartan": "present",
    }


def test_what_was_never_used_is_not_taken() -> None:
    found = facts("MEDICATIONS\nTrihexyphenidyl was never used.\nAmiodarone 200 mg daily", kind="consult_note")
    assert said(found, "medication") == {"trihexyphenidyl": "absent", "amiodarone": "present"}


def test_what_was_thrown_out_is_not_taken() -> None:
    found = facts("He gambled on the pramipexole so we threw it out. He takes ropinirole.", kind="patient_note")
    assert said(found, "medication") == {"pramipexole": "historical", "ropinirole": "present"}


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("He was transfused two units.", "present"),
        ("She was given 2 units PRBC.", "present"),
        ("She received 3 units of blood per patient.", "present"),
        ("Se transfundieron 2 unidades.", "present"),
        ("She was not transfused.", "absent"),
        ("If hemoglobin falls he will be transfused.", "conditional"),
    ],
)
def test_blood_that_was_given_is_told_as_done(text: str, assertion: str) -> None:
    found = facts(f"HOSPITAL COURSE\nShe was well on arrival to the ward. {text}", kind="discharge_summary")
    assert {str(fact.assertion) for fact in found if "transfusion" in fact.name} == {assertion}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("She was pale. Hemoglobin on admission 7.1, hemoglobin at discharge was 9.2 g/dL.", ["7.1", "9.2"]),
        (
            "Mujer con sangrado, mareo y mucha palidez. Hemoglobina de ingreso\n6.9 g/dL. Hemoglobina de egreso 8.8.",
            ["6.9", "8.8"],
        ),
        ("Hemoglobin was stable at discharge. 2 units of blood were kept.", []),
    ],
)
def test_a_value_is_read_behind_when_it_was_measured(text: str, values: list[str]) -> None:
    found = facts(f"HOSPITAL COURSE\n{text}", kind="discharge_summary")
    assert [fact.value for fact in found if fact.name == "hemoglobin"] == values


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Urine protein/creatinine 4.1 g/g H <0.2", {"urine protein-creatinine ratio": "4.1"}),
        ("BUN/creatinine 18", {}),
        ("Total/HDL 4.1", {}),
        ("Hgb/Hct 12.1/36.0", {}),
        ("PT/INR 1.1", {"inr": "1.1"}),
        ("SGOT/AST 31", {"ast": "31"}),
        ("Creatinine 1.38 mg/dL H 0.50-1.05", {"creatinine": "1.38"}),
    ],
)
def test_a_ratio_is_not_the_value_of_what_stands_below_its_stroke(row: str, told: dict[str, str]) -> None:
    found = facts(f"LABORATORY REPORT\nCollected 05/20/2026\n{row}", kind="lab_report")
    assert {fact.name: fact.value for fact in found if fact.kind == "lab_result"} == told


def test_a_score_of_a_society_is_no_illness_of_the_same_letters() -> None:
    found = facts("ASSESSMENT\nHoehn and Yahr stage 2. MDS-UPDRS part III 31.", kind="consult_note")
    assert {(fact.name, fact.value) for fact in found} == {
        ("Hoehn and Yahr stage 2", "2"),
        ("mds-updrs part iii", "31"),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Since August he sees people in the yard at night who are not there.", {"hallucinations": "present"}),
        ("She hears voices that are not real.", {"hallucinations": "present"}),
        ("Ve personas que no están.", {"hallucinations": "present"}),
        ("My mother saw children who were not there.", {}),
        ("I see a doctor who is not in my network.", {}),
        ("I saw my keys were not in the bag.", {}),
    ],
)
def test_a_complaint_told_in_a_clause_is_named(text: str, told: dict[str, str]) -> None:
    assert said(facts(text, kind="patient_note"), "symptom") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Periods last nine days with large blood clots.", False),
        ("Sangrado transvaginal de 12 días, con coágulos y mareo.", False),
        ("She passes blood clots.", False),
        ("She had blood clots in the leg.", True),
        ("No bleeding disorder. Blood clots after surgery.", True),
    ],
)
def test_what_passes_with_a_bleeding_is_no_clot_in_a_vessel(text: str, told: bool) -> None:
    found = facts(f"HISTORY OF PRESENT ILLNESS\n{text}", kind="consult_note")
    assert ("blood clot" in said(found, "problem")) is told


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("No se observa pólipo endometrial.", "endometrial polyp", "absent"),
        ("Sin hemorragia intracraneal.", "hemorragia intracraneal", "absent"),
        ("Quiste simple de 2 cm.", "quiste simple", "present"),
        ("Mioma intramural de 7.4 cm.", "intramural fibroid", "present"),
        ("Masa renal izquierda de 4 cm.", "masa renal", "present"),
    ],
)
def test_spanish_adjectives_behind_a_name_belong_to_it(text: str, name: str, assertion: str) -> None:
    found = facts(f"ULTRASONIDO\nHALLAZGOS\n{text}", kind="radiology_report")
    assert said(found, "imaging_finding")[name] == assertion


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hepatitis B and C serology and TB test before treatment - not yet done.", set()),
        ("Hepatitis C tests are pending.", set()),
        ("She has hepatitis C on treatment.", {"hepatitis c"}),
    ],
)
def test_an_infection_that_is_only_tested_for_is_no_illness(text: str, told: set[str]) -> None:
    found = facts(f"ASSESSMENT AND PLAN\n1. {text}", kind="consult_note")
    assert {fact.name for fact in found if fact.kind == "problem" and fact.assertion == "present"} == told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Atezolizumab if EGFR and ALK are negative.", None),
        ("Osimertinib if EGFR is mutated.", None),
        ("EGFR and ALK are negative.", "negative"),
    ],
)
def test_a_result_on_which_a_plan_hangs_is_none(text: str, value: str | None) -> None:
    found = facts(f"PLAN\n{text}", kind="oncology_note")
    assert next((fact.value for fact in found if fact.kind == "biomarker" and fact.value != "pending"), None) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The chest was entered through four robotic ports.", False),
        ("Two 5 mm ports were placed under vision.", False),
        ("A port was placed through the right subclavian vein.", True),
        ("The port in the right chest was flushed.", True),
    ],
)
def test_a_port_of_an_operation_is_no_port_under_the_skin(text: str, told: bool) -> None:
    found = facts(f"OPERATIVE REPORT\nDETAILS\n{text}", kind="operative_note")
    assert any(fact.kind == "device" for fact in found) is told


def test_letters_within_the_number_of_an_order_are_no_name() -> None:
    found = facts("PET/CT\nAccession TM-PT-3319\nFINDINGS\nNo mass.", kind="radiology_report")
    assert not [fact for fact in found if fact.name == "physical therapy"]


@pytest.mark.parametrize(
    ("text", "told"), [("Mioma submucoso (FIGO 2).", False), ("FIGO stage 2 cervical cancer.", True)]
)
def test_the_type_of_a_fibroid_is_no_stage_of_a_cancer(text: str, told: bool) -> None:
    found = facts(f"FINDINGS\n{text}", kind="radiology_report")
    assert any(fact.kind == "stage" for fact in found) is told


def test_the_birth_date_in_the_head_of_a_report_dates_no_column() -> None:
    found = facts(
        "Pathology Report\nDOB / Sex 04/22/1959 F Collected 09/03/2026\nANCILLARY STUDIES\nTTF-1 positive.",
        kind="pathology_report",
    )
    assert all(fact.when.date != "1959-04-22" for fact in found)


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Atezolizumab may be considered after chemotherapy.", "chemotherapy", "planned"),
        ("Radiation will be given after lumpectomy.", "lumpectomy", "planned"),
        ("Radiation will be given after lumpectomy on 03/02/2025.", "lumpectomy", "present"),
        ("Continue aspirin after stenting in 2020.", "stent placement", "present"),
    ],
)
def test_what_a_coming_deed_comes_after_is_to_come(text: str, name: str, assertion: str) -> None:
    found = facts(f"Visit 05/05/2026\nPLAN\n{text}", kind="oncology_note")
    assert said(found, "procedure")[name] == assertion


def test_a_row_of_a_synoptic_list_keeps_its_bracket() -> None:
    row = "Total tumor size 3.6 cm (invasive component 3.3 cm)"
    found = facts(f"SYNOPTIC REPORT\nTumor site Right upper lobe\n{row}", kind="pathology_report")
    assert ("total tumor size", "3.6") in {(fact.name, fact.value) for fact in found}
