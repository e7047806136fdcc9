"""Intake forms, grids, labels before a drug, and writers who are not the patient."""

import pytest

from assistant.model.facts import FactKind
from tests.extract.builders import facts

HEAD = "Springfield Clinic\nPatient: Ana Ruiz   DOB: 03/09/1970\nDate of service: 06/02/2026\n\n"


@pytest.mark.parametrize(
    ("sentence", "name", "assertion"),
    [
        ("Have you ever had any of these? Gout? N. Glaucoma? Y. Psoriasis: N.", "gout", "absent"),
        ("Have you ever had any of these? Gout? N. Glaucoma? Y. Psoriasis: N.", "glaucoma", "present"),
        ("Have you ever had any of these? Gout? N. Glaucoma? Y. Psoriasis: N.", "psoriasis", "absent"),
        ("Gout: (no)   Asthma: (yes)   Lupus: (no)", "asthma", "present"),
        ("Gout: (no)   Asthma: (yes)   Lupus: (no)", "systemic lupus erythematosus", "absent"),
        ("Constipation      Grade 0\nFatigue           Grade 2", "constipation", "absent"),
        ("Would like to try galcanezumab.", "galcanezumab", "planned"),
        ("D/C'd: pioglitazone (edema).", "pioglitazone", "historical"),
        ("Never filled: tirzepatide (cost).", "tirzepatide", "absent"),
        ("We request tofacitinib.", "tofacitinib", "planned"),
        ("Injected with methylprednisolone 40 mg today.", "methylprednisolone", "historical"),
        ("We talked about nephrectomy.", "nephrectomy", "planned"),
        ("Pacemaker not indicated.", "pacemaker", "absent"),
        ("The lawyer asked whether fibromyalgia contributes; it does not.", "fibromyalgia", "possible"),
        ("Penicillin allergy label removed after a negative challenge.", "penicillin", "absent"),
        ("Datos de alarma: hemoptisis, síncope.", "hemoptysis", "conditional"),
    ],
)
def test_an_answer_a_grade_or_a_label_decides(sentence: str, name: str, assertion: str) -> None:
    found = {str(f.assertion) for f in facts(HEAD + sentence, kind="progress_note") if f.name == name}
    assert found == {assertion}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("To qualify you must have asthma and no COPD.", "asthma"),
        ("Su hermano (mayor) en hemodiálisis.", "dialysis"),
        ("Mi papá toma warfarina, ¿puede viajar?", "warfarin"),
        ("FOB has sickle cell disease.", "sickle cell disease"),
    ],
)
def test_what_is_asked_for_or_another_has_is_not_the_patients(sentence: str, name: str) -> None:
    told = [f for f in facts(HEAD + sentence) if f.name == name and f.kind is not FactKind.FAMILY_HISTORY]
    assert not [f for f in told if str(f.assertion) == "present"]


def test_a_drug_given_behind_the_allergies_of_one_line_is_none_of_them() -> None:
    text = "Alergias: penicilina. Glucemia 145. Se administra ketorolaco 30 mg IV."
    found = {(str(f.kind), f.name, str(f.assertion)) for f in facts(HEAD + text, kind="progress_note")}
    assert ("allergy", "penicillin", "present") in found
    assert ("medication", "ketorolac", "historical") in found
    assert ("allergy", "ketorolac", "present") not in found


def test_a_wife_who_writes_for_her_husband_writes_of_him() -> None:
    text = "I am writing for my husband Tom. My husband has gout. He stopped allopurinol in April."
    found = {(str(f.kind), f.name, str(f.assertion)) for f in facts(text, kind="patient_note")}
    assert {("problem", "gout", "present"), ("medication", "allopurinol", "historical")} <= found
