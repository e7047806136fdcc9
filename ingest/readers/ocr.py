"""Recognises one picture of a page: upright, read, laid out, every word with its box in the picture as it came.

Says how sure it is and never pretends: junk made of specks is left out, a page that will not read is said to be so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from ingest.document import Origin, Page, PageState, Problem, Word
from ingest.errors import trouble
from ingest.readers import ocr_layout
from ingest.readers.ocr_engines import Mark, marks
from ingest.readers.ocr_missed import missed
from ingest.readers.picture import Grey, Prepared, parted, prepare, turned
from ingest.readers.tick_boxes import painted_out, tick_boxes, with_boxes

SURE = 0.80  # mean confidence of a page under which we ask to check it
_WRONG_WAY = 0.62  # under which the page may be upside down
_READABLE = 0.45
_HARD = SURE - 0.05  # the most that is claimed for a picture that was read at the second try only
_SOME = 20  # letters surely read, from which a patterned picture has writing on it
_STRIP = 0.2  # of a page, enough to tell which way it is up
_A_WORD = re.compile(r"[^\W_]{2,}")
_INK = 150  # greys darker than this are ink
_RULES = re.compile(r"[|_¦~=`´]+")
_DOTS = re.compile(r"[.,:;'‘’\"*·-]+")
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read off one picture. `paper`: it looks like a written page, whether or not it could be read."""

    text: str
    words: tuple[Word, ...]
    confidence: float
    paper: bool


def recognise(grey: Grey, *, photo: bool = False, using: str = "") -> Recognised:
    """The words of a picture, which way up it may be."""
    prepared = prepare(grey, photo=photo)
    found = _read(prepared.grey, using)
    if _runs_upwards(found):
        prepared = turned(prepared, 1)
        found = _read(prepared.grey, using)
    quarters = _quarters_to_turn(prepared.grey, using) if _sureness(found) < _WRONG_WAY else 0
    if quarters:
        prepared = turned(prepared, quarters)
        found = _read(prepared.grey, using)
    hard = _is_nothing(found)
    if hard:
        prepared = replace(prepared, grey=parted(prepared.grey))
        found = _read(prepared.grey, using)
        found = found if _weight(found) >= _SOME else []
    found = [*found, *missed(prepared.grey, found, using)] if found else []
    result = _laid_out(found, prepared)
    return replace(result, confidence=min(result.confidence, _HARD)) if hard else result


def page_of(number: int, recognised: Recognised, size: tuple[float, float], scale: float = 1.0) -> Page:
    """The page: `size` is the picture's in the unit of its boxes, `scale` the units in a pixel."""
    words = recognised.words
    if scale != 1.0:
        words = tuple(replace(word, box=tuple(edge * scale for edge in word.box)) for word in words)  # type: ignore[arg-type]
    if recognised.confidence < _READABLE and recognised.paper:
        # Garbled words are worse than none: a fact could be made of them.
        return Page(number, "", Origin.OCR, PageState.UNREADABLE, recognised.confidence, *size)
    return Page(number, recognised.text, Origin.OCR, PageState.READ, recognised.confidence, *size, words)


def problem_of(page: Page, name: str) -> Problem | None:
    """What to tell about a recognised page, if anything."""
    if page.state is PageState.UNREADABLE:
        return trouble("ocr-unreadable", name, page=page.number)
    if not page.text.strip():
        return trouble("picture-no-words", name, page=page.number, severity="note")
    if page.confidence < SURE:
        return trouble("ocr-low", name, page=page.number, severity="note")
    return None


def _read(grey: Grey, using: str) -> list[Mark]:
    """The words of a level picture, and the boxes to tick beside them."""
    boxes = tick_boxes(grey)
    found = _kept(marks(painted_out(grey, boxes) if boxes else grey, using))
    return with_boxes(found, boxes)


def _kept(found: list[Mark]) -> list[Mark]:
    """Specks, rules and curves that were taken for letters are left out: unsure and without a word in them."""
    by_line: dict[tuple[int, ...], list[Mark]] = {}
    for mark in found:
        if mark.confidence > 0.3 or (mark.confidence > 0.1 and _A_WORD.search(mark.text)):
            by_line.setdefault(mark.line, []).append(mark)
    return [mark for line in by_line.values() if not _is_junk(line) for mark in _unruled(line)]


def _unruled(line: list[Mark]) -> list[Mark]:
    """Bars left of a table's rules are dropped; a bar before a small-letter word is the pronoun I."""
    kept: list[Mark] = []
    for place, mark in enumerate(line):
        if _RULES.fullmatch(mark.text):
            after = line[place + 1] if place + 1 < len(line) else None
            near = after and after.box[0] - mark.box[2] < mark.box[3] - mark.box[1]
            if mark.text != "|" or not (near and after and after.text[0].islower()):
                continue
            mark = replace(mark, text="I")
        elif _DOTS.fullmatch(mark.text) and mark.confidence < _READABLE:
            continue
        kept.append(mark)
    return kept


def _is_nothing(found: list[Mark]) -> bool:
    """A few unsure letters: the grain of a picture that has no writing on it."""
    return sum(len(_LETTER.findall(mark.text)) for mark in found) < 10 and _sureness(found) < _WRONG_WAY


def _is_junk(line: list[Mark]) -> bool:
    sure = sum(mark.confidence for mark in line) / len(line)
    letters = sum(len(_LETTER.findall(mark.text)) for mark in line)
    everything = sum(len(mark.text) for mark in line)
    return (letters == 0 and sure < 0.9) or (sure < 0.45 and (letters < 4 or letters < everything * 0.6))


def _runs_upwards(found: list[Mark]) -> bool:
    """Whether the lines run up or down the picture: an engine may read them so, but their order would be lost."""
    words = [mark.box for mark in found if len(mark.text) > 3]
    tall = sum(1 for left, top, right, bottom in words if bottom - top > 1.3 * (right - left))
    return len(words) > 4 and tall > len(words) * 0.6


def _quarters_to_turn(grey: Grey, using: str) -> int:
    """The quarters by which the strip with most ink reads best: a page of noise is not read four times."""
    height = max(1, round(grey.shape[0] * _STRIP))
    ink = np.cumsum((grey < _INK).sum(axis=1))
    top = int((ink[height:] - ink[:-height]).argmax()) if len(ink) > height else 0
    strip = grey[top : top + height]
    ways = [_weight(_kept(marks(np.ascontiguousarray(np.rot90(strip, turn)), using))) for turn in range(4)]
    return max(range(4), key=lambda turn: ways[turn])


def _sureness(found: list[Mark]) -> float:
    total = sum(len(mark.text) for mark in found)
    return sum(mark.confidence * len(mark.text) for mark in found) / total if total else 0.0


def _weight(found: list[Mark]) -> float:
    """How much was surely read: the way up with more of it is the right one."""
    return sum(len(mark.text) for mark in found if mark.confidence > 0.7 and _A_WORD.search(mark.text))


def _laid_out(found: list[Mark], prepared: Prepared) -> Recognised:
    parts: list[str] = []
    words: list[Word] = []
    at = 0
    for line in ocr_layout.lines(found):
        for place, mark in enumerate(line):
            parts.append(" " if place else "")
            at += 1 if place else 0
            words.append(Word(at, at + len(mark.text), _rounded(prepared, mark), round(mark.confidence, 3)))
            parts.append(mark.text)
            at += len(mark.text)
        parts.append("\n")
        at += 1
    text = "".join(parts).rstrip("\n")
    paper = prepared.sheet_found or len(found) > 12
    return Recognised(text, tuple(words), round(_sureness(found), 3), paper)


def _rounded(prepared: Prepared, mark: Mark) -> tuple[float, float, float, float]:
    left, top, right, bottom = prepared.original(mark.box)
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)
