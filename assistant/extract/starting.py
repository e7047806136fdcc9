"""Patterns tried only where a match of theirs can begin: one automaton finds their first letters on a page for all.

The first letters are worked out from the patterns themselves, so that content keeps no second list.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]  # what a pattern is made of has no other name
import re._parser as parser  # type: ignore[import-not-found]
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

LONG = 8  # letters by which a pattern is looked for
SILENT = frozenset({op.AT, op.ASSERT, op.ASSERT_NOT})  # they match no letter
DIGITS = frozenset("0123456789")

Heads = frozenset[tuple[str, bool]]  # first letters, and whether more may stand behind them
NOTHING: Heads = frozenset({("", True)})
ANYTHING: Heads = frozenset({("", False)})


def beginnings(pattern: str) -> frozenset[str]:
    """The first letters of all that a pattern can match; empty when it can begin with anything."""
    heads = {letters for letters, _ in _after(NOTHING, parser.parse(pattern))}
    if "" in heads:
        return frozenset()
    return frozenset(head for head in heads if not any(head[:size] in heads for size in range(1, len(head))))


def _after(heads: Heads, items: Iterable[Any]) -> Heads:
    """The heads with what follows them."""
    for kind, told in items:
        if kind not in SILENT and any(opened for _, opened in heads):
            following = _of(kind, told)
            heads = frozenset(
                ((first + more)[:LONG], goes_on and len(first + more) < LONG)
                for first, opened in heads
                for more, goes_on in (following if opened else ANYTHING)
            )
    return heads


def _of(kind: Any, told: Any) -> Heads:
    """What one piece of a pattern can begin with."""
    if kind is op.LITERAL:
        return frozenset({(chr(told), True)})
    if kind is op.IN:
        return frozenset((letter, True) for letter in _letters(told)) or ANYTHING
    if kind is op.BRANCH:
        return frozenset().union(*(_after(NOTHING, branch) for branch in told[1]))
    if kind is op.SUBPATTERN:
        return _after(NOTHING, told[3])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, repeated = told
        once = frozenset((letters, opened and most == 1) for letters, opened in _after(NOTHING, repeated))
        return once if least else once | NOTHING
    return ANYTHING


def _letters(told: Any) -> frozenset[str]:
    """The letters of a set; empty when they are not few."""
    found: set[str] = set()
    for kind, arg in told:
        if kind is op.LITERAL:
            found.add(chr(arg))
        elif kind is op.CATEGORY and arg is op.CATEGORY_DIGIT:
            found |= DIGITS
        else:
            return frozenset()
    return frozenset(found)


Start = tuple[int, int]  # where a pattern may match, and which


def within(starts: Sequence[Start], first: int, last: int) -> Sequence[Start]:
    """Those of a page that stand in `first:last`."""
    begin = bisect_left(starts, (first,))
    return starts[begin : bisect_left(starts, (last,), begin)]


class Starting:
    """Patterns, in the order in which they are tried at one place; each must begin with letters, else ValueError."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [re.compile(pattern) for pattern in patterns]
        waiting: dict[str, list[int]] = {}
        for index, pattern in enumerate(patterns):
            heads = beginnings(pattern)
            if not heads:
                raise ValueError(f"begins with anything: {pattern}")
            for head in heads:
                waiting.setdefault(head, []).append(index)
        self._waiting = tuple(map(tuple, waiting.values()))
        self._heads = AhoCorasick(list(waiting), implementation=Implementation.DFA, store_patterns=False)

    def on_page(self, flat: str) -> list[Start]:
        """Where which may match, in order."""
        waiting = self._waiting
        found = [
            (start, index)
            for head, start, _ in self._heads.find_matches_as_indexes(flat, overlapping=True)
            for index in waiting[head]
        ]
        found.sort()
        return found

    def count(self, flat: str) -> int:
        """How many matches stand in a text; none overlap."""
        return sum(1 for _ in self.matches(flat, self.on_page(flat)))

    def matches(self, sentence: str, starts: Iterable[Start], shift: int = 0) -> Iterator[tuple[int, re.Match[str]]]:
        """(which, match) in a sentence that begins at `shift` of the page; none overlap."""
        reached = 0
        for place, index in starts:
            at = place - shift
            if at >= reached and (match := self._patterns[index].match(sentence, at)):
                reached = max(match.end(), at + 1)
                yield index, match
