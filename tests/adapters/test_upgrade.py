"""Data of an earlier version: upgraded in place, whole, once, and never by a program that is older than they are."""

import json
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from assistant.adapters import migrations_sql
from assistant.adapters.schema_sql import META, open_engine, schema_version
from assistant.adapters.seal import Seal
from assistant.adapters.store_sql import StoreSql
from assistant.model.audit import AuditEvent
from assistant.model.people import Role

SEAL = Seal(b"k" * 32)
AT = "2026-01-01T00:00:00Z"
CASE = {
    "id": "c1",
    "number": "VSO 1",
    "owner": "a1",
    "created": AT,
    "updated": AT,
    "goal": {"condition": "an old condition"},
    "patient": {"name": "Elena"},
    "uploads": [{"sha256": "f" * 64, "name": "ct.txt", "bytes": 1, "at": AT, "by": "a1", "state": "read"}],
}


@pytest.fixture
def old(tmp_path):
    """A database as version 1 left it, with a case, an account, a helper, a conversation and a trail."""
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as made:
        made.executescript((Path(__file__).parent / "version_1.sql").read_text(encoding="utf-8"))
        sealed = SEAL.seal(json.dumps(CASE).encode(), "case:c1")
        made.execute("INSERT INTO cases VALUES ('c1','a1','','','gathering',?,?,3,?)", (AT, AT, sealed))
        made.execute("INSERT INTO case_helpers VALUES ('c1','a2')")
        made.execute("INSERT INTO accounts VALUES ('a1','elena','patient','Elena','en','hash',0)")
        made.execute("INSERT INTO derived VALUES ('k',?)", (SEAL.seal(b"kept", "derived:k"),))
        made.execute("INSERT INTO chat VALUES (1,'c1','l1','a1',?,?)", (AT, SEAL.seal(b"hello\0", "chat:c1:l1")))
        link = SEAL.link("", f"1|{AT}|a1|patient|start|c1||False|done")
        made.execute("INSERT INTO audit VALUES (1,?,'a1','patient','start','c1','',0,'done',?)", (AT, link))
    made.close()
    return f"sqlite:///{path}"


def test_everything_of_version_1_is_there_after_the_upgrade(old):
    engine = open_engine(old)
    store = StoreSql(engine, SEAL)
    assert schema_version(engine) == migrations_sql.VERSION
    assert store.fill_in() == 1 and store.fill_in() == 0
    case = store.case("c1")
    assert case.goal.condition == "an old condition" and case.uploads[0].name == "ct.txt"
    [line] = store.lines(owner="a1")
    assert (line.name, line.condition) == ("Elena", "an old condition")
    assert store.holders("f" * 64) == ["c1"] and store.kept("k") == b"kept"
    assert store.account_named("elena").role is Role.PATIENT and store.account("a1").second == b""
    assert store.chat("c1")[0].text == "hello" and store.verify_trail() is None
    assert store.save(case, 3, AuditEvent(AT, "a1", "patient", "tell", "c1")).version == 4
    assert open_engine(old) and store.verify_trail() is None


def test_lists_are_right_even_before_the_lines_are_filled_in(old):
    assert StoreSql(open_engine(old), SEAL).lines()[0].name == "Elena"


def test_an_upgraded_database_has_the_very_tables_of_a_new_one(old, tmp_path):
    def shape(engine):
        look = inspect(engine)
        return {
            name: (
                {(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)},
                {i["name"] for i in look.get_indexes(name)},
            )
            for name in META.tables
        }

    assert shape(open_engine(old)) == shape(open_engine(f"sqlite:///{tmp_path / 'new.sqlite'}"))


def test_an_upgrade_that_fails_half_way_leaves_the_old_version(old, monkeypatch):
    def broken(connection):
        connection.execute(text("ALTER TABLE cases ADD COLUMN half TEXT"))
        raise RuntimeError("power cut")

    monkeypatch.setitem(migrations_sql.STEPS, 2, broken)
    with pytest.raises(RuntimeError):
        open_engine(old)
    monkeypatch.undo()
    engine = open_engine(old)
    assert schema_version(engine) == migrations_sql.VERSION
    assert "half" not in {column["name"] for column in inspect(engine).get_columns("cases")}


def test_data_of_a_newer_program_are_left_alone(database):
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version = 99"))
    with pytest.raises(migrations_sql.SchemaTooNew):
        open_engine(database)
    engine.dispose()
