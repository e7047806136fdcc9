"""Where the words stand without which a rule finds nothing. One pass over a page finds them for all rules, so that a
pattern is tried only around its words. Decides nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from knowledge.lexicon import Lexicon
from knowledge.plain import plain

REACH = 120  # nothing that a pattern with hints matches is longer


@lru_cache(maxsize=2)
def _machine(lexicon: Lexicon) -> tuple[AhoCorasick, tuple[tuple[str, ...], ...]]:
    """All hints in one automaton, and the rules that wait for each."""
    patterns, forms = lexicon.words["patterns"], lexicon.words["morphology"]
    waiting: dict[str, Iterable[object]] = dict(patterns["hints"])
    waiting |= {rule["name"]: rule["hints"] for rule in (*patterns["stages"], *patterns["social"])}
    waiting |= {key: forms[key] for key in ("severity", "change", "side")}
    waiting |= {"voices": lexicon.words["teaching"]["voices"], "teaching": lexicon.words["teaching"]["hints"]}
    waiting["relatives"] = lexicon.words["family"]["relations"]
    rules: dict[str, list[str]] = {}
    for rule, hints in waiting.items():
        for hint in {plain(str(hint)) for hint in hints}:
            rules.setdefault(hint, []).append(rule)
    machine = AhoCorasick(list(rules), implementation=Implementation.DFA, store_patterns=False)
    return machine, tuple(map(tuple, rules.values()))


class Anchors:
    """The places of a page that rules wait for."""

    __slots__ = ("_flat", "_order", "_places", "_rules")

    def __init__(self, flat: str, lexicon: Lexicon) -> None:
        machine, rules = _machine(lexicon)
        found: defaultdict[str, list[int]] = defaultdict(list)
        hits = [(start, index) for index, start, _ in machine.find_matches_as_indexes(flat, overlapping=True)]
        hits.sort()
        for start, index in hits:
            for rule in rules[index]:
                found[rule].append(start)
        self._flat = flat
        self._order = [start for start, _ in hits]
        self._rules = [rules[index] for _, index in hits]
        self._places: Mapping[str, list[int]] = found

    def __contains__(self, rule: str) -> bool:
        return rule in self._places

    def count(self, rule: str) -> int:
        """How often a hint of the rule stands on the page."""
        return len(self._places.get(rule, ()))

    def within(self, rule: str, first: int, last: int) -> bool:
        """Whether a hint of the rule begins in `first:last`."""
        places = self._places.get(rule)
        if not places:
            return False
        at = bisect_left(places, first)
        return at < len(places) and places[at] < last

    def around(self, first: int, last: int) -> frozenset[str]:
        """The rules of which a hint begins in `first:last`."""
        begin = bisect_left(self._order, first)
        return frozenset().union(*self._rules[begin : bisect_left(self._order, last, begin)])

    def near(self, rule: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What the rule's pattern matches on the page."""
        places = self._places.get(rule, ())
        at = 0
        while at < len(places):
            first = last = places[at]
            while at < len(places) and places[at] <= last + 2 * REACH:
                last = places[at]
                at += 1
            yield from pattern.finditer(self._flat, max(0, first - REACH), last + REACH)
