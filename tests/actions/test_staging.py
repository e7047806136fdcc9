"""Uploads on their way in: no paper is lost to another of the same name, and nothing stays that nobody goes on with."""

import os
import time

import pytest

from assistant.actions import accounts, cases, helping, papers, staging
from assistant.actions.tidying import tidy
from assistant.errors import BadInput, NotFound
from assistant.model.helping import Share
from assistant.model.people import Role
from tests.support import PASSWORD, add_actor, make_desk

LATER = "2026-12-01T12:00:01Z"


def send(desk, elena, case, files):
    """Files as a browser lists them: two may have one name."""
    upload = papers.begin(desk, elena, case.id, [(name, len(data)) for name, data in files])
    for number, (_, data) in enumerate(files):
        papers.append(desk, upload, number, 0, data)
    return papers.finish(desk, elena, case.id, upload.id)


@pytest.mark.parametrize(
    "names",
    [
        ("report.pdf", "report.pdf"),
        ("Report.pdf", "report.PDF"),
        ("a/../report.pdf", "a/report.pdf"),
        ("x" * 150 + "-1.pdf", "x" * 150 + "-2.pdf"),
        ("/".join("abcdefghijklmn") + "/1.pdf", "z/" + "/".join("cdefghijklmn") + "/1.pdf"),
        ("letter", "letter/page.pdf"),
        ("a:b.pdf", "a_b.pdf"),
    ],
)
def test_two_files_that_would_lie_in_one_place_are_two_papers(desk, elena, case, names):
    added = send(desk, elena, case, [(name, b"paper %d" % n) for n, name in enumerate(names)])
    assert len(added) == 2 and len({each.name.casefold() for each in added}) == 2
    assert len(cases.load(desk, elena, case.id).uploads) == 2


def test_a_long_name_keeps_its_ending():
    [path] = staging.distinct(["x" * 300 + ".pdf"])
    assert len(path) == 120 and path.endswith(".pdf")


def test_a_reading_bears_the_name_this_person_gave_the_file_and_not_somebody_elses(tmp_path):
    desk = make_desk(tmp_path)
    seen = {}
    for who, name in (("elena", "Elena Marsh private.txt"), ("other", "scan.txt")):
        actor = add_actor(desk, Role.PATIENT, who)
        own = cases.start(desk, actor, "en")
        send(
            desk,
            actor,
            own,
            [(name, b"CT CHEST\nImpression: a nodule of 8 mm.\n" * 5), (f"broken {name}.pdf", b"%PDF-")],
        )
        seen[who] = (*papers.readings(desk, actor, own.id).values(), cases.dossier(desk, actor, own.id).papers)
    assert "Elena" in repr(seen["elena"]) and "Elena" not in repr(seen["other"])
    assert "scan.txt" in repr(seen["other"])


def test_two_uploads_begun_at_once_cannot_pass_the_limit_of_a_case_together(desk, elena, case, monkeypatch):
    monkeypatch.setattr(papers, "CASE_BYTES", 15)
    begun = [papers.begin(desk, elena, case.id, [(f"{n}.txt", 10)]) for n in range(2)]
    for number, upload in enumerate(begun):
        papers.append(desk, upload, 0, 0, b"%010d" % number)
    papers.finish(desk, elena, case.id, begun[0].id)
    with pytest.raises(BadInput, match="too-big"):
        papers.finish(desk, elena, case.id, begun[1].id)
    assert len(cases.load(desk, elena, case.id).uploads) == 1


def test_of_many_uploads_left_lying_the_oldest_gives_way(desk, elena, case, tmp_path):
    begun = []
    for number in range(staging.OPEN_AT_ONCE + 2):
        desk.clock.at = f"2026-11-23T12:00:{number:02d}Z"
        begun.append(papers.begin(desk, elena, case.id, [("a.txt", 10)]))
        papers.append(desk, begun[-1], 0, 0, b"01234")
    for old in begun[:2]:
        with pytest.raises(NotFound):
            papers.incoming(desk, elena, case.id, old.id)
    assert papers.offsets(desk, papers.incoming(desk, elena, case.id, begun[2].id)) == [5]
    assert len(list((tmp_path / "incoming").iterdir())) == staging.OPEN_AT_ONCE


def test_what_nobody_went_on_with_for_a_week_is_let_go_and_nothing_younger(desk, elena, case, tmp_path):
    old = papers.begin(desk, elena, case.id, [("a.txt", 10)])
    papers.append(desk, old, 0, 0, b"01234")
    left = tmp_path / "incoming" / "put-0123"
    left.write_bytes(b"of a killed process")
    os.utime(left, (time.time() - 8 * 86400,) * 2)
    desk.store.keep("incoming:0123456789abcdef", b"[]")
    desk.clock.at = LATER
    new = papers.begin(desk, elena, case.id, [("b.txt", 10)])
    papers.append(desk, new, 0, 0, b"01234")
    assert staging.sweep(desk) == 3 and staging.sweep(desk) == 0
    assert [path.name for path in (tmp_path / "incoming").iterdir()] == [new.id]
    assert papers.offsets(desk, new) == [5]
    with pytest.raises(NotFound):
        papers.incoming(desk, elena, case.id, old.id)


def test_a_deleted_case_leaves_neither_a_half_upload_nor_a_link(desk, elena, case, tmp_path):
    helping.invite(desk, elena, case.id, Share.ALL)
    upload = papers.begin(desk, elena, case.id, [("a.txt", 10)])
    papers.append(desk, upload, 0, 0, b"01234")
    cases.delete(desk, elena, case.id)
    assert list((tmp_path / "incoming").iterdir()) == []
    assert desk.store.keys("incoming:") == desk.store.keys("invitation:") == []


def test_half_sign_ins_old_sessions_and_lapsed_links_are_thrown_away_and_no_others(desk, elena, case):
    desk.store.keep("pending:old", b'{"account": "x", "at": "2026-11-23T12:00:00Z"}')
    desk.store.keep("oidc:older", b"as an older version kept it")
    helping.invite(desk, elena, case.id, Share.ALL)
    old = accounts.sign_in(desk, "elena", PASSWORD)
    desk.clock.at = LATER
    desk.store.keep("pending:new", b'{"account": "x", "at": "2026-12-01T12:00:00Z"}')
    _, token = helping.invite(desk, elena, case.id, Share.ALL)
    new = accounts.sign_in(desk, "elena", PASSWORD)
    assert tidy(desk) == 4 and tidy(desk) == 0
    assert desk.store.keys("pending:") == ["pending:new"] and desk.store.keys("oidc:") == []
    assert helping.offer(desk, token).share is Share.ALL
    assert accounts.actor_of(desk, new) == elena and desk.store.session(accounts.hash_of(old)) is None


def test_the_same_bytes_in_another_case_that_is_erased_meanwhile_are_not_lost(desk, elena, case, monkeypatch):
    tom = add_actor(desk, Role.PATIENT, "tom")
    his = cases.start(desk, tom, "en")
    [paper] = send(desk, tom, his, [("scan.txt", b"the same page")])
    commit, erased = desk.blobs.commit, []

    def erased_just_before(staged):
        if not erased:
            erased.append(cases.delete(desk, tom, his.id))
        return commit(staged)

    monkeypatch.setattr(desk.blobs, "commit", erased_just_before)
    [added] = send(desk, elena, case, [("mine.txt", b"the same page")])
    assert erased and added.sha256 == paper.sha256
    with desk.blobs.open(added.sha256) as stored:
        assert stored.read() == b"the same page"
