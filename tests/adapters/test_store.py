"""The store: sealed, versioned, change and audit event together, a chain that shows tampering."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from assistant.adapters.keys import keys_of
from assistant.adapters.schema_sql import open_engine
from assistant.adapters.seal import Seal, SealBroken
from assistant.adapters.store_sql import StoreSql
from assistant.errors import Changed, NotFound
from assistant.model.audit import AuditEvent
from assistant.model.case import Case, Goal, Upload
from assistant.ports import ChatLine, Session

WHO = AuditEvent("2026-11-23T12:00:00Z", "a1", "patient", "tell", "c1")
CASE = Case(
    "c1",
    "VSO 1",
    owner="a1",
    created=WHO.at,
    goal=Goal(condition="Canary disease"),
    uploads=(Upload("f" * 64, "n", 1, WHO.at, "a1"),),
)


@pytest.fixture
def store(database):
    engine = open_engine(database)
    yield StoreSql(engine, Seal(b"k" * 32))
    engine.dispose()


def test_a_case_comes_back_as_it_was(store):
    store.add_case(CASE, WHO)
    assert store.case("c1") == CASE
    with pytest.raises(NotFound):
        store.case("c2")


def test_saving_needs_the_version_one_has_seen(store):
    store.add_case(CASE, WHO)
    assert store.save(CASE, 0, WHO).version == 1
    with pytest.raises(Changed):
        store.save(CASE, 0, WHO)


def test_a_refused_save_leaves_no_audit_event(store):
    store.add_case(CASE, WHO)
    store.save(CASE, 0, WHO)
    with pytest.raises(Changed):
        store.save(CASE, 0, WHO)
    assert len(store.trail("c1")) == 2


def test_of_many_writers_at_once_each_change_counts(store):
    store.add_case(CASE, WHO)
    done = []

    def write():
        while True:
            seen = store.case("c1")
            try:
                store.save(seen, seen.version, WHO)
            except Changed:
                continue
            done.append(1)
            return

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.case("c1").version == 8 and len(done) == 8
    assert store.verify_trail() is None


def test_cases_are_found_by_who_they_belong_to(store):
    store.add_case(CASE, WHO)
    from dataclasses import replace

    store.add_case(replace(CASE, id="c2", owner="a2", helpers=("a1",)), WHO)
    assert [c.id for c in store.cases(owner="a1")] == ["c1"]
    assert [c.id for c in store.cases(helper="a1")] == ["c2"]


def test_derived_results_are_kept_replaced_and_forgotten(store):
    store.keep("k", b"1")
    store.keep("k", b"2")
    assert store.kept("k") == b"2"
    store.forget("k")
    assert store.kept("k") is None


def test_a_conversation_is_kept_in_order_and_deleted_with_its_case(store):
    store.add_case(CASE, WHO)
    store.add_chat("c1", (ChatLine("1", "a1", WHO.at, "hello"), ChatLine("2", "assistant", WHO.at, "hi", "{}")), WHO)
    assert [line.text for line in store.chat("c1")] == ["hello", "hi"]
    store.delete_case("c1", WHO)
    assert store.chat("c1") == []


def test_a_session_is_found_by_its_hash_and_ends(store):
    store.put_session(Session("h", "a1", WHO.at, WHO.at))
    assert store.session("h").account == "a1"
    store.end_session("h")
    assert store.session("h") is None


@pytest.mark.parametrize("deed", ["UPDATE audit SET deed='x' WHERE seq=2", "DELETE FROM audit WHERE seq=2"])
def test_a_changed_or_missing_audit_row_is_found(store, deed):
    for _ in range(4):
        store.record(WHO)
    assert store.verify_trail() is None
    with store._engine.begin() as connection:
        connection.execute(text(deed))
    assert store.verify_trail() is not None


def test_nothing_a_person_wrote_is_readable_in_the_file(tmp_path):
    path = tmp_path / "store.sqlite"
    store = StoreSql(open_engine(f"sqlite:///{path}"), Seal(b"k" * 32))
    store.add_case(CASE, WHO)
    store.add_chat("c1", (ChatLine("1", "a1", WHO.at, "Canary words"),), WHO)
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Canary" not in path.read_bytes()


def test_a_sealed_row_moved_to_another_case_does_not_open(store):
    from dataclasses import replace

    store.add_case(CASE, WHO)
    store.add_case(replace(CASE, id="c2"), WHO)
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE cases SET sealed=(SELECT sealed FROM cases WHERE id='c1') WHERE id='c2'"))
    with pytest.raises(SealBroken):
        store.case("c2")


def test_the_key_file_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = keys_of(tmp_path)
    assert keys_of(tmp_path) == first
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_rotated_key_still_opens_what_the_old_one_sealed():
    old, new = b"o" * 32, b"n" * 32
    assert Seal(new, old).open(Seal(old).seal(b"x", "p"), "p") == b"x"


def test_what_another_process_saved_is_seen_at_once_though_the_case_was_kept_open(store, database):
    store.add_case(CASE, WHO)
    assert store.case("c1") is store.case("c1")
    other = open_engine(database)
    StoreSql(other, Seal(b"k" * 32)).save(replace(CASE, language="es"), 0, WHO)
    other.dispose()
    assert store.case("c1").language == "es"


def test_an_erased_case_is_not_kept_open_in_memory(store):
    store.add_case(CASE, WHO)
    store.case("c1")
    store.delete_case("c1", WHO)
    assert store._opened.cache_info().currsize == 0


def test_nobody_comes_to_hold_a_file_while_it_is_looked_whether_anybody_does(store):
    store.add_case(CASE, WHO)
    with ThreadPoolExecutor(1) as pool:
        with store.unheld("a" * 64) as free:
            assert free
            waiting = pool.submit(store.hold, "c1", ["a" * 64])
            time.sleep(0.2)
            assert not waiting.done()
        waiting.result(10)
    with store.unheld("a" * 64) as free:
        assert not free
