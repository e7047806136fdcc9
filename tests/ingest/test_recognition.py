"""Scans and photos: the words of the picture, the right way up, where they stand, and how sure."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from ingest import Limits, Status, ingest
from ingest.document import Origin, PageState
from ingest.readers import ocr
from ingest.readers.ocr_engines import Mark, marks
from ingest.readers.picture import Grey, picture_of
from tests.ingest import samples


def kept(text: str, lines: tuple[str, ...] = samples.REPORT) -> float:
    wanted = " ".join(lines).split()
    return sum(word in text.split() for word in wanted) / len(wanted)


def test_a_scanned_page_is_recognised_with_boxes_in_points(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(samples.scan(samples.sheet()))
    page = ingest(path).documents[0].pages[0]
    assert page.origin is Origin.OCR
    assert kept(page.text) > 0.95
    assert page.confidence > 0.8
    kidney = next(word for word in page.words if page.text[word.start : word.end] == "kidney")
    # Drawn at 26 pixels a letter, third line: 90 + 2 * 52 pixels from the top, at 150 dots an inch.
    assert kidney.box[1] == pytest.approx((90 + 104 + 6) * 72 / 150, abs=6)
    assert kidney.box[3] - kidney.box[1] < 20


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_scanned_the_wrong_way_round_is_turned(turn: int) -> None:
    page = samples.sheet().rotate(turn, expand=True, fillcolor=252)
    found = ocr.recognise(picture_of(page))
    assert kept(found.text) > 0.9
    for word in found.words:
        assert 0 <= word.box[0] < word.box[2] <= page.width + 2
        assert 0 <= word.box[1] < word.box[3] <= page.height + 2


def test_a_photo_taken_from_the_side_is_read(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.image(samples.photo(), "JPEG", quality=80))
    page = ingest(path).documents[0].pages[0]
    assert kept(page.text) > 0.9
    assert (page.width, page.height) == (1700.0, 1900.0)
    heading = page.words[0]
    assert 150 < heading.box[0] < 400 and 180 < heading.box[1] < 330


def test_a_photo_is_turned_as_its_own_note_says(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    path.write_bytes(samples.image(samples.sheet().rotate(90, expand=True), "JPEG", quality=90, exif=exif))
    page = ingest(path).documents[0].pages[0]
    assert kept(page.text) > 0.9
    assert (page.width, page.height) == (1240.0, 1000.0)


def test_a_leaning_speckled_page_with_rules_keeps_its_rows() -> None:
    sheet = samples.sheet(("Test Result Unit", "", "", ""))
    pen = ImageDraw.Draw(sheet)
    rows = (("Ferritin", "44", "ng/mL"), ("Sodium", "139", "mmol/L"), ("Glucose", "5.4", "mmol/L"))
    font = samples.ImageFont.load_default(26)
    for number, row in enumerate(rows):
        top = 150 + 60 * number
        pen.line((100, top - 10, 1100, top - 10), fill=120, width=2)
        for x, cell in zip((110, 500, 800), row, strict=True):
            pen.text((x, top), cell, fill=15, font=font)
            pen.line((x - 10, top - 10, x - 10, top + 50), fill=120, width=2)
    for place in range(0, 90000, 487):
        sheet.putpixel((place * 7 % 1240, place * 13 % 1000), 40)
    text = ocr.recognise(picture_of(sheet.rotate(1.6, fillcolor=252))).text
    for row in rows:
        assert " ".join(row) in text.split("\n")


def test_columns_are_read_one_after_the_other() -> None:
    left = tuple(f"left column line number {n} of the story here" for n in range(1, 11))
    right = tuple(f"right column line number {n} goes on with it" for n in range(1, 11))
    sheet = samples.sheet(left, size=(1500, 800), at=80)
    pen = ImageDraw.Draw(sheet)
    for row, line in enumerate(right):
        pen.text((800, 90 + 52 * row), line, fill=15, font=samples.ImageFont.load_default(26))
    text = ocr.recognise(picture_of(sheet)).text
    assert text.index("left column line number 10") < text.index("right column line number 1")


def test_a_paper_out_of_focus_is_said_to_be_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "blurred.jpg"
    path.write_bytes(samples.image(samples.photo().filter(ImageFilter.GaussianBlur(14)), "JPEG"))
    got = ingest(path)
    assert got.status is Status.PARTIAL
    assert [problem.code for problem in got.problems] == ["ocr-unreadable"]
    page = got.documents[0].pages[0]
    assert (page.state, page.text) == (PageState.UNREADABLE, "")


def test_a_picture_without_words_is_no_failure(tmp_path: Path) -> None:
    picture = Image.radial_gradient("L").resize((800, 700))
    path = tmp_path / "spot.png"
    path.write_bytes(samples.image(picture))
    got = ingest(path)
    assert (got.status, [problem.code for problem in got.problems]) == (Status.ACCEPTED, ["picture-no-words"])


def test_an_empty_sheet_is_blank(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(samples.scan(Image.new("L", (600, 800), 255), samples.sheet()))
    assert [page.state for page in ingest(path).documents[0].pages] == [PageState.BLANK, PageState.READ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_very_large_picture_is_read_smaller_and_its_boxes_are_of_its_own_size(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(samples.image(samples.sheet().resize((2480, 2000)), kind))
    page = ingest(path, Limits(page_pixels=1_500_000)).documents[0].pages[0]
    assert (page.width, page.height) == (pytest.approx(2480, abs=4), pytest.approx(2000, abs=4))
    kidney = next(word for word in page.words if page.text[word.start : word.end] == "kidney")
    assert kidney.box[1] == pytest.approx(2 * (90 + 104 + 6), abs=16)


def test_a_broken_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.image(samples.photo(), "JPEG")[:400])
    got = ingest(path)
    assert (got.status, [problem.code for problem in got.problems]) == (Status.REJECTED, ["image-broken"])


def test_what_only_the_second_try_reads_is_said_to_be_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind_at_first(grey: Grey, using: str) -> list[Mark]:
        return marks(grey, using) if set(np.unique(grey)) <= {0, 255} else []

    monkeypatch.setattr(ocr, "marks", blind_at_first)
    read = ocr.recognise(picture_of(samples.sheet()))
    assert kept(read.text) > 0.9
    assert read.confidence < ocr.SURE
