"""Facts gathered by what they are about: one name, one code, one illness told more or less exactly, is one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.reconcile.people import Likeness, compare
from assistant.reconcile.sources import Sources
from assistant.reconcile.things import SENTENCES, SIDED, Thing, thing, wider
from knowledge import load
from knowledge.history import load_history
from knowledge.plain import plain

_Key = tuple[FactKind, str, str]
_RESULTS = frozenset({FactKind.LAB_RESULT, FactKind.VITAL})
_NARROWED = frozenset({FactKind.PROBLEM, FactKind.FAMILY_HISTORY})
_WIDENED = _NARROWED | {FactKind.MEDICATION, FactKind.DEVICE}  # procedures are events, and joined as such


def once(facts: Sequence[Fact], sources: Sources) -> list[Fact]:
    """The same result in two papers, or anything in two copies of one report, is one fact with both its places."""
    kept: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        about = (fact.kind, fact.name.casefold(), fact.assertion, fact.value, fact.unit, fact.when.date)
        result = fact.kind in _RESULTS and fact.value and len(fact.when.date) == 10
        key = about if result else (*about, sources.source(fact), fact.text.casefold())
        first = kept.get(key)
        if first is None:
            kept[key] = fact
        elif first.span.document != fact.span.document:
            kept[key] = replace(first, evidence=first.evidence + fact.evidence)
        else:
            kept[(*key, fact.id)] = fact
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class Group:
    """All facts of one thing. `aliases`: every id it could have had, were some of its papers not there."""

    thing: Thing
    facts: tuple[Fact, ...]
    aliases: frozenset[str]


def gather(facts: Sequence[Fact]) -> list[Group]:
    """Facts by what they are about: one name or one code is one thing, and what has no side joins the only side."""
    things = [thing(fact) for fact in facts]
    lead = leaders(facts, things)
    by_thing: dict[Thing, list[Fact]] = {}
    names: dict[Thing, set[Thing]] = {}
    for fact, about in zip(facts, things, strict=True):
        merged = Thing(about.kind, lead[about.unsided], about.side, about.extra)
        by_thing.setdefault(merged, []).append(fact)
        names.setdefault(merged, set()).add(about)
    groups: dict[Thing, Group] = {}
    sides: dict[_Key, list[Thing]] = {}
    for about in by_thing:
        if about.side:
            sides.setdefault(about.unsided, []).append(about)
    for about, members in by_thing.items():
        known = sides.get(about.unsided, [])
        target = known[0] if about.kind in SIDED and not about.side and len(known) == 1 else about
        old = groups.get(target)
        ids = frozenset(t.id for t in names[about] | {about, target})
        groups[target] = Group(
            target, (*(old.facts if old else ()), *members), ids | (old.aliases if old else frozenset())
        )
    return list(groups.values())


class _Joined:
    """Names joined step by step; each joined set is led by the name that stands first."""

    def __init__(self) -> None:
        self._parent: dict[object, object] = {}

    def find(self, node: object) -> object:
        while self._parent.setdefault(node, node) != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def join(self, one: object, other: object) -> None:
        self._parent[self.find(one)] = self.find(other)


def leaders(facts: Sequence[Fact], things: Sequence[Thing]) -> dict[_Key, str]:
    """For each name the one that stands for all names of the same thing: the first in the alphabet, so it is stable."""
    joined = _Joined()
    for about in things:
        joined.find(about.unsided)
    names = {about.unsided for about in things}
    denied = {about.unsided for fact, about in zip(facts, things, strict=True) if fact.assertion is Assertion.ABSENT}
    for one, other in (*_coded(facts, things), *_narrowed(names), *_under(names, denied), *_initialled(names)):
        joined.join(one, other)
    lead: dict[object, str] = {}
    keys = sorted({about.unsided for about in things}, key=lambda key: key[1])
    return {key: lead.setdefault(joined.find(key), key[1]) for key in keys}


def _coded(facts: Sequence[Fact], things: Sequence[Thing]) -> Iterable[tuple[_Key, _Key]]:
    """Names with one code, unless our own lists tell two of them apart (two cancers of the lung have one code)."""
    by_code: dict[tuple[str, str, FactKind, str], dict[_Key, bool]] = {}
    authored = load().lexicon.authored
    for fact, about in zip(facts, things, strict=True):
        if fact.code and fact.code.code and about.kind not in SENTENCES:
            term = authored.get(plain(fact.name))
            code = (fact.code.system, fact.code.code, about.kind, about.extra)
            by_code.setdefault(code, {})[about.unsided] = term is not None and term.code == fact.code.code
    for names in by_code.values():
        if sum(names.values()) < 2:
            yield from pairwise(names)


def _under(keys: Iterable[_Key], denied: set[_Key]) -> Iterable[tuple[_Key, _Key]]:
    """A wider name and the fullest of the narrower ones of our lists, unless it is narrowed in two ways.

    Who denies the wider denies the narrower with it; who denies the narrower says nothing of the wider.
    """
    keys = list(keys)
    for key in keys:
        if key[0] not in _WIDENED and key not in denied:
            continue
        below = [
            other for other in keys if other[::2] == key[::2] and key[1] in wider(other[1]) and other not in denied
        ]
        fullest = max(below, key=lambda other: (len(wider(other[1])), other[1]), default=None)
        if fullest and all(other == fullest or other[1] in wider(fullest[1]) for other in below):
            yield key, fullest


def _initialled(keys: Iterable[_Key]) -> Iterable[tuple[_Key, _Key]]:
    """ "S. Rivas" and the only clinician it can stand for; where there are two, it stays by itself."""
    people = [key for key in keys if key[0] is FactKind.CARE_TEAM]
    for key in people:
        longer = [other for other in people if other != key and _stands_for(key[1], other[1])]
        whole = [one for one in longer if not any(one != other and _stands_for(one[1], other[1]) for other in longer)]
        if len(whole) == 1:
            yield key, whole[0]


def _stands_for(name: str, longer: str) -> bool:
    """Whether a name can be another with first names shortened or left out."""
    return len(name) < len(longer) and compare(name, longer) is Likeness.SAME


def _narrowed(keys: Iterable[_Key]) -> Iterable[tuple[_Key, _Key]]:
    """Pairs of names where one only narrows the other down, unless it is narrowed in two ways."""
    words = load_history().narrowing
    by_base: dict[_Key, list[_Key]] = {}
    for key in keys:
        if key[0] in _NARROWED:
            base = " ".join(words.sub(" ", key[1]).split())
            by_base.setdefault((key[0], base, key[2]), []).append(key)
    for same in by_base.values():
        chain = sorted(same, key=lambda key: (len(key[1].split()), key[1]))
        sets = [set(key[1].split()) for key in chain]
        if len(chain) > 1 and all(a <= b for a, b in pairwise(sets)):
            yield from pairwise(chain)
