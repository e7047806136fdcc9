"""The permission table, walked whole: every role, standing and deed."""

import itertools
from dataclasses import replace

import pytest

from assistant.actions import cases, review
from assistant.actions.permit import NOWHERE, ON_CASE, Deed, Standing, may, permit, standing
from assistant.errors import BadInput, NotAllowed, NotFound
from assistant.model.audit import AuditEvent
from assistant.model.case import Case, SentPackage, Stage
from assistant.model.helping import Helping, Share
from assistant.model.people import Actor, Role
from tests.support import add_actor, make_desk

SENT = SentPackage("p", "2026-01-01T00:00:00Z", "rao", 1, "b")
HELPING = (Helping("ann", Share.NO_RESULTS, ""), Helping("joe", Share.PAPERS, ""))
CASE = Case(
    "c",
    "n",
    owner="elena",
    created="",
    helpers=("tom", "ann", "joe"),
    helping=HELPING,
    liaison="dana",
    packages=(SENT,),
    provider="rao",
)


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (Actor("elena", Role.PATIENT), Standing.OWNER),
        (Actor("tom", Role.HELPER), Standing.HELPER),
        (Actor("other", Role.PATIENT), Standing.NONE),
        (Actor("dana", Role.LIAISON), Standing.ASSIGNED),
        (Actor("else", Role.LIAISON), Standing.NONE),
        (Actor("rao", Role.PROVIDER), Standing.RECEIVER),
        (Actor("else", Role.PROVIDER), Standing.NONE),
        (Actor("root", Role.ADMIN), Standing.NONE),
        # an id is not enough: the role must be the one that gives the standing
        (Actor("elena", Role.ADMIN), Standing.NONE),
        (Actor("rao", Role.LIAISON), Standing.NONE),
    ],
)
def test_standing_comes_from_the_case_and_the_role(actor, expected):
    assert standing(actor, CASE) is expected


@pytest.mark.parametrize(("place", "deed"), itertools.product(Standing, Deed))
def test_a_deed_on_a_case_is_allowed_exactly_where_the_table_says(place, deed):
    actors = {
        Standing.OWNER: Actor("elena", Role.PATIENT),
        Standing.HELPER: Actor("tom", Role.HELPER),
        Standing.HELPER_NO_RESULTS: Actor("ann", Role.PATIENT),
        Standing.HELPER_PAPERS: Actor("joe", Role.HELPER),
        Standing.ASSIGNED: Actor("dana", Role.LIAISON),
        Standing.RECEIVER: Actor("rao", Role.PROVIDER),
        Standing.NONE: Actor("nobody", Role.PATIENT),
    }
    assert may(actors[place], deed, CASE) == (deed in ON_CASE[place])


def test_nobody_without_a_standing_may_do_anything():
    assert not ON_CASE[Standing.NONE]


def test_an_administrator_sees_no_case_at_all():
    assert not any(may(Actor("root", Role.ADMIN), deed, CASE) for deed in Deed)


def test_only_the_patient_consents_withdraws_deletes_and_invites():
    for deed in (Deed.CONSENT, Deed.WITHDRAW, Deed.DELETE, Deed.SHARE):
        assert [place for place in Standing if deed in ON_CASE[place]] == [Standing.OWNER]


def test_only_the_coordinator_and_the_doctor_it_was_sent_to_flag_a_statement():
    assert {place for place in Standing if Deed.FLAG in ON_CASE[place]} == {Standing.ASSIGNED, Standing.RECEIVER}


def test_a_flag_stands_beside_what_the_patient_said_and_needs_a_reason(tmp_path):
    desk = make_desk(tmp_path)
    patient, doctor = (add_actor(desk, role) for role in (Role.PATIENT, Role.PROVIDER))
    case = cases.start(desk, patient, "en")
    cases.decide(desk, patient, case.id, "entry-1", "confirmed")
    with pytest.raises(NotFound):
        review.flag(desk, doctor, case.id, "entry-1", "Not hers")
    sent = replace(desk.store.case(case.id), packages=(replace(SENT, to=doctor.id),))
    desk.store.save(sent, sent.version, AuditEvent(desk.clock.now(), "test", "system", "set", case.id))
    with pytest.raises(BadInput):
        review.flag(desk, doctor, case.id, "entry-1", "  ")
    review.flag(desk, doctor, case.id, "entry-1", "Not hers")
    after = desk.store.case(case.id)
    assert after.decision("entry-1").verdict == "confirmed"
    flagged = after.decision(review.flag_of("entry-1"))
    assert (flagged.verdict, flagged.by, flagged.text) == (review.FLAGGED, doctor.id, "Not hers")
    assert desk.store.trail(case.id)[-1].deed == "flag"


def test_a_withdrawn_case_is_closed_to_everybody_but_the_patient():
    gone = replace(CASE, stage=Stage.WITHDRAWN)
    for actor in (Actor("dana", Role.LIAISON), Actor("rao", Role.PROVIDER)):
        assert not may(actor, Deed.SEE, gone)
    assert may(Actor("elena", Role.PATIENT), Deed.SEE, gone)


@pytest.mark.parametrize(("role", "deed"), itertools.product(Role, Deed))
def test_a_deed_on_no_case_is_allowed_exactly_where_the_table_says(role, deed):
    if deed in NOWHERE[role]:
        permit(Actor("x", role), deed)
    else:
        with pytest.raises(NotAllowed):
            permit(Actor("x", role), deed)
