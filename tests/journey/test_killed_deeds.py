"""kill -9 in the middle of packaging, sending, chatting, recording and erasing: all or nothing, and once."""

import contextlib
import io
import os
import signal
import time
import zipfile

import pytest

from assistant.actions import cases, chatting, erasing, handing, papers, review
from assistant.actions.desk import current
from assistant.errors import NotFound, NotReady
from assistant.model.case import Stage
from assistant.model.people import Person, Role
from tests.support import add_actor, add_files, make_desk

PAPER = b"CT CHEST\nPatient: Elena Marsh\nImpression: 8 mm nodule in the right upper lobe.\n" * 40
YES = dict.fromkeys(review.CHECKS, "yes")
SHARES = (0.0, 0.15, 0.35, 0.6, 0.85, 0.95)  # of the time the whole deed takes


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


@pytest.fixture
def people(desk):
    names = {"elena": Role.PATIENT, "dana": Role.LIAISON, "rao": Role.PROVIDER}
    return {name: add_actor(desk, role, name) for name, role in names.items()}


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


def test_a_package_is_whole_and_sent_once_whenever_the_process_dies(desk, people, case):
    elena, dana, rao = people["elena"], people["dana"], people["rao"]
    handing.send(desk, elena, case.id)

    def deed():
        review.sign_off(desk, dana, case.id, YES, rao.id)

    whole = lasts(lambda: handing.contents(desk, elena, case.id)) + 0.5
    for share in SHARES:
        killed(deed, whole * share)
        now = desk.store.case(case.id)
        assert now.stage in (Stage.REVIEWING, Stage.READY, Stage.SENT)
        assert (now.stage is Stage.SENT) == bool(now.packages)
        assert desk.store.verify_trail() is None
    if desk.store.case(case.id).stage is not Stage.SENT:
        deed()
    after = desk.store.case(case.id)
    assert after.stage is Stage.SENT and len(after.packages) == 1
    assert len([e for e in desk.store.trail(case.id) if e.deed == "sent"]) == 1
    stream, _ = handing.package_zip(desk, rao, case.id)
    with stream, zipfile.ZipFile(io.BytesIO(stream.read())) as package:
        assert package.testzip() is None
    with pytest.raises(NotReady):
        deed()


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


def test_recording_an_upload_can_be_repeated_after_a_kill_at_any_moment(desk, people, case):
    elena = people["elena"]
    upload = papers.begin(desk, elena, case.id, [(f"{n}.txt", len(PAPER) + 1) for n in range(6)])
    for number in range(6):
        papers.append(desk, upload, number, 0, PAPER + str(number).encode())
    object.__setattr__(desk, "jobs", type("Later", (), {"read": lambda *_: None})())
    for after in (0.0, 0.01, 0.03, 0.06, 0.1):
        killed(lambda: papers.finish(desk, elena, case.id, upload.id), after)
    desk.incoming.drop()
    with contextlib.suppress(NotFound):  # the last one had come to the end
        papers.finish(desk, elena, case.id, upload.id)
    present = desk.store.case(case.id).uploads
    assert len(present) == 7 and len({u.sha256 for u in present}) == 7
    for each in present:
        with desk.blobs.open(each.sha256) as stored:
            assert len(stored.read()) == each.bytes
    assert desk.store.verify_trail() is None


def test_erasing_goes_on_after_a_kill_until_no_byte_is_left(desk, people, case):
    for after in (0.0, 0.005, 0.015, 0.03):
        killed(lambda: cases.delete(desk, people["elena"], case.id), after)
        erasing.go_on(desk)
        try:
            held = desk.store.case(case.id)
        except NotFound:
            break
        with desk.blobs.open(held.uploads[0].sha256) as stored:
            assert stored.read() == PAPER, "not erased means whole"
    else:
        cases.delete(desk, people["elena"], case.id)
    assert list(desk.blobs.all()) == [] and desk.store.keys("erasing:") == [] and desk.store.keys("reading") == []


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
