"""Leaflets, drug sheets, consents and instructions teach and say nothing of the patient; letters that say "you" do."""

from __future__ import annotations

import pytest

from tests.extract.builders import facts, said

LEAFLETS = {
    "an operation": """Understanding Your Hernia Repair
What are the risks?
Every operation carries some risk. Problems are not common but can happen:
• Bleeding
• Wound infection
• Deep vein thrombosis
After your operation
You may have pain for a few days. Most people go home the same day.
Call us if you have
- fever
- vomiting""",
    "a medicine": """Amiodarone
Amiodarone is used to treat atrial fibrillation. Tell your doctor if you have thyroid disease or asthma.
Side effects
Nausea, tremor and constipation may occur. Get medical help right away if you have: shortness of breath, jaundice.
Warfarin and digoxin can affect how this drug works. Ask your pharmacist.""",
    "a Spanish leaflet": """Cirugía de la vesícula: lo que usted debe saber
¿Cuáles son los riesgos?
Como toda cirugía, puede tener complicaciones:
• infección
• pancreatitis
• hernia
Llame de inmediato si tiene:
- fiebre
- ictericia""",
    "criteria of an insurer": """Medical Policy
Coverage Criteria
Spinal fusion is considered medically necessary when all of the following are met:
1. Spondylolisthesis with instability
2. Failed physical therapy
Exclusions
Osteoporosis; untreated depression""",
    "a wish to take part": """You are being asked to take part in a research study.
Who can join: adults with severe asthma, without COPD or cancer.
In earlier studies participants had headache (12%) and pneumonia (1 in 100).
You can leave the study at any time. Ask your doctor.""",
}
LETTERS = {
    "Dear Mr. Okafor, your CT scan showed an abdominal aortic aneurysm of 4.8 cm. You have high blood pressure. "
    "If you have sudden back pain, call 911.": {"abdominal aortic aneurysm", "hypertension"},
    "Hi Bob, the monitor picked up atrial fibrillation. Your heart ultrasound is normal. You may feel tired. "
    "Call us if you notice bleeding.": {"atrial fibrillation"},
    "Your surgery went well. We found endometriosis on both ovaries. You can shower tomorrow. You may feel bloated. "
    "Call us if you have fever.": {"endometriosis"},
    "Estimada Carla: La resonancia muestra lesiones nuevas. Usted tiene esclerosis múltiple activa. Llámeme si tiene "
    "fiebre. Puede causar náuseas.": {"multiple sclerosis"},
    "Dear Mrs. Howe, your right eye has a cataract. Surgery can sometimes lead to retinal detachment, but this is "
    "rare.": {"cataract"},
    "Dear Parents, the x-ray shows scoliosis. If she has weakness, please call.": {"scoliosis"},
}


@pytest.mark.parametrize("name", LEAFLETS)
def test_what_a_leaflet_names_is_nobodys(name: str) -> None:
    found = facts(LEAFLETS[name])
    assert not [(f.kind, f.name) for f in found if f.assertion in ("present", "historical")]


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_that_says_you_is_about_the_patient(letter: str) -> None:
    found = facts(letter, kind="consult_note")
    ills = said(found, "problem") | said(found, "symptom")
    present = {name for name, assertion in ills.items() if assertion == "present"}
    assert {name for name in present if name not in ("lesion", "lesions")} == LETTERS[letter]


def test_a_note_with_a_leaflet_behind_it_keeps_what_it_says_of_the_patient() -> None:
    found = facts(
        """ASSESSMENT
Severe aortic stenosis. Atrial fibrillation on apixaban 5 mg twice daily.
PATIENT EDUCATION
What are the risks?
Generally, this is a safe procedure. However, problems may occur, including:
Stroke.
Endocarditis.
FAMILY HISTORY
Father: heart attack
MEDICATIONS
Metoprolol 25 mg daily""",
        kind="consult_note",
    )
    assert said(found, "problem") == {"aortic stenosis": "present", "atrial fibrillation": "present"}
    assert said(found, "medication") == {"apixaban": "present", "metoprolol": "present"}
    assert said(found, "family_history")


def test_what_to_look_out_for_at_the_end_of_a_discharge_is_no_finding_and_the_advice_is_kept() -> None:
    found = facts(
        """DISCHARGE DIAGNOSIS
Acute cholecystitis
PLAN
Repeat ultrasound in 3 months.
Return to the emergency room if you have:
fever
jaundice
vomiting""",
        kind="discharge_summary",
    )
    assert not said(found, "symptom")
    assert any("ultrasound" in fact.text for fact in found if fact.kind == "recommendation")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Genetic counseling because of the mother's ovarian cancer.", "ovarian cancer"),
        ("Given her brother's colon cancer, colonoscopy is advised.", "colon cancer"),
        ("His father's Parkinson disease began at 60.", "parkinson disease"),
    ],
)
def test_what_belongs_to_a_relative_by_an_apostrophe_is_the_relatives(sentence: str, name: str) -> None:
    found = facts(sentence, kind="consult_note")
    assert said(found, "family_history") == {name: "family"} and not said(found, "problem")


def test_the_husbands_pacemaker_is_not_the_patients_and_a_name_with_an_apostrophe_stays() -> None:
    assert said(facts("My husband's pacemaker was replaced.", kind="consult_note"), "device")["pacemaker"] == "family"
    assert said(facts("She has Crohn's disease.", kind="consult_note"), "problem") == {"crohn disease": "present"}


def test_the_complications_of_an_operation_that_was_done_are_no_leaflet() -> None:
    note = "DESCRIPCIÓN\nApendicectomía laparoscópica.\nCOMPLICACIONES:\nSangrado 350 mL.\nDr. Tapia"
    assert any("sangrado" in fact.text.casefold() for fact in facts(note, kind="operative_note"))
