"""A full disk, a lock, damaged files, a clock set back, two people at once: said in words, and nothing is lost."""

import shutil
import sqlite3
import subprocess
from dataclasses import replace

import pytest

from assistant.actions import accounts, cases, handing, papers, review
from assistant.adapters import sealed as sealed_files
from assistant.adapters.seal import SealBroken
from assistant.errors import Changed, NotFound, NotReady
from assistant.model.case import Goal, PaperState, Stage
from assistant.model.gaps import Question, QuestionOrigin
from assistant.model.people import Person, Role
from tests.support import PASSWORD, NoJobs, add_actor, add_files, make_desk

PAPER = b"CT CHEST\nPatient: Elena Marsh\nImpression: 8 mm nodule in the right upper lobe.\n" * 40
YES = dict.fromkeys(review.CHECKS, "yes")


def may_mount(tmp_path) -> bool:
    place = tmp_path / "try"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True)
    return done.returncode == 0 and subprocess.run(["umount", str(place)]).returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """A data folder on a disk of 64 MB, and how to fill and empty it; a writer that fails where we may not mount."""
    folder = tmp_path / "small"
    folder.mkdir()
    if shutil.which("mount") and may_mount(tmp_path):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=True)
        ballast = folder / "ballast"

        def full(on):
            if not on:
                ballast.unlink()
                return
            with ballast.open("wb", buffering=0) as file:
                try:
                    while True:
                        file.write(b"x" * 65536)
                except OSError:
                    pass

        yield folder, full
        subprocess.run(["umount", "-l", str(folder)], check=True)
        return
    import errno

    patch = pytest.MonkeyPatch()

    def full(on):
        def no_space(self, plain):
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(sealed_files.SealedWriter, "_write", no_space) if on else patch.undo()

    yield folder, full
    patch.undo()


def test_a_disk_that_fills_refuses_in_words_and_works_again_without_a_restart(small_disk, monkeypatch):
    folder, full = small_disk
    monkeypatch.setattr(papers, "SPARE", 0)
    desk = make_desk(folder, jobs=NoJobs())
    elena = add_actor(desk, Role.PATIENT, "elena")
    case = cases.start(desk, elena, "en")
    add_files(desk, elena, case.id, {"before.txt": PAPER})
    upload = papers.begin(desk, elena, case.id, [("big.bin", 4 << 20)])
    data = b"y" * (4 << 20)
    papers.append(desk, upload, 0, 0, data[: 1 << 20])
    full(True)
    with pytest.raises(NotReady) as refusal:
        papers.append(desk, upload, 0, 1 << 20, data[1 << 20 :])
    assert refusal.value.reason == "no-room"
    full(False)
    [offset] = papers.offsets(desk, upload)
    assert 1 << 20 <= offset < 4 << 20, "what was said to be there is there"
    papers.append(desk, upload, 0, offset, data[offset:])
    [added] = papers.finish(desk, elena, case.id, upload.id)
    with desk.blobs.open(added.sha256) as stored:
        assert stored.read() == data
    assert desk.store.verify_trail() is None
    assert {u.name for u in desk.store.case(case.id).uploads} == {"before.txt", "big.bin"}


def test_a_full_database_refuses_in_words_and_keeps_all_it_had(desk, elena, case):
    store = desk.store
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    from sqlalchemy import event

    def limit(connection, _):
        connection.execute(f"PRAGMA max_page_count={pages + limit.more}")

    limit.more = 2
    event.listen(store._engine, "connect", limit)
    store._engine.dispose()
    with pytest.raises(NotReady) as refusal:
        for _ in range(40):
            cases.say(desk, elena, case.id, "w" * 4000)
    assert refusal.value.reason == "no-room"
    said = len(store.case(case.id).messages)
    assert store.verify_trail() is None
    limit.more = 10_000
    store._engine.dispose()
    cases.say(desk, elena, case.id, "again")
    assert len(store.case(case.id).messages) == said + 1 and store.verify_trail() is None


def test_a_database_locked_by_somebody_else_is_waited_for_and_then_said(desk, elena, case):
    from sqlalchemy import event

    path = desk.store._engine.url.database
    event.listen(desk.store._engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout=200"))
    desk.store._engine.dispose()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert cases.load(desk, elena, case.id), "reading goes on"
    with pytest.raises(NotReady) as refusal:
        cases.say(desk, elena, case.id, "hello")
    assert refusal.value.reason == "busy"
    other.execute("ROLLBACK")
    other.close()
    assert cases.say(desk, elena, case.id, "hello").messages


def damage(desk, sha256):
    path = desk.blobs._path(sha256)
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


def test_a_damaged_file_is_named_and_the_others_are_unharmed(desk, elena, case):
    from assistant.actions.keeping import damaged

    bad, good = add_files(desk, elena, case.id, {"good.txt": PAPER, "bad.txt": PAPER + b"other"})
    assert damaged(desk) == []
    damage(desk, bad.sha256)
    assert damaged(desk) == [(bad.sha256, (case.id,))]
    with pytest.raises(SealBroken), desk.blobs.open(bad.sha256) as stored:
        stored.read()
    with desk.blobs.open(good.sha256) as stored:
        assert stored.read() == PAPER


def test_a_damaged_paper_becomes_one_that_cannot_be_read_and_the_case_goes_on(tmp_path):
    from assistant.actions.reading import read_upload

    desk = make_desk(tmp_path, jobs=NoJobs())
    elena = add_actor(desk, Role.PATIENT, "elena")
    case = cases.start(desk, elena, "en")
    bad, good = add_files(desk, elena, case.id, {"good.txt": PAPER, "bad.txt": PAPER + b"other"})
    damage(desk, bad.sha256)
    for each in (bad, good):
        read_upload(desk, case.id, each.sha256)
    states = {u.name: u.state for u in desk.store.case(case.id).uploads}
    assert states == {"good.txt": PaperState.READ, "bad.txt": PaperState.REJECTED}
    assert cases.dossier(desk, elena, case.id).papers
    [problem] = papers.readings(desk, elena, case.id)[bad.sha256].problems
    assert problem.message("en") and problem.message("es")
    add_files(desk, elena, case.id, {"bad.txt": PAPER + b"other"})
    read_upload(desk, case.id, bad.sha256)
    assert {u.state for u in desk.store.case(case.id).uploads} == {PaperState.READ}, "added again, it is whole again"


def test_a_clock_set_back_loses_nothing_and_breaks_no_chain(desk, elena, case):
    cases.say(desk, elena, case.id, "first")
    desk.clock.at = "2020-01-01T00:00:00Z"
    cases.say(desk, elena, case.id, "second")
    assert [m.text for m in desk.store.case(case.id).messages] == ["first", "second"]
    assert desk.store.verify_trail() is None
    assert [e.deed for e in desk.store.trail(case.id)] == ["start", "message", "message"]
    token = accounts.sign_in(desk, "elena", PASSWORD)
    assert accounts.actor_of(desk, token) == elena


def test_two_people_at_one_text_the_second_is_told_and_nothing_of_either_is_lost(desk, elena, case):
    seen = cases.load(desk, elena, case.id).version
    cases.tell(desk, elena, case.id, goal=Goal(reason="hers"), expected=seen)
    with pytest.raises(Changed):
        cases.tell(desk, elena, case.id, goal=Goal(reason="his"), expected=seen)
    assert cases.load(desk, elena, case.id).goal.reason == "hers"
    question = Question("q", "Mine?", QuestionOrigin.PATIENT, 1)
    with pytest.raises(Changed):
        cases.set_questions(desk, elena, case.id, [question], expected=seen)
    now = cases.load(desk, elena, case.id)
    assert cases.set_questions(desk, elena, case.id, [question], expected=now.version).questions


def test_two_people_adding_at_once_both_count(desk, elena, case):
    """The second's save meets the first's, and is done again on top of it."""
    store, real = desk.store, desk.store.save
    between = iter([True])

    def save(after, was, event):
        if next(between, False):
            other = store.case(case.id)
            real(replace(other, language="es"), other.version, event)
        return real(after, was, event)

    store.save = save
    cases.say(desk, elena, case.id, "hello")
    after = store.case(case.id)
    assert after.language == "es" and after.messages[0].text == "hello"


def test_sending_that_is_stopped_half_way_is_finished_by_trying_again_and_sends_once(tmp_path, monkeypatch):
    desk = make_desk(tmp_path)
    elena, dana = add_actor(desk, Role.PATIENT, "elena"), add_actor(desk, Role.LIAISON, "dana")
    rao = add_actor(desk, Role.PROVIDER, "rao")
    case = cases.start(desk, elena, "en")
    cases.tell(desk, elena, case.id, patient=Person(name="Elena Marsh"))
    add_files(desk, elena, case.id, {"ct.txt": PAPER})
    cases.consent(desk, elena, case.id, "send", True, "1", "en")
    handing.send(desk, elena, case.id)

    class PowerCut(BaseException):
        pass

    def cut(*_):
        raise PowerCut

    real = desk.store.save
    for where in ("put", None):
        patch = pytest.MonkeyPatch()
        if where:
            patch.setattr(desk.blobs, "put", cut)
        else:
            patch.setattr(desk.store, "save", lambda c, w, e: cut() if c.stage is Stage.SENT else real(c, w, e))
        with pytest.raises(PowerCut):
            review.sign_off(desk, dana, case.id, YES, rao.id)
        patch.undo()
        assert desk.store.case(case.id).stage is Stage.READY
        with pytest.raises(NotFound):
            cases.load(desk, rao, case.id)
    sent = review.sign_off(desk, dana, case.id, YES, rao.id)
    assert sent.stage is Stage.SENT and len(sent.packages) == 1
    assert len([e for e in desk.store.trail(case.id) if e.deed == "sent"]) == 1
