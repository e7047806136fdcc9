"""Packages sent on to places of the settings: in the background, with a receipt, and again for what did not arrive."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant.actions import cases, delivering
from assistant.actions.change import new_id
from assistant.adapters.courier_dimse import DimseCourier, Peer
from assistant.adapters.courier_folder import FolderCourier
from assistant.adapters.destinations import DestinationsError, open_destinations
from assistant.errors import BadInput, NotReady
from assistant.model.audit import AuditEvent
from assistant.model.case import Consent, SentPackage, Stage, Upload
from assistant.model.delivery import DeliveryState
from assistant.model.people import Role
from assistant.ports import Destination, Receipt
from assistant.sample import sample
from assistant.sample.scan import write_scan
from tests.export.test_couriers import Receiver
from tests.support import NoJobs, add_actor, make_desk


class Flaky:
    """A place that takes the first file only, until told otherwise."""

    def __init__(self):
        self.got, self.mended = [], False

    def send(self, originals):
        taken = originals if self.mended else originals[:1]
        for each in taken:
            with each.open() as stream:
                self.got.append(hashlib.sha256(stream.read()).hexdigest())
        lost = {} if self.mended else {each.sha256: "no-room" for each in originals[1:]}
        return Receipt("flaky", tuple(each.sha256 for each in taken), lost)

    def reachable(self):
        return self.mended


@pytest.fixture(scope="module")
def slices(tmp_path_factory):
    folder = write_scan(sample()["scan"], tmp_path_factory.mktemp("scan"))
    return [path.read_bytes() for path in sorted(folder.iterdir())[:4]]


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path)
    places = (
        Destination("flaky", "Old archive", "dicom", Flaky()),
        Destination("board", "Tumor board", "folder", FolderCourier(tmp_path / "board", sleep=lambda _: None)),
    )
    (tmp_path / "board").mkdir()
    return replace(made, destinations={each.id: each for each in places})


@pytest.fixture(autouse=True)
def serving(desk):
    from assistant.actions.desk import set_current

    set_current(desk)


@pytest.fixture
def case(desk, dana, slices):
    """A case whose package was sent, with four slices in it."""
    case = cases.start(desk, add_actor(desk, Role.PATIENT, "elena"), "en")
    rows = []
    for number, data in enumerate(slices):
        sha256, size = desk.blobs.put(io.BytesIO(data))
        rows.append({"path": f"images/{number}.dcm", "sha256": sha256, "bytes": size})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "manifest.json", json.dumps({"files": [*rows, {"path": "summary.pdf", "sha256": "", "bytes": 1}]})
        )
    blob, size = desk.blobs.put(io.BytesIO(made.getvalue()))
    now = desk.clock.now()
    sent = replace(
        desk.store.case(case.id),
        number="VSO 1234 5678",
        stage=Stage.SENT,
        packages=(SentPackage(new_id(), now, "rao", 1, blob, size),),
        consents=(Consent("send", True, case.owner, now, "1", "en"),),
    )
    return desk.store.save(sent, sent.version, AuditEvent(now, "x", "x", "x", case.id))


def last(desk, case):
    return desk.store.case(case.id).deliveries[-1]


def test_the_folder_gets_the_package_whole_under_the_cases_number(desk, dana, case, tmp_path):
    delivering.deliver_to(desk, dana, case.id, "board")
    [arrived] = (tmp_path / "board").iterdir()
    assert arrived.name.startswith("vso-1234-5678-") and zipfile.is_zipfile(arrived)
    assert (last(desk, case).state, last(desk, case).delivered) == (DeliveryState.DONE, 1)
    assert [e.deed for e in desk.store.trail(case.id)][-2:] == ["deliver", "delivery_done"]


def test_what_did_not_arrive_is_told_and_sent_again_and_nothing_else(desk, dana, case, slices):
    delivering.deliver_to(desk, dana, case.id, "flaky")
    first = last(desk, case)
    assert (first.state, first.delivered, dict(first.failed)) == (DeliveryState.PARTLY, 1, {"no-room": 3})
    place = desk.destinations["flaky"].courier
    place.mended = True
    delivering.again(desk, dana, case.id, first.id)
    done = last(desk, case)
    assert (done.state, done.delivered, dict(done.failed), done.attempts) == (DeliveryState.DONE, 4, {}, 2)
    assert sorted(place.got) == sorted(hashlib.sha256(each).hexdigest() for each in slices)
    delivering.again(desk, dana, case.id, first.id)
    assert len(place.got) == 4, "what has arrived is not sent again"


def test_scans_go_to_a_real_archive(desk, dana, case):
    there = Receiver()
    try:
        courier = DimseCourier(Peer("127.0.0.1", there.port, "RECEIVER", timeout=5))
        desk = replace(desk, destinations={"pacs": Destination("pacs", "PACS", "dicom", courier)})
        from assistant.actions.desk import set_current

        set_current(desk)
        assert delivering.reachable(desk, dana, case.id, "pacs")
        delivering.deliver_to(desk, dana, case.id, "pacs")
        assert last(desk, case).state is DeliveryState.DONE and len(there.got) == 4
    finally:
        there.server.shutdown()


def test_a_delivery_cut_off_is_asked_for_again_at_the_next_start(desk, dana, case):
    asked = NoJobs()
    cut = replace(desk, jobs=asked)
    delivering.deliver_to(cut, dana, case.id, "board")
    delivering.deliver_to(cut, dana, case.id, "board")
    assert last(desk, case).state is DeliveryState.WAITING and len(desk.store.case(case.id).deliveries) == 1
    assert delivering.go_on(desk) == 1
    assert last(desk, case).state is DeliveryState.DONE
    assert delivering.go_on(desk) == 0


def test_nothing_goes_without_consent_after_withdrawal_or_to_a_place_nobody_set_up(desk, dana, case):
    with pytest.raises(BadInput):
        delivering.deliver_to(desk, dana, case.id, "nowhere")
    waiting = replace(desk, jobs=NoJobs())
    delivering.deliver_to(waiting, dana, case.id, "board")
    taken = desk.store.case(case.id)
    desk.store.save(
        replace(taken, stage=Stage.WITHDRAWN), taken.version, AuditEvent(taken.updated, "x", "x", "x", case.id)
    )
    delivering.run(desk, case.id, last(desk, case).id)
    assert dict(last(desk, case).failed) == {"taken-back": 1}
    back = desk.store.case(case.id)
    desk.store.save(
        replace(back, stage=Stage.SENT, consents=()), back.version, AuditEvent(back.updated, "x", "x", "x", case.id)
    )
    with pytest.raises(NotReady):
        delivering.deliver_to(desk, dana, case.id, "board")


def test_the_places_are_read_from_the_operators_file_and_a_wrong_line_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ARCHIVE", "secret")
    path = tmp_path / "destinations.yml"
    path.write_text(
        "pacs: {label: PACS, kind: dicom, host: h, port: 104, called: P}\n"
        "web: {label: Web, kind: dicomweb, url: 'https://a/b', token: ARCHIVE}\n"
        f"board: {{label: Board, kind: folder, path: {tmp_path}}}\n"
    )
    found = open_destinations(path)
    assert [(each.id, each.kind) for each in found.values()] == [
        ("pacs", "dicom"),
        ("web", "dicomweb"),
        ("board", "folder"),
    ]
    assert found["web"].courier.headers == {"Authorization": "Bearer secret"}
    assert found["board"].courier.reachable()
    assert open_destinations(None) == {}
    for wrong in ("pacs: {label: P, kind: dicom, host: h, port: 0, called: P}", "x: {kind: mail}", "a: ["):
        path.write_text(wrong)
        with pytest.raises(DestinationsError, match="destinations"):
            open_destinations(path)


def test_a_try_cut_before_its_receipt_is_made_again_whole_and_counted_right(desk, dana, case, monkeypatch):
    class PowerCut(BaseException):
        pass

    desk.destinations["flaky"].courier.mended = True
    real = type(desk.store).save

    def save(store, after, was, event):
        if event.deed.startswith("delivery_"):
            raise PowerCut
        return real(store, after, was, event)

    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(type(desk.store), "save", save)
        delivering.deliver_to(desk, dana, case.id, "flaky")
    assert last(desk, case).state is DeliveryState.WAITING
    delivering.go_on(desk)
    assert (last(desk, case).state, last(desk, case).delivered) == (DeliveryState.DONE, 4)


def test_a_delivery_cut_before_it_was_asked_for_is_found_at_the_next_start(desk, dana, case, monkeypatch):
    class PowerCut(BaseException):
        pass

    def cut(*_):
        raise PowerCut

    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(desk.jobs, "deliver", cut)
        delivering.deliver_to(desk, dana, case.id, "board")
    delivering.go_on(desk)


def test_of_a_zip_of_scans_the_slices_inside_go_to_the_archive_and_not_the_zip(desk, dana, case, slices, monkeypatch):
    members = {f"CT/{number}": desk.blobs.put(io.BytesIO(data))[0] for number, data in enumerate(slices)}
    packed, size = desk.blobs.put(io.BytesIO(b"PK not a slice"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        row = {"path": "images/ct.zip", "sha256": packed, "bytes": size, "documents": ["study"]}
        archive.writestr("manifest.json", json.dumps({"files": [row]}))
    blob, size = desk.blobs.put(io.BytesIO(made.getvalue()))
    study = SimpleNamespace(id="study", imaging=object(), members=members)
    monkeypatch.setattr(delivering, "reading_of", lambda *_: SimpleNamespace(documents=(study,)))
    before = desk.store.case(case.id)
    package = SentPackage(new_id(), desk.clock.now(), "rao", 1, blob, size)
    after = replace(before, packages=(package,), uploads=(Upload(packed, "ct.zip", size, "", ""),))
    desk.store.save(after, before.version, AuditEvent(desk.clock.now(), "x", "x", "x", case.id))
    place = desk.destinations["flaky"].courier
    place.mended = True
    delivering.deliver_to(desk, dana, case.id, "flaky")
    assert sorted(place.got) == sorted(members.values())
    assert last(desk, case).state is DeliveryState.DONE
