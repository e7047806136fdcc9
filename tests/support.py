"""Builders for tests: a desk with real doors in a temporary folder, actors, a clock that moves when told."""

from pathlib import Path

from assistant.actions import accounts, cases, delivering, reading
from assistant.actions import desk as desks
from assistant.actions.desk import Desk
from assistant.adapters.blobs_folder import BlobsFolder
from assistant.adapters.clock import FixedClock
from assistant.adapters.jobs import JobsNow
from assistant.adapters.keys import keys_of
from assistant.adapters.schema_sql import open_engine
from assistant.adapters.seal import Seal
from assistant.adapters.store_sql import StoreSql
from assistant.model.case import Case
from assistant.model.people import Actor, Person, Role
from knowledge import load

PASSWORD = "a long enough password"


class NoJobs:
    """Remembers what was asked for and does nothing, as a process killed right after asking."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def read(self, case_id: str, sha256: str) -> None:
        self.asked.append((case_id, sha256))

    def deliver(self, case_id: str, delivery: str) -> None:
        self.asked.append((case_id, delivery))

    def start(self) -> None: ...

    def stop(self) -> None: ...


def make_desk(folder: Path, *, jobs=None, url: str = "") -> Desk:
    """A desk whose work is done at once."""
    seal = Seal(*keys_of(folder))
    store = StoreSql(open_engine(url or f"sqlite:///{folder / 'store.sqlite'}"), seal)
    work = JobsNow(
        lambda case_id, sha256: reading.read_upload(desks.current(), case_id, sha256),
        lambda case_id, delivery: delivering.run(desks.current(), case_id, delivery),
    )
    desk = Desk(
        store=store,
        blobs=BlobsFolder(folder, seal),
        jobs=jobs or work,
        clock=FixedClock(),
        knowledge=load(),
        folder=folder,
    )
    desks.set_current(desk)
    return desk


def add_actor(desk: Desk, role: Role, name: str = "") -> Actor:
    return accounts.add(desk, None, name or role.value, role, PASSWORD).actor


ELENAS_SCAN = b"CT CHEST\nPatient: Elena Marsh\nDate: 2026-05-14\nImpression: 8 mm nodule in the right upper lobe.\n"


def case_of_elena(desk: Desk, elena: Actor) -> Case:
    """A case with a name and one paper, for others to try and get at."""
    case = cases.start(desk, elena, "en")
    cases.tell(desk, elena, case.id, patient=Person(name="Elena Marsh"))
    add_files(desk, elena, case.id, {"ct.txt": ELENAS_SCAN})
    return desk.store.case(case.id)


def add_files(desk: Desk, actor: Actor, case_id: str, files: dict[str, bytes]) -> list:
    """Uploads files the way the browser does."""
    from assistant.actions import papers

    upload = papers.begin(desk, actor, case_id, [(name, len(data)) for name, data in files.items()])
    for number, data in enumerate(files.values()):
        for start in range(0, len(data), papers.CHUNK):
            papers.append(desk, upload, number, start, data[start : start + papers.CHUNK])
    return papers.finish(desk, actor, case_id, upload.id)
