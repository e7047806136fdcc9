"""The dated events, in the record's words."""

from tests.reconcile.builders import paper, says, told


def test_reports_procedures_and_medicines_stand_in_order() -> None:
    history = told(
        paper(
            "a", "radiology_report", "2025-03-03", says("impression", "mass", "A mass in the lung."), title="CT CHEST"
        ),
        paper("b", "pathology_report", "2025-03-20", says("pathology_diagnosis", "adenocarcinoma"), title="PATHOLOGY"),
        paper(
            "c",
            "consult_note",
            "2025-04-01",
            says("procedure", "lobectomy", "lobectomy 3/30", when="2025-03-30"),
            says("medication", "cisplatin", "cisplatin begun 4/1", when="2025-04-01", role="started"),
            title="CONSULTATION",
        ),
    )
    events = [(event.when.date, event.lane) for event in history.timeline]
    assert events == [
        ("2025-03-03", "imaging"),
        ("2025-03-20", "diagnosis"),
        ("2025-03-30", "treatment"),
        ("2025-04-01", "treatment"),
        ("2025-04-01", "visit"),
    ]
    assert "A mass in the lung." in history.timeline[0].text
    assert all(event.evidence for event in history.timeline)


def test_what_is_planned_is_said_to_be_planned() -> None:
    history = told(
        paper(
            "a", "consult_note", "2025-04-01", says("procedure", "colectomy", "colectomy 5/5", "planned", "2025-05-05")
        )
    )
    assert any(event.text == "colectomy (planned)" for event in history.timeline)


def test_what_was_absent_or_a_relatives_makes_no_event() -> None:
    history = told(
        paper(
            "a",
            "patient_note",
            "2025-04-01",
            says("problem", "stroke", "no stroke", "absent", "2024"),
            says("problem", "cancer", "mother had cancer 2001", "family", "2001"),
        )
    )
    assert history.timeline == ()


def test_the_patients_words_and_lists_are_no_events() -> None:
    assert told(paper("a", "medication_list", "2025-04-01", says("medication", "metformin"))).timeline == ()


def test_a_past_medicine_is_told_in_its_papers_own_sentence() -> None:
    text = "Levetiracetam 500 mg 2018-2019: stopped for\nmood. Other things follow."
    past = says("medication", "levetiracetam", "Levetiracetam 500 mg", "historical", "2019", details={"status": "past"})
    history = told(paper("a", "consult_note", "2025-04-01", {**past, "inside": True}, text=text))
    (event,) = [event for event in history.timeline if event.lane == "treatment"]
    assert event.text == "Levetiracetam 500 mg 2018-2019: stopped for mood"


def test_pictures_and_their_report_are_one_event_with_both_places() -> None:
    report = paper(
        "a", "radiology_report", "2025-03-03", says("impression", "mass", "A mass."), title="CT CHEST WITH CONTRAST"
    )
    study = paper("b", "imaging_study", "2025-03-03", title="CT CHEST")
    (event,) = told(report, study).timeline
    assert {e.span.document for e in event.evidence} == {"a", "b"}
    assert event.text == "CT CHEST WITH CONTRAST: A mass."


def test_the_line_that_introduces_the_patient_says_only_what_papers_say() -> None:
    history = told(
        paper(
            "a",
            "pathology_report",
            "2025-03-20",
            says("pathology_diagnosis", "adenocarcinoma", "ADENOCARCINOMA, grade 2."),
        ),
        paper(
            "b",
            "consult_note",
            "2025-04-01",
            says("problem", "lung adenocarcinoma", method="rule:conditions.assessment"),
            says("problem", "asthma", method="rule:conditions.past_history"),
            says("stage", "stage II", "stage II"),
        ),
    )
    assert history.one_liner == (
        "55 F with asthma; lung adenocarcinoma; pathology 2025-03-20: “ADENOCARCINOMA, grade 2”; stage II"
    )
    assert {e.span.quote for e in history.one_liner_evidence} >= {"lung adenocarcinoma", "asthma", "stage II"}


def test_without_a_diagnosis_there_is_no_such_line() -> None:
    assert told(paper("a", "lab_report", "2025-04-01", says("lab_result", "cea", value="3"))).one_liner == ""


def test_what_a_medicine_was_stopped_for_is_told_once_with_it() -> None:
    row = "Hydralazine stopped 2024 (headache)."
    drug = says(
        "medication",
        "hydralazine",
        "Hydralazine",
        "historical",
        "2024",
        inside=True,
        role="stopped",
        method="rule:m.text",
    )
    ache = says("symptom", "headache", "headache", "historical", "2024", inside=True)
    history = told(paper("a", "consult_note", "2026-01-02", drug, ache, text=row))
    assert [event.text for event in history.timeline] == ["Hydralazine stopped 2024 (headache).", "consult note"]
    alone = told(paper("b", "consult_note", "2026-01-02", ache, text="A headache in 2024."))
    assert [event.text for event in alone.timeline] == ["headache", "consult note"]


def test_a_device_has_its_day() -> None:
    history = told(
        paper(
            "a",
            "consult_note",
            "2026-01-02",
            says("device", "pacemaker", "pacemaker 2018", when="2018"),
            says("device", "port-a-cath", "port 2/3", "planned", "2026-02-03"),
        )
    )
    assert [event.text for event in history.timeline] == ["pacemaker", "consult note", "port-a-cath (planned)"]


def test_a_conclusion_is_told_without_its_heading_and_a_specimen_with_what_was_found_in_it() -> None:
    scan = paper(
        "a", "radiology_report", "2025-03-03", says("impression", "mass", "IMPRESSION: A mass."), title="CT CHEST"
    )
    tissue = paper(
        "b",
        "pathology_report",
        "2025-03-05",
        says("pathology_diagnosis", "mass", "LUNG, MASS, BIOPSY:"),
        says("pathology_diagnosis", "adenocarcinoma", "ADENOCARCINOMA."),
        title="PATHOLOGY",
    )
    assert [event.text for event in told(scan, tissue).timeline] == [
        "CT CHEST: A mass.",
        "PATHOLOGY: LUNG, MASS, BIOPSY: ADENOCARCINOMA.",
    ]
