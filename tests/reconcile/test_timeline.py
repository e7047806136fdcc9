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
