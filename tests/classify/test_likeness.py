"""What papers without a title or sections read like."""

import numpy as np
import pytest

from assistant.classify import classify
from assistant.model.papers import DocumentKind as K
from knowledge import papers
from knowledge.likeness import FILE, likeness


def test_the_weights_are_of_the_papers_as_they_stand() -> None:
    with np.load(FILE) as arrays:
        assert str(arrays["version"]) == papers.version(), "python -m knowledge.papers"


def test_every_paper_that_teaches_has_a_kind_of_the_contract() -> None:
    assert {paper.kind for paper in papers.read()} == {kind.value for kind in K} - {K.IMAGING_STUDY.value}


def test_a_paper_without_title_or_section_is_known_by_how_it_reads() -> None:
    visit = (
        "Here 3 weeks after her operation. Pain is better. Wound clean, staples out. "
        "Continue tablets, come back in 6 weeks."
    )
    board = (
        "Liver cancer board 7 May. Shown: scans, needle sample. Agreed: ablation first, then relook. "
        "Present: surgery, oncology."
    )
    assert classify(visit).kind is K.PROGRESS_NOTE
    assert classify(board).kind is K.ONCOLOGY_NOTE


def test_words_nobody_writes_in_a_paper_are_like_none() -> None:
    assert max(likeness("xqzt vvrk lmnop").values(), default=0.0) == 0.0
    assert classify("xqzt vvrk lmnop").kind is K.OTHER


SECTIONS = """PAST MEDICAL HISTORY: Asthma.
PAST SURGICAL HISTORY: Appendectomy.
MEDICATIONS: Albuterol.
ALLERGIES: No known drug allergies.
FAMILY HISTORY: Noncontributory.
SOCIAL HISTORY: She does not smoke.
REVIEW OF SYSTEMS: Otherwise negative.
PHYSICAL EXAMINATION:
VITAL SIGNS: Blood pressure 128/76, pulse 88.
GENERAL: Alert, in no acute distress.
LUNGS: Clear to auscultation.
HEART: Regular rate and rhythm, no murmur.
ABDOMEN: Soft, nontender.
NEUROLOGIC: Nonfocal.
"""
VISITS = {
    "seen and sent home": (
        "CHIEF COMPLAINT: Dizziness.\nHISTORY OF PRESENT ILLNESS: The patient is a 44-year-old woman who came in "
        "two hours after she felt the room spin at work. She vomited once.\n",
        "LABORATORY: Glucose 98. Head CT negative.\nShe was given meclizine and a liter of saline here.\n"
        "ASSESSMENT: Vertigo.\nPLAN: She can go home with her husband and is to come back here if worse.\n",
        K.EMERGENCY_NOTE,
    ),
    "came by an emergency room and is kept": (
        "CHIEF COMPLAINT: Dizziness.\nHISTORY OF PRESENT ILLNESS: The patient is a 44-year-old woman who was seen "
        "in the emergency room for three days of vertigo and vomiting and is admitted to our service.\n",
        "IMPRESSION: Vertigo with dehydration, stroke to be ruled out.\nPLAN: Admit to telemetry. MRI in the morning, "
        "intravenous fluids, DVT prophylaxis. Full code.\n",
        K.HISTORY_PHYSICAL,
    ),
    "asked for an opinion": (
        "REASON FOR CONSULTATION: Vertigo.\nHISTORY OF PRESENT ILLNESS: We were asked by Dr. Lund to see this "
        "44-year-old woman because of six spells of vertigo since spring.\n",
        "IMPRESSION: Probable vestibular migraine.\nRECOMMENDATIONS: Audiogram, diary, propranolol. Thank you for "
        "this referral.\n",
        K.CONSULT_NOTE,
    ),
    "seen again": (
        "CHIEF COMPLAINT: Vertigo, follow-up.\nHISTORY OF PRESENT ILLNESS: The patient is a 44-year-old woman who "
        "returns after six weeks on propranolol. Since the last visit she has had one short spell.\n",
        "ASSESSMENT: Vestibular migraine, improved.\nPLAN: Continue the same dose. Return in three months.\n",
        K.PROGRESS_NOTE,
    ),
}


@pytest.mark.parametrize("name", VISITS)
def test_visits_that_share_all_their_sections_are_told_apart_by_what_they_are_for(name: str) -> None:
    before, after, kind = VISITS[name]
    assert classify(before + SECTIONS + after).kind is kind


def test_a_paper_whose_title_says_what_it_is_needs_no_likeness() -> None:
    history = SECTIONS.split("REVIEW")[0]
    report = classify(f"DIAGNOSTIC IMAGING REPORT\n{history}Transabdominal ultrasound: twins, amniotic fluid normal.\n")
    assert report.kind is K.RADIOLOGY_REPORT
    assert "reads like one" not in report.because


def test_what_is_for_everybody_is_like_no_visit() -> None:
    for text in ("The gift shop opens at nine. Flowers are sold until noon.", "Free parking behind the building."):
        assert classify(text).kind is K.OTHER
