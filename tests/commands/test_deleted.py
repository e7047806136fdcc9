"""A backup from before a case was deleted: put back, the case stays deleted, whoever kept the list."""

import shutil

import pytest

from assistant import cli
from assistant.actions import cases, erasing
from assistant.errors import NotFound
from assistant.model.people import Role
from assistant.settings import from_environment
from assistant.wiring import wire
from tests.support import NoJobs, add_actor, add_files


def run(*arguments):
    return cli.main([str(each) for each in arguments])


@pytest.mark.parametrize(
    "where", ["a newer backup beside it", "the data folder named", "the data folder put back over"]
)
def test_a_deleted_case_stays_deleted_when_an_older_backup_is_put_back(tmp_path, where):
    data, older, other = tmp_path / "data", tmp_path / "safe" / "monday", tmp_path / "other"
    desk = wire(from_environment(data), background=False)
    object.__setattr__(desk, "jobs", NoJobs())
    elena = add_actor(desk, Role.PATIENT, "elena")
    gone, kept = cases.start(desk, elena, "en"), cases.start(desk, elena, "en")
    add_files(desk, elena, gone.id, {"gone.txt": b"gone"})
    [stays] = add_files(desk, elena, kept.id, {"kept.txt": b"kept"})
    assert run("backup", older, "--data", data) == 0
    cases.delete(desk, elena, gone.id)
    if where == "a newer backup beside it":
        assert run("backup", tmp_path / "safe" / "tuesday", "--data", data) == 0
    if where == "the data folder put back over":
        desk.store._engine.dispose()
        shutil.copytree(older, data, dirs_exist_ok=True)
        other, again = data, wire(from_environment(data), background=False)
        assert again.store.case(gone.id), "back, as far as the database knows"
        assert erasing.bury(again) == 1 and erasing.bury(again) == 0
    else:
        other.mkdir()
        shutil.copy(data / "key", other / "key")
        named = ["--deleted", data] if where == "the data folder named" else []
        assert run("restore", older, "--data", other, *named) == 0
    after = wire(from_environment(other), background=False)
    with pytest.raises(NotFound):
        after.store.case(gone.id)
    assert after.store.case(kept.id) and list(after.blobs.all()) == [stays.sha256]
    assert after.store.verify_trail() is None


def test_what_a_lost_database_left_beside_it_is_not_written_into_the_restored_one(tmp_path):
    data, older = tmp_path / "data", tmp_path / "monday"
    desk = wire(from_environment(data), background=False)
    elena = add_actor(desk, Role.PATIENT, "elena")
    before = cases.start(desk, elena, "en")
    assert run("backup", older, "--data", data) == 0
    later = cases.start(desk, elena, "en")
    left = (data / "second-opinion.sqlite-wal").read_bytes()  # as after a kill: not yet in the database itself
    assert left
    desk.store._engine.dispose()
    (data / "second-opinion.sqlite").unlink()
    (data / "second-opinion.sqlite-wal").write_bytes(left)
    assert run("restore", older, "--data", data) == 0
    after = wire(from_environment(data), background=False)
    assert after.store.case(before.id)
    with pytest.raises(NotFound):
        after.store.case(later.id)
