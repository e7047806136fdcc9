"""Blobs: byte for byte, sealed on the disk, resumable, seekable."""

import hashlib
import io
import os

import pytest

from assistant.adapters.blobs_folder import BlobsFolder
from assistant.adapters.blobs_s3 import BlobsS3
from assistant.adapters.seal import Seal, SealBroken
from assistant.adapters.sealed import FRAME, HEAD, PLAIN
from assistant.errors import NotFound

DATA = os.urandom(2 * PLAIN + 4321)


@pytest.fixture(params=["folder", "bucket"])
def blobs(request, tmp_path):
    seal = Seal(b"k" * 32)
    if request.param == "folder":
        return BlobsFolder(tmp_path, seal)
    endpoint, bucket = request.getfixturevalue("bucket")
    return BlobsS3(tmp_path, seal, bucket, endpoint)


def put(blobs, data):
    return blobs.put(io.BytesIO(data))[0]


def test_what_goes_in_comes_out_byte_for_byte_under_its_hash(blobs):
    sha256 = put(blobs, DATA)
    assert sha256 == hashlib.sha256(DATA).hexdigest()
    with blobs.open(sha256) as stream:
        assert stream.read() == DATA


def test_the_same_bytes_twice_are_one_blob(blobs):
    assert put(blobs, DATA) == put(blobs, DATA)
    assert len(list(blobs.all())) == 1


def test_the_plain_bytes_never_lie_on_the_disk(blobs, tmp_path):
    put(blobs, b"the patient is Maria Canary" * 100)
    staged = blobs.stage("up/1")
    staged.append(b"the patient is Maria Canary" * 100)
    staged.close()
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"Canary" not in path.read_bytes()


def test_a_reader_can_go_to_any_place(blobs):
    with blobs.open(put(blobs, DATA)) as stream:
        for place in (0, 1, PLAIN - 1, PLAIN, 2 * PLAIN + 7, len(DATA) - 1):
            stream.seek(place)
            assert stream.read(10) == DATA[place : place + 10]
        stream.seek(-4, 2)
        assert stream.read() == DATA[-4:]


def test_an_upload_goes_on_at_the_offset_it_had_reached(blobs):
    for start, end in ((0, 100), (100, PLAIN + 5), (PLAIN + 5, len(DATA))):
        assert blobs.staged_bytes("up/1") == start
        staged = blobs.stage("up/1")
        staged.append(DATA[start:end])
        staged.close()
    assert blobs.commit("up/1") == (hashlib.sha256(DATA).hexdigest(), len(DATA))


def test_a_frame_torn_by_a_killed_process_is_asked_for_again(blobs, tmp_path):
    staged = blobs.stage("up/1")
    staged.append(DATA[: PLAIN + 500])
    staged.close()
    path = tmp_path / "incoming" / "up" / "1"
    os.truncate(path, HEAD + FRAME + 100)
    assert blobs.staged_bytes("up/1") == PLAIN


def test_a_commit_killed_before_it_was_noted_gives_the_same_answer_again(blobs):
    staged = blobs.stage("up/1")
    staged.append(DATA)
    staged.close()
    first = blobs.commit("up/1")
    assert blobs.commit("up/1") == first
    assert blobs.staged_bytes("up/1") == len(DATA)


def test_a_changed_byte_is_found_and_other_blobs_are_unharmed(tmp_path):
    blobs = BlobsFolder(tmp_path, Seal(b"k" * 32))
    bad, good = put(blobs, DATA), put(blobs, b"fine")
    path = tmp_path / "blobs" / bad[:2] / bad
    raw = bytearray(path.read_bytes())
    raw[HEAD + 50] ^= 1
    path.write_bytes(raw)
    with blobs.open(bad) as stream, pytest.raises(SealBroken):
        stream.read()
    with blobs.open(good) as stream:
        assert stream.read() == b"fine"


def test_a_temporary_plain_file_is_gone_afterwards(blobs):
    with blobs.file(put(blobs, DATA), "scan.pdf") as path:
        assert path.suffix == ".pdf" and path.read_bytes() == DATA
    assert not path.exists()


@pytest.mark.parametrize("name", ["../x", "a/../../b", "", "x.y"])
def test_an_upload_name_that_leads_elsewhere_is_refused(blobs, name):
    with pytest.raises(NotFound):
        blobs.stage(name)


def test_an_unknown_blob_is_not_found(blobs):
    with pytest.raises(NotFound):
        blobs.open("0" * 64)
    with pytest.raises(NotFound):
        blobs.open("../etc/passwd")


def test_looking_how_far_an_upload_came_takes_nothing_from_one_that_is_being_written(blobs):
    def writing(data):
        staged = blobs.stage("1/0")
        staged.append(data)
        return staged

    writing(b"a" * 100).close()
    staged = writing(b"b" * (3 << 20))
    assert blobs.staged_bytes("1/0") >= 100
    staged.close()
    assert blobs.staged_bytes("1/0") == (3 << 20) + 100


def test_what_was_said_to_have_come_in_survives_a_frame_torn_over_it(blobs, monkeypatch):
    staged = blobs.stage("1/0")
    staged.append(b"a" * 100)
    staged.close()
    torn = blobs.stage("1/0")
    whole = torn._seal.seal
    torn.append(b"b" * 100)
    sealed = whole(bytes(torn._tail), f"{torn._ident}:0")
    monkeypatch.setattr(os, "fsync", lambda _: None)

    class Dies(Exception):
        pass

    class Half:
        """The file, on a machine whose power goes while it writes."""

        def __init__(self, file):
            self._file = file

        def write(self, data):
            self._file.write(bytes(data)[: len(sealed) // 2])
            raise Dies

        def __getattr__(self, name):
            return getattr(self._file, name)

    torn._file = Half(torn._file)
    with pytest.raises(Dies):
        torn.close()
    assert blobs.staged_bytes("1/0") == 100
    again = blobs.stage("1/0")
    again.append(b"c" * 100)
    again.close()
    sha256, size = blobs.commit("1/0")
    with blobs.open(sha256) as stored:
        assert stored.read() == b"a" * 100 + b"c" * 100 and size == 200
