"""Slips between papers: of the side, the day, the size, a habit, a measure; and what only looks like one."""

import hashlib
from functools import cache

import pytest

from assistant.model.people import Person
from assistant.prepare import papers_of
from assistant.reconcile import identify, reconcile
from ingest.document import Document, Origin, Page
from knowledge import load
from tests.reconcile.builders import paper, says, told

HEAD = "Springfield Clinic\nPatient: Ana Ruiz   DOB: 03/09/1970\nDate of service: {date}\n\n"


@cache
def _papers(date: str, text: str, title: str) -> tuple:
    written = f"{title}\n{HEAD.format(date=date)}{text}"
    identity = hashlib.sha256(written.encode()).hexdigest()
    document = Document(identity, identity, title, "text/plain", (Page(1, written, Origin.TEXT),), "test/1")
    return papers_of(document, load())


def topics(*notes: tuple[str, ...]) -> list[str]:
    """What the papers, each (date, text[, title]), are found to disagree about."""
    papers = [paper for date, text, *title in notes for paper in _papers(date, text, (*title, "Progress Note")[0])]
    history = reconcile(identify(papers, Person("Ana Ruiz", "1970-03-09")), today="2026-11-15")
    return [conflict.topic for conflict in history.conflicts]


ECHO, NOTE = "Echocardiogram", "Progress Note"
SLIPS = {
    "side of the knee: left or right": [
        ("05/02/2026", "Procedure: right total knee arthroplasty.", "Operative Report"),
        ("05/20/2026", "Two weeks after right knee replacement. Doing well."),
        ("06/30/2026", "Rehabilitation of the left knee after arthroplasty.", "Physical Therapy Note"),
    ],
    "side of the kidney: left or right": [
        ("02/01/2026", "Cirugía: nefrectomía derecha. Riñón derecho con tumor.", "Nota operatoria"),
        ("02/10/2026", "Carcinoma del riñón derecho."),
        ("02/20/2026", "Antecedente de nefrectomía izquierda por cáncer."),
    ],
    "aortic valve area": [
        ("02/01/2026", "Aortic valve area 0.8 cm2, mean gradient 42 mmHg.", ECHO),
        ("02/20/2026", "Echo shows severe aortic stenosis, valve area of 1.1 cm2, mean gradient of 42 mmHg."),
    ],
    "stage": [
        ("02/01/2026", "Assessment: colon adenocarcinoma, stage IIIB."),
        ("02/20/2026", "Diagnosis: colon adenocarcinoma, stage IIA."),
    ],
    "smoking": [
        ("02/01/2026", "Social history: current every day smoker, 1 pack per day."),
        ("02/20/2026", "Social history: never smoker."),
    ],
    "how much of the tumor was taken out": [
        ("02/01/2026", "Gross total resection of the left temporal glioma.", "Operative Report"),
        ("02/03/2026", "Impression: Residual enhancing tumor at the margin of the cavity.", "MRI Brain Report"),
    ],
    "number of lymph nodes with tumor": [
        ("02/01/2026", "2 of 4 lymph nodes positive for carcinoma.", "Surgical Pathology Report"),
        ("02/20/2026", "At surgery 0 of 4 sentinel nodes were involved."),
    ],
    "amoxicillin taken": [
        ("02/01/2026", "Allergies: Penicillin - hives."),
        ("03/20/2026", "Discharge medications: amoxicillin 500 mg three times daily.", "Discharge Summary"),
    ],
    "size": [
        ("05/01/2026", "Impression: Left upper lobe mass measures 2.6 cm.", "CT Chest Report"),
        ("05/20/2026", "Assessment: 6.2 cm left upper lobe mass."),
    ],
    "biopsy: date": [
        ("03/20/2026", "Left breast core needle biopsy performed 03/12/2026.", "Surgical Pathology Report"),
        ("04/02/2026", "She had a left breast core needle biopsy on 03/21/2026."),
    ],
    "pacemaker": [
        ("02/01/2026", "She has a pacemaker placed in 2019."),
        ("02/20/2026", "Pacemaker: No. Claustrophobia: No.", "MRI Screening"),
    ],
}


@pytest.mark.parametrize(("topic", "notes"), SLIPS.items(), ids=list(SLIPS))
def test_a_slip_between_papers_is_told(topic: str, notes: list) -> None:
    assert [found for found in topics(*notes) if topic in found]


@pytest.mark.parametrize(
    "notes",
    [
        [
            ("05/02/2026", "Right total knee arthroplasty in 2024. Now left knee pain."),
            ("05/20/2026", "Left knee: severe osteoarthritis.", "X-ray Report"),
            ("06/30/2026", "The right knee replacement is well fixed."),
        ],
        [("02/01/2024", "Aortic valve area 1.3 cm2.", ECHO), ("02/20/2026", "Aortic valve area 0.8 cm2.", ECHO)],
        [
            ("02/01/2026", "Medications: levetiracetam 1,000 mg twice daily."),
            ("02/20/2026", "Current medications: levetiracetam 1000 mg BID."),
        ],
        [
            ("02/01/2026", "Medications: apixaban 5 mg twice daily."),
            ("02/20/2026", "Plan: cystoscopy. Hold apixaban 48 hours before."),
        ],
        [
            ("02/01/2026", "Prednisone 40 mg daily, taper."),
            ("02/25/2026", "Prednisone 20 mg daily now."),
        ],
        [
            ("02/01/2026", "Social history: former smoker, quit 2010."),
            ("02/20/2026", "Social history: Quit smoking in 2010."),
        ],
    ],
)
def test_what_only_looks_like_a_slip_is_not_told(notes: list) -> None:
    assert topics(*notes) == []


def test_a_brace_given_up_by_one_paper_and_worn_in_a_later_one() -> None:
    off = says(
        "device", "brace", "Brace stopped", assertion="historical", when="2025-09-28", details={"status": "stopped"}
    )
    worn = says("device", "brace", "wears her brace")
    told_so = told(paper("a", "progress_note", "2025-10-05", off), paper("b", "progress_note", "2025-10-21", worn))
    assert [one.topic for one in told_so.conflicts] == ["brace: in use or stopped"]
    assert not told(
        paper("a", "progress_note", "2025-10-05", off), paper("b", "progress_note", "2025-02-01", worn)
    ).conflicts


def test_one_treatment_of_one_day_in_two_doses() -> None:
    def gave(dose: str) -> dict[str, object]:
        details = {"dose": dose, "status": "given"}
        return says("medication", "radioactive iodine", f"I-131 {dose}", "historical", "2025-07-15", details=details)

    both = told(
        paper("a", "other", "2025-07-15", gave("30 mCi")), paper("b", "progress_note", "2025-10-19", gave("100 mCi"))
    )
    assert [one.topic for one in both.conflicts] == ["radioactive iodine: dose"]


def test_no_other_and_no_prior_deny_nothing_that_is_named() -> None:
    named = says("problem", "aneurysm", "aneurysm")
    other = says("problem", "aneurysm", "no other aneurysm", "absent", details={"because": "no other"})
    assert not told(
        paper("a", "progress_note", "2025-05-01", named), paper("b", "progress_note", "2025-05-02", other)
    ).conflicts
