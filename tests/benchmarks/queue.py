"""A liaison's queue of 50,000 cases on PostgreSQL (SQLite where there is none): time, and the plan of the query.

`python -m tests.benchmarks queue`; `CASES=n` for another number.
"""

import os
import resource
import statistics
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert, text

from assistant.actions import cases, review
from assistant.adapters.schema_sql import CASES, open_engine
from assistant.adapters.seal import Seal
from assistant.adapters.store_sql import StoreSql
from assistant.model.case import Case, Goal, Stage, Upload
from assistant.model.people import Person, Role
from tests.adapters import servers
from tests.support import add_actor, make_desk

STAGES = (Stage.CLOSED,) * 16 + (Stage.ANSWERED, Stage.SENT, Stage.REVIEWING, Stage.GATHERING)  # a fifth is open


@contextmanager
def database(folder: Path):
    if servers.binaries() is None:
        yield f"sqlite:///{folder / 'queue.sqlite'}"
        return
    with servers.postgresql() as socket:
        yield servers.new_database(socket, "queue")


def made(number: int, liaisons: list[str]) -> Case:
    at = f"2026-{number % 10 + 1:02d}-{number % 28 + 1:02d}T10:00:00Z"
    uploads = tuple(Upload(f"{number:060d}{n:04d}", f"paper {n}.pdf", 1000, at, "o") for n in range(14))
    return Case(
        f"{number:032x}",
        f"VSO {number}",
        owner=f"owner{number}",
        created=at,
        updated=at,
        stage=STAGES[number % len(STAGES)],
        liaison=liaisons[number % 4] if number % 5 else "",
        patient=Person(name=f"Person {number}", birth_date="1960-05-05"),
        goal=Goal(condition="a long standing condition of the knee", decide_by="2026-12-24" if number % 3 else ""),
        uploads=uploads,
    )


def fill(store: StoreSql, number: int, liaisons: list[str]) -> None:
    with store._engine.begin() as connection:
        for start in range(0, number, 1000):
            batch = [made(n, liaisons) for n in range(start, min(start + 1000, number))]
            connection.execute(insert(CASES), [{"id": case.id, **store._row(case)} for case in batch])


def timed(what: str, deed, times: int = 5) -> None:
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        result = deed()
        seconds.append(time.perf_counter() - begun)
    size = len(result) if hasattr(result, "__len__") else ""
    print(f"{what:<44} median {statistics.median(seconds) * 1000:7.0f} ms   {size}")


def run() -> None:
    number = int(os.environ.get("CASES", "50000"))
    with tempfile.TemporaryDirectory() as name, database(Path(name)) as url:
        desk = make_desk(Path(name), url=url)
        store = StoreSql(open_engine(url), Seal(b"k" * 32))
        desk = replace(desk, store=store)
        dana = add_actor(desk, Role.LIAISON, "dana")
        begun = time.perf_counter()
        fill(store, number, [dana.id, "another", "third", "fourth"])
        print(f"{number} cases on {store._engine.dialect.name}, filled in {time.perf_counter() - begun:.0f} s")
        if store._engine.dialect.name == "postgresql":
            with store._engine.connect() as connection:
                connection.execute(text("ANALYZE cases"))
                plan = connection.execute(
                    text(
                        "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT id, line FROM cases "
                        "WHERE liaison IN ('', :me) "
                        "AND stage IN ('gathering','reviewing','ready','sent','answered') ORDER BY updated DESC"
                    ),
                    {"me": dana.id},
                )
                print("  " + "\n  ".join(row[0] for row in plan))
        timed("the queue, open cases", lambda: review.queue(desk, dana, closed=False))
        timed("the queue, closed cases too", lambda: review.queue(desk, dana, closed=True), 3)
        owner = add_actor(desk, Role.PATIENT, "elena")
        timed("a patient's own list", lambda: cases.mine(desk, owner))
        timed("one case", lambda: [store.case(f"{7:032x}")])
        timed("counts for metrics", lambda: store.counts())
        print(f"memory of this process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        store._engine.dispose()
