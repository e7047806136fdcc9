"""Several workers on one PostgreSQL: a queue of papers, one worker killed in the middle, every paper read once."""

import os
import signal
import subprocess
import sys
import time

import pytest

from assistant.actions import cases
from assistant.actions import desk as desks
from assistant.adapters.heartbeat import SILENT, Watch
from assistant.adapters.jobs import QUEUE
from assistant.model.case import PaperState
from assistant.model.people import Role
from assistant.settings import from_environment
from assistant.wiring import wire
from tests.adapters import servers
from tests.journey.serving import ROOT
from tests.support import NoJobs, add_actor, add_files

PAPERS = 10


@pytest.fixture
def database():
    if servers.binaries() is None:
        pytest.fail("this test needs PostgreSQL: bash .ci/setup test installs it")
    with servers.postgresql() as socket:
        yield servers.new_database(socket, "growing")


def worker(log, environment):
    command = [sys.executable, "-m", "assistant.cli", "worker"]
    with log.open("ab") as file:
        return subprocess.Popen(
            command, cwd=ROOT, stdout=file, stderr=file, env={**os.environ, **environment}, start_new_session=True
        )


def states(desk, case):
    return [u.state for u in desk.store.case(case.id).uploads]


def wait(check, seconds, what):
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def test_a_queue_shared_by_two_workers_survives_the_death_of_one(database, tmp_path, monkeypatch):
    from dbos import DBOSClient

    data = tmp_path / "data"
    monkeypatch.setenv("SECOND_OPINION_DATABASE", database)
    monkeypatch.setenv("SECOND_OPINION_WORKERS", "1")
    settings = from_environment(data)
    desk = wire(settings, background=False)
    object.__setattr__(desk, "jobs", NoJobs())
    desks.set_current(desk)
    elena = add_actor(desk, Role.PATIENT, "elena")
    case = cases.start(desk, elena, "en")
    files = {f"{n}.txt": b"CT CHEST\nImpression: nodule of %d mm.\n" % n for n in range(1, PAPERS + 1)}
    add_files(desk, elena, case.id, files)
    environment = {"SECOND_OPINION_DATA": str(data), "SECOND_OPINION_DATABASE": database, "SECOND_OPINION_WORKERS": "1"}
    log = tmp_path / "log"
    both = [worker(log, environment), worker(log, environment)]
    try:
        wait(lambda: log.read_text().count("working") == 2, 90, "the workers did not start")
        client = DBOSClient(system_database_url=settings.jobs_url)
        for case_id, sha256 in desk.jobs.asked:
            client.enqueue({"queue_name": QUEUE, "workflow_name": "read_workflow"}, case_id, sha256)
        wait(lambda: PaperState.READING in states(desk, case), 60, "nothing was begun")
        os.killpg(both[0].pid, signal.SIGKILL)
        both[0].wait()
        wait(lambda: set(states(desk, case)) == {PaperState.READ}, 90, "not everything was read")
        client.destroy()
    finally:
        for process in both:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    read = [event.target for event in desk.store.trail(case.id) if event.deed == "paper_read"]
    assert len(read) == PAPERS and len(set(read)) == PAPERS, "each paper is noted as read once"
    assert desk.store.verify_trail() is None


def test_a_worker_counts_as_gone_only_when_it_was_silent_while_we_looked():
    watch = Watch()
    assert not watch.silent("w", b"1", 0.0)
    assert not watch.silent("w", b"1", SILENT - 1)
    assert not watch.silent("w", b"2", SILENT + 1), "it beat meanwhile"
    assert not watch.silent("w", b"2", 2 * SILENT)
    assert watch.silent("w", b"2", 2 * SILENT + 2)
    assert not watch.silent("never seen", None, 0.0) and watch.silent("never seen", None, SILENT + 1)
