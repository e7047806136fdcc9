"""Two reports on one page: each a paper of its own, every word where it stood on the page."""

import pytest

from assistant.classify import describe, split
from assistant.prepare import papers_of
from ingest.document import PageState
from knowledge import load
from tests.classify.papers import DISCHARGE, LAB, OPERATIVE, PATHOLOGY_ES, RADIOLOGY, document


@pytest.mark.parametrize(
    ("above", "below", "kinds"),
    [
        (RADIOLOGY, LAB, ["radiology_report", "lab_report"]),
        (OPERATIVE, RADIOLOGY, ["operative_note", "radiology_report"]),
        (LAB, DISCHARGE, ["lab_report", "discharge_summary"]),
        (RADIOLOGY, PATHOLOGY_ES, ["radiology_report", "pathology_report"]),
    ],
)
def test_two_reports_on_one_page_are_two_papers(above: str, below: str, kinds: list[str]) -> None:
    parts = split(document(above + "\n" + below), load())
    assert [describe(part, load()).kind.kind.value for part in parts] == kinds
    assert parts[0].pages[0].text.strip() == above.strip()
    assert parts[1].pages[0].text.strip() == below.strip()
    assert len({part.id for part in parts}) == 2


def test_words_of_the_second_report_stand_where_they_stood_on_the_page() -> None:
    whole = document(RADIOLOGY + "\n" + LAB)
    for paper in papers_of(whole, load()):
        for fact in paper.facts:
            for evidence in fact.evidence:
                span = evidence.span
                assert whole.pages[0].text[span.start : span.end] == span.quote


def test_a_report_that_begins_in_mid_page_goes_on_overleaf() -> None:
    parts = split(document(RADIOLOGY + "\n" + OPERATIVE, "The patient tolerated the procedure well."), load())
    assert [[page.number for page in part.pages] for part in parts] == [[1], [1, 2]]
    assert all(page.state is PageState.READ for part in parts for page in part.pages)


@pytest.mark.parametrize(
    "report",
    [
        DISCHARGE + "\nLABORATORY RESULTS\nSodium 139\nPotassium 4.0\n",
        DISCHARGE + "OPERATIVE REPORT dictated 03/19/2025 by Maya Lindgren, MD\nSee chart.\n",
        RADIOLOGY,
    ],
)
def test_headings_within_a_report_begin_no_other(report: str) -> None:
    whole = document(report)
    assert split(whole, load()) == [whole]


def test_a_letterhead_above_a_title_is_no_report_of_its_own() -> None:
    head = "Harbor Dermatopathology\nA. Whitman, MD - J. Soren, MD\n31 Mill Row\nLowell, MA\nPage 1 of 1\n"
    body = "DERMATOPATHOLOGY REPORT\nPatient: RUIZ, ANA\nDOB: 03/09/1970\nCollected: 09/23/2026\nDIAGNOSIS\nNevus.\n"
    assert len(split(document(head + body), load())) == 1
