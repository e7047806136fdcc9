"""Words built upon other words, titles, letters and order forms: what they say, and what they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.check.text import places
from assistant.model.gaps import GapState
from ingest.document import Patient
from tests.check.builders import gaps, items, paper, resolve


def one(found, item):
    return next(gap for gap in found if gap.item == item)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("-ectomy", "Left hemithyroidectomy in 2019", "hemithyroidectomy"),
        ("-ectomia", "Tumorectomía y ganglio centinela", "Tumorectomía"),
        ("-resonancia", "Se pide colangiorresonancia", "colangiorresonancia"),
        ("-colonosc", "Ileocolonoscopy of June", "Ileocolonosc"),
        ("-endosc", "Endoscopy", "Endosc"),
        ("-endosc", "no scope was made", ""),
    ],
)
def test_a_word_written_with_a_hyphen_before_it_stands_within_longer_ones(word: str, text: str, found: str) -> None:
    assert [text[a:b] for a, b in places([word], text)] == ([found] if found else [])


def test_an_ileocolonoscopy_of_long_ago_is_old_and_not_only_planned() -> None:
    scope = paper("procedure_note", "Rutgeerts i2.", title="Ileocolonoscopy report", date="2025-02-11")
    note = paper("consult_note", "Plan: repeat ileocolonoscopy before the next drug.", title="Visit")
    assert one(gaps([scope, note], resolve("ibd")), "colonoscopy-report").state is GapState.OUTDATED


def test_an_mri_of_the_bile_ducts_that_was_ordered_is_asked_about_beside_a_ct_that_is_here() -> None:
    here = paper("radiology_report", "FINDINGS: stones.", title="CT ABDOMEN WITH CONTRAST", date="2026-09-01")
    form = paper("other", "Estudio: colangiorresonancia", title="Solicitud de estudio", language="es")
    form = replace(form, description=replace(form.description, patient=Patient("Rosa Ibarra")))
    found = one(gaps([here, form], resolve("gallbladder-disease")), "mentioned-scan")
    assert found.state is GapState.UNCONFIRMED
    assert "colangiorresonancia" in found.label


def test_the_title_of_a_visit_tells_of_no_operation() -> None:
    visit = paper("consult_note", "Spine surgery visit 10/02/2026\nBack pain.", title="Spine surgery visit 10/02/2026")
    found = gaps([visit], resolve("spine-back-neck"))
    assert all(g.state is GapState.UNCONFIRMED for g in found if g.item == "operative-report")


def test_a_letter_that_quotes_a_bone_density_is_no_report_of_one() -> None:
    letter = paper(
        "other",
        "Hill Spine Group\nDear Ms. Ortega,\nI would offer a fusion. Bone density was measured on 10/05/2026: T -1.4.",
    )
    named = paper("consult_note", "Fusion with screws is advised.", title="Visit")
    assert "bone-density" in items(gaps([letter, named], resolve("spine-back-neck")))


def test_a_letter_with_advice_is_the_note_of_the_doctor_whatever_kind_it_was_taken_for() -> None:
    letter = paper(
        "radiology_report", "Epilepsy Center\nTo the parents of Ana Ruiz\nWe recommend surgery of the left side."
    )
    assert "specialist-note" not in items(gaps([letter], resolve("epilepsy")))
    lay = paper("radiology_report", "Dear Ana, your mammogram was normal. We recommend one next year.")
    assert "specialist-note" in items(gaps([lay], resolve("breast-cancer")))


def test_blood_to_be_drawn_is_no_result_to_come() -> None:
    note = paper("consult_note", "QuantiFERON and hepatitis B panel to be drawn before the biologic.", title="Visit")
    assert one(gaps([note], resolve("ibd")), "safety-labs").state is not GapState.INCOMPLETE


def test_a_surgery_booking_sheet_is_no_operative_report() -> None:
    sheet = paper("operative_note", "Ridge Spine\nSURGERY BOOKING\nFusion L4-L5 on 12/09/2026", title="Surgery booking")
    note = paper("consult_note", "L5-S1 microdiscectomy in 2012.", title="Visit")
    assert one(gaps([sheet, note], resolve("spine-back-neck")), "operative-report").state is GapState.MISSING
