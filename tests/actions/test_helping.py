"""Helpers: invited by the patient alone, by a link that works once, seeing what was chosen, sent away at once."""

import itertools

import pytest

from assistant.actions import cases, chatting, handing, helping, papers, pictures
from assistant.errors import NotAllowed, NotFound, NotReady
from assistant.model.helping import Share
from assistant.model.people import Role
from tests.support import NoJobs, add_actor, add_files, make_desk

PAPER = b"""PATHOLOGY REPORT
Patient: Elena Marsh
Medications: metformin 500 mg twice daily.
Final diagnosis: invasive ductal carcinoma, grade 2.
Hemoglobin 9.1 g/dL (12.0-16.0) L
"""


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


@pytest.fixture
def tom(desk):
    return add_actor(desk, Role.HELPER, "tom")


def join(desk, elena, tom, case, share):
    _, token = helping.invite(desk, elena, case.id, share, "my son Tom")
    return helping.accept(desk, tom, token)


def test_a_helper_sees_the_case_from_accepting_on_and_not_before(desk, elena, tom, case):
    _, token = helping.invite(desk, elena, case.id, Share.ALL)
    assert cases.mine(desk, tom) == []
    with pytest.raises(NotFound):
        cases.load(desk, tom, case.id)
    assert helping.offer(desk, token) == helping.Offer("elena", Share.ALL)
    helping.accept(desk, tom, token)
    assert cases.load(desk, tom, case.id).helpers == (tom.id,)
    assert [row.id for row in cases.mine(desk, tom)] == [case.id]


def test_a_link_works_once(desk, elena, tom, case):
    _, token = helping.invite(desk, elena, case.id, Share.ALL)
    helping.accept(desk, tom, token)
    with pytest.raises(NotFound):
        helping.accept(desk, add_actor(desk, Role.HELPER, "other"), token)


@pytest.mark.parametrize("gone", ["old", "revoked", "withdrawn", "deleted", "wrong"])
def test_a_link_that_is_no_good_says_the_same_whatever_is_wrong_with_it(desk, elena, tom, case, gone):
    after, token = helping.invite(desk, elena, case.id, Share.ALL)
    if gone == "old":
        desk.clock.at = "2026-11-30T12:00:00Z"
    elif gone == "revoked":
        helping.revoke(desk, elena, case.id, after.invitations[0].id)
    elif gone == "withdrawn":
        cases.withdraw(desk, elena, case.id)
    elif gone == "deleted":
        cases.delete(desk, elena, case.id)
    else:
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    for deed in (lambda: helping.offer(desk, token), lambda: helping.accept(desk, tom, token)):
        with pytest.raises(NotFound) as refusal:
            deed()
        assert refusal.value.reason == "no-such-invitation"


def test_the_link_itself_is_stored_nowhere(desk, elena, case, tmp_path):
    _, token = helping.invite(desk, elena, case.id, Share.ALL)
    assert token not in desk.store.case(case.id).__repr__()
    assert all(token.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_helper_sent_away_is_out_at_once(desk, elena, tom, case):
    join(desk, elena, tom, case, Share.ALL)
    helping.revoke(desk, elena, case.id, tom.id)
    with pytest.raises(NotFound):
        cases.load(desk, tom, case.id)
    assert cases.mine(desk, tom) == []


def test_a_helper_can_leave(desk, elena, tom, case):
    join(desk, elena, tom, case, Share.PAPERS)
    helping.leave(desk, tom, case.id)
    with pytest.raises(NotFound):
        cases.load(desk, tom, case.id)


def test_only_the_patient_invites_and_sends_away(desk, elena, tom, case):
    join(desk, elena, tom, case, Share.ALL)
    dana = add_actor(desk, Role.LIAISON, "dana")
    for who in (tom, dana):
        for deed in (
            lambda who=who: helping.invite(desk, who, case.id, Share.ALL),
            lambda who=who: helping.revoke(desk, who, case.id, tom.id),
            lambda who=who: helping.choose(desk, who, case.id, tom.id, Share.ALL),
        ):
            with pytest.raises(NotFound):
                deed()


@pytest.mark.parametrize("role", [Role.LIAISON, Role.PROVIDER, Role.ADMIN])
def test_staff_cannot_slip_in_as_helpers(desk, elena, case, role):
    _, token = helping.invite(desk, elena, case.id, Share.ALL)
    with pytest.raises(NotAllowed):
        helping.accept(desk, add_actor(desk, role, "staff"), token)
    with pytest.raises(NotAllowed):
        helping.accept(desk, elena, token)


def test_open_invitations_are_limited(desk, elena, case):
    for _ in range(helping.OPEN_AT_ONCE):
        helping.invite(desk, elena, case.id, Share.ALL)
    with pytest.raises(NotReady):
        helping.invite(desk, elena, case.id, Share.ALL)


def test_what_a_helper_does_is_recorded_as_done_for_the_patient(desk, elena, tom, case):
    join(desk, elena, tom, case, Share.ALL)
    cases.state(desk, tom, case.id, "allergy", "No allergies")
    cases.say(desk, tom, case.id, "Hello")
    after = desk.store.case(case.id)
    assert after.statements[0].on_behalf and after.statements[0].by == tom.id and after.messages[0].on_behalf
    event = next(e for e in desk.store.trail(case.id) if e.deed == "state")
    assert event.on_behalf and event.actor == tom.id
    assert ("helper", "state") in {(role, deed) for _, role, deed in cases.trail(desk, elena, case.id)}


def everything_said(value):
    return repr(value)


@pytest.mark.parametrize("share", [Share.NO_RESULTS, Share.PAPERS])
def test_a_helper_who_may_not_see_results_finds_them_nowhere(desk, elena, tom, case, share):
    [paper] = add_files(desk, elena, case.id, {"path.txt": PAPER})
    assert "carcinoma" in everything_said(cases.dossier(desk, elena, case.id).history)
    join(desk, elena, tom, case, share)
    seen = cases.dossier(desk, tom, case.id)
    for words in ("carcinoma", "9.1", "Hemoglobin"):
        assert words not in everything_said(seen)
        assert words not in everything_said(cases.load(desk, tom, case.id))
        assert words not in everything_said(papers.readings(desk, tom, case.id))
    names = {entry.name for entry in seen.history.entries}
    assert names == ({"metformin"} if share is Share.NO_RESULTS else set())
    for entry, evidence in ((e, v) for e in seen.history.entries for v in e.evidence):
        assert seen.paper(evidence.span.document).document.holds(evidence.span), entry.name
    document = seen.papers[0].id
    for deed in (
        lambda: pictures.page(desk, tom, case.id, document, 1, 0, 0),
        lambda: pictures.document(desk, tom, case.id, document),
        lambda: papers.original(desk, tom, case.id, paper.sha256),
        lambda: chatting.ask(desk, tom, case.id, "What do my papers say?", "en"),
        lambda: chatting.thread(desk, tom, case.id),
        lambda: handing.summary(desk, tom, case.id),
        lambda: handing.summary_pdf(desk, tom, case.id),
        lambda: handing.package_zip(desk, tom, case.id),
    ):
        with pytest.raises(NotFound):
            deed()


def test_what_a_helper_sees_changes_when_the_patient_says_so(desk, elena, tom, case):
    add_files(desk, elena, case.id, {"path.txt": PAPER})
    join(desk, elena, tom, case, Share.PAPERS)
    assert not cases.dossier(desk, tom, case.id).history.entries
    helping.choose(desk, elena, case.id, tom.id, Share.ALL)
    assert "carcinoma" in everything_said(cases.dossier(desk, tom, case.id).history)


def test_a_helper_with_papers_only_adds_papers_and_tells_nothing(tmp_path):
    desk = make_desk(tmp_path, jobs=NoJobs())
    elena, tom = add_actor(desk, Role.PATIENT, "elena"), add_actor(desk, Role.HELPER, "tom")
    case = cases.start(desk, elena, "en")
    join(desk, elena, tom, case, Share.PAPERS)
    [added] = add_files(desk, tom, case.id, {"ct.txt": b"CT"})
    assert added.by == tom.id
    for deed in (
        lambda: cases.decide(desk, tom, case.id, "x", "confirmed"),
        lambda: cases.state(desk, tom, case.id, "allergy", "x"),
        lambda: handing.send(desk, tom, case.id),
        lambda: cases.consent(desk, tom, case.id, "send", True, "1", "en"),
    ):
        with pytest.raises(NotFound):
            deed()


def test_an_answer_to_a_limited_helper_holds_no_more_than_looking_does(desk, elena, tom, case):
    cases.state(desk, elena, case.id, "problem", "Canary illness")
    join(desk, elena, tom, case, Share.NO_RESULTS)
    assert "Canary" not in everything_said(cases.state(desk, tom, case.id, "allergy", "None known"))


def test_every_share_is_a_part_of_the_one_above_it():
    from assistant.actions.permit import ON_CASE, Standing

    ladder = [Standing.HELPER_PAPERS, Standing.HELPER_NO_RESULTS, Standing.HELPER, Standing.OWNER]
    for less, more in itertools.pairwise(ladder):
        assert ON_CASE[less] < ON_CASE[more]
