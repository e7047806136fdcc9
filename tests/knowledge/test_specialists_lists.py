"""What a specialist stops for, beyond each pathway's first list; a child is known by age."""

from __future__ import annotations

import pytest

from assistant.model.gaps import GapState
from knowledge import load
from tests.check.builders import gaps, items, paper, resolve


@pytest.mark.parametrize(
    ("condition", "told", "item"),
    [
        ("multiple-myeloma", "Bone marrow biopsy on 03/02/2026 showed 40% plasma cells.", "cytogenetics-molecular"),
        ("chronic-kidney-disease", "We discussed a kidney transplant.", "stress-test"),
        ("cirrhosis-hepatitis", "He is considered for a liver transplant.", "echo-report"),
        ("sarcoma", "Wide resection was done on 01/12/2026.", "pathology-slides"),
        ("gastric-cancer", "Subtotal gastrectomy was done on 01/12/2026.", "pathology-slides"),
        ("joint-replacement", "Painful total knee replacement; aspiration done on 02/03/2026.", "joint-fluid"),
        ("lupus", "I recommend cyclophosphamide, then mycophenolate.", "safety-labs"),
        ("chronic-kidney-disease", "We discussed rituximab for the nephropathy.", "safety-labs"),
        ("interstitial-lung-disease", "Mycophenolate will be started.", "safety-labs"),
        ("parkinsons", "He is referred for deep brain stimulation.", "brain-mri"),
        ("ibd", "Infliximab level was measured on 08/03/2026 and was low.", "biologic-level"),
    ],
)
def test_a_record_the_specialist_stops_for_is_asked_for(condition: str, told: str, item: str) -> None:
    note = paper("consult_note", told, title="Visit")
    found = {gap.item: gap.state for gap in gaps([note], resolve(condition))}
    assert found[item] is not GapState.UNCONFIRMED


def test_an_echogenic_kidney_is_no_ultrasound_of_the_heart() -> None:
    scan = paper("radiology_report", "Echogenic kidneys, both small.", title="Renal ultrasound")
    note = paper("consult_note", "We discussed a kidney transplant.", title="Visit")
    assert "stress-test" in items(gaps([scan, note], resolve("chronic-kidney-disease")))


def test_a_child_is_known_by_age_and_a_grown_son_is_no_child() -> None:
    pathways = load().pathways
    assert "reason-child" in pathways.reasons("epilepsy", age=9)
    assert "reason-child" in pathways.reasons("my daughter has epilepsy")
    assert "reason-child" not in pathways.reasons("my son has epilepsy", age=41)


@pytest.mark.parametrize(("condition", "item"), [("lupus", "safety-labs"), ("parkinsons", "brain-mri")])
def test_what_only_a_treatment_calls_for_is_not_asked_for_without_it(condition: str, item: str) -> None:
    note = paper("consult_note", "She is well. Continue hydroxychloroquine. Return in six months.", title="Visit")
    found = {gap.item: gap.state for gap in gaps([note], resolve(condition))}
    assert found.get(item, GapState.UNCONFIRMED) is GapState.UNCONFIRMED


def test_a_transplant_that_is_not_under_discussion_calls_for_no_tests_of_the_heart() -> None:
    note = paper("consult_note", "Kidney transplant is not under discussion.", title="Visit")
    assert "stress-test" not in items(gaps([note], resolve("chronic-kidney-disease")))


@pytest.mark.parametrize("title", ["CITOLOGÍA CERVICOVAGINAL", "Papanicolaou", "Cervical cytology report"])
def test_an_old_smear_is_known_by_what_laboratories_call_it(title: str) -> None:
    smear = paper("pathology_report", "Negativo para malignidad.", title=title, date="2021-03-09")
    assert [g.state for g in gaps([smear], resolve("uterine-fibroids")) if g.item == "pap"] == [GapState.OUTDATED]
