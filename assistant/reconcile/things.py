"""What a statement is about: the one name, side and relation under which statements of many papers meet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.model.facts import Assertion, Fact, FactKind
from knowledge.history import HistoryWords, load_history
from knowledge.kinds import fold

_SIDED = frozenset(
    {
        FactKind.PROBLEM,
        FactKind.SYMPTOM,
        FactKind.PROCEDURE,
        FactKind.PATHOLOGY_DIAGNOSIS,
        FactKind.IMAGING_FINDING,
        FactKind.DEVICE,
    }
)
_CONDITIONS = frozenset({FactKind.PROBLEM, FactKind.SYMPTOM})
_SENTENCES = frozenset({FactKind.IMPRESSION, FactKind.RECOMMENDATION})


@dataclass(frozen=True, slots=True)
class Thing:
    """What facts have in common that are about one real thing. `extra`: the relative, the specimen."""

    kind: FactKind
    name: str
    side: str = ""
    extra: str = ""

    @property
    def id(self) -> str:
        """Made of what it is about and nothing else, so a person's verdict stays with it."""
        key = f"{self.kind}|{self.name}|{self.side}|{self.extra}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]


def thing(fact: Fact, words: HistoryWords | None = None) -> Thing:
    """What one fact is about."""
    words = words or load_history()
    kind = kind_of(fact)
    if kind in _SENTENCES:
        return Thing(kind, " ".join(fold(fact.text).split()[:14]))
    if kind is FactKind.ALLERGY and says_none(fact, words):
        return Thing(kind, "no known allergies", "", _scope(fact, words))
    name, side = _name_and_side(fact, words)
    if kind not in _SIDED:
        side = ""
    if kind in _CONDITIONS:
        kind = FactKind.PROBLEM
    extra = {
        FactKind.FAMILY_HISTORY: fold(fact.details.get("relation", "")),
        FactKind.LAB_RESULT: fold(fact.details.get("specimen", "")),
    }.get(kind, "")
    return Thing(kind, name, side, extra)


def kind_of(fact: Fact) -> FactKind:
    """The kind it is shown under: a relative's illness is family history, whatever it was extracted as."""
    if fact.assertion is Assertion.FAMILY and fact.kind in (
        FactKind.PROBLEM,
        FactKind.SYMPTOM,
        FactKind.PATHOLOGY_DIAGNOSIS,
    ):
        return FactKind.FAMILY_HISTORY
    return fact.kind


def says_none(fact: Fact, words: HistoryWords) -> bool:
    """Whether an allergy entry says that there is none."""
    name = fold(fact.name)
    return name in words.no_allergies and (
        fact.assertion is Assertion.ABSENT or re.search(r"\bno\b|nk|none|nieg|sin|negad", name) is not None
    )


def _scope(fact: Fact, words: HistoryWords) -> str:
    name = set(fold(fact.name).split())
    return next((scope for scope, terms in words.allergy_scopes.items() if terms & name), "")


def _name_and_side(fact: Fact, words: HistoryWords) -> tuple[str, str]:
    folded = fold(fact.name)
    side = words.sides.get(fold(fact.details.get("laterality", "") or fact.details.get("side", "")), "")
    tokens = []
    for token in folded.split():
        if token in words.sides:
            side = side or words.sides[token]
        else:
            tokens.append(token)
    name = " ".join(tokens) or folded
    name = words.same.get(name, name)
    if fact.kind in _CONDITIONS or fact.kind in (FactKind.PATHOLOGY_DIAGNOSIS, FactKind.FAMILY_HISTORY):
        bare = " ".join(words.qualifiers.sub(" ", name).split())
        name = words.same.get(bare, bare) if len(bare) > 2 else name
    return name, side


@dataclass(frozen=True, slots=True)
class Group:
    """All facts of one thing. `aliases`: every id it could have had, were some of its papers not there."""

    thing: Thing
    facts: tuple[Fact, ...]
    aliases: frozenset[str]


def gather(facts: Sequence[Fact]) -> list[Group]:
    """Facts by what they are about: one name or one code is one thing, and what has no side joins the only side."""
    things = [thing(fact) for fact in facts]
    lead = _leaders(facts, things)
    by_thing: dict[Thing, list[Fact]] = {}
    names: dict[Thing, set[Thing]] = {}
    for fact, about in zip(facts, things, strict=True):
        merged = Thing(about.kind, lead[(about.kind, about.name, about.extra)], about.side, about.extra)
        by_thing.setdefault(merged, []).append(fact)
        names.setdefault(merged, set()).add(about)
    groups: dict[Thing, Group] = {}
    for about, members in by_thing.items():
        target = _sided(about, by_thing)
        old = groups.get(target)
        ids = frozenset(t.id for t in names[about] | {about, target})
        groups[target] = Group(
            target, (*(old.facts if old else ()), *members), ids | (old.aliases if old else frozenset())
        )
    return list(groups.values())


_Key = tuple[FactKind, str, str]


def _leaders(facts: Sequence[Fact], things: Sequence[Thing]) -> dict[_Key, str]:
    """For each name the one that stands for all names joined to it by a code: the first in the alphabet, so stable."""
    parent: dict[object, object] = {}

    def find(node: object) -> object:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for fact, about in zip(facts, things, strict=True):
        name: object = (about.kind, about.name, about.extra)
        if fact.code and fact.code.code and about.kind not in _SENTENCES:
            parent[find(name)] = find(("code", fact.code.system, fact.code.code, about.kind, about.extra))
        find(name)
    lead: dict[object, str] = {}
    keys = sorted({(about.kind, about.name, about.extra) for about in things}, key=lambda key: key[1])
    return {key: lead.setdefault(find(key), key[1]) for key in keys}


def _sided(about: Thing, by_thing: Iterable[Thing]) -> Thing:
    if about.kind not in _SIDED or about.side:
        return about
    same = [t for t in by_thing if t.side and (t.kind, t.name, t.extra) == (about.kind, about.name, about.extra)]
    return same[0] if len(same) == 1 else about


def shown_name(facts: Sequence[Fact]) -> str:
    """The name most papers use; of equals the longer, which says more."""
    counts: dict[str, int] = {}
    for fact in facts:
        counts[fact.name] = counts.get(fact.name, 0) + 1
    return max(counts, key=lambda name: (counts[name], len(name), name))
