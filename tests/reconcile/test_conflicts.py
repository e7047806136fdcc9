"""Papers that disagree: both sides shown, none assumed right."""

import pytest

from assistant.model.history import Conflict, History
from assistant.model.papers import Paper
from ingest.document import Patient
from tests.reconcile.builders import paper, says, told


def topics(history: History) -> list[str]:
    return [conflict.topic for conflict in history.conflicts]


def the_only(history: History) -> Conflict:
    (conflict,) = history.conflicts
    return conflict


def test_an_allergy_against_none_known() -> None:
    conflict = the_only(
        told(
            paper("a", "consult_note", "2025-05-01", says("allergy", "penicillin", "Penicillin: hives")),
            paper("b", "portal_summary", "2025-04-01", says("allergy", "no known drug allergies", assertion="absent")),
        )
    )
    assert conflict.topic == "penicillin allergy"
    assert [side for side, _ in conflict.sides] == ["Penicillin: hives", "no known drug allergies"]
    assert all(facts for _, facts in conflict.sides)


def test_no_food_allergy_does_not_contradict_a_drug_allergy() -> None:
    history = told(
        paper("a", "consult_note", "2025-05-01", says("allergy", "penicillin")),
        paper("b", "portal_summary", "2025-04-01", says("allergy", "food allergy", "No food allergy", "absent")),
    )
    assert not history.conflicts


def test_a_drug_listed_after_it_was_stopped() -> None:
    stop = paper(
        "a",
        "consult_note",
        "2025-05-01",
        says("medication", "sotalol", "sotalol stopped", details={"status": "stopped"}),
    )
    list_ = paper("b", "portal_summary", "2025-05-09", says("medication", "sotalol", details={"status": "active"}))
    assert the_only(told(stop, list_)).sides[0][0] == "active"


def test_yes_in_one_paper_and_no_in_another() -> None:
    history = told(
        paper("a", "consult_note", "2025-05-01", says("problem", "febrile seizure", "No febrile seizures", "absent")),
        paper("b", "patient_note", "", says("problem", "fever seizures", "he did have fever seizures", "historical")),
    )
    assert topics(history) == ["fever seizures: yes or no"]


def test_an_illness_that_came_later_is_no_disagreement() -> None:
    history = told(
        paper("a", "consult_note", "2020-05-01", says("problem", "diabetes", "No diabetes", "absent")),
        paper("b", "consult_note", "2025-05-01", says("problem", "diabetes", when="2024")),
    )
    assert not history.conflicts


def test_a_finding_gone_at_another_time_is_no_disagreement() -> None:
    history = told(
        paper("a", "radiology_report", "2024-05-01", says("imaging_finding", "pleural effusion")),
        paper(
            "b", "radiology_report", "2025-05-01", says("imaging_finding", "pleural effusion", "No effusion", "absent")
        ),
    )
    assert not history.conflicts


def test_a_marker_positive_here_and_negative_there() -> None:
    history = told(
        paper("a", "pathology_report", "2025-05-01", says("biomarker", "her2", "HER2 negative", value="negative")),
        paper("b", "consult_note", "2025-05-20", says("biomarker", "her2", "HER2 positive", value="positive")),
    )
    assert topics(history) == ["her2"]


def test_left_in_one_letter_and_right_in_another() -> None:
    history = told(
        paper(
            "a",
            "pathology_report",
            "2025-05-01",
            says("problem", "breast carcinoma", "left", details={"laterality": "left"}),
        ),
        paper(
            "b",
            "consult_note",
            "2025-05-20",
            says("problem", "breast carcinoma", "right", details={"laterality": "right"}),
        ),
    )
    assert topics(history) == ["side of breast carcinoma: left or right"]


def test_a_paper_that_knows_both_sides_is_no_disagreement() -> None:
    both = paper(
        "b",
        "consult_note",
        "2025-05-20",
        says("problem", "cuff tear", "right now", details={"laterality": "right"}),
        says("problem", "cuff tear", "left then", "historical", details={"laterality": "left"}),
    )
    one = paper(
        "a", "consult_note", "2025-05-01", says("problem", "cuff tear", "right", details={"laterality": "right"})
    )
    assert not told(one, both).conflicts


def test_an_addendum_that_changes_the_side_is_shown() -> None:
    text = "ADDENDUM: dictated as LEFT wrist in error. Images are of the RIGHT wrist.\nFINDINGS: LEFT wrist normal."
    conflict = the_only(told(paper("a", "radiology_report", "2025-05-01", text=text)))
    assert [side for side, _ in conflict.sides] == ["left", "right"]
    assert "wrist" in conflict.topic
    assert all(fact.span.quote in text for _, facts in conflict.sides for fact in facts)


def measured(number: str, text: str, date: str = "2025-05-01") -> Paper:
    return paper(number, "radiology_report", date, text=text)


def test_sizes_of_one_thing_that_differ() -> None:
    scope = measured("a", "A mass 6 cm from the anal verge.")
    scan = measured("b", "Distance from anal verge 9 cm")
    conflict = the_only(told(scope, scan))
    assert [side for side, _ in conflict.sides] == ["6 cm", "9 cm"]
    assert not told(scope, measured("c", "Distance from anal verge 7 cm")).conflicts


@pytest.mark.parametrize(("later", "found"), [("2025-05-20", 1), ("2026-01-20", 0)])
def test_a_measure_may_change_with_time(later: str, found: int) -> None:
    history = told(measured("a", "LVEF 28%"), measured("b", "LVEF 55%", later))
    assert len(history.conflicts) == found


def test_the_same_disagreement_has_the_same_id_when_papers_come() -> None:
    a = paper("a", "consult_note", "2025-05-01", says("allergy", "penicillin"))
    b = paper("b", "portal_summary", "2025-04-01", says("allergy", "no known allergies", assertion="absent"))
    c = paper("c", "consult_note", "2025-06-01", says("allergy", "penicillin", "PCN rash"))
    assert the_only(told(a, b)).id == the_only(told(c, a, b)).id


def test_a_drug_on_an_undated_list_is_not_taken_for_stopped() -> None:
    stop = paper(
        "a",
        "consult_note",
        "2025-05-01",
        says("medication", "sotalol", "sotalol stopped", details={"status": "stopped"}),
    )
    mine = paper("b", "patient_note", "", says("medication", "sotalol", "I take sotalol", details={"status": "active"}))
    assert topics(told(stop, mine)) == ["sotalol: active or stopped"]


def test_a_birth_date_written_the_other_way_round_is_shown() -> None:
    one = paper("a", "consult_note", "2025-05-01", patient=Patient("Ana Ruiz", "1970-03-09"), text="DOB: 03/09/1970")
    other = paper("b", "lab_report", "2025-05-02", patient=Patient("Ana Ruiz", "1970-09-03"), text="DOB: 09/03/1970")
    assert [side for side, _ in the_only(told(one, other)).sides] == ["1970-03-09", "1970-09-03"]


def _metformin(number: str, date: str, dose: str) -> Paper:
    details = {"dose": dose, "status": "active"}
    return paper(number, "progress_note", date, says("medication", "metformin", f"metformin {dose}", details=details))


def test_two_strengths_of_one_medicine_at_one_time_disagree() -> None:
    conflict = the_only(told(_metformin("a", "2025-05-01", "1000 mg"), _metformin("b", "2025-05-20", "500 mg")))
    assert conflict.topic == "metformin: dose"
    assert [side for side, _ in conflict.sides] == ["500 mg", "1000 mg"]


def test_a_dose_changed_a_year_later_is_a_course_and_no_disagreement() -> None:
    assert not topics(told(_metformin("a", "2024-01-01", "500 mg"), _metformin("b", "2025-05-20", "1000 mg")))


def test_a_list_that_still_has_a_medicine_after_the_day_it_was_stopped_disagrees() -> None:
    stopped = says(
        "medication",
        "estradiol",
        "estradiol",
        "historical",
        "2026-09-18",
        role="stopped",
        details={"status": "stopped"},
    )
    listed = says("medication", "estradiol", "estradiol 0.05 mg", details={"status": "active"})
    found = told(paper("a", "portal_summary", "2026-10-12", listed), paper("b", "progress_note", "2026-10-20", stopped))
    assert topics(found) == ["estradiol: active or stopped"]


def test_a_month_of_stopping_counts_before_a_later_list_that_still_has_it() -> None:
    stopped = says(
        "medication", "lisinopril", "lisinopril", "historical", "2026-07", role="stopped", details={"status": "stopped"}
    )
    listed = says("medication", "lisinopril", "lisinopril 20 mg", details={"status": "active"})
    visit = paper("b", "consult_note", "2026-09-24", stopped)
    assert topics(told(paper("a", "portal_summary", "2026-08-30", listed), visit)) == ["lisinopril: active or stopped"]
    assert not topics(told(paper("a", "portal_summary", "2026-05-30", listed), visit))


def test_sorts_that_exclude_one_another_are_told_when_each_paper_names_one_only() -> None:
    one = paper("a", "discharge_summary", "2026-09-28", text="New multiple myeloma, IgG lambda.")
    other = paper("b", "pathology_report", "2026-09-29", text="Plasma cell myeloma, kappa-restricted.")
    both = paper("c", "consult_note", "2026-10-29", text="IgG kappa myeloma; the other paper says IgG lambda.")
    assert topics(told(one, other)) == ["type of light chain"]
    assert not topics(told(other, both))


@pytest.mark.parametrize(
    ("report", "letter", "told_of"),
    [
        ("Conclusion: severe stenosis, bicuspid valve.", "Trileaflet aortic valve, EF 58%.", True),
        ("Bicuspid aortic valve.", "Known bicuspid aortic valve; mild tricuspid valve regurgitation.", False),
        ("Right upper lobe adenocarcinoma.", "Histology: adenocarcinoma\nSite: RIGHT LOWER LOBE", True),
        ("Right upper lobe adenocarcinoma.", "Adenocarcinoma, RUL. Granuloma of the left lower lobe.", False),
    ],
)
def test_a_valve_or_a_lobe_given_differently_is_told(report: str, letter: str, told_of: bool) -> None:
    one = paper("a", "radiology_report", "2026-09-14", text=report)
    other = paper("b", "consult_note", "2026-10-01", text=letter)
    assert bool(topics(told(one, other))) is told_of


def test_a_complaint_on_the_left_in_one_paper_and_the_right_in_another_is_told() -> None:
    left = says("symptom", "hip pain", "left hip pain", details={"side": "left"})
    right = says("symptom", "hip pain", "right hip pain", details={"side": "right"})
    found = told(paper("a", "progress_note", "2026-07-30", left), paper("b", "progress_note", "2026-08-20", right))
    assert topics(found) == ["side of hip pain: left or right"]
    years = told(paper("a", "progress_note", "2019-07-30", left), paper("b", "progress_note", "2026-08-20", right))
    assert not topics(years)


def _stage(value: str) -> dict[str, object]:
    return says("stage", value, value=value, details={"system": "TNM"})


def test_two_stages_of_what_was_cut_out_disagree() -> None:
    report = paper("1", "pathology_report", "2026-01-02", _stage("pT2a pN0"))
    note = paper("2", "oncology_note", "2026-01-20", _stage("pT2b N0"))
    assert topics(told(report, note)) == ["pathologic stage (pT)"]


@pytest.mark.parametrize(("one", "other"), [("cT3 N1", "pT2a pN0"), ("pT2a pN0", "pT2 pN0"), ("ypT1 ypN0", "cT3 N1")])
def test_a_stage_by_pictures_or_less_exactly_told_contradicts_none(one: str, other: str) -> None:
    report = paper("1", "pathology_report", "2026-01-02", _stage(one))
    note = paper("2", "oncology_note", "2026-01-20", _stage(other))
    assert not told(report, note).conflicts


def test_one_kind_of_operation_denied_does_not_deny_another() -> None:
    note = paper("1", "progress_note", "2026-01-02", says("procedure", "surgery", "after knee surgery", "historical"))
    letter = paper("2", "consult_note", "2026-01-09", says("procedure", "surgery", "brain surgery: none", "absent"))
    assert not told(note, letter).conflicts


def test_the_tablets_of_another_column_are_not_counted() -> None:
    details = {"dose": "100 mg", "status": "active"}
    chart = paper(
        "1",
        "medication_list",
        "2026-01-02",
        says("medication", "sertraline", "sertraline 100 mg", details=details, inside=True),
        text="6 am 2 tablets 1 sertraline 100 mg",
    )
    note = paper(
        "2", "progress_note", "2026-01-09", says("medication", "sertraline", "sertraline 100 mg daily", details=details)
    )
    assert not told(chart, note).conflicts


def test_a_stop_in_a_year_gone_contradicts_a_later_list() -> None:
    stop = says(
        "medication", "pramipexole", "stopped", "historical", "2024", role="stopped", details={"status": "stopped"}
    )
    on_list = says("medication", "pramipexole", details={"status": "active", "dose": "0.5 mg"})
    history = told(paper("1", "progress_note", "2026-01-09", stop), paper("2", "portal_summary", "2025-11-02", on_list))
    assert topics(history) == ["pramipexole: active or stopped"]


@pytest.mark.parametrize(
    ("one", "other", "topics_told"),
    [
        ("1.5 tablets", "2 tablets", ["levodopa: dose"]),
        ("2 tablets", "two tablets", []),
        ("200 mg", "1 tablet", []),
    ],
)
def test_numbers_of_tablets_are_compared_with_one_another_only(one: str, other: str, topics_told: list[str]) -> None:
    papers = [
        paper(
            number,
            "progress_note",
            f"2026-01-0{number}",
            says("medication", "levodopa", f"levodopa {dose}", details=details),
        )
        for number, dose in (("1", one), ("2", other))
        if (details := {"dose": dose, "status": "active"})
    ]
    assert topics(told(*papers)) == topics_told


@pytest.mark.parametrize(
    ("section", "date", "topics_told"),
    [
        ("history_present", "2026-01-09", ["hallucinations: yes or no"]),
        ("exam", "2026-01-09", []),
        ("history_present", "2024-01-09", []),  # long ago: it may have begun since
    ],
)
def test_a_complaint_that_the_newest_visit_denies_is_shown(section: str, date: str, topics_told: list[str]) -> None:
    own = paper("1", "patient_note", "", says("symptom", "hallucinations", "he sees people who are not there"))
    denied = says("symptom", "hallucinations", "No hallucinations", "absent", method=f"rule:conditions.{section}")
    scan = paper("3", "radiology_report", "2026-01-12", says("imaging_finding", "atrophy"))
    assert topics(told(own, paper("2", "progress_note", date, denied), scan)) == topics_told


def test_units_of_blood_told_differently_of_one_time_disagree() -> None:
    summary = paper(
        "1", "discharge_summary", "2026-01-02", text="Se transfundieron 2 unidades de concentrado eritrocitario."
    )
    visit = paper("2", "progress_note", "2026-02-09", text="She received 3 units of blood in the emergency room.")
    assert topics(told(summary, visit)) == ["units of blood received"]
    course = paper("3", "progress_note", "2026-02-09", text="She receives 3 units of blood every month.")
    assert not topics(told(summary, course))
