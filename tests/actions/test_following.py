"""Questions to the doctor after the answer: a few, each replied to once, by the doctor, and kept in the trail."""

from dataclasses import replace

import pytest

from assistant.actions import cases, following, opinion, review, urgency
from assistant.errors import BadInput, NotFound, NotReady
from assistant.model.audit import AuditEvent
from assistant.model.case import Answer, Response, SentPackage, Stage
from assistant.model.helping import Helping, Share
from assistant.model.people import Role
from assistant.settings import from_environment
from tests.support import add_actor


@pytest.fixture
def world(desk):
    """The patient, the doctor and the id of a case that this doctor has answered and signed."""
    elena, rao = add_actor(desk, Role.PATIENT, "elena"), add_actor(desk, Role.PROVIDER, "rao")
    case, now = cases.start(desk, elena, "en"), desk.clock.now()
    answer = Response("p", rao.id, "Dr. Rao", short="Yes.", signed=now)
    package = SentPackage("p" * 64, now, rao.id, 1, "b" * 64)
    put(desk, case.id, stage=Stage.ANSWERED, provider=rao.id, packages=(package,), response=answer)
    return elena, rao, case.id


def put(desk, case_id, **fields):
    case = desk.store.case(case_id)
    return desk.store.save(replace(case, **fields), case.version, AuditEvent(desk.clock.now(), "x", "x", "x", case_id))


def test_a_question_reaches_the_doctor_and_the_reply_comes_back_unchangeable(desk, world):
    elena, rao, case_id = world
    case = following.ask(desk, elena, case_id, "  May I wait?  ")
    [row] = opinion.inbox(desk, rao)
    assert row.follow_ups == 1 and case.follow_ups[0].text == "May I wait?"
    following.reply(desk, rao, case_id, case.follow_ups[0].id, "Two weeks are fine.")
    [seen] = cases.load(desk, elena, case_id).follow_ups
    assert (seen.reply, seen.name) == ("Two weeks are fine.", rao.name) and opinion.inbox(desk, rao)[0].follow_ups == 0
    with pytest.raises(NotReady):
        following.reply(desk, rao, case_id, seen.id, "Or not.")
    assert [e.deed for e in desk.store.trail(case_id)][-2:] == ["follow_up", "reply"]


def test_there_are_as_many_as_the_setting_says_and_a_double_press_is_one(desk, world, monkeypatch):
    elena, _, case_id = world
    for text in ("One?", "One?", "Two?", "Three?"):
        case = following.ask(desk, elena, case_id, text)
    assert len(case.follow_ups) == 3 and following.left(desk, case) == 0
    with pytest.raises(NotReady) as refusal:
        following.ask(desk, elena, case_id, "Four?")
    assert refusal.value.reason == "no-follow-up-left"
    monkeypatch.setenv("SECOND_OPINION_FOLLOW_UPS", "4")
    more = replace(desk, follow_ups=from_environment().follow_ups)
    assert len(following.ask(more, elena, case_id, "Four?").follow_ups) == 4


@pytest.mark.parametrize("stage", [Stage.SENT, Stage.CLOSED, Stage.GATHERING])
def test_nothing_is_asked_before_the_answer_or_after_the_end(desk, world, stage):
    elena, _, case_id = world
    put(desk, case_id, stage=stage)
    with pytest.raises(NotReady):
        following.ask(desk, elena, case_id, "Why?")


def test_an_empty_or_endless_question_is_refused_in_words(desk, world):
    elena, _, case_id = world
    for text, reason in ((" ", "nothing-typed"), ("x" * 5000, "too-long")):
        with pytest.raises(BadInput) as refusal:
            following.ask(desk, elena, case_id, text)
        assert refusal.value.reason == reason


def test_a_helper_who_sees_no_results_neither_asks_nor_reads_and_an_earlier_doctor_does_not_reply(desk, world):
    elena, _, case_id = world
    tom, old = add_actor(desk, Role.HELPER, "tom"), add_actor(desk, Role.PROVIDER, "old")
    case = following.ask(desk, elena, case_id, "May I wait?")
    earlier = replace(case.packages[0], id="e" * 64, to=old.id)
    helping = (Helping(tom.id, Share.NO_RESULTS, desk.clock.now()),)
    put(desk, case_id, helpers=(tom.id,), helping=helping, packages=(earlier, *case.packages))
    assert cases.load(desk, tom, case_id).follow_ups == ()
    with pytest.raises(NotFound):
        following.ask(desk, tom, case_id, "And I?")
    with pytest.raises(NotReady):
        following.reply(desk, old, case_id, case.follow_ups[0].id, "No.")


def test_words_that_mean_danger_reach_the_coordinators_first_and_tell_the_person_what_to_do(desk, world):
    elena, _, case_id = world
    dana = add_actor(desk, Role.LIAISON, "dana")
    following.ask(desk, elena, case_id, "Is walking fine?")
    [row] = review.queue(desk, dana)
    assert (row.why, row.next, row.follow_ups) == ("new", "wait_reply", 1)
    case = following.ask(desk, elena, case_id, "I have crushing chest pain and cannot breathe. Is that the drug?")
    [row] = review.queue(desk, dana)
    assert (row.why, row.waiting) == ("urgent", "us")
    message, found = urgency.told(elena, case)
    assert (message.urgent, found.kind) == ("emergency", "emergency") and found.text
    case = cases.say(desk, dana, case_id, "We called you.")
    assert urgency.told(elena, case) is None and review.queue(desk, dana)[0].why != "urgent"


def test_a_message_to_the_coordinator_is_looked_at_too_and_a_coordinators_is_not(desk, world):
    elena, _, case_id = world
    dana = add_actor(desk, Role.LIAISON, "dana")
    texts = ("Quiero quitarme la vida.", "Mi tos es igual que ayer, gracias.")
    said = [cases.say(desk, elena, case_id, text).messages[-1].urgent for text in texts]
    assert said == ["crisis", ""]
    assert cases.say(desk, dana, case_id, "With chest pain call 911.").messages[-1].urgent == ""


def test_an_answer_is_not_signed_before_the_doctor_has_chosen_whether_it_answers(desk, world):
    _, rao, case_id = world
    draft = Response("", "", "", (Answer("q", "Yes.", "Yes."),), short="Yes.")
    put(desk, case_id, stage=Stage.SENT, response=None)
    opinion.draft(desk, rao, case_id, draft)
    with pytest.raises(NotReady) as refusal:
        opinion.sign(desk, rao, case_id)
    assert refusal.value.reason == "how-first"
    opinion.draft(desk, rao, case_id, replace(draft, answers=(replace(draft.answers[0], how="partly"),)))
    assert opinion.sign(desk, rao, case_id).response.signed
