"""Boxes to tick on a scanned form: found, told empty from ticked, and never seen where letters stand."""

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.readers import ocr
from ingest.readers.picture import Grey, picture_of, prepare
from ingest.readers.tick_boxes import tick_boxes

ILLS = ("Diabetes", "Stroke", "Asthma", "Cancer", "Seizures", "Glaucoma")
TICKED = ("Diabetes", "Cancer")


def form(draw_tick: Any, *, side: int = 24, lean: float = 0.0, noise: float = 4.0) -> Grey:
    sheet = Image.new("L", (1700, 1100), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(30)
    pen.text((150, 120), "HEALTH QUESTIONNAIRE DOCTOR OOD Q 0", font=font, fill=0)
    pen.text((150, 180), "Please mark all that you have had in your life.", font=font, fill=0)
    for place, ill in enumerate(ILLS):
        left, top = 150 + 500 * (place % 3), 300 + 90 * (place // 3)
        pen.rectangle((left, top, left + side, top + side), outline=0, width=2)
        if ill in TICKED:
            draw_tick(pen, left, top, side)
        pen.text((left + side + 16, top - 4), ill, font=font, fill=0)
    grain = np.random.default_rng(7).normal(0, noise, (1100, 1700))
    leaning = np.asarray(sheet.rotate(lean, fillcolor=255, resample=Image.Resampling.BICUBIC), np.float64)
    return np.clip(leaning * 0.92 + 15 + grain, 0, 255).astype(np.uint8)


def crossed(pen: ImageDraw.ImageDraw, left: int, top: int, side: int) -> None:
    pen.line((left + 3, top + 3, left + side - 3, top + side - 3), fill=0, width=2)
    pen.line((left + 3, top + side - 3, left + side - 3, top + 3), fill=0, width=2)


def hooked(pen: ImageDraw.ImageDraw, left: int, top: int, side: int) -> None:
    """A tick by hand whose end leaves the box."""
    pen.line((left + 5, top + side // 2, left + side // 2, top + side - 5), fill=40, width=4)
    pen.line((left + side // 2, top + side - 5, left + side + 8, top - 8), fill=40, width=4)


@pytest.mark.parametrize("draw_tick", [crossed, hooked])
@pytest.mark.parametrize(("side", "lean", "noise"), [(24, 0.0, 4.0), (32, 1.2, 10.0), (20, -0.8, 12.0)])
def test_a_box_is_empty_or_ticked_and_letters_are_no_boxes(
    draw_tick: Any, side: int, lean: float, noise: float
) -> None:
    found = tick_boxes(prepare(form(draw_tick, side=side, lean=lean, noise=noise), photo=False).grey)
    assert [box.ticked for box in sorted(found, key=lambda box: box.ticked)] == [False] * 4 + [True] * 2


def test_each_illness_of_a_form_stands_behind_its_own_box() -> None:
    text = ocr.recognise(form(crossed)).text
    for ill in ILLS:
        assert f"{'☒' if ill in TICKED else '☐'} {ill}" in text


def test_a_picture_of_plain_writing_has_no_boxes() -> None:
    sheet = Image.new("L", (1700, 800), 255)
    pen = ImageDraw.Draw(sheet)
    for row, size in enumerate((24, 30, 40, 60)):
        pen.text((100, 80 + 130 * row), "DOB 0 O Q D B 8 HOMOGENEOUS MEMORIAL CODE", font=ImageFont.load_default(size))
    assert tick_boxes(prepare(picture_of(sheet), photo=False).grey) == []


def test_cells_for_a_letter_each_stay_letters() -> None:
    sheet = Image.new("L", (1700, 600), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(30)
    pen.text((100, 80), "Please print your date of birth in the cells below, one letter in each.", font=font, fill=0)
    for place, letter in enumerate("19570412"):
        left = 100 + 46 * place
        pen.rectangle((left, 200, left + 38, 238), outline=0, width=2)
        pen.text((left + 11, 200), letter, font=font, fill=0)
    assert tick_boxes(prepare(picture_of(sheet), photo=False).grey) == []
