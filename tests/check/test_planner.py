"""The date planner: back from a decision through the usual times of records and review."""

from __future__ import annotations

from assistant.check.chase import board
from assistant.check.planner import Chance, plan
from assistant.model.case import Decision
from assistant.model.chase import Asked, chases
from assistant.model.gaps import Gap, GapState, Need
from knowledge import load

SHARED = load().pathways.shared
TIMES = SHARED.times


def gap(name: str, kind: str, need: Need = Need.REQUIRED, state: GapState = GapState.MISSING) -> Gap:
    return Gap(name, name, name, state, "", "", need, kind=kind)


def planned(gaps, decide_by, today="2026-11-16", decisions=()):
    rows = board(chases(decisions), SHARED.clocks, today, gaps=gaps)
    return plan(gaps, decide_by, today, TIMES, rows)


def said(verdict, day, name="slides", until=""):
    return Decision(name, verdict, "p", f"{day}T09:00:00Z", asked=Asked(day, until, name, name, "Mercy", "slides"))


def test_every_usual_time_has_a_source_or_is_said_to_be_standard_practice_and_a_review_date() -> None:
    for key, usual in TIMES.items():
        assert usual.source in SHARED.sources and usual.reviewed, key
        assert usual.working or (usual.fetched or 99) <= usual.days, key


def test_the_team_and_the_doctor_are_counted_in_working_days() -> None:
    # nine working days before Friday, January 15, 2027
    found = planned([], "2027-01-15")
    assert (found.send_by, found.review_days, found.days_left) == ("2027-01-04", 9, 60)
    assert planned([], "2027-01-17").send_by == "2027-01-05"  # a Sunday


def test_with_time_enough_everything_can_come_and_has_its_own_day() -> None:
    found = planned([gap("report", "report"), gap("slides", "slides")], "2027-01-15")
    assert found.possible and all(step.chance is Chance.IN_TIME for step in found.steps)
    assert [(step.gap, step.ask_by) for step in found.steps] == [("slides", "2026-12-14"), ("report", "2026-12-25")]


def test_close_to_the_decision_it_says_what_is_still_possible() -> None:
    rows = planned([gap("slides", "slides"), gap("images", "image"), gap("lab", "lab")], "2026-12-04").steps
    assert {step.gap: step.chance for step in rows} == {
        "slides": Chance.TOO_LATE,
        "images": Chance.TIGHT,
        "lab": Chance.IN_TIME,
    }
    assert next(step for step in rows if step.gap == "slides").ask_by == "2026-11-16"  # asked for today all the same


def test_what_was_asked_for_counts_from_its_letter_and_a_promise_from_its_day() -> None:
    slides = [gap("slides", "slides")]
    [step] = planned(slides, "2026-12-18", decisions=[said("asked", "2026-11-02")]).steps
    assert (step.asked, step.expected, step.chance) == ("2026-11-02", "2026-11-23", Chance.IN_TIME)
    promised = [said("asked", "2026-11-02"), said("promised", "2026-11-05", until="2026-12-20")]
    [step] = planned(slides, "2026-12-18", decisions=promised).steps
    assert step.expected == "2026-12-20" and step.chance is not Chance.IN_TIME
    [step] = planned(slides, "2026-12-18", decisions=[said("asked", "2026-11-02"), said("refused", "2026-11-05")]).steps
    assert step.asked == ""


def test_when_the_day_is_too_near_for_an_answer_the_plan_says_so() -> None:
    assert not planned([], "2026-11-20").possible
    assert planned([], "2026-11-27").possible  # today is the last day
    assert planned([], "2026-11-01").past


def test_without_a_day_nothing_is_late() -> None:
    found = planned([gap("report", "report")], "")
    assert found.possible and found.days_left is None and found.steps[0].chance is Chance.UNDATED
    assert planned([gap("report", "report")], "soon").steps[0].chance is Chance.UNDATED


def test_required_records_come_first_and_what_nobody_sends_is_no_step() -> None:
    rows = [
        gap("may", "slides", Need.RECOMMENDED),
        gap("must", "lab"),
        gap("ask", "report", state=GapState.UNCONFIRMED),
        gap("two papers", "conflict", Need.RECOMMENDED),
        gap("torn", "file", state=GapState.UNREADABLE),
    ]
    assert [step.gap for step in planned(rows, "2027-02-01").steps] == ["must", "may"]
