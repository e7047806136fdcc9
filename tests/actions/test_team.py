"""Many cases at once: reminders that reach the right people once, counts that show no case; opened sources."""

from dataclasses import replace

import pytest

from assistant.actions import cases, review, team
from assistant.errors import BadInput, NotAllowed
from assistant.model.audit import AuditEvent
from assistant.model.case import Message, Stage
from assistant.model.people import Role
from tests.support import add_actor

TEXTS = {"en": "Hello. Do you need help?", "es": "Hola. ¿Necesita ayuda?"}


def put(desk, case_id, **fields):
    case = desk.store.case(case_id)
    return desk.store.save(replace(case, **fields), case.version, AuditEvent(desk.clock.now(), "x", "x", "x", case_id))


def begun(desk, name, language="en", **fields):
    case = cases.start(desk, add_actor(desk, Role.PATIENT, name), language)
    return put(desk, case.id, **fields) if fields else case


def test_each_patient_gets_one_reminder_in_their_language_and_not_again_within_days(desk, dana):
    ann, eva = begun(desk, "ann"), begun(desk, "eva", "es")
    assert team.remind(desk, dana, [ann.id, eva.id, ann.id], TEXTS) == 2
    assert [desk.store.case(each.id).messages[-1].text for each in (ann, eva)] == list(TEXTS.values())
    assert team.remind(desk, dana, [ann.id, eva.id], TEXTS) == 0
    assert [e.deed for e in desk.store.trail(ann.id)].count("remind") == 1


def test_nobody_is_reminded_whose_case_waits_on_others_or_is_another_coordinators(desk, dana):
    sent = begun(desk, "ann", stage=Stage.SENT)
    other = begun(desk, "eva", liaison="somebody")
    wrote = begun(desk, "joe", messages=(Message("m", "joe", "patient", "Hi", desk.clock.now()),))
    assert team.remind(desk, dana, [sent.id, other.id, wrote.id, "no such case"], TEXTS) == 0
    assert not desk.store.case(other.id).messages


def test_an_empty_reminder_is_refused_and_a_patient_reminds_nobody(desk, dana):
    ann = begun(desk, "ann")
    with pytest.raises(BadInput):
        team.remind(desk, dana, [ann.id], {"en": " ", "es": "x"})
    with pytest.raises(NotAllowed):
        team.remind(desk, add_actor(desk, Role.PATIENT, "eva"), [ann.id], TEXTS)


def test_whoever_leads_sees_counts_for_each_coordinator_and_no_case(desk, dana):
    for number, stage in enumerate((Stage.REVIEWING, Stage.GATHERING, Stage.SENT, Stage.CLOSED)):
        begun(desk, f"p{number}", stage=stage, liaison=dana.id)
    begun(desk, "free")
    nobody, load = team.loads(desk, add_actor(desk, Role.ADMIN, "root"))
    assert (load.liaison, load.open, load.us, load.patient, load.provider) == (dana.id, 3, 1, 1, 1)
    assert (nobody.liaison, nobody.open) == ("", 1)
    with pytest.raises(NotAllowed):
        team.loads(desk, dana)


def test_what_the_coordinator_opened_is_known_and_what_others_opened_is_not_theirs(desk, dana):
    ann = begun(desk, "ann")
    for document in ("b" * 64, "a" * 64, "b" * 64):
        review.viewed(desk, dana, ann.id, document)
    assert review.opened(desk, dana, ann.id) == ("b" * 64, "a" * 64)
    assert review.opened(desk, add_actor(desk, Role.LIAISON, "lee"), ann.id) == ()
