"""Where one subject ends and the next begins in papers without listed headings."""

from tests.extract.builders import facts, said

LETTER = """Dear Dr. Moss,
I saw Mr. Vale in clinic today. Family history: his father had a stroke. Allergies: penicillin, which gave him hives.
Current medicines are ramipril 5 mg daily and metformin 500 mg twice daily. He takes ibuprofen 400 mg as needed.
On examination there is a carotid bruit. I would recommend a carotid duplex.
"""


def test_in_a_letter_a_label_inside_a_paragraph_does_not_swallow_what_follows() -> None:
    found = facts(LETTER, kind="consult_note")
    assert said(found, "allergy") == {"penicillin": "present"}
    assert said(found, "medication") == {"ramipril": "present", "metformin": "present", "ibuprofen": "present"}
    assert said(found, "problem") == {"carotid bruit": "present"}
    assert said(found, "procedure") == {"carotid duplex": "planned"}


def test_a_heading_of_a_known_last_word_is_one() -> None:
    page = (
        "PAST HISTORY\nGout.\nCORONARY FINDINGS\nMid LAD stenosis.\nASSESSMENT / PLAN\n1. Add allopurinol 100 mg daily."
    )
    found = facts(page, kind="consult_note")
    assert said(found, "medication") == {"allopurinol": "planned"}


def test_a_line_that_only_ends_like_a_heading_is_none() -> None:
    found = facts("HPI\nHe has asthma.\nNo new medications.\nAsthma is well controlled.", kind="progress_note")
    assert {fact.evidence[0].method for fact in found if fact.kind == "problem"} == {"rule:conditions.history_present"}


def test_a_field_inside_a_list_of_medicines_opens_no_plan() -> None:
    page = """Active medications
Medication: CLOPIDOGREL 75MG TAB
Instructions: TAKE ONE TABLET BY MOUTH DAILY
Medication: ROSUVASTATIN CA 20MG TAB
Instructions: TAKE ONE TABLET BY MOUTH AT BEDTIME
"""
    found = facts(page, kind="portal_summary")
    assert said(found, "medication") == {"clopidogrel": "present", "rosuvastatin": "present"}
    assert not said(found, "recommendation")
