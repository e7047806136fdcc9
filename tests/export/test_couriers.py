"""Couriers deliver to real receivers, try again what failed, and say what arrived."""

import hashlib
import io
import json
import threading
from contextlib import nullcontext
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pydicom
import pytest

from assistant.adapters.courier_dimse import DimseCourier, Peer
from assistant.adapters.courier_folder import FolderCourier
from assistant.adapters.courier_stow import StowCourier
from assistant.model.package import Original
from assistant.sample import sample
from assistant.sample.scan import write_scan


def original(data, name="x"):
    return Original(("s",), hashlib.sha256(data).hexdigest(), name, len(data), lambda: nullcontext(io.BytesIO(data)))


@pytest.fixture(scope="module")
def slices(tmp_path_factory):
    folder = write_scan(sample()["scan"], tmp_path_factory.mktemp("scan"))
    return [original(path.read_bytes()) for path in sorted(folder.iterdir())[:5]]


class Receiver:
    """A small storage provider: keeps what it gets, answers with the statuses given first."""

    def __init__(self, statuses=()):
        from pynetdicom import AE, AllStoragePresentationContexts, evt
        from pynetdicom.sop_class import Verification

        self.got, self.statuses = [], list(statuses)
        entity = AE(ae_title="RECEIVER")
        entity.supported_contexts = AllStoragePresentationContexts
        entity.add_supported_context(Verification)
        entity.require_called_aet = True
        self.server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, self.store)])
        self.port = self.server.server_address[1]

    def store(self, event):
        if self.statuses:
            return self.statuses.pop(0)
        self.got.append(str(event.dataset.SOPInstanceUID))
        return 0x0000


@pytest.fixture
def receiver():
    made = []

    def start(*statuses):
        made.append(Receiver(statuses))
        return made[-1]

    yield start
    for each in made:
        each.server.shutdown()


def courier(port, called="RECEIVER", pauses=None):
    return DimseCourier(Peer("127.0.0.1", port, called, timeout=5), sleep=([] if pauses is None else pauses).append)


def test_c_store_delivers_every_slice(slices, receiver):
    there = receiver()
    receipt = courier(there.port).send(slices)
    assert receipt.whole and len(receipt.delivered) == len(there.got) == 5
    assert courier(there.port).reachable()


def test_what_the_receiver_had_no_room_for_is_sent_again_and_nothing_else(slices, receiver):
    there, pauses = receiver(0xA700, 0xA700), []
    receipt = courier(there.port, pauses=pauses).send(slices)
    assert receipt.whole and receipt.attempts == 2 and len(there.got) == 5 and pauses == [2.0]


def test_a_wrong_title_or_a_file_that_is_no_dicom_is_said_and_not_tried_again(slices, receiver):
    there, pauses = receiver(), []
    refused = courier(there.port, "SOMEBODY", pauses).send(slices[:1])
    assert set(refused.failed.values()) == {"refused"} and pauses == []
    mixed = courier(there.port).send([*slices[:1], original(b"hello")])
    assert len(mixed.delivered) == 1 and list(mixed.failed.values()) == ["not-dicom"]


def test_a_receiver_that_takes_none_of_these_kinds_of_file_is_not_said_to_be_silent(slices, receiver):
    from pydicom import dcmread
    from pydicom.encaps import encapsulate

    with slices[0].open() as stream:
        squeezed = dcmread(stream)
    squeezed.PixelData = encapsulate([b"\0" * 8])
    squeezed["PixelData"].is_undefined_length = True
    squeezed.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.90"  # JPEG 2000, which this receiver does not offer
    out = io.BytesIO()
    squeezed.save_as(out, enforce_file_format=True)
    receipt = courier(receiver().port).send([original(out.getvalue())])
    assert list(receipt.failed.values()) == ["not-accepted"]


def test_a_destination_that_is_not_there_fails_after_three_tries(slices):
    pauses = []
    receipt = courier(1, pauses=pauses).send(slices[:1])
    assert set(receipt.failed.values()) == {"unreachable"} and pauses == [2.0, 4.0]
    assert not courier(1).reachable()


class Stow(BaseHTTPRequestHandler):
    def do_POST(self):
        body = (
            self.rfile.read(int(self.headers["Content-Length"])) if "Content-Length" in self.headers else self.chunks()
        )
        answers = self.server.answers
        code = answers.pop(0) if answers else 200
        uids = []
        for part in body.split(b"DICM")[1:]:
            uid = pydicom.dcmread(io.BytesIO(b"\0" * 128 + b"DICM" + part), force=True, stop_before_pixels=True)
            uids.append(str(uid.SOPInstanceUID))
        self.server.got += uids if code == 200 else []
        items = [{"00081155": {"vr": "UI", "Value": [uid]}} for uid in uids]
        answer = json.dumps({"00081199": {"vr": "SQ", "Value": items}}).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/dicom+json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def chunks(self):
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_):
        pass


@pytest.fixture
def stow():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stow)
    server.answers, server.got = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_stow_delivers_and_tries_again_when_the_server_is_busy(slices, stow):
    stow.answers = [503]
    pauses = []
    receipt = StowCourier(f"http://127.0.0.1:{stow.server_port}", sleep=pauses.append).send(slices)
    assert receipt.whole and len(stow.got) == 5 and pauses[0] == 2.0


def test_stow_without_permission_is_not_tried_again(slices, stow):
    stow.answers = [401, 200]
    receipt = StowCourier(f"http://127.0.0.1:{stow.server_port}", sleep=lambda _: None).send(slices[:1])
    assert list(receipt.failed.values()) == ["not-allowed"] and receipt.attempts == 1


def test_the_folder_gets_whole_files_once(slices, tmp_path):
    one = FolderCourier(tmp_path, sleep=lambda _: None)
    assert one.send(slices).whole and one.send(slices).whole
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(each.sha256 for each in slices)
    wrong = replace(slices[0], sha256="0" * 64)
    assert one.send([wrong]).failed == {"0" * 64: "changed"}
    assert not (tmp_path / ("0" * 64)).exists()
