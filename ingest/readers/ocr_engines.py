"""The two recognisers behind one shape: words with boxes and confidence out of a grey picture.

Tesseract is used where it is on PATH (better on scans, measured), RapidOCR from its wheel where not. Neither touches
a network: RapidOCR's models lie in the wheel.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2

from ingest.document import Box
from ingest.readers.picture import Grey

_SECONDS = 90.0  # for one page
_WANTED = ("eng", "spa")


@dataclass(frozen=True, slots=True)
class Mark:
    """One recognised word: where, how sure (0..1), and which line of the engine it belongs to."""

    text: str
    box: Box
    confidence: float
    line: tuple[int, ...]


def engine() -> str:
    """Which recogniser this machine has: "tesseract", "rapidocr", or "" for none."""
    if _languages():
        return "tesseract"
    try:
        import rapidocr  # noqa: F401
    except ImportError:
        return ""
    return "rapidocr"


def marks(grey: Grey, using: str = "", *, sparse: bool = False) -> list[Mark]:
    """The words of a picture; TimeoutError when it takes too long. Only Tesseract is safe in threads.

    `sparse`: a word here and there, on no page.
    """
    using = using or engine()
    if using == "tesseract":
        return _tesseract(grey, "11" if sparse else "4")
    return _rapidocr(grey) if using == "rapidocr" else []


@cache
def _languages() -> str:
    if not shutil.which("tesseract"):
        return ""
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20
        ).stdout.split()
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "+".join(language for language in _WANTED if language in listed)


def _tesseract(grey: Grey, layout: str) -> list[Mark]:
    """By Tesseract. Layout 4, one column of lines of any size, keeps tables whole, where its own search for columns (3)
    drops some; columns of prose are told apart by `ocr_layout`."""
    done, data = cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        return []
    command = ["tesseract", "stdin", "stdout", "--psm", layout, "--dpi", "200", "-l", _languages()]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        run = subprocess.run(
            [*command, "-c", "tessedit_create_tsv=1"],
            input=data.tobytes(),
            capture_output=True,
            timeout=_SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return _of_table(run.stdout.decode("utf-8", "replace"))


def _of_table(table: str) -> list[Mark]:
    """Tesseract's TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    found: list[Mark] = []
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        line = (int(cells[2]), int(cells[3]), int(cells[4]))
        found.append(Mark(cells[11].strip(), (left, top, left + width, top + height), float(cells[10]) / 100, line))
    return found


def _rapidocr(grey: Grey) -> list[Mark]:
    result = _recogniser()(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    if result.txts is None or result.boxes is None or result.scores is None:
        return []
    found: list[Mark] = []
    for number, (text, corners, sure) in enumerate(zip(result.txts, result.boxes, result.scores, strict=True)):
        found += _words_of_line(text, corners, float(sure), number)
    return found


def _words_of_line(text: str, corners: Any, sure: float, number: int) -> list[Mark]:
    """RapidOCR gives lines; their words are placed by their share of the characters."""
    left, right = float(min(corners[:, 0])), float(max(corners[:, 0]))
    top, bottom = float(min(corners[:, 1])), float(max(corners[:, 1]))
    step = (right - left) / max(len(text), 1)
    found: list[Mark] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        found.append(Mark(word, (left + at * step, top, left + (at + len(word)) * step, bottom), sure, (number,)))
        at += len(word)
    return found


@cache
def _recogniser() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.use_cls": False,  # the angle classifier flips good lines; pictures come upright
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "Det.limit_side_len": 1280,
            "Det.limit_type": "max",
        }
    )
