"""PDFs that mislead: words nobody sees, pages on their side, files cut off, pages that end their reader."""

import zlib
from pathlib import Path

import pytest

from ingest import Ingested, Input, Limits, Status, ingest
from ingest.document import PageState
from ingest.sandbox import read_apart
from tests.ingest import samples

LINES = ("First line of words", "Second line of words", "Third line of words")


def read(tmp_path: Path, data: bytes) -> Ingested:
    (tmp_path / "report.pdf").write_bytes(data)
    return ingest(tmp_path / "report.pdf")


@pytest.mark.parametrize(
    "unseen",
    ["3 Tr BT /F1 12 Tf 72 300 Td (Secret) Tj ET", "BT /F1 12 Tf 72 -300 Td (Secret) Tj ET",
     "1 1 1 rg BT /F1 12 Tf 72 300 Td (Secret) Tj ET"],
    ids=["without ink", "off the page", "white on white"],
)  # fmt: skip
def test_words_nobody_can_see_are_left_out_and_said(tmp_path: Path, unseen: str) -> None:
    got = read(tmp_path, samples.pdf(extra=unseen))
    assert "Secret" not in got.documents[0].pages[0].text and "left kidney" in got.documents[0].pages[0].text
    assert [problem.code for problem in got.problems] == ["words-unseen"]


def test_white_words_on_a_dark_bar_are_read(tmp_path: Path) -> None:
    bar = "0 0 0.5 rg 60 290 300 30 re f 1 1 1 rg BT /F1 12 Tf 72 300 Td (Results) Tj ET"
    got = read(tmp_path, samples.pdf(extra=bar))
    assert got.documents[0].pages[0].text.endswith("Results") and not got.problems


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_lines_of_a_turned_page_keep_their_order(tmp_path: Path, rotate: int) -> None:
    assert read(tmp_path, samples.pdf([LINES], rotate=rotate)).documents[0].pages[0].text.split("\n") == list(LINES)


def test_a_file_cut_off_gives_the_pages_that_came_and_is_no_whole_file(tmp_path: Path) -> None:
    data = samples.pdf([LINES, ("page two",), ("page three",)])
    got = read(tmp_path, data[: data.index(b"page three") - 40])
    pages = got.documents[0].pages
    assert got.status is Status.PARTIAL and got.problems[0].code == "pdf-cut"
    assert [page.text for page in pages[:2]] == ["\n".join(LINES), "page two"]
    assert all(page.state is PageState.UNREADABLE for page in pages[2:])


def test_a_page_that_never_ends_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    curves = b"0 0 m " + b"9 700 600 3 40 500 c 500 9 3 600 700 40 c " * 40_000 + b"S"
    bomb = zlib.compress(b"20 w [1 1] 0 d " + curves)
    broken = samples.pdf([("page one",), (), ("page three",)])
    at = broken.index(b"<< /Length 0 >>\nstream\n\nendstream")
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    data = broken[:at] + stream + broken[at + len(b"<< /Length 0 >>\nstream\n\nendstream") :]
    path = tmp_path / "bomb.pdf"
    path.write_bytes(samples.zipped({"bomb.pdf": data, "notes.txt": samples.TEXT}))
    (got,) = read_apart([Input("all.zip", path)], Limits(page_seconds=0.5), 1)
    bomb_pages = got.documents[0].pages
    assert [page.text for page in bomb_pages] == ["page one", "", "page three"]
    assert bomb_pages[1].state is PageState.UNREADABLE
    assert ("page-stopped", 2) in [(problem.code, problem.page) for problem in got.problems]
    assert len(got.documents) == 2 and got.status is Status.PARTIAL
