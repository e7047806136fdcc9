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


@pytest.fixture(scope="session")
def s3():
    """An S3-compatible server on this machine."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3, monkeypatch):
    """The endpoint and an empty bucket."""
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    name = f"b{uuid.uuid4().hex}"
    boto3.client("s3", endpoint_url=s3).create_bucket(Bucket=name)
    return s3, name
