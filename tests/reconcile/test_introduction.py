"""The line that introduces the patient, part by part: what a careful resident would write, and nothing inferred."""

from assistant.reconcile import reconcile
from tests.reconcile.builders import TODAY, paper, says


def introduced(*papers):
    return {part.part: part for part in reconcile(papers, today=TODAY).introduction}


ILL = says("problem", "heart failure", method="rule:conditions.assessment")


def test_the_stage_of_another_illness_is_not_the_patients():
    visit = paper(
        "a",
        "consult_note",
        "2025-11-01",
        ILL,
        says(
            "problem",
            "chronic kidney disease",
            "Chronic kidney disease stage 3a.",
            method="rule:conditions.past_history",
        ),
        says("stage", "stage 3a", "stage 3a", inside=True),
        says("stage", "nyha iii", "NYHA III"),
        text="Seen today.",
    )
    assert introduced(visit)["stage"].text == "NYHA III"


def test_medicines_tried_and_stopped_are_told_but_not_those_of_a_list():
    visit = paper(
        "a",
        "consult_note",
        "2025-11-01",
        ILL,
        says("medication", "amiodarone", "Amiodarone: stopped.", "historical", method="rule:medicines.past_treatments"),
        says("medication", "aspirin", "Aspirin was stopped.", "historical", method="rule:medicines.medications"),
    )
    assert introduced(visit)["tried"].text == "amiodarone"


def test_the_proof_is_the_first_report_that_names_the_illness():
    early = paper(
        "p1", "pathology_report", "2025-03-01", says("pathology_diagnosis", "melanoma", "MALIGNANT MELANOMA, back.")
    )
    late = paper(
        "p2", "pathology_report", "2025-04-01", says("pathology_diagnosis", "melanoma", "Residual melanoma in situ.")
    )
    visit = paper("a", "consult_note", "2025-05-01", says("problem", "melanoma", method="rule:conditions.assessment"))
    proof = introduced(early, late, visit)["proof"]
    assert (proof.text, proof.date) == ("MALIGNANT MELANOMA, back", "2025-03-01")


def test_an_old_operation_for_something_else_is_left_out():
    done = {"method": "rule:procedures.past_history", "details": {"group": "operation"}}
    visit = paper(
        "a",
        "consult_note",
        "2025-11-01",
        ILL,
        says("procedure", "tonsillectomy", "Tonsillectomy 1988", "historical", "1988", **done),
        says("procedure", "heart valve repair", "Valve repair in May", "historical", "2025-05", **done),
    )
    assert introduced(visit)["done"].text == "heart valve repair"


PLANNED = {"method": "rule:operations.plan", "details": {"group": "operation"}}


def test_a_later_call_about_a_pill_does_not_replace_the_operation_advised():
    visit = paper(
        "a",
        "consult_note",
        "2025-11-01",
        ILL,
        says("procedure", "heart valve repair", "Heart valve repair is recommended.", "planned", **PLANNED),
    )
    call = paper("b", "progress_note", "2025-11-20", says("recommendation", "Take one pill at night.", "", "planned"))
    assert introduced(visit, call)["plan"].text == "Heart valve repair is recommended"


def test_what_an_insurer_approved_is_not_the_plan():
    visit = paper(
        "a",
        "consult_note",
        "2025-11-01",
        ILL,
        says("procedure", "nephrectomy", "Left nephrectomy is advised.", "planned", **PLANNED),
    )
    letter = paper(
        "b",
        "insurance",
        "2025-12-01",
        says("procedure", "nephrectomy", "Nephrectomy, RIGHT, approved.", "planned", **PLANNED),
    )
    assert introduced(visit, letter)["plan"].text == "Left nephrectomy is advised"
