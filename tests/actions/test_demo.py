"""The sample: something to look at for each of its three people."""

from assistant.actions import cases, demo, opinion
from assistant.model.people import Role
from tests.support import make_desk


def test_the_samples_doctor_finds_a_case_that_was_sent_and_the_patient_only_their_own(tmp_path):
    desk = make_desk(tmp_path)
    first, second = demo.make(desk), demo.make_second(desk)
    people = {role: desk.store.account_named(name).actor for role, (name, _) in demo.NAMES.items()}
    assert demo.send_second(desk)
    assert [row.id for row in opinion.inbox(desk, people[Role.PROVIDER])] == [second.id]
    assert [row.id for row in cases.mine(desk, people[Role.PATIENT])] == [first.id]
    assert demo.send_second(desk)  # asking again sends nothing twice
    assert len(cases.load(desk, desk.store.account_named("elena.sent").actor, second.id).packages) == 1
