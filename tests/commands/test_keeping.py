"""Keys rotate while the service runs; a KMS is asked by a command; finished cases go when their time is up."""

import base64
import io
import json
import zipfile

import pytest

from assistant.actions import cases, takeaway
from assistant.adapters.keys import NoKeys, keys_of
from assistant.adapters.seal import Seal, SealBroken
from assistant.adapters.store_sql import StoreSql
from assistant.cli import main
from assistant.errors import NotFound
from assistant.model.people import Role
from assistant.settings import from_environment
from assistant.wiring import wire
from tests.support import NoJobs, add_actor, add_files


def run(*arguments):
    return main([str(each) for each in arguments])


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def desk(data):
    desk = wire(from_environment(data), background=False)
    object.__setattr__(desk, "jobs", NoJobs())
    return desk


@pytest.fixture
def case(desk, elena):
    case = cases.start(desk, elena, "en")
    add_files(desk, elena, case.id, {"ct.txt": b"CT CHEST " * 99, "empty.txt": b""})
    desk.store.keep("some", b"derived")
    return case


def test_a_rotation_seals_all_again_and_a_running_process_goes_on_reading(data, desk, elena, case, capsys):
    old = keys_of(data)
    assert run("keys", "rotate", "--data", data) == 0
    new = keys_of(data)
    assert len(new) == 2 and new[1:] == old and (data / "key").stat().st_mode & 0o777 == 0o600
    assert cases.load(desk, elena, case.id).uploads, "the process that knew only the old key"
    assert desk.store.verify_trail() is None
    only_new = StoreSql(desk.store._engine, Seal(new[0]))
    assert only_new.case(case.id).id == case.id and only_new.kept("some") == b"derived"
    assert only_new.lines()[0].id == case.id
    [sha] = [u.sha256 for u in cases.load(desk, elena, case.id).uploads if u.bytes]
    desk.blobs._seal = Seal(new[0])
    with desk.blobs.open(sha) as stored:
        assert stored.read() == b"CT CHEST " * 99
    with pytest.raises(SealBroken):
        StoreSql(desk.store._engine, Seal(old[0])).case(case.id)
    capsys.readouterr()
    run("keys", "reseal", "--data", data)
    assert capsys.readouterr().out.startswith("0 rows and 0 files")


def test_what_is_written_after_a_rotation_is_whole_for_both(data, desk, elena, case):
    run("keys", "rotate", "--data", data)
    cases.say(desk, elena, case.id, "after")
    fresh = wire(from_environment(data), background=False)
    assert cases.load(fresh, elena, case.id).messages[-1].text == "after"
    cases.say(fresh, elena, case.id, "later")
    assert cases.load(desk, elena, case.id).messages[-1].text == "later"


def test_a_kms_is_asked_by_a_command_and_its_words_are_never_repeated(data, tmp_path, monkeypatch, capsys):
    script = tmp_path / "kms"
    script.write_text(f"#!/bin/sh\necho {base64.b64encode(b'k' * 32).decode()}\n")
    script.chmod(0o700)
    monkeypatch.setenv("SECOND_OPINION_KEY_COMMAND", str(script))
    assert keys_of(data) == [b"k" * 32] and not (data / "key").exists()
    assert run("keys", "rotate", "--data", data) == 1 and "reseal" in capsys.readouterr().err
    script.write_text("#!/bin/sh\necho canary-secret; exit 1\n")
    with pytest.raises(NoKeys) as failed:
        keys_of(data)
    assert "canary" not in str(failed.value) and failed.value.__cause__ is None


def finish(desk, elena, case):
    return cases.withdraw(desk, elena, case.id)


def test_retention_first_says_and_then_does_and_leaves_the_rest(data, desk, elena, case, capsys, monkeypatch):
    from assistant.adapters.clock import SystemClock

    kept = cases.start(desk, elena, "en")
    finish(desk, elena, case)
    sha = desk.store.case(case.id).uploads[0].sha256
    assert run("retention", "--days", 30, "--data", data) == 0
    assert cases.load(desk, elena, case.id), "not old enough"
    monkeypatch.setattr(SystemClock, "now", lambda self: "2099-01-01T00:00:00Z")
    capsys.readouterr()
    assert run("retention", "--days", 30, "--dry-run", "--data", data) == 0
    assert capsys.readouterr().out.startswith(f"{case.id} withdrawn")
    assert cases.load(desk, elena, case.id)
    assert run("retention", "--days", 30, "--data", data) == 0
    with pytest.raises(NotFound):
        cases.load(desk, elena, case.id)
    assert not desk.blobs.has(sha) and cases.load(desk, elena, kept.id)
    assert desk.store.trail(case.id)[-1].actor == "retention" and desk.store.verify_trail() is None
    assert run("retention", "--days", 0, "--data", data) == 2


def test_a_paper_two_cases_hold_stays_until_the_last_is_gone(desk, elena, case):
    other = cases.start(desk, elena, "en")
    add_files(desk, elena, other.id, {"same.txt": b"CT CHEST " * 99})
    [sha] = [u.sha256 for u in desk.store.case(other.id).uploads]
    cases.delete(desk, elena, case.id)
    assert desk.blobs.has(sha)
    cases.delete(desk, elena, other.id)
    assert not desk.blobs.has(sha)


def test_a_file_found_inside_another_stays_while_a_second_case_holds_it(desk, elena, case):
    desk.store.hold(case.id, ["b" * 64])
    assert desk.store.holders("b" * 64) == [case.id]
    cases.say(desk, elena, case.id, "a change")
    assert desk.store.holders("b" * 64) == [case.id]
    cases.delete(desk, elena, case.id)
    assert desk.store.holders("b" * 64) == []


def test_the_patient_takes_everything_away_in_one_zip(desk, elena, case):
    cases.say(desk, elena, case.id, "my own words")
    data = b"".join(takeaway.everything(desk, elena, case.id))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.read("originals/ct.txt") == b"CT CHEST " * 99 and archive.read("originals/empty.txt") == b""
        assert "my own words" in archive.read("case.json").decode()
        assert json.loads(archive.read("who-looked.json"))[0]["deed"] == "start"
    dana = add_actor(desk, Role.LIAISON, "dana")
    with pytest.raises(NotFound):
        takeaway.everything(desk, dana, case.id)


def test_a_lost_original_is_named_and_the_others_are_there(desk, elena, case):
    [sha] = [u.sha256 for u in desk.store.case(case.id).uploads if not u.bytes]
    desk.blobs.delete(sha)
    with zipfile.ZipFile(io.BytesIO(b"".join(takeaway.everything(desk, elena, case.id)))) as archive:
        assert archive.read("missing.txt").decode() == "originals/empty.txt"
        assert archive.read("originals/ct.txt")
