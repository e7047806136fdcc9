"""A line that nobody does for this kind or stage of an illness is left out, and is back where papers tell of more."""

from __future__ import annotations

import pytest

from assistant.classify import classify
from assistant.model.gaps import Gap, GapState, Need
from tests.check.builders import gaps, items, paper, resolve, study, with_facts


def _told(condition: str, text: str) -> list[Gap]:
    return gaps([paper("consult_note", text, title="Consultation")], resolve(condition))


ROWS = [
    (
        "breast-cancer",
        "breast-ultrasound",
        "Core biopsy: DCIS, intermediate grade.",
        "DCIS beside invasive ductal cancer.",
    ),
    (
        "parkinsons",
        "levodopa-response",
        "Essential tremor, both hands.",
        "Essential tremor, then idiopathic Parkinson's.",
    ),
    ("multiple-myeloma", "bone-marrow", "IgG kappa MGUS, stable.", "MGUS until 2025, then smoldering myeloma."),
    ("leukemia", "flow-cytometry", "CML in chronic phase.", "CML, now in blast crisis."),
    ("liver-cancer", "afp", "Biopsy: cholangiocarcinoma.", "Mixed hepatocellular cancer and cholangiocarcinoma."),
    ("pancreatic-cancer", "chest-ct", "Branch-duct IPMN of 2 cm.", "IPMN with an adenocarcinoma in its wall."),
    ("endometrial-cancer", "pelvic-ultrasound", "Hysterectomy on 10/06/2026.", "Hysterectomy planned for December."),
    (
        "brain-tumor",
        "molecular-markers",
        "Craniotomy 10/01/2026: meningioma.",
        "Craniotomy 10/01/2026: glioma, not meningioma.",
    ),
    (
        "head-neck-cancer",
        "endoscopy-report",
        "Ulcer of the lateral tongue.",
        "Lateral tongue clear, tonsil cancer on the right.",
    ),
    ("spine-back-neck", "conservative-care", "Cervical myelopathy.", "No myelopathy."),
]  # condition, line, a note in whose patient nobody does it, a note with more to it


@pytest.mark.parametrize(("condition", "item", "plain", "more"), ROWS, ids=lambda row: str(row)[:20])
def test_a_line_is_left_out_where_nobody_does_it(condition: str, item: str, plain: str, more: str) -> None:
    assert item not in items(_told(condition, plain))
    assert item in items(_told(condition, more))


def test_a_test_that_papers_say_was_done_is_asked_for_all_the_same() -> None:
    assert "bone-marrow" in items(_told("multiple-myeloma", "IgG kappa MGUS. Bone marrow biopsy was done 03/02/2026."))


def test_of_two_that_can_stand_in_for_each_other_the_one_that_is_here_is_wanted_whole() -> None:
    report = paper("radiology_report", "FINDINGS: cyst", title="MRI ABDOMEN WITH MRCP PANCREAS")
    found = {gap.item: gap for gap in gaps([report], resolve("pancreatic-cancer"))}
    assert "pancreas-ct" not in found
    assert (found["pancreas-mri"].state, found["pancreas-mri"].need) == (GapState.REPORT_ONLY, Need.REQUIRED)


def test_where_the_main_test_is_new_the_rest_of_the_panel_stops_nobody() -> None:
    labs = with_facts(paper("lab_report", "labs", title="Laboratory"), ("lab_result", "AMH", "0.6"))
    gap = next(g for g in gaps([labs], resolve("infertility")) if g.item == "ovarian-reserve")
    assert (gap.state, gap.need) == (GapState.INCOMPLETE, Need.RECOMMENDED)


def test_an_old_visit_note_is_told_but_stops_nobody() -> None:
    note = paper("consult_note", "Plan: watch.", title="Consultation", date="2025-09-01")
    gap = next(g for g in gaps([note], resolve("lung-cancer")) if g.item == "specialist-note")
    assert (gap.state, gap.need) == (GapState.OUTDATED, Need.RECOMMENDED)


def test_a_note_that_says_there_are_no_medicines_is_the_list() -> None:
    assert "medication-list" not in items(_told("hernia", "Right groin bulge. Medications: none."))


def test_the_shoulder_of_a_new_joint_is_seen_by_ct() -> None:
    report = paper("radiology_report", "x", title="CT SHOULDER")
    papers = [study("CT", "shoulder", "CT SHOULDER"), report]
    note = paper("consult_note", "Shoulder replacement advised.", title="Consultation")
    assert "shoulder-mri" not in items(gaps([*papers, note], resolve("shoulder-rotator-cuff")))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Lakeside Breast Center\nVisit 10/15/2026\nCalcifications, DCIS by biopsy, ER positive.\nPlan: lumpectomy.",
            "progress_note",
        ),
        ("Nota de consulta\nMedicamentos: enalapril cada 12 horas.\nPlan: quimioterapia.", "consult_note"),
        ("Elm Street Eye\nHUMPHREY VISUAL FIELD ANALYZER 24-2\nOD MD -9.1 dB", "procedure_note"),
    ],
)
def test_short_papers_are_known_for_what_they_are(text: str, kind: str) -> None:
    assert classify(text).kind.value == kind


def test_half_of_an_older_scan_shows_that_it_was_made() -> None:
    old = study("CT", "abdomen", "CT ABDOMEN KIDNEYS", date="2024-05-20")
    new = study("CT", "abdomen", "CT ABDOMEN KIDNEYS", date="2026-10-20")
    report = paper("radiology_report", "x", title="CT ABDOMEN KIDNEYS", date="2026-10-20")
    gap = next(g for g in gaps([old, new, report], resolve("kidney-cancer")) if g.item == "prior-abdominal-imaging")
    assert gap.state is GapState.IMAGES_ONLY


def test_a_scan_timed_by_the_heart_tracing_is_no_tracing() -> None:
    gated = paper("radiology_report", "EXAM\nECG-gated CT of the heart", title="CT structural heart")
    assert "ecg" in items(gaps([gated], resolve("heart-valve-disease")))


def test_a_visit_to_the_dentist_that_is_only_spoken_of_is_no_dental_check() -> None:
    call = paper("lab_report", "Telephone encounters\nWife calling: dental office asks about antibiotics.")
    note = paper("consult_note", "Valve replacement advised.", title="Consultation")
    assert "dental-clearance" in items(gaps([call, note], resolve("heart-valve-disease")))


def test_what_a_message_thinks_best_was_not_done() -> None:
    text = "From: C. Whitt, RN  10/13/2026 9:05 AM\nDr. Iyengar thinks surgery is best. A biopsy can be arranged."
    found = {gap.item: gap for gap in gaps([paper("patient_note", text)], resolve("kidney-cancer"))}
    assert "pathology-report" not in found or found["pathology-report"].need is Need.RECOMMENDED


def test_a_stain_that_is_not_back_is_a_result_to_come() -> None:
    found = _told("ovarian-cancer", "FRa stain sent to the reference lab 10/21/2026 on block B4, not back.")
    assert "mentioned-awaited-result" in items(found)


def test_records_sent_for_a_second_opinion_are_no_result_to_come() -> None:
    assert "mentioned-awaited-result" not in items(_told("hernia", "Asking about second opinion, records sent."))


def test_a_panel_of_inherited_genes_is_no_score_of_the_tumor() -> None:
    note = "Invasive ductal cancer. Germline genetic panel sent to Invella Genetics 10/15/2026, result pending."
    found = {gap.item: gap.state for gap in _told("breast-cancer", note)}
    assert found["germline-genetics"] is GapState.INCOMPLETE
    assert found["tumor-genomics"] is GapState.UNCONFIRMED


def test_who_is_to_have_a_procedure_is_told_that_blood_tests_are_not_here() -> None:
    assert "recent-labs" in items(_told("brain-aneurysm-avm", "Aneurysm of 7 mm. A flow diverter was advised."))
    assert "recent-labs" not in items(_told("brain-aneurysm-avm", "Aneurysm of 3 mm. Watch it."))


def test_tissue_forwarded_for_a_gene_panel_is_a_result_to_come_though_another_part_is_here() -> None:
    text = (
        "PD-L1 TPS 5 %.\nMolecular: Tissue forwarded to Helix Genomics for a 52-gene panel (EGFR, ALK). Result pending."
    )
    report = paper("pathology_report", f"Lung biopsy: adenocarcinoma.\n{text}", title="Surgical pathology")
    report = with_facts(report, ("biomarker", "PD-L1", "5"))
    assert "biomarkers" in items(gaps([report], resolve("lung-cancer")))


@pytest.mark.parametrize(
    ("condition", "note", "asked"),
    [
        ("brain-tumor", "Past history: breast biopsy 2015, benign.", False),
        ("brain-tumor", "Benign biopsy of the left breast in 2015.", False),
        ("brain-tumor", "Brain biopsy 09/10/2026: glioma.", True),
        ("brain-tumor", "Stereotactic biopsy 09/10/2026 was benign.", True),
        ("prostate-cancer", "Prostate biopsy 2023 was negative.", True),
        ("breast-cancer", "Liver biopsy 09/10/2026: metastatic carcinoma.", True),
    ],
)
def test_a_harmless_biopsy_of_another_part_calls_for_no_tissue_report(condition: str, note: str, asked: bool) -> None:
    found = [gap for gap in _told(condition, note) if gap.item == "pathology-report" and gap.state is GapState.MISSING]
    assert bool(found) is asked
