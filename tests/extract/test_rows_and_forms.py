"""Rows of a treatment history, forms that ask for an operation, and what a word behind a name makes of it."""

import pytest

from tests.extract.builders import facts, said

HEAD = "Progress Note\nSpringfield Clinic\nPatient: Ana Ruiz   DOB: 03/09/1970\nDate of service: 10/20/2026\n\n"


def _said(kind: str, text: str) -> dict[str, str]:
    return said(facts(HEAD + text), kind)


def test_a_row_of_treatments_tells_of_its_own_medicine_only() -> None:
    rows = "Treatments tried\nnatalizumab 300 mg 07/2023 now\ninterferon beta-1a 2017 2019 relapse\n"
    assert _said("medication", rows) == {"natalizumab": "present", "interferon beta-1a": "historical"}
    rows = "MEDICATIONS\ncapecitabine 500 mg tablet  -  Cancelled, never filled\nallopurinol 300 mg tablet  Active\n"
    assert _said("medication", rows) == {"capecitabine": "absent", "allopurinol": "present"}


def test_a_row_that_begins_with_an_earlier_year_is_of_that_year() -> None:
    found = facts(HEAD + "IBD HISTORY\n2014 Ileal ulcers. Prednisone\n2019 Ileocecal resection for stricture\n")
    assert said(found, "medication") == {"prednisone": "historical"}
    assert [fact.when.date for fact in found if fact.kind == "procedure"] == ["2019"]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Medicines tried: levetiracetam (still taken), lamotrigine (rash).", "present"),
        ("Medicines tried: phenytoin. We offered levetiracetam; you declined.", "planned"),
        ("Medicines tried: phenytoin. Levetiracetam was not recommended.", "absent"),
        ("Daily medicine at home: levetiracetam, valproate", "present"),
    ],
)
def test_medicines_tried_offered_and_still_taken(text: str, assertion: str) -> None:
    assert _said("medication", text)["levetiracetam"] == assertion


def test_a_form_that_asks_for_an_operation_plans_it() -> None:
    form = "SURGERY BOOKING\nPatient: Ana Ruiz DOB 03/09/1970\nProcedure: L3-4 laminectomy, pedicle screws\n"
    found = facts(form + "Allergies cefazolin\n")
    assert said(found, "procedure")["laminectomy"] == said(found, "device")["pedicle screws"] == "planned"
    assert said(found, "allergy") == {"cefazolin": "present"} and not said(found, "medication")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Past history: Gestational hypertension never. Asthma.", "gestational hypertension"),
        ("Past history: Hepatitis B immune by vaccine. Asthma.", "hepatitis b"),
        ("Past history: MRSA carrier: negative. Asthma.", "mrsa infection"),
    ],
)
def test_a_word_behind_an_illness_can_deny_it(text: str, name: str) -> None:
    assert _said("problem", text) == {name: "absent", "asthma": "present"}


def test_an_illness_that_stays_is_there_in_remission_and_a_removed_device_is_not() -> None:
    assert _said("problem", "Assessment: Crohn disease in remission.") == {"crohn disease": "present"}
    assert _said("device", "IUD removed 08/2026.") == {"intrauterine device": "historical"}


def test_who_smokes_and_drinks_in_their_own_words() -> None:
    assert _said("social_history", "You told me you smoke half a pack a day.") == {"current smoker": "present"}
    told = _said("social_history", "Toma seis cervezas a la semana. Last drink 2017.")
    assert told == {"alcohol use": "present", "no alcohol": "absent"}
    assert not _said("social_history", "¿Fuma?  sí   no")


def test_a_question_is_answered_by_the_word_behind_its_mark() -> None:
    text = "Fever today? No. Pain in the chest? Yes. Any rash since the visit? None. ¿Vómito? Nada. Gout in the family?"
    found = facts(text, kind="progress_note")
    assert said(found, "symptom") == {
        "fever": "absent",
        "chest pain": "present",
        "rash": "absent",
        "vomiting": "absent",
    }
    assert not said(found, "family_history")


def test_a_box_belongs_to_the_words_it_stands_behind_where_the_form_is_printed_so() -> None:
    behind = "Symptom checklist\nChest pain ☐\nCough ☒\nPalpitations ☐  Dizziness ☒\nFainting [ ]\n"
    assert set(said(facts(behind), "symptom")) == {"cough", "dizziness"}
    before = "Symptom checklist\n☐ Chest pain  ☐ Dizziness\n☒ Cough\n☐\nFainting\n"
    assert set(said(facts(before), "symptom")) == {"cough"}


def test_what_the_reader_of_a_scan_does_not_see_is_not_there() -> None:
    text = "The outside report mentions a cavernoma, which I do not see on this MRI."
    assert said(facts(text, kind="consult_note"), "problem") == {"cavernoma": "absent"}


def test_a_date_before_the_colon_of_a_sentence_dates_all_results_behind_it() -> None:
    note = (
        "Date of visit: 10/22/2026\nCardiac data reviewed with the patient and his wife, no new complaints since. "
        "Right heart catheterization 06/2026: cardiac index 1.9, PCWP 24. Hemoglobin 11.2 today.\n"
    )
    dates = {fact.name: fact.when.date for fact in facts(note, kind="consult_note") if fact.value}
    assert (dates["cardiac index"], dates["pcwp"], dates["hemoglobin"]) == ("2026-06", "2026-06", "2026-10-22")
