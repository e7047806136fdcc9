"""Reading apart: a crash, a hang or a glutton in a worker costs one sentence, and the next file is read."""

import os
from pathlib import Path

import pytest

from ingest import Input, Limits, Status, preview
from ingest.errors import Rejected
from ingest.readers.pdf_text import plain
from ingest.sandbox import call, read_apart
from tests.ingest import samples


def test_inputs_come_back_in_their_order_each_once(tmp_path: Path) -> None:
    jobs = []
    for number in range(7):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(samples.pdf([(f"page of file {number}",)]) if number != 3 else b"%PDF-broken")
        jobs.append(Input(path.name, path))
    got = list(read_apart(jobs, workers=2))
    assert [each.file for each in got] == [job.name for job in jobs]
    assert [each.status for each in got].count(Status.REJECTED) == 1
    assert got[6].documents[0].pages[0].text == "page of file 6"


def test_a_file_that_never_ends_is_stopped_and_the_next_is_read(tmp_path: Path) -> None:
    endless, good = tmp_path / "endless.pdf", tmp_path / "good.txt"
    os.mkfifo(endless)  # opening it waits for ever
    good.write_bytes(samples.TEXT)
    limits = Limits(seconds=1.0, ocr_seconds=0.5)
    stopped, read = read_apart([Input("endless.pdf", endless), Input("good.txt", good)], limits, workers=1)
    assert (stopped.status, stopped.problems[0].code) == (Status.REJECTED, "time-limit")
    assert read.status is Status.ACCEPTED


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    (got,) = read_apart([Input("gone.pdf", tmp_path / "gone.pdf")])
    assert got.problems[0].code == "missing"


def test_a_process_that_dies_is_a_refusal_not_a_crash() -> None:
    with pytest.raises(Rejected) as refusal:
        call(os._exit, 3)
    assert refusal.value.problem.code == "reader-crash"
    assert call(plain, "still\r\nhere") == "still\nhere"


def test_a_worker_cannot_take_more_memory_than_allowed() -> None:
    with pytest.raises(MemoryError):
        call(bytearray, 6 * 1024**3)


def test_a_page_picture_shows_the_words_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(samples.pdf())
    text = "\n".join(samples.REPORT)
    (box,) = preview.boxes(path, "application/pdf", 1, text.index("left"), text.index("left") + 11)
    assert box[0] == pytest.approx(172.86, abs=1)  # by the widths of Helvetica
    assert box[1] < 792 - 680 < box[3] + 3
    assert preview.page_png(path, "application/pdf", 1, [(0, 9)]).startswith(b"\x89PNG")


def test_highlights_of_a_turned_page_land_on_the_turned_picture(tmp_path: Path) -> None:
    from ingest import ingest

    path = tmp_path / "turned.pdf"
    path.write_bytes(samples.pdf(rotate=90))
    page = ingest(path).documents[0].pages[0]
    assert (page.width, page.height) == (792.0, 612.0)
    start = page.text.index("RIVERBEND")
    (box,) = preview.boxes(path, "application/pdf", 1, start, start + 9, page.text)
    assert box[0] > 700 and box[2] <= 792  # the first line runs down the right edge
    assert box[3] - box[1] > box[2] - box[0]


def test_a_page_inside_an_archive_is_found_by_its_document(tmp_path: Path) -> None:
    from ingest import ingest

    path = tmp_path / "all.zip"
    path.write_bytes(
        samples.zipped({"x/mail.eml": samples.mail({"report.pdf": samples.pdf()}), "notes.txt": samples.TEXT})
    )
    report = next(document for document in ingest(path).documents if document.name.endswith(".pdf"))
    picture = preview.page_png(path, report.media_type, 1, [(0, 9)], report.pages[0].text, document=report.id)
    assert picture.startswith(b"\x89PNG")
    assert len(preview.boxes(path, report.media_type, 1, 0, 9, report.pages[0].text, document=report.id)) == 1


def test_boxes_of_recognised_words_join_to_lines(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.image(samples.photo(), "JPEG"))
    (got,) = read_apart([Input("photo.jpg", path)])
    page = got.documents[0].pages[0]
    start = page.text.index("left kidney")
    boxes = preview.boxes(path, "image/jpeg", 1, start, start + 11, page.text, page.words)
    assert len(boxes) == 1
    assert preview.page_png(path, "image/jpeg", 1, [(start, start + 11)], page.text, page.words).startswith(b"\x89PNG")
