"""The databases the store is tried on."""

import uuid

import pytest

from tests.adapters import servers


@pytest.fixture(scope="session")
def postgres():
    with servers.postgresql() as socket:
        yield socket


KINDS = ["sqlite", *(["postgresql"] if servers.binaries() else [])]


@pytest.fixture(params=KINDS)
def database(request, tmp_path):
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return servers.new_database(request.getfixturevalue("postgres"), f"t{uuid.uuid4().hex}")
