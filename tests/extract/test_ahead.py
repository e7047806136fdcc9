"""What a paper names that has not happened yet, or is over: told by dates and by the words behind."""

import pytest

from assistant.extract import extract
from assistant.model.facts import Fact, When
from assistant.model.papers import Description, DocumentKind, Kind
from knowledge import load
from tests.extract.builders import paper


def told(text: str, kind: str = "consult_note") -> list[Fact]:
    """The facts of a paper of October 14, 2026."""
    return extract(paper(text), load(), Description(Kind(DocumentKind(kind), 1.0), date=When.of("2026-10-14")))


def assertions(text: str, name: str, kind: str = "consult_note") -> set[str]:
    return {
        str(fact.assertion) for fact in told(text, kind) if name in fact.name.lower() and fact.kind != "appointment"
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1. Staging laparoscopy with washings, scheduled 11/20/2026, port at the same time.", "laparoscopy"),
        ("Right hip arthroplasty, November 3, 2026, Dr. Abeyta.", "hip replacement"),
        ("Surgery date: 11/18/2026, robotic prostatectomy.", "prostatectomy"),
        ("Durvalumab with FLOT was mentioned.", "durvalumab"),
    ],
)
def test_a_later_day_than_the_papers_own_is_a_plan(text: str, name: str) -> None:
    assert assertions(text, name) <= {"planned", "possible", "conditional"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She had a mastectomy in May; next visit 11/20/2026.", "mastectomy"),
        ("Right hip arthroplasty, November 3, 2025, Dr. Abeyta.", "hip replacement"),
        ("She had a laparoscopy on 09/02/2026 and returns on 11/20/2026.", "laparoscopy"),
    ],
)
def test_a_day_of_something_else_takes_nothing_back(text: str, name: str) -> None:
    assert assertions(text, name) <= {"present", "historical"}
    assert assertions(text, name)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("No aspirin since Labor Day.", "aspirin", "patient_note"),
        ("The shots (Lupron) in 2025 helped but they came back bigger.", "leuprolide", "patient_note"),
        ("A clot in 2009, treated with warfarin for six months and since stopped.", "warfarin", "consult_note"),
        ("Discontinued this visit\ntranexamic acid 650 mg\nNo benefit", "tranexamic acid", "progress_note"),
    ],
)
def test_a_medicine_whose_time_is_told_as_over_is_past(text: str, name: str, kind: str) -> None:
    assert assertions(text, name, kind) == {"historical"}


def test_a_list_of_medicines_ends_at_the_heading_of_the_next() -> None:
    text = "Current Medications\nrizatriptan 10 mg\nas needed\nDiscontinued this visit\ntranexamic acid 650 mg"
    assert assertions(text, "rizatriptan") == {"present"}


def test_operations_listed_under_their_heading_were_done() -> None:
    text = "PROCEDURES:\n1. Laparotomy, right hemicolectomy, cholecystectomy, splenectomy.\nHOSPITAL COURSE: ok."
    assert assertions(text, "splenectomy", "discharge_summary") == {"historical"}


def test_a_weight_at_birth_is_no_weight_of_today() -> None:
    found = told("He was born at 33 weeks with a birth weight of 5 pounds.")
    assert [fact.name for fact in found if fact.kind == "vital"] == ["birth weight"]
