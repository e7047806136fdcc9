"""What is only planned is told as that, and two tests with one name are told apart by how it is written."""

from __future__ import annotations

import pytest

from assistant.check.planner import plan
from assistant.model.gaps import GapState, Need
from knowledge import load
from tests.check.builders import TODAY, gaps, paper, resolve


def told(text, condition="lung-cancer", *, kind="oncology_note", language="en"):
    note = paper(kind, text, title="Oncology note", date="2026-11-10", language=language, facility="Cedar Practice")
    return {gap.item: gap for gap in gaps([note], resolve(condition), language=language)}


@pytest.mark.parametrize("text", ["PD-L1 and EGFR pending", "Plan: EGFR pending.", "PD-L1 y EGFR pendientes."])
def test_a_gene_in_capitals_that_is_awaited_is_the_gene_result_and_no_blood_count(text) -> None:
    found = told(text)
    assert found["biomarkers"].state is GapState.INCOMPLETE and "still to come" in found["biomarkers"].why
    assert found["cancer-labs"].state is GapState.MISSING


@pytest.mark.parametrize("text", ["Labs drawn today, eGFR pending.", "egfr pending"])
def test_the_kidney_test_of_nearly_the_same_name_is_the_blood_test(text) -> None:
    found = told(text)
    assert found["cancer-labs"].state is GapState.INCOMPLETE and found["biomarkers"].state is not GapState.INCOMPLETE


def test_a_blood_test_beside_the_gene_is_still_awaited_and_a_sheet_in_capitals_tells_of_no_gene() -> None:
    found = told("EGFR and creatinine pending")
    assert {found["cancer-labs"].state, found["biomarkers"].state} == {GapState.INCOMPLETE}
    assert told("EGFR PENDING", kind="lab_report")["biomarkers"].state is not GapState.INCOMPLETE


def test_where_no_gene_of_that_name_matters_capitals_are_the_kidney_test() -> None:
    found = told("Creatinine and EGFR pending", "chronic-kidney-disease")
    assert any(gap.state is GapState.INCOMPLETE and gap.kind == "lab" for gap in found.values())


def test_a_needed_scan_that_is_still_to_come_says_so_with_its_day_and_is_asked_of_nobody() -> None:
    gap = told("Chest CT scheduled 11/20 at Mercy Hospital.")["chest-ct"]
    assert gap.state is GapState.MISSING and gap.need is Need.REQUIRED and gap.ahead
    assert "November 20, 2026" in gap.label and "still to come" in gap.why
    assert not gap.clock and not gap.facility and "nobody" in gap.who_has_it
    assert plan([gap], "2026-12-20", TODAY, load().pathways.shared.times).steps == ()
    spanish = told("Tomografía de tórax programada para el 20/11.", language="es")["chest-ct"]
    assert "aún por hacer: 20 de noviembre de 2026" in spanish.label and "nadie" in spanish.who_has_it


def test_a_scan_scheduled_for_a_day_that_is_past_is_not_told_as_done() -> None:
    gap = told("Chest CT was scheduled for 10/20/2026.")["chest-ct"]
    assert "planned (October 20, 2026)" in gap.why and not gap.ahead and gap.clock
    assert "planned" not in told("Chest CT ordered and performed 10/20/2026.")["chest-ct"].why


def test_a_day_without_a_year_is_the_next_such_day_after_the_paper() -> None:
    assert "January 5, 2027" in told("Chest CT scheduled for 1/5.")["chest-ct"].label
