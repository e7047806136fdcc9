"""Keeps the first page within its words: what matters less goes to the record behind it, counted and never hidden.

Never takes away an alert, a disagreement, or what a specialist cannot do without.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.model.summary import Block, Clause, Mark

WORDS = 450
SHARES = {  # words a box may keep while others want room, and the fewest clauses it is left with; others keep all
    "ask": (42, 3),
    "pathology": (80, 4),
    "imaging": (66, 3),
    "timeline": (46, 4),
    "plan": (42, 1),
    "person": (34, 3),
    "background": (54, 6),
    "labs": (22, 3),
    "gaps": (52, 2),
}
HEADS = ("pathology", "imaging", "plan")  # their labels name the paper quoted and are no words of the page's own


def fit(blocks: Sequence[Block], kept: Collection[str], spent: int, room: int = WORDS) -> tuple[Block, ...]:
    """The boxes within `room` words, `spent` of them by the head; clauses with a target in `kept` stay."""
    page = list(blocks)
    while spent + sum(map(_words, page)) > room:
        open_boxes = [number for number, block in enumerate(page) if _last(block, kept) is not None]
        if not open_boxes:
            break
        fullest = max(open_boxes, key=lambda number: _words(page[number]) / SHARES[page[number].id][0])
        page[fullest] = _without_last(page[fullest], kept)
    return tuple(page)


def _words(block: Block) -> int:
    return sum(len(f"{'' if block.id in HEADS else item.label} {item.text}".split()) for item in block.clauses)


def _last(block: Block, kept: Collection[str]) -> int | None:
    """The last clause that may go, if the box keeps enough."""
    if block.id not in SHARES or len(block.clauses) <= SHARES[block.id][1]:
        return None
    places = range(len(block.clauses) - 1, 0, -1)
    return next((at for at in places if _may_go(block.clauses, at, kept, block.id == "gaps")), None)


def _may_go(clauses: Sequence[Clause], at: int, kept: Collection[str], all_disputes: bool) -> bool:
    item = clauses[at]
    if item.alert or item.target in kept or (all_disputes and Mark.DIFFER in item.marks):
        return False
    return not item.label or at + 1 == len(clauses) or bool(clauses[at + 1].label)  # a head stays with its lines


def _without_last(block: Block, kept: Collection[str]) -> Block:
    at = _last(block, kept)
    assert at is not None
    return replace(block, clauses=block.clauses[:at] + block.clauses[at + 1 :], more=block.more + 1)
