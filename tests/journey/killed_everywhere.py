"""kill -9 before durable steps of uploading, reading, packaging, delivering and erasing, then a start as after a power
cut: what was said to be saved is there, what was asked for is done, and nothing is there half or twice."""

import importlib
import io
import json
import os
import shutil
import sys
import time
import zipfile
from contextlib import suppress

import dbos  # noqa: F401 - loaded once, for every life
import pytest

from assistant.actions import cases, delivering, handing, papers, reading, review
from assistant.actions import desk as desks
from assistant.actions.resuming import resume
from assistant.errors import NotFound
from assistant.model.case import PaperState, Stage
from assistant.model.delivery import DeliveryState
from assistant.model.people import Person, Role
from assistant.settings import from_environment
from assistant.wiring import wire
from ingest import sandbox
from ingest.reading import ingest_input
from tests.journey.mortal import lives
from tests.support import add_actor, add_files

PAPER = b"CT CHEST\nPatient: Elena Marsh\nImpression: 8 mm nodule in the right upper lobe.\n" * 40
YES = dict.fromkeys(review.CHECKS, "yes")


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(2):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), PAPER + str(number).encode())
    return made.getvalue()


FILES = {"ct.txt": PAPER, "box.zip": zipped()}


def started(data, *, durable=True):
    """The service as `app.py` starts it; readers in the same process, so that each of their steps is tried too."""
    sandbox.read_apart = lambda jobs, limits, workers=1: (ingest_input(job, limits) for job in jobs)
    desk = wire(from_environment(data), background=durable)
    desks.set_current(desk)
    desk.jobs.start()
    resume(desk)
    return desk


def wait(check):
    until = time.monotonic() + 30
    while not check():
        assert time.monotonic() < until, "it did not come to its end"
        time.sleep(0.02)


class Notes:
    """What the person was told, on their own side of the line."""

    def __init__(self, path):
        self._path = path

    def add(self, **told):
        with self._path.open("a") as file:
            file.write(json.dumps(told) + "\n")

    def read(self):
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        return {key: value for line in lines for key, value in json.loads(line).items()}


def who(desk, name):
    return desk.store.account_named(name).actor


def the_case(desk):
    [line] = desk.store.lines()
    return desk.store.case(line.id)


def upload(notes, data):
    """The browser's side: goes on where it was told it is."""
    desk = started(data)
    elena, case, told = who(desk, "elena"), the_case(desk), notes.read()
    if told.get("finished"):
        assert {u.name for u in case.uploads} == set(FILES), "what was said to be saved is there"
        return desk
    try:
        here = papers.incoming(desk, elena, case.id, told.get("upload", "none"))
        assert all(have >= said for have, said in zip(papers.offsets(desk, here), told.get("at", []), strict=False))
    except NotFound:
        assert "at" not in told or case.uploads, "it was announced: half of it is kept, or all of it"
        here = papers.begin(desk, elena, case.id, [(name, len(content)) for name, content in FILES.items()])
        notes.add(upload=here.id)
    for number, content in enumerate(FILES.values()):
        for end in (len(content) // 2, len(content)):
            at = papers.offsets(desk, here)[number]
            if at < end:
                papers.append(desk, here, number, at, content[at:end])
        notes.add(at=papers.offsets(desk, here)[: number + 1])
    papers.finish(desk, elena, case.id, here.id)
    notes.add(finished=True)
    return desk


def uploaded(notes, data):
    desk = upload(notes, data)
    wait(lambda: {u.state for u in the_case(desk).uploads} == {PaperState.READ})
    case = the_case(desk)
    assert len(case.uploads) == len(FILES)
    for each in case.uploads:
        with desk.blobs.open(each.sha256) as stored:
            assert stored.read() == FILES[each.name]
        assert all(desk.blobs.has(sha256) for sha256 in reading.inside(reading.reading_of(desk, each)))
    held = {sha256 for sha256 in desk.blobs.all() if desk.store.holders(sha256) == [case.id]}
    assert held == set(desk.blobs.all()) and len(held) == 4, "no file lies about that no case holds"
    said = [e.target for e in desk.store.trail(case.id) if e.deed == "paper_read"]
    assert len(said) == len(set(said)) == len(FILES), "each is noted as read once"
    assert desk.store.verify_trail() is None and not desk.store.keys("incoming:")
    assert not [path for path in (data / "incoming").rglob("*") if path.is_file() and path.parent.name != "incoming"]


def signed(notes, data):
    desk = started(data, durable=False)
    dana, rao, case, told = who(desk, "dana"), who(desk, "rao"), the_case(desk), notes.read()
    assert case.stage in (Stage.REVIEWING, Stage.SENT), "a signed case is on its way again without being asked"
    assert case.stage is Stage.SENT or not told.get("sent")
    if case.stage is Stage.REVIEWING:
        review.sign_off(desk, dana, case.id, YES, rao.id)
        notes.add(sent=True)
    case = the_case(desk)
    assert case.stage is Stage.SENT and len(case.packages) == 1
    assert [e.deed for e in desk.store.trail(case.id)].count("sent") == 1
    stream, _ = handing.package_zip(desk, rao, case.id)
    with stream, zipfile.ZipFile(io.BytesIO(stream.read())) as package:
        assert package.testzip() is None
    assert all(desk.store.holders(sha256) for sha256 in desk.blobs.all())
    assert desk.store.verify_trail() is None


def delivered(notes, data):
    desk = started(data)
    dana, case, told = who(desk, "dana"), the_case(desk), notes.read()
    assert case.deliveries or not told.get("asked")
    if not case.deliveries:
        delivering.deliver_to(desk, dana, case.id, "board")
        notes.add(asked=True)
    wait(lambda: the_case(desk).deliveries[0].state is not DeliveryState.WAITING)
    [done] = the_case(desk).deliveries
    assert (done.state, done.delivered, dict(done.failed)) == (DeliveryState.DONE, 1, {})
    assert [e.deed for e in desk.store.trail(case.id)].count("delivery_done") == 1
    wait(lambda: not desk.store.keys("delivery-waiting:"))
    [arrived] = (data.parent / "board").iterdir()
    assert zipfile.is_zipfile(arrived) and desk.store.verify_trail() is None


def erased(notes, data):
    desk = started(data, durable=False)
    for line in desk.store.lines():
        assert not notes.read().get("gone")
        case = desk.store.case(line.id)
        for each in case.uploads:
            with desk.blobs.open(each.sha256) as stored:
                assert stored.read() == FILES[each.name], "not erased means whole"
        cases.delete(desk, who(desk, "elena"), case.id)
        notes.add(gone=True)
    assert list(desk.blobs.all()) == []
    assert [key for prefix in ("erasing:", "reading", "incoming:") for key in desk.store.keys(prefix)] == []
    assert desk.store.verify_trail() is None


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The data folders as they are before each deed. Made in this process, so that every life finds all loaded."""
    folder, patch = tmp_path_factory.mktemp("before"), pytest.MonkeyPatch()
    patch.setattr(sandbox, "read_apart", sandbox.read_apart)  # put back at the end

    def copied(desk, name):
        desk.store._engine.dispose()
        shutil.copytree(desk.folder, folder / name)
        return started(folder / name, durable=False)

    desk = started(folder / "upload", durable=False)
    elena, *_ = (
        add_actor(desk, role, name)
        for name, role in (("elena", Role.PATIENT), ("dana", Role.LIAISON), ("rao", Role.PROVIDER))
    )
    case = cases.start(desk, elena, "en")
    cases.tell(desk, elena, case.id, patient=Person(name="Elena Marsh"))
    desk = copied(desk, "erased")
    add_files(desk, elena, case.id, FILES)
    desk = copied(desk, "signed")
    cases.consent(desk, elena, case.id, "send", True, "1", "en")
    handing.send(desk, elena, case.id)
    copied(desk, "delivered").store._engine.dispose()

    def sent(_):
        signed(Notes(folder / "notes"), folder / "delivered")
        return sorted(sys.modules)

    # never in this process: typesetting has threads of its own, which a fork would lose
    for name in lives(folder / "delivered", sent):
        with suppress(ImportError):
            importlib.import_module(name)
    yield folder
    patch.undo()


DEEDS = {"upload": (uploaded, 7), "signed": (signed, 4), "delivered": (delivered, 4), "erased": (erased, 5)}
ALL = "EVERY_MOMENT" in os.environ  # each durable step there is, a quarter of an hour
pytestmark = pytest.mark.timeout(3600 if ALL else 180)


@pytest.mark.parametrize("name", DEEDS)
def test_a_process_may_die_at_twenty_moments_and_all_ends_as_if_it_had_not(before, tmp_path, monkeypatch, name):
    (deed, moments), places = DEEDS[name], tmp_path / "places.yml"
    monkeypatch.setenv("SECOND_OPINION_DESTINATIONS", str(places))

    def world(number):
        place = tmp_path / str(number)
        shutil.copytree(before / name, place / "data")
        (place / "board").mkdir()
        places.write_text(f"board: {{label: Board, kind: folder, path: {place / 'board'}}}\n")
        return place / "data", Notes(place / "notes")

    def life(data, notes, last=None):
        def counted(steps):
            deed(notes, data)
            return steps.count

        return lives(data, counted, last)

    steps = life(*world("whole"))
    points = range(1, steps + 1) if ALL else [1 + number * steps // moments for number in range(moments)]
    for point in points:
        place = world(point)
        life(*place, point)
        life(*place)
