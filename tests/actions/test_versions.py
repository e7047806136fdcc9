"""Packages of a case: which there were, and what each changed since the one before."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from assistant.actions import cases, versions
from assistant.errors import NotFound
from assistant.model.audit import AuditEvent
from assistant.model.case import SentPackage, Stage
from assistant.model.people import Role
from tests.support import add_actor, make_desk


def package(desk, *questions):
    made = io.BytesIO()
    asked = [{"id": text, "text": text} for text in questions]
    summary = {"documents": [], "history": {"facts": [], "conflicts": []}, "gaps": [], "questions": asked}
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("summary.json", json.dumps(summary))
    blob, size = desk.blobs.put(io.BytesIO(made.getvalue()))
    return blob, size


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


def sent(desk, owner, *contents):
    case = cases.start(desk, owner, "en")
    packages = []
    for number, questions in enumerate(contents, 1):
        blob, size = package(desk, *questions)
        packages.append(SentPackage(f"p{number}", f"2026-11-0{number}T10:00:00Z", "rao", number, blob, size))
    case = replace(desk.store.case(case.id), stage=Stage.SENT, packages=tuple(packages))
    return desk.store.save(case, case.version, AuditEvent(desk.clock.now(), "x", "x", "x", case.id))


def test_each_version_says_what_changed_since_the_one_before(desk):
    elena = add_actor(desk, Role.PATIENT, "elena")
    case = sent(desk, elena, ["First?"], ["First?", "Second?"], ["Second?"])
    third, second, first = versions.versions(desk, elena, case.id, "en")
    assert (third.number, first.number, first.changes) == (3, 1, ())
    assert len(second.changes) == 1 and "Second?" in second.changes[0]
    assert len(third.changes) == 1 and "First?" in third.changes[0]


def test_a_package_that_is_gone_is_told_without_its_changes(desk):
    elena = add_actor(desk, Role.PATIENT, "elena")
    case = sent(desk, elena, ["First?"], ["Second?"])
    gone = replace(case, packages=(replace(case.packages[0], blob="0" * 64), case.packages[1]))
    desk.store.save(gone, gone.version, AuditEvent(desk.clock.now(), "x", "x", "x", case.id))
    assert [one.changes for one in versions.versions(desk, elena, case.id, "en")] == [(), ()]


def test_a_stranger_sees_none(desk):
    case = sent(desk, add_actor(desk, Role.PATIENT, "elena"), ["First?"])
    with pytest.raises(NotFound):
        versions.versions(desk, add_actor(desk, Role.PATIENT, "other"), case.id, "en")
