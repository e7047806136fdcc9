"""What every test gets: quiet libraries, a data folder of its own, and no way out to the network."""

import socket

import pytest

from assistant.actions import cases
from assistant.model.people import Role
from assistant.quiet import quiet
from tests.support import NoJobs, add_actor, make_desk

quiet()

_connect = socket.socket.connect


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Tests of one file go to one worker: several files tell one story in their order (`pytest -n 2` is enough)."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadfile"


def _only_here(self, address):
    """Tests talk to this machine only; anything else is a defect of ours or of a library."""
    host = address[0] if isinstance(address, tuple) else ""
    if host and host not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"a test tried to reach {host}")
    return _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def no_network():
    socket.socket.connect = _only_here
    yield
    socket.socket.connect = _connect


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SECOND_OPINION_DATA", str(tmp_path / "data"))
    for name in ("SECOND_OPINION_DATABASE", "SECOND_OPINION_MODEL", "SECOND_OPINION_KEYS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def desk(tmp_path):
    """A desk of its own whose jobs nobody does; files that need another make theirs."""
    return make_desk(tmp_path, jobs=NoJobs())


@pytest.fixture
def elena(desk):
    return add_actor(desk, Role.PATIENT, "elena")


@pytest.fixture
def dana(desk):
    return add_actor(desk, Role.LIAISON, "dana")


@pytest.fixture
def case(desk, elena):
    return cases.start(desk, elena, "en")
