"""One file that holds several reports."""

from dataclasses import replace

from assistant.classify import split
from ingest.document import Origin, Page, PageState
from knowledge import load
from tests.classify.papers import DISCHARGE, LAB, OPERATIVE, RADIOLOGY, document


def test_a_fax_of_several_reports_becomes_its_reports_with_their_own_pages() -> None:
    second = "Page 2 of 2\nThe gallbladder was removed and the skin closed."
    parts = split(document(RADIOLOGY, "Page 1 of 2\n" + OPERATIVE, second, LAB), load())
    assert [[page.number for page in part.pages] for part in parts] == [[1], [2, 3], [4]]
    assert [part.id[-4:] for part in parts] == ["-1-1", "-2-3", "-4-4"]
    assert {part.source for part in parts} == {"d" * 64}


def test_a_long_report_stays_whole() -> None:
    head = "OKONKWO, GRACE  DOB: 04/17/1960  Page {} of 3\n"
    whole = document(
        head.format(1) + DISCHARGE, head.format(2) + "Course, continued.", head.format(3) + "LAB\nSodium 139"
    )
    assert split(whole, load()) == [whole]


def test_another_patient_begins_another_report() -> None:
    other = RADIOLOGY.replace("OKONKWO, GRACE T", "BELL, IRIS").replace("04/17/1960", "09/30/1988")
    assert len(split(document(RADIOLOGY.replace("Page 1 of 1\n", ""), other.replace("Page 1 of 1\n", "")), load())) == 2


def test_a_page_that_cannot_be_read_stays_with_what_came_before() -> None:
    bundle = document(RADIOLOGY, "", LAB)
    pages = (bundle.pages[0], Page(2, "", Origin.OCR, PageState.UNREADABLE), bundle.pages[2])
    parts = split(replace(bundle, pages=pages), load())
    assert [[page.number for page in part.pages] for part in parts] == [[1, 2], [3]]


def test_a_structured_document_is_never_split() -> None:
    bundle = document(RADIOLOGY, LAB)
    structured = replace(bundle, kind="portal_summary")
    assert split(structured, load()) == [structured]


def test_words_about_going_on_with_a_medicine_do_not_join_two_reports() -> None:
    second = OPERATIVE + "Metoprolol continued\n"
    assert len(split(document(RADIOLOGY.replace("Page 1 of 1\n", ""), second), load())) == 2
