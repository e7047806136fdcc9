"""The command around the service: accounts, doctor, audit, backup and restore."""

import json
import shutil

import pytest

from assistant.actions import cases
from assistant.cli import EXAMPLES, main, parser
from assistant.model.people import Role
from tests.chat.fake_openai import FakeOpenAI
from tests.support import NoJobs, add_actor, add_files


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def run(*arguments):
    return main([str(each) for each in arguments])


def test_help_shows_an_example_of_each_command(capsys):
    for command, example in EXAMPLES.items():
        with pytest.raises(SystemExit):
            parser().parse_args([command, "--help"])
        assert example in capsys.readouterr().out


def test_accounts_are_added_listed_and_disabled(data, capsys):
    assert run("users", "add", "dana", "--role", "liaison", "--password", "long enough", "--data", data) == 0
    assert run("users", "add", "dana", "--password", "long enough", "--data", data) == 1
    assert run("users", "disable", "dana", "--data", data) == 0
    capsys.readouterr()
    run("users", "list", "--data", data)
    assert json.loads(capsys.readouterr().out) == {"name": "dana", "role": "liaison", "shown": "dana", "disabled": True}


def test_disabling_nobody_is_an_error(data):
    assert run("users", "disable", "nobody", "--data", data) == 1
    assert run("users", "add", "--data", data) == 2


def test_the_doctor_says_what_is_missing_and_prints_no_secret(data, capsys, monkeypatch):
    monkeypatch.setenv("SECOND_OPINION_MODEL_KEY", "sk-canary")
    assert run("doctor", "--data", data) == 0
    said = capsys.readouterr().out
    assert "SQLite" in said and "SECOND_OPINION_MODEL=" in said and "canary" not in said


@pytest.mark.parametrize(
    ("name", "said"), [("good", "answers, and what it says"), ("500", "no answer that can be used")]
)
def test_the_doctor_asks_the_model_and_says_what_came(data, capsys, monkeypatch, name, said):
    with FakeOpenAI() as server:
        monkeypatch.setenv("SECOND_OPINION_MODEL", name)
        monkeypatch.setenv("SECOND_OPINION_MODEL_URL", server.url)
        assert run("doctor", "--data", data) == 0
    assert f"{name}: {said}" in capsys.readouterr().out


def test_an_unreachable_database_is_said_in_one_line(data, capsys, monkeypatch):
    monkeypatch.setenv("SECOND_OPINION_DATABASE", "postgresql+psycopg://nobody:canary@127.0.0.1:1/x")
    assert run("doctor", "--data", data) == 0
    said = capsys.readouterr().out
    assert "cannot be reached" in said and "canary" not in said


def test_the_audit_trail_is_verified_and_exported(data, capsys):
    run("users", "add", "dana", "--password", "long enough", "--data", data)
    assert run("audit", "verify", "--data", data) == 0
    capsys.readouterr()
    run("audit", "export", "--data", data)
    assert json.loads(capsys.readouterr().out)["deed"] == "account_add"


@pytest.fixture
def used(data):
    from assistant.settings import from_environment
    from assistant.wiring import wire

    desk = wire(from_environment(data), background=False)
    elena = add_actor(desk, Role.PATIENT, "elena")
    case = cases.start(desk, elena, "en")
    object.__setattr__(desk, "jobs", NoJobs())
    [paper] = add_files(desk, elena, case.id, {"ct.txt": b"CT CHEST"})
    return desk, elena, case, paper


def test_a_backup_restored_elsewhere_is_the_same_data(data, tmp_path, used):
    _, elena, case, paper = used
    assert run("backup", tmp_path / "safe", "--data", data) == 0
    assert b"CT CHEST" not in b"".join(p.read_bytes() for p in (tmp_path / "safe").rglob("*") if p.is_file())
    other = tmp_path / "other"
    other.mkdir()
    shutil.copyfile(data / "key", other / "key")
    assert run("restore", tmp_path / "safe", "--data", other) == 0
    from assistant.settings import from_environment
    from assistant.wiring import wire

    desk = wire(from_environment(other), background=False)
    assert cases.load(desk, elena, case.id).uploads[0].sha256 == paper.sha256
    with desk.blobs.open(paper.sha256) as stored:
        assert stored.read() == b"CT CHEST"


def test_a_restore_without_the_keys_says_so_and_one_over_live_data_is_refused(data, tmp_path, used, capsys):
    run("backup", tmp_path / "safe", "--data", data)
    assert run("restore", tmp_path / "safe", "--data", tmp_path / "other") == 1
    assert "keys are not the right ones" in capsys.readouterr().err
    assert run("restore", tmp_path / "safe", "--data", data) == 1
    assert run("restore", tmp_path / "nowhere", "--data", tmp_path / "third") == 1


def test_a_deleted_case_is_gone_from_the_next_backup_and_what_was_only_lost_is_not(data, tmp_path, used):
    desk, elena, case, _ = used
    safe, other = tmp_path / "safe", cases.start(desk, elena, "en")
    [lost] = add_files(desk, elena, other.id, {"kept.txt": b"a paper of another case"})
    run("backup", safe, "--data", data)
    [gone] = {u.sha256 for u in desk.store.case(case.id).uploads}
    desk.blobs.delete(lost.sha256)
    cases.delete(desk, elena, case.id)
    run("backup", safe, "--data", data)
    kept = {path.name for path in (safe / "blobs").glob("*/*")}
    assert gone not in kept and lost.sha256 in kept
