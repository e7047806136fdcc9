"""One entry for one real thing, holding every fact of it."""

import pytest

from assistant.model.case import Decision, Statement
from assistant.model.facts import Assertion, FactKind
from assistant.model.history import Agreement, Verdict
from tests.reconcile.builders import only, paper, says, told


def test_one_drug_named_in_many_papers_is_one_entry() -> None:
    papers = [
        paper(f"p{n}", "progress_note", f"2025-0{n}-01", says("medication", "metformin", f"Metformin {n}"))
        for n in range(1, 8)
    ]
    entry = only(told(*papers), "medication")
    assert len(entry.facts) == 7
    assert entry.agreement is Agreement.AGREE
    assert entry.status == "active"


def test_names_joined_by_a_code_are_one_problem() -> None:
    code = ("ICD-10-CM", "I10")
    entry = only(
        told(
            paper("a", "progress_note", "2025-01-01", says("problem", "high blood pressure", code=code)),
            paper("b", "portal_summary", "2025-02-01", says("problem", "essential hypertension", code=code)),
        ),
        "problem",
    )
    assert len(entry.facts) == 2


def test_results_of_one_test_are_a_series_newest_first() -> None:
    dates = ("2024-11-02", "2025-03-09", "2024-05-01")
    papers = [
        paper(d, "lab_report", d, says("lab_result", "cea", f"CEA {n}", when=d, value=str(n)))
        for n, d in enumerate(dates)
    ]
    entry = only(told(*papers), "lab_result")
    assert [fact.when.date for fact in entry.facts] == ["2025-03-09", "2024-11-02", "2024-05-01"]
    assert entry.when.date == "2025-03-09"


def test_an_operation_told_in_three_letters_is_one_and_another_year_is_another() -> None:
    history = told(
        paper(
            "a",
            "operative_note",
            "2017-03-21",
            says("procedure", "rotator cuff repair", "left cuff repair", when="2017-03-21"),
        ),
        paper(
            "b",
            "consult_note",
            "2025-01-01",
            says("procedure", "rotator cuff repair", "repair in 2017", "historical", "2017"),
        ),
        paper(
            "c",
            "consult_note",
            "2025-06-01",
            says("procedure", "rotator cuff repair", "repair 4/2022", "historical", "2022-04"),
        ),
    )
    entries = history.of(FactKind.PROCEDURE)
    assert sorted(len(entry.facts) for entry in entries) == [1, 2]
    assert sorted(entry.when.date for entry in entries) == ["2017-03-21", "2022-04"]


def test_planned_is_not_done() -> None:
    history = told(
        paper(
            "a",
            "consult_note",
            "2025-06-01",
            says("procedure", "colonoscopy", "colonoscopy 2020", "historical", "2020"),
            says("procedure", "colonoscopy", "repeat colonoscopy", "planned"),
        )
    )
    assert {entry.assertion for entry in history.of(FactKind.PROCEDURE)} == {Assertion.HISTORICAL, Assertion.PLANNED}


def test_a_plan_carried_out_is_one_entry() -> None:
    history = told(
        paper("a", "consult_note", "2025-06-01", says("procedure", "colectomy", "plan colectomy", "planned")),
        paper("b", "operative_note", "2025-07-01", says("procedure", "colectomy", "colectomy", when="2025-07-01")),
    )
    assert only(history, "procedure").assertion is Assertion.PRESENT


def test_a_relatives_illness_is_never_the_patients() -> None:
    history = told(
        paper(
            "a",
            "consult_note",
            "2025-06-01",
            says("problem", "breast cancer", "mother had breast cancer", "family", details={"relation": "mother"}),
        )
    )
    assert not history.of(FactKind.PROBLEM)
    assert only(history, "family_history").assertion is Assertion.FAMILY


def test_left_and_right_are_two_things_and_no_side_joins_the_only_one() -> None:
    left = paper(
        "a",
        "consult_note",
        "2025-06-01",
        says("problem", "knee arthritis", "left knee", details={"laterality": "left"}),
    )
    unsaid = paper("b", "consult_note", "2025-06-02", says("problem", "knee arthritis"))
    right = paper("c", "consult_note", "2025-06-03", says("problem", "right knee arthritis"))
    assert only(told(left, unsaid), "problem").name == "left knee arthritis"
    assert {e.name for e in told(left, right).entries} == {"left knee arthritis", "right knee arthritis"}


def test_a_later_stop_resolves_and_both_are_kept() -> None:
    history = told(
        paper(
            "a",
            "portal_summary",
            "2025-01-01",
            says("medication", "aspirin", "aspirin 81 mg", details={"status": "active"}),
        ),
        paper(
            "b",
            "consult_note",
            "2025-09-01",
            says("medication", "aspirin", "aspirin stopped", "historical", details={"status": "stopped"}),
        ),
    )
    entry = only(history, "medication")
    assert entry.status == "stopped"
    assert len(entry.facts) == 2
    assert "past by another paper" in entry.facts[1].details["status"]
    assert not history.conflicts


def test_a_verdict_survives_new_papers_that_bring_a_code_or_another_name() -> None:
    first = told(paper("a", "progress_note", "2025-01-01", says("problem", "zz fever")))
    identity = only(first, "problem").id
    said = [Decision(identity, "corrected", "ana", "2025-02-02T00:00:00Z", "it was 2019")]
    code = ("ICD-10-CM", "R50.9")
    later = told(
        paper("a", "progress_note", "2025-01-01", says("problem", "zz fever", code=code)),
        paper("b", "portal_summary", "2025-03-01", says("problem", "aa pyrexia", code=code)),
        decisions=said,
    )
    entry = only(later, "problem")
    assert (entry.verdict, entry.correction, entry.id) == (Verdict.CORRECTED, "it was 2019", identity)
    assert len(entry.facts) == 2


def test_a_report_and_its_scan_are_one_source() -> None:
    text = (
        "SURGICAL PATHOLOGY\nSkin of back, shave biopsy, atypical naevus with clear margins and no other change seen."
    )
    dx = says("pathology_diagnosis", "atypical naevus")
    copy = paper("b", "pathology_report", "2025-04-04", dx, text=text.replace("margins", "rnargins"), accession="S25-1")
    history = told(paper("a", "pathology_report", "2025-04-04", dx, text=text, accession="S25-1"), copy)
    assert only(history, "pathology_diagnosis").agreement is Agreement.ONE_SOURCE
    assert len([event for event in history.timeline if event.lane == "diagnosis"]) == 1


def test_an_amended_report_supersedes_and_both_are_shown() -> None:
    old = paper(
        "a",
        "pathology_report",
        "2025-04-04",
        says("biomarker", "her2", "HER2 negative", value="negative"),
        accession="S-1",
    )
    new = paper(
        "b",
        "pathology_report",
        "2025-04-09",
        says("biomarker", "her2", "HER2 positive", value="positive"),
        accession="S-1",
        text="AMENDED REPORT",
    )
    entry = only(told(old, new), "biomarker")
    assert entry.facts[0].value == "positive"
    assert entry.facts[1].details["superseded_by"] == "b"


def test_what_the_patient_told_is_an_entry_resting_on_their_words() -> None:
    said = Statement("s1", "allergy", "Shrimp, I swell up", "ana", "2026-01-01T00:00:00Z")
    entry = only(told(paper("a"), statements=[said]), "allergy")
    assert entry.evidence[0].span.quote == "Shrimp, I swell up"
    assert entry.facts[0].origin.value == "patient"


def test_one_result_in_two_papers_is_one_row_with_both_places() -> None:
    cea = says("lab_result", "cea", "CEA 5.1", when="2025-05-05", value="5.1", unit="ng/mL")
    entry = only(
        told(paper("a", "lab_report", "2025-05-05", cea), paper("b", "portal_summary", "2025-06-01", cea)), "lab_result"
    )
    assert len(entry.facts) == 1
    assert [e.span.document for e in entry.evidence] == ["a", "b"]
    assert entry.agreement is Agreement.AGREE


def test_an_illness_past_by_a_dated_paper_says_so_beside_an_undated_one() -> None:
    history = told(
        paper("a", "consult_note", "2025-05-01", says("problem", "shingles", "Shingles 2022", "historical")),
        paper("b", "patient_note", "", says("problem", "shingles")),
    )
    entry = only(history, "problem")
    assert entry.assertion is Assertion.HISTORICAL
    assert entry.facts[1].details["status"] == "stopped or past by another paper"


def test_a_bare_mass_is_kept_under_the_one_mass_that_its_report_names() -> None:
    named = says("imaging_finding", "pancreatic mass", "A pancreatic mass of 3 cm.", details={"size": "3 cm"})
    bare = says("imaging_finding", "mass", "The mass is stable.")
    entry = only(told(paper("ct", "radiology_report", "2025-03-01", named, bare)), "imaging_finding")
    assert entry.name == "pancreatic mass"
    assert {fact.text for fact in entry.facts} == {"A pancreatic mass of 3 cm.", "The mass is stable."}


def test_a_bare_mass_stands_alone_beside_two_and_where_its_size_is_another() -> None:
    named = says("imaging_finding", "pancreatic mass", "A pancreatic mass of 3 cm.", details={"size": "3 cm"})
    other = says("imaging_finding", "hepatic mass", "A hepatic mass.")
    bare = says("imaging_finding", "mass", "The mass is stable.")
    sized = says("imaging_finding", "mass", "A mass of 9 mm.", details={"size": "9 mm"})
    for said in ((named, other, bare), (named, sized)):
        history = told(paper("ct", "radiology_report", "2025-03-01", *said))
        assert "mass" in [entry.name for entry in history.of(FactKind.IMAGING_FINDING)]


@pytest.mark.parametrize(
    ("written", "people"),
    [
        (("S. Rivas", "Sara Rivas", "Sara M. Rivas"), 1),
        (("S. Rivas", "Sara Rivas", "Samuel Rivas"), 3),  # whose the letter is nobody knows
        (("Sara Rivas", "Samuel Rivas"), 2),
    ],
)
def test_a_clinician_with_a_letter_for_a_first_name_is_the_only_one_it_can_stand_for(
    written: tuple[str, ...], people: int
) -> None:
    papers = [
        paper(str(n), "progress_note", "2025-01-0" + str(n + 1), says("care_team", name))
        for n, name in enumerate(written)
    ]
    found = [entry for entry in told(*papers).entries if entry.kind is FactKind.CARE_TEAM]
    assert len(found) == people
