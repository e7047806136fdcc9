"""kill -9 in the middle of a conversation, and an erasing cut in two: all or nothing. `test_killed_everywhere` has the
other deeds, step by step."""

import os
import signal
import time

import pytest

from assistant.actions import cases, chatting, erasing
from assistant.actions.desk import current
from assistant.errors import NotFound
from assistant.model.people import Person, Role
from tests.support import add_actor, add_files, make_desk

PAPER = b"CT CHEST\nPatient: Elena Marsh\nImpression: 8 mm nodule in the right upper lobe.\n" * 40
SHARES = (0.0, 0.15, 0.35, 0.6, 0.85, 0.95)  # of the time the whole deed takes


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


@pytest.fixture
def people(desk):
    return {"elena": add_actor(desk, Role.PATIENT, "elena")}


@pytest.fixture
def case(desk, people):
    case = cases.start(desk, people["elena"], "en")
    cases.tell(desk, people["elena"], case.id, patient=Person(name="Elena Marsh"))
    add_files(desk, people["elena"], case.id, {"ct.txt": PAPER})
    cases.consent(desk, people["elena"], case.id, "send", True, "1", "en")
    return case


def begun(deed) -> int:
    """The deed in a process of its own, with database connections of its own."""
    child = os.fork()
    if child == 0:
        try:
            current().store._engine.dispose(close=False)
            deed()
        finally:
            os._exit(0)
    return child


def killed(deed, after: float) -> None:
    """Does it in a process of its own and kills that."""
    child = begun(deed)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def lasts(deed) -> float:
    """How long the deed takes in such a process."""
    since = time.monotonic()
    os.waitpid(begun(deed), 0)
    return time.monotonic() - since


def test_a_question_and_its_answer_are_both_kept_or_neither(desk, people, case):
    def deed():
        chatting.ask(desk, people["elena"], case.id, "What am I missing?", "en")

    whole = lasts(deed)
    before = len(desk.store.chat(case.id))
    for share in SHARES:
        killed(deed, whole * share)
        lines = desk.store.chat(case.id)
        assert len(lines) % 2 == 0 and len(lines) - before <= 2 * len(SHARES)
        assert [line.by == "assistant" for line in lines] == [False, True] * (len(lines) // 2)
    assert desk.store.verify_trail() is None


def test_an_erasing_cut_between_the_case_and_its_bytes_is_finished_at_the_next_start(desk, people, case):
    class PowerCut(BaseException):
        pass

    def cut(*_):
        raise PowerCut

    patch = pytest.MonkeyPatch()
    patch.setattr(desk.blobs, "delete", cut)
    with pytest.raises(PowerCut):
        cases.delete(desk, people["elena"], case.id)
    patch.undo()
    with pytest.raises(NotFound):
        cases.load(desk, people["elena"], case.id)
    assert list(desk.blobs.all())
    assert erasing.go_on(desk) == 1
    assert list(desk.blobs.all()) == []
