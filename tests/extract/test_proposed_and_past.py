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
