"""What a patient tells in plain words of medicines: what one did to them, what they leave out, what was given once."""

from __future__ import annotations

import pytest

from tests.extract.builders import facts, said


@pytest.mark.parametrize(
    ("text", "allergen"),
    [
        ("sulfa gave me hives when I was 30", "sulfa drugs"),
        ("Bactrim pills broke me out in a terrible rash.", "trimethoprim-sulfamethoxazole"),
        ("la penicilina me saca ronchas", "penicillin"),
        ("Codeine gave her swelling in 1990.", "codeine"),
    ],
)
def test_what_a_medicine_did_to_the_skin_is_an_allergy_and_the_medicine_is_not_taken(text: str, allergen: str) -> None:
    found = facts(text, kind="patient_note")
    assert said(found, "allergy") == {allergen: "present"}
    assert said(found, "medication").get(allergen, "historical") == "historical"


def test_what_was_only_unpleasant_or_is_only_warned_of_is_no_allergy() -> None:
    text = "Chemotherapy gave me nausea. Call if amoxicillin gives you hives."
    assert not said(facts(text, kind="patient_note"), "allergy")


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("She is not taking dexamethasone.", "dexamethasone", "absent"),
        ("He is not taking metformin any more.", "metformin", "historical"),
        ("Not taking any more: warfarin.", "warfarin", "absent"),
        ("Plan\nOne dose of lorazepam 1 mg was given. Rest at home.", "lorazepam", "historical"),
        ("Plan\n1. She was given a prescription.\n2. Lisinopril will be given daily.", "lisinopril", "planned"),
    ],
)
def test_a_medicine_not_taken_or_given_once_is_not_a_plan(text: str, name: str, assertion: str) -> None:
    assert said(facts(text, kind="progress_note"), "medication")[name] == assertion


def test_a_line_marked_as_a_question_states_nothing_and_what_never_came_back_is_past() -> None:
    asked = facts("Q: blood clots - my brother nearly died\nQ2: gout\n", kind="patient_note")
    assert set(said(asked, "problem").values()) <= {"possible"}
    noted = facts("PAST HISTORY\nAtrial fibrillation once in 2019, none since.", kind="consult_note")
    assert said(noted, "problem")["atrial fibrillation"] == "historical"


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Humira del 2019 al 2021 en Barranquilla.", "adalimumab", "historical"),
        ("Metotrexato desde 2015 hasta 2018.", "methotrexate", "historical"),
        ("Humira 2019 a la fecha.", "adalimumab", "present"),
        ("Humira from 2019 to present.", "adalimumab", "present"),
    ],
)
def test_a_medicine_told_with_its_years_is_taken_only_where_they_reach_today(text: str, name: str, assertion: str):
    assert said(facts(text, kind="patient_note"), "medication")[name] == assertion


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("Lenalidomide was reduced from 25 mg to 15 mg for low counts.", "15 mg"),
        ("Metoprolol increased from 25 mg to 50 mg twice daily.", "50 mg"),
        ("Se redujo la prednisona de 40 mg a 20 mg diarios.", "20 mg"),
        ("Losartan tabletas de 50 mg una vez al dia.", "50 mg"),
        ("Prednisone was tapered from 60 mg.", ""),
    ],
)
def test_a_changed_dose_is_the_one_it_was_changed_to(text: str, dose: str):
    (found,) = [fact for fact in facts(text) if fact.kind == "medication"]
    assert found.details.get("dose", "") == dose


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My eyes turned yellow in June.", "jaundice"),
        ("I see double at times.", "double vision"),
        ("She has been coughing up blood.", "hemoptysis"),
        ("I pass out when I stand up fast.", "syncope"),
        ("My legs are swollen at night.", "leg swelling"),
        ("I can't sleep.", "insomnia"),
        ("Food gets stuck in my throat.", "dysphagia"),
        ("There is blood in my pee.", "hematuria"),
        ("Me falta el aire al subir escaleras.", "shortness of breath"),
        ("Me duele la rodilla.", "knee pain"),
        ("Se me hinchan los pies.", "ankle swelling"),
        ("Veo doble en la noche.", "double vision"),
    ],
)
def test_what_people_feel_is_read_in_their_own_words(text: str, name: str):
    assert said(facts(text, kind="patient_note"), "symptom") == {name: "present"}


@pytest.mark.parametrize(
    "text",
    ["No he tosido y no veo doble.", "I do not pass out.", "I have never coughed up blood.", "No me falta el aire."],
)
def test_what_people_say_they_do_not_feel_is_denied(text: str):
    assert set(said(facts(text, kind="patient_note"), "symptom").values()) <= {"absent"}


@pytest.mark.parametrize(
    "text", ["Faint uptake in the left hip.", "Faint systolic murmur.", "The drain fluid turned yellow."]
)
def test_a_word_of_how_little_is_seen_is_no_fainting(text: str):
    assert not {"syncope", "jaundice"} & set(said(facts(text), "symptom"))
