"""Whether a name is said of anybody: not in the name of a clinic, a society or a paper cited, nor by an empty box.
From its neighbours alone; says nothing of what the rest of the sentence asserts.
"""

from __future__ import annotations

import itertools
import re

from assistant.extract import shapes
from assistant.extract.boxes import sign
from assistant.extract.mentions import Mention
from assistant.extract.reading import Place
from assistant.extract.work import Work
from ingest.document import Origin

CITED = 160  # of a reference in a list
LETTERS = re.compile(r"[A-Za-z]")
NOT_APPLICABLE = frozenset(":.-–(")  # one of them stands before "not applicable"
REACH = 60  # characters; the name of a clinic is not longer on either side


def titular(work: Work, name: Mention) -> bool:
    """ "Heart Failure Clinic", "Unidad de Ictus", "Journal of Hypertension", "Ruiz et al. Pancreatitis: a review"."""
    near = work.near(name)
    if "body_behind" in near:
        behind = work.text[name.end : name.end + REACH]
        if shapes.said("body_behind").match(behind):
            return True
    if "body_before" in near:
        first = work.text.rfind("\n", max(0, name.start - REACH), name.start) + 1
        before = work.flat[max(first, name.start - REACH) : name.start]
        if shapes.said("body_before").search(before):
            return True
    if "cited" not in near:
        return False
    first, last = max(0, name.start - CITED), name.end + CITED
    return shapes.said("cited").search(work.flat, first, last) is not None


def unfilled(work: Work, name: Mention) -> bool:
    """The box beside it is empty, or the choice behind it ("Y / N") is not made: nobody says it."""
    first = max(0, name.start - 6)
    boxes = "empty_box" in work.near(name)
    if boxes and work.anchors.within("empty_box", first, name.start):
        line = work.text.rfind("\n", first, name.start) + 1
        above = work.text[work.text.rfind("\n", 0, max(0, line - 1)) + 1 : line]
        if LETTERS.search(above):
            first = line  # that box stands behind what the line above says
        if shapes.said("empty_box").search(work.flat[first : name.start]):
            return True
    if boxes and shapes.said("empty_box_behind").match(work.text, name.end):
        return True
    if work.flat[name.end : name.end + 2].strip(" ")[:1] in NOT_APPLICABLE and shapes.said("not_applicable").match(
        work.flat, name.end
    ):
        return True
    chosen = work.flat[name.end : name.end + 16]
    return ("/" in chosen or "|" in chosen) and shapes.said("not_chosen").match(work.flat, name.end) is not None


def box(work: Work, name: Mention) -> str:
    """What the box in front of a name says on a recognised form: "empty", "marked", "unclear"; "" where none is."""
    if work.page.origin is not Origin.OCR or not work.reading.boxes.holds(name.start):
        return ""
    stuck = work.flat[name.start] in "od0" and work.flat[name.start + 1 : name.end] in work.lexicon.authored
    return "empty" if stuck else sign(work.flat, name.start)


def unsaid(work: Work, name: Mention) -> bool:
    """It stands there and is said of nobody."""
    return box(work, name) == "empty" or unfilled(work, name) or titular(work, name)


def either(work: Work, place: Place, name: Mention) -> bool:
    """Whether it is said as one of two ("gout or infection"): then neither is said to be there."""
    return any(
        name in (first, second)
        and first.kind == second.kind == name.kind
        and shapes.said("either").fullmatch(work.flat, first.end, second.start)
        for first, second in itertools.pairwise(work.names_in(place))
    )
