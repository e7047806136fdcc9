"""A letter goes out, a place answers, a paper comes: the case and the board across cases say so by themselves."""

from dataclasses import replace

import pytest

from assistant.actions import cases, chasing, handing
from assistant.actions.desk import set_current
from assistant.check.chase import Standing
from assistant.errors import BadInput
from assistant.model.chase import WORKER
from assistant.model.gaps import GapAnswer
from assistant.model.people import Role
from tests.support import add_actor, add_files, make_desk

NOTE = (
    b"Hill Orthopedic Clinic\n12 Oak Street\nErie, PA 16501\n\nORTHOPEDIC CONSULTATION\n"
    b"Patient: Maria Lopez  DOB: 02/11/1968\nDate: %s\nHistory: she twisted the right knee. Exam: Lachman positive.\n"
    b"Assessment: torn ACL. Plan: we talked about surgery.\nElectronically signed by R. Cole, MD\n"
)


@pytest.fixture
def world(tmp_path):
    desk = make_desk(tmp_path)
    set_current(desk)
    patient, dana = add_actor(desk, Role.PATIENT, "maria"), add_actor(desk, Role.LIAISON, "dana")
    case = cases.start(desk, patient, "en")
    person = replace(case.patient, name="Maria Lopez", birth_date="1968-02-11")
    cases.tell(desk, patient, case.id, patient=person, goal=replace(case.goal, condition="torn ACL"))
    return desk, patient, dana, case.id


def gap_id(desk, actor, case_id, item):
    return next(gap.id for gap in cases.dossier(desk, actor, case_id).gaps if gap.item == item)


def test_what_was_asked_is_on_the_board_of_the_case_and_across_cases(world):
    desk, patient, dana, case_id = world
    note = gap_id(desk, patient, case_id, "specialist-note")
    chasing.asked(desk, patient, case_id, [note])
    [row] = chasing.rows(desk, patient, cases.dossier(desk, patient, case_id))
    assert (row.standing, row.chase.sent) == (Standing.WAITING, desk.clock.today())
    [line] = chasing.across(desk, dana)
    assert (line.case, line.name, line.row.chase.gap) == (case_id, "Maria Lopez", note)


def test_a_paper_that_closes_the_gap_ends_the_chase_and_one_that_does_not_leaves_it(world):
    desk, patient, dana, case_id = world
    note = gap_id(desk, patient, case_id, "specialist-note")
    chasing.asked(desk, patient, case_id, [note])
    add_files(desk, patient, case_id, {"words.txt": b"My own words, nothing else."})
    assert chasing.across(desk, dana)
    day = desk.clock.today()
    add_files(desk, patient, case_id, {"note.txt": NOTE % f"{day[5:7]}/{day[8:]}/{day[:4]}".encode()})
    dossier = cases.dossier(desk, patient, case_id)
    [row] = chasing.rows(desk, patient, dossier)
    assert row.standing is Standing.HERE and row.documents
    last = dossier.case.decision(note)
    assert (last.verdict, last.by) == ("received", WORKER)
    assert chasing.across(desk, dana) == []


def test_a_place_says_things_and_each_is_kept_with_who_noted_it(world):
    desk, patient, dana, case_id = world
    note = gap_id(desk, patient, case_id, "specialist-note")
    chasing.asked(desk, patient, case_id, [note])
    later = "2027-12-31"
    chasing.heard(desk, dana, case_id, note, GapAnswer.EXTENDED, until=later)
    chasing.heard(desk, dana, case_id, note, GapAnswer.FEE_ASKED, text=" 20 dollars ")
    case = desk.store.case(case_id)
    assert [d.verdict for d in case.decisions] == ["asked", "extended", "fee_asked"]
    assert case.decisions[-1].on_behalf and case.decisions[-1].text == "20 dollars"
    [row] = chasing.rows(desk, dana, cases.dossier(desk, dana, case_id))
    assert row.now.do == "fee" and row.due > case.decisions[0].asked.day


def test_days_and_steps_that_cannot_be_are_refused_in_words(world):
    desk, patient, _, case_id = world
    note = gap_id(desk, patient, case_id, "specialist-note")
    with pytest.raises(BadInput, match="ask-first"):
        chasing.heard(desk, patient, case_id, note, GapAnswer.PROMISED)
    with pytest.raises(BadInput, match="no-gap"):
        chasing.asked(desk, patient, case_id, ["nothing"])
    for day, reason in (("soon", "not-a-date"), ("2999-01-01", "day-to-come")):
        with pytest.raises(BadInput, match=reason):
            chasing.asked(desk, patient, case_id, [note], day)
    chasing.asked(desk, patient, case_id, [note])
    with pytest.raises(BadInput, match="day-first"):
        chasing.heard(desk, patient, case_id, note, GapAnswer.EXTENDED)
    with pytest.raises(BadInput, match="day-before"):
        chasing.heard(desk, patient, case_id, note, GapAnswer.PROMISED, until="2001-01-01")


def test_the_next_letter_is_made_from_what_was_asked(world):
    desk, patient, _, case_id = world
    note = gap_id(desk, patient, case_id, "specialist-note")
    [first] = handing.letter_texts(desk, patient, case_id, [note])
    assert "45 CFR 164.524" in first
    with pytest.raises(BadInput):
        handing.letter_texts(desk, patient, case_id, [note], "remind")
    chasing.asked(desk, patient, case_id, [note])
    [reminder] = handing.letter_texts(desk, patient, case_id, [note], "remind")
    assert reminder != first and "I do not have them yet" in reminder
