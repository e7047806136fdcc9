"""Papers coming in: resumable, whole, recorded before they are read, the same content once."""

import hashlib

import pytest

from assistant.actions import cases, papers
from assistant.errors import BadInput, NotFound, NotReady
from assistant.model.case import PaperState
from assistant.model.people import Role
from tests.support import add_actor, add_files, make_desk

TEXT = b"CT CHEST\nImpression: a nodule.\n"
SLICE = b"\0" * 128 + b"DICM" + b"x" * 300


def test_an_upload_is_on_disk_and_on_the_case_before_it_is_read(desk, elena, case):
    [added] = add_files(desk, elena, case.id, {"ct.txt": TEXT})
    assert added.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert cases.load(desk, elena, case.id).uploads == (added,)
    assert added.state is PaperState.UPLOADED
    assert desk.jobs.asked == [(case.id, added.sha256)]
    with desk.blobs.open(added.sha256) as stored:
        assert stored.read() == TEXT


def test_the_same_content_twice_is_one_paper(desk, elena, case):
    add_files(desk, elena, case.id, {"ct.txt": TEXT})
    add_files(desk, elena, case.id, {"copy of ct.txt": TEXT})
    assert len(cases.load(desk, elena, case.id).uploads) == 1


def test_a_chunk_at_the_wrong_offset_changes_nothing_and_says_where_we_are(desk, elena, case):
    upload = papers.begin(desk, elena, case.id, [("a.txt", 10)])
    assert papers.append(desk, upload, 0, 0, b"01234") == 5
    assert papers.append(desk, upload, 0, 0, b"01234") == 5
    assert papers.append(desk, upload, 0, 7, b"789") == 5
    assert papers.offsets(desk, upload) == [5]
    assert papers.append(desk, upload, 0, 5, b"56789") == 10


def test_a_chunk_damaged_on_the_way_is_not_taken(desk, elena, case):
    upload = papers.begin(desk, elena, case.id, [("a.txt", 5)])
    assert papers.append(desk, upload, 0, 0, b"01234", checksum=hashlib.sha256(b"other").hexdigest()) == 0
    assert papers.append(desk, upload, 0, 0, b"01234", checksum=hashlib.sha256(b"01234").hexdigest()) == 5


def test_more_bytes_than_announced_are_not_taken(desk, elena, case):
    upload = papers.begin(desk, elena, case.id, [("a.txt", 3)])
    assert papers.append(desk, upload, 0, 0, b"0123") == 0


def test_an_unfinished_upload_is_not_recorded(desk, elena, case):
    upload = papers.begin(desk, elena, case.id, [("a.txt", 10)])
    papers.append(desk, upload, 0, 0, b"01234")
    with pytest.raises(NotReady):
        papers.finish(desk, elena, case.id, upload.id)
    assert cases.load(desk, elena, case.id).uploads == ()


def test_an_empty_file_is_taken_so_that_it_can_be_said_to_be_empty(desk, elena, case):
    [added] = add_files(desk, elena, case.id, {"nothing.pdf": b""})
    assert added.bytes == 0


def test_a_folder_of_images_is_one_paper_and_the_papers_beside_it_their_own(desk, elena, case):
    files = {f"CD/IMG/{n}": SLICE + bytes([n]) for n in range(3)}
    added = add_files(desk, elena, case.id, files | {"CD/AUTORUN.INF": b"[autorun]", "letter.txt": TEXT})
    by_name = {each.name: each for each in added}
    assert set(by_name) == {"CD", "letter.txt"}
    assert {"IMG/0", "IMG/1", "IMG/2"} <= set(by_name["CD"].members)


def test_a_cancelled_upload_leaves_nothing(desk, elena, case, tmp_path):
    upload = papers.begin(desk, elena, case.id, [("a.txt", 10)])
    papers.append(desk, upload, 0, 0, b"01234")
    papers.cancel(desk, elena, case.id, upload.id)
    assert not list((tmp_path / "incoming").iterdir())
    with pytest.raises(NotFound):
        papers.incoming(desk, elena, case.id, upload.id)


def test_an_upload_to_somebody_elses_case_is_as_if_there_were_none(desk, elena, case):
    other = add_actor(desk, Role.PATIENT, "other")
    upload = papers.begin(desk, elena, case.id, [("a.txt", 10)])
    mine = cases.start(desk, other, "en")
    for deed in (
        lambda: papers.begin(desk, other, case.id, [("a.txt", 1)]),
        lambda: papers.incoming(desk, other, case.id, upload.id),
        lambda: papers.incoming(desk, other, mine.id, upload.id),
    ):
        with pytest.raises(NotFound):
            deed()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([], "no-file"),
        ([("a", -1)], "no-file"),
        ([("a", 3 * 1024**3)], "too-big"),
        ([("a", 1)] * 20_001, "too-many-files"),
    ],
)
def test_an_upload_over_a_limit_is_refused_before_it_begins(desk, elena, case, files, reason):
    with pytest.raises(BadInput) as refusal:
        papers.begin(desk, elena, case.id, files)
    assert refusal.value.reason == reason


def test_a_full_disk_is_said_before_anything_is_sent(desk, elena, case, monkeypatch):
    monkeypatch.setattr(papers, "SPARE", 1 << 60)
    with pytest.raises(NotReady) as refusal:
        papers.begin(desk, elena, case.id, [("a", 1)])
    assert refusal.value.reason == "no-room"


def test_a_name_that_leads_out_of_the_folder_is_only_a_label(desk, elena, case, tmp_path):
    [added] = add_files(desk, elena, case.id, {"../../../../etc/passwd": TEXT})
    assert ".." not in added.name


def test_a_removed_paper_can_be_added_again(desk, elena, case):
    [added] = add_files(desk, elena, case.id, {"ct.txt": TEXT})
    papers.remove(desk, elena, case.id, added.sha256)
    assert papers.progress(desk, elena, case.id) == []
    add_files(desk, elena, case.id, {"ct.txt": TEXT})
    assert len(papers.progress(desk, elena, case.id)) == 1


def locked_pdf() -> bytes:
    import io

    import pypdf
    from pypdf import PdfWriter
    from typst import compile as typeset

    plain = typeset(b"CT CHEST\n\nPatient: Elena Marsh\n\nImpression: 8 mm nodule.", format="pdf")
    writer = PdfWriter(pypdf.PdfReader(io.BytesIO(plain)))
    writer.encrypt("opensesame", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_locked_paper_is_asked_for_its_password_and_read_without_a_new_upload(tmp_path):
    desk = make_desk(tmp_path)
    elena = add_actor(desk, Role.PATIENT, "elena")
    case = cases.start(desk, elena, "en")
    [added] = add_files(desk, elena, case.id, {"ct.pdf": locked_pdf()})
    problems = papers.readings(desk, elena, case.id)[added.sha256].problems
    assert [problem.code for problem in problems] == ["pdf-password"]
    papers.unlock(desk, elena, case.id, added.sha256, "wrong one")
    assert papers.readings(desk, elena, case.id)[added.sha256].problems[0].code == "pdf-password-wrong"
    papers.unlock(desk, elena, case.id, added.sha256, "opensesame")
    [document] = papers.readings(desk, elena, case.id)[added.sha256].documents
    assert "8 mm nodule" in document.pages[0].text
    from assistant.actions import pictures

    assert pictures.page(desk, elena, case.id, document.id, 1, 0, 2).startswith(b"\x89PNG")


def test_what_one_persons_password_opened_stays_locked_in_another_case(tmp_path):
    desk = make_desk(tmp_path)
    data = locked_pdf()
    seen = {}
    for name in ("elena", "other"):
        actor = add_actor(desk, Role.PATIENT, name)
        case = cases.start(desk, actor, "en")
        [added] = add_files(desk, actor, case.id, {"ct.pdf": data})
        if name == "elena":
            papers.unlock(desk, actor, case.id, added.sha256, "opensesame")
        seen[name] = papers.readings(desk, actor, case.id)[added.sha256].documents
    assert seen["elena"] and not seen["other"]


def test_a_case_deleted_while_its_papers_are_read_leaves_nothing(desk, elena, case, monkeypatch):
    import io
    import zipfile

    from assistant.actions import reading
    from ingest import sandbox
    from ingest.reading import ingest_input

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("inside.txt", TEXT)
    [added] = add_files(desk, elena, case.id, {"box.zip": made.getvalue()})

    def deleted(jobs, limits, workers):
        for job in jobs:
            result = ingest_input(job, limits)
            cases.delete(desk, elena, case.id)
            yield result

    monkeypatch.setattr(sandbox, "read_apart", deleted)
    reading.read_upload(desk, case.id, added.sha256)
    assert list(desk.blobs.all()) == [] and desk.store.keys("reading") == []
    assert desk.store.holders(hashlib.sha256(TEXT).hexdigest()) == []


def test_a_paper_whose_bytes_are_lost_is_said_to_be_unreadable_and_not_waited_for(desk, elena, case):
    from assistant.actions import reading

    [added] = add_files(desk, elena, case.id, {"ct.txt": TEXT})
    desk.blobs.delete(added.sha256)
    reading.read_upload(desk, case.id, added.sha256)
    assert desk.store.case(case.id).uploads[0].state is PaperState.REJECTED
