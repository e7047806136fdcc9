"""The date planner: back from a decision through the usual times of records and review."""

from __future__ import annotations

from assistant.check.planner import Chance, plan
from assistant.model.gaps import Gap, GapState, Need


def gap(name: str, kind: str, need: Need = Need.REQUIRED, state: GapState = GapState.MISSING) -> Gap:
    return Gap(name, name, name, state, "", "", need, kind=kind)


def test_with_time_enough_everything_can_come_and_has_its_own_day() -> None:
    found = plan([gap("report", "report"), gap("slides", "slides")], "2027-01-15", "2026-11-15")
    assert found.send_by == "2027-01-08" and found.days_left == 61 and found.possible
    assert [(step.gap, step.ask_by) for step in found.steps] == [("slides", "2026-12-18"), ("report", "2026-12-29")]
    assert all(step.chance is Chance.IN_TIME and step.here_by == "2027-01-08" for step in found.steps)


def test_close_to_the_decision_it_says_what_is_still_possible() -> None:
    rows = plan([gap("slides", "slides"), gap("images", "image"), gap("lab", "lab")], "2026-11-30", "2026-11-15").steps
    assert {step.gap: step.chance for step in rows} == {
        "slides": Chance.TOO_LATE,
        "images": Chance.TIGHT,
        "lab": Chance.IN_TIME,
    }
    assert next(step for step in rows if step.gap == "slides").ask_by == "2026-11-15"  # asked for today all the same


def test_when_the_day_is_too_near_for_an_answer_the_plan_says_so() -> None:
    assert not plan([], "2026-11-18", "2026-11-15").possible
    assert not plan([], "2026-11-01", "2026-11-15").possible


def test_without_a_day_nothing_is_late() -> None:
    found = plan([gap("report", "report")], "", "2026-11-15")
    assert found.possible and found.days_left is None and found.steps[0].chance is Chance.UNDATED
    assert plan([gap("report", "report")], "soon", "2026-11-15").steps[0].chance is Chance.UNDATED


def test_required_records_come_first_and_open_questions_are_no_steps() -> None:
    rows = [
        gap("may", "slides", Need.RECOMMENDED),
        gap("must", "lab"),
        gap("ask", "report", state=GapState.UNCONFIRMED),
        gap("two papers", "conflict", Need.RECOMMENDED),
    ]
    assert [step.gap for step in plan(rows, "2027-02-01", "2026-11-15").steps] == ["must", "may"]
