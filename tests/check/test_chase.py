"""The chase: clocks of law and custom, the next step on its day, what places say, and what closes a row."""

from __future__ import annotations

import pytest

from assistant.check.chase import Standing, board
from assistant.model.case import Decision
from assistant.model.chase import Asked, chases
from assistant.model.gaps import Gap, GapState, Need, Received
from knowledge import load

CLOCKS = load().pathways.shared.clocks


def step(what, day, until="", place="Mercy", gap="g", clock="access", text=""):
    about = Asked(day, until, "mri", "MRI pictures", place, clock)
    return Decision(gap, what, "p", f"{day}T10:00:00Z", text, asked=about)


def row(today, *steps, **more):
    [one] = board(chases(steps), CLOCKS, today, **more)
    return one


def open_gap(name="g"):
    return Gap(name, "mri", "MRI pictures", GapState.MISSING, "", "", Need.REQUIRED, kind="image", clock="access")


ASKED = step("asked", "2026-05-04")


@pytest.mark.parametrize(
    ("today", "now", "letter"),
    [
        ("2026-05-06", None, ""),
        ("2026-05-07", "call", ""),  # day 3
        ("2026-05-14", "remind", "remind"),  # day 10
        ("2026-05-24", "ask_date", "ask_date"),  # day 20
        ("2026-06-03", "due", ""),  # day 30
        ("2026-06-04", "late", "late"),  # day 31
    ],
)
def test_each_step_comes_on_its_day_with_its_letter(today, now, letter):
    found = row(today, ASKED)
    assert (found.now.do if found.now else None) == now
    assert (found.now.letter if found.now else "") == letter
    assert found.due == "2026-06-03"
    assert found.standing is (Standing.LATE if today > "2026-06-03" else Standing.WAITING)


def test_a_step_that_was_done_is_not_asked_for_again_and_the_next_is_named():
    found = row("2026-05-15", ASKED, step("reminded", "2026-05-14"))
    assert found.now is None and (found.then.do, found.then.day) == ("ask_date", "2026-05-24")
    assert (found.days, found.left) == (11, 19)


def test_a_complaint_is_the_coordinators_step():
    assert row("2026-06-20", ASKED).now.do == "late"
    assert row("2026-06-20", ASKED, staff=True).now.do == "complain"


def test_an_extension_moves_the_day_once_and_no_further_than_the_law_lets_it():
    assert row("2026-06-10", ASKED, step("extended", "2026-06-01", "2026-06-20")).due == "2026-06-20"
    assert row("2026-06-10", ASKED, step("extended", "2026-06-01", "2026-12-24")).due == "2026-07-03"
    later = row("2026-06-25", ASKED, step("extended", "2026-06-01", "2026-06-20"))
    assert later.standing is Standing.LATE and later.now.do == "late"


def test_a_promise_is_waited_for_and_then_asked_about_but_the_law_keeps_its_day():
    promised = (ASKED, step("promised", "2026-05-10", "2026-05-26"))
    assert row("2026-05-25", *promised).now is None
    found = row("2026-05-27", *promised)
    assert found.now.do == "promise" and found.due == "2026-06-03"


@pytest.mark.parametrize("what", ["fee_asked", "form_asked"])
def test_what_a_place_wants_first_is_to_be_done_at_once_and_the_clock_runs_on(what):
    found = row("2026-05-09", ASKED, step(what, "2026-05-09", text="20 dollars"))
    assert found.now.do == what.removesuffix("_asked") and found.chase.said == "20 dollars"
    assert found.then.do == "remind" and found.standing is Standing.WAITING


@pytest.mark.parametrize("what", ["refused", "not_found"])
def test_an_end_without_the_record_says_what_to_do_and_asking_elsewhere_begins_anew(what):
    ended = (ASKED, step(what, "2026-05-09"))
    assert (row("2026-06-09", *ended).standing, row("2026-06-09", *ended).now.do) == (Standing.ENDED, what)
    anew = row("2026-06-10", *ended, step("asked", "2026-06-09", place="County"))
    assert (anew.chase.place, anew.chase.sent, anew.standing) == ("County", "2026-06-09", Standing.WAITING)


def test_mammograms_and_slides_have_clocks_of_their_own():
    mammogram = row("2026-05-20", step("asked", "2026-05-04", clock="mammogram"))
    assert (mammogram.due, mammogram.standing, mammogram.by_law) == ("2026-05-19", Standing.LATE, True)
    slides = row("2026-05-20", step("asked", "2026-05-04", clock="slides"))
    assert (slides.standing, slides.by_law) == (Standing.WAITING, False)


def test_what_arrived_closes_its_row_by_itself_and_names_the_paper():
    here = Received("mri", "MRI pictures", ("doc-1",), Need.REQUIRED)
    found = row("2026-06-20", ASKED, gaps=[], received=[here])
    assert (found.standing, found.documents, found.now) == (Standing.HERE, ("doc-1",), None)
    still = row("2026-06-20", ASKED, gaps=[open_gap()])
    assert still.standing is Standing.LATE


def test_what_was_said_to_have_come_but_is_not_here_is_asked_to_be_added():
    found = row("2026-05-20", ASKED, step("received", "2026-05-19"), gaps=[open_gap()])
    assert found.now.do == "add"


def test_never_done_and_not_mine_take_a_record_off_the_board():
    for verdict in ("never_done", "not_mine"):
        assert chases([ASKED, Decision("g", verdict, "p", "2026-05-05")]) == ()


def test_late_rows_come_first_then_those_with_something_to_do():
    steps = [
        step("asked", "2026-06-01", gap="quiet"),
        step("asked", "2026-05-20", gap="busy"),
        step("asked", "2026-04-01", gap="late"),
    ]
    found = board(chases(steps), CLOCKS, "2026-06-02")
    assert [one.chase.gap for one in found] == ["late", "busy", "quiet"]
