"""Whose each paper is: mixed sets are held, never merged in silence."""

import pytest

from assistant.model.case import Decision
from assistant.model.papers import Belongs, Paper
from assistant.model.people import Person
from assistant.reconcile import identify, reconcile
from ingest.document import Origin, Patient
from tests.reconcile.builders import ANA, paper, says

YES, UNSTATED, UNSURE, OTHER = Belongs.YES, Belongs.UNSTATED, Belongs.UNSURE, Belongs.OTHER


def judged(stated: Patient, origin: Origin = Origin.TEXT, person: Person | None = None) -> Paper:
    """The verdict on one paper beside two of Ana Ruiz, whose name the case knows."""
    known = person or Person("Ana Ruiz", "1970-03-09")
    papers = [paper("a", patient=ANA), paper("b", patient=ANA), paper("c", patient=stated, origin=origin)]
    return identify(papers, known)[2]


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        (Patient("RUIZ, ANA", "1970-03-09"), YES),
        (Patient("Ana María Ruiz", "1970-03-09"), YES),
        (Patient("Ana Ruiz"), YES),
        (Patient("", "1970-03-09"), YES),
        (Patient(), UNSTATED),
        (Patient("Ana Ruiz", "1998-07-21"), OTHER),
        (Patient("Ana Ruis", "1958-11-06"), OTHER),
        (Patient("Ana Ruizz", "1970-03-09"), YES),
        (Patient("Ana Ruiz", "1971-03-09"), UNSURE),
        (Patient("Ana Ruiz", "1970-09-03"), YES),
        (Patient("Otto Blum", "1970-03-09"), UNSURE),
        (Patient("Otto Blum"), OTHER),
        (Patient("Carla Ruiz", "1996-01-01"), OTHER),
        (Patient("", "1996-01-01"), UNSURE),
        (Patient("Ana Ruiz Jr"), UNSURE),
    ],
)
def test_the_verdict_follows_name_and_birth_date(stated: Patient, verdict: Belongs) -> None:
    found = judged(stated)
    assert found.belongs is verdict
    assert found.belongs_because


def test_a_letter_misread_by_a_scan_is_forgiven_and_in_print_is_not() -> None:
    assert judged(Patient("Anabel Ruizhart"), person=Person("Anabel Ruizhert", "1970-03-09")).belongs is UNSURE
    scan = judged(Patient("Anabel Ruizhart"), Origin.OCR, Person("Anabel Ruizhert", "1970-03-09"))
    assert scan.belongs is YES


@pytest.mark.parametrize(
    "told",
    [
        "Patient: Ana Ruiz (formerly Soto)",
        "Ana Ruiz, née Soto, DOB 03/09/1970",
        "Maiden name: Soto",
        "Paciente: Ana Ruiz, antes Ana Soto",
        "Apellido de soltera: SOTO",
    ],
)
def test_a_change_of_name_that_a_paper_tells_makes_the_older_papers_hers(told: str) -> None:
    old = Patient("SOTO, ANA M", "1970-03-09")
    papers = [paper("a", text=told, patient=ANA), paper("b", patient=ANA), paper("c", patient=old)]
    assert identify(papers, Person("Ana Ruiz", "1970-03-09"))[2].belongs is YES
    itself = [*papers[1:2], paper("d", text="SOTO, ANA (now Ruiz)", patient=Patient("SOTO, ANA", "1970-03-09"))]
    assert identify(itself, Person("Ana Ruiz", "1970-03-09"))[1].belongs is YES


@pytest.mark.parametrize(
    "told", ["Mother's maiden name: Soto", "Dr. Carla Vega, formerly Soto", "Ana Ruiz, formerly a smoker", ""]
)
def test_without_it_the_paper_is_asked_about_and_kept_out(told: str) -> None:
    papers = [paper("a", text=told, patient=ANA), paper("c", patient=Patient("SOTO, ANA", "1970-03-09"))]
    assert identify(papers, Person("Ana Ruiz", "1970-03-09"))[1].belongs is UNSURE
    elsewhere = paper("d", text="Ana Ruiz (formerly Soto)", patient=ANA)
    other = paper("e", patient=Patient("SOTO, ANA", "1991-04-04"))
    assert identify([elsewhere, other], Person("Ana Ruiz", "1970-03-09"))[1].belongs is OTHER


def test_one_surname_of_a_hyphenated_pair_with_a_middle_initial_is_the_same_person() -> None:
    person = Person("Teresa Obuya-Lind", "1963-10-04")
    assert judged(Patient("OBUYA, TERESA M", "1963-10-04"), person=person).belongs is YES
    assert judged(Patient("Obuya, Maria", "1963-10-04"), person=person).belongs is UNSURE


def test_a_number_that_agrees_under_another_name_is_a_contradiction() -> None:
    papers = [
        paper("a", patient=Patient("Ana Ruiz", "1970-03-09", "77-1234")),
        paper("b", patient=Patient("Otto Blum", "", "771234")),
    ]
    assert [p.belongs for p in identify(papers, Person("Ana Ruiz"))] == [YES, UNSURE]


def test_the_patient_is_whom_most_papers_name_when_the_case_does_not_say() -> None:
    son = Patient("Ana Ruiz", "1999-05-05")
    papers = [
        paper("a", patient=ANA),
        paper("b", patient=son),
        paper("c", patient=ANA),
        paper("d", patient=Patient("Otto Blum")),
    ]
    assert [p.belongs for p in identify(papers, Person())] == [YES, OTHER, YES, OTHER]


def test_two_people_named_equally_often_are_both_held() -> None:
    papers = [
        paper("a", patient=ANA),
        paper("b", patient=Patient("Otto Blum", "1950-01-01")),
        paper("c", patient=Patient()),
    ]
    assert [p.belongs for p in identify(papers, Person())] == [UNSURE, UNSURE, UNSTATED]


def test_a_persons_decision_overrides_what_the_paper_says() -> None:
    papers = [paper("a", patient=ANA), paper("b", patient=Patient("Otto Blum"))]
    mine = Decision("b", "yes", "liaison", "2026-01-01T00:00:00Z")
    other = Decision("a", "other", "liaison", "2026-01-01T00:00:00Z")
    assert [p.belongs for p in identify(papers, Person("Ana Ruiz"), [mine, other])] == [OTHER, YES]


def test_no_fact_of_another_person_enters_the_history() -> None:
    papers = [
        paper("a", "progress_note", "2025-05-05", says("problem", "asthma"), patient=ANA),
        paper("b", "progress_note", "2025-05-06", says("problem", "gout"), patient=Patient("Otto Blum", "1950-01-01")),
        paper("c", "progress_note", "2025-05-07", says("problem", "anemia"), patient=Patient("Ana Ruiz", "1970-03-08")),
    ]
    history = reconcile(identify(papers, Person("Ana Ruiz", "1970-03-09")))
    assert [entry.name for entry in history.entries] == ["asthma"]
    assert history.kept_out == {"b": "other", "c": "unsure"}


def test_the_other_papers_settle_how_a_date_is_meant() -> None:
    from assistant.classify import describe
    from knowledge import load
    from tests.classify.papers import document

    form = document("Name: Ana Ruiz\nDate of birth: 03/09/1970\nDate: 04/05/2025\nA form.")
    about = describe(form, load())
    assert about.date.ambiguous
    (settled,) = identify([Paper(form, about)], Person("Ana Ruiz", "1970-03-09"))
    assert settled.description.date.date == "2025-04-05"
    assert settled.belongs is YES


def test_a_name_misread_by_a_scan_does_not_become_the_patients_name() -> None:
    scan = paper("a", patient=Patient("Anabel Ruizhart", "1970-03-09"), origin=Origin.OCR)
    labs = paper("b", patient=Patient("RUIZHERT, ANABEL", "1970-03-09"))
    print_only = paper("c", patient=Patient("Anabel Ruizhert"))
    assert [p.belongs for p in identify([scan, labs, print_only], Person())] == [YES, YES, YES]
