"""Procedures are events: one told in three letters is one, one done twice is two, and one planned is not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.reconcile.gather import Group
from assistant.reconcile.sources import Sources, days_apart
from assistant.reconcile.things import wider
from knowledge.history import load_history

_DONE = (Assertion.PRESENT, Assertion.HISTORICAL)
_SAME_DAYS = 10  # collected, performed and reported dates of one event differ by so much


def events(groups: Sequence[Group], sources: Sources) -> list[Group]:
    """The groups with procedures as single events; every other group as it is."""
    return [event for group in _specific(groups, sources) for event in apart(group, sources)]


class _Named(NamedTuple):
    name: str
    side: str
    tokens: frozenset[str]
    wider: frozenset[str]

    def covers(self, bare: _Named) -> bool:
        """Whether the other name says less of what may be the same."""
        said_less = bare.tokens < self.tokens or bare.name in self.wider
        return said_less and bare.side in ("", self.side)


def _named(group: Group) -> _Named:
    about = group.thing
    tokens = frozenset(about.name.split()) - load_history().procedure_fillers
    return _Named(about.name, about.side, tokens, wider(about.name))


def _specific(groups: Sequence[Group], sources: Sources) -> list[Group]:
    """Facts of a bare name ("CT") moved to the fuller name ("CT of the chest") of the same time."""
    every = {n: _named(group) for n, group in enumerate(groups) if group.thing.kind is FactKind.PROCEDURE}
    named = {n: name for n, name in every.items() if name.tokens}
    fullest = sorted(named, key=lambda n: (-len(named[n].wider), -len(named[n].tokens)))
    moved: dict[int, list[Fact]] = {}
    kept: dict[int, list[Fact]] = {n: list(groups[n].facts) for n in named}
    for number, bare in named.items():
        fuller = [n for n in fullest if named[n].covers(bare)]
        for fact in groups[number].facts if fuller else ():
            homes = [n for n in fuller if any(_one_event(fact, other, sources) for other in groups[n].facts)]
            if homes and (fact.when.date or all(named[homes[0]].covers(named[n]) for n in homes[1:])):
                kept[number].remove(fact)
                moved.setdefault(homes[0], []).append(fact)
    return [
        replace(group, facts=(*kept[n], *moved.get(n, ()))) if n in named else group
        for n, group in enumerate(groups)
        if n not in named or kept[n] or n in moved
    ]


def _one_event(fact: Fact, other: Fact, sources: Sources) -> bool:
    """Whether two mentions, one barer, are of one event: one time, or neither dated and both told as done in one paper
    or in two of one day (what was taken out, and what the laboratory found in it).
    """
    if (fact.assertion in _DONE) != (other.assertion in _DONE):
        return False
    if fact.when.date and other.when.date:
        return _same_time(fact, other)
    if fact.span.document == other.span.document:
        return True
    told = fact.assertion is other.assertion is Assertion.PRESENT
    return told and days_apart(sources.date(fact), sources.date(other)) == 0


def apart(group: Group, sources: Sources) -> list[Group]:
    """A group of procedure facts as its single events; any other group as it is."""
    if group.thing.kind is not FactKind.PROCEDURE:
        return [group]
    done = [fact for fact in group.facts if fact.assertion in _DONE]
    clusters = _clusters(done)
    waiting: list[Fact] = []
    for fact in group.facts:
        if fact.assertion in _DONE:
            continue
        later = next((c for c in clusters if _fulfils(c, fact, sources)), None)
        (later if later is not None else waiting).append(fact)
    planned = [fact for fact in waiting if fact.assertion is not Assertion.ABSENT]
    denied = [fact for fact in waiting if fact.assertion is Assertion.ABSENT]
    if len(clusters) == 1:
        clusters[0].extend(denied)
        denied = []
    named = [(cluster, "" if len(clusters) == 1 else _label(cluster)) for cluster in clusters]
    named += [(facts, label) for facts, label in ((planned, "planned"), (denied, "denied")) if facts]
    if len(named) == 1:
        return [replace(group, facts=tuple(named[0][0]))]
    return [_event(group, facts, label) for facts, label in named]


def _event(group: Group, facts: Sequence[Fact], label: str) -> Group:
    thing = replace(group.thing, extra=" ".join(filter(None, (group.thing.extra, label))))
    aliases = frozenset({thing.id}) if label else group.aliases | {thing.id}
    return Group(thing, tuple(facts), aliases)


def _clusters(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Exact dates make events; a month or a year joins the event it can mean; no date joins the only event."""
    clusters: list[list[Fact]] = []
    for fact in sorted((f for f in facts if f.when.date), key=lambda f: (-len(f.when.date), f.when.date)):
        home = next((c for c in clusters if _same_time(fact, c[0])), None)
        if home is None:
            clusters.append([fact])
        else:
            home.append(fact)
    undated = [fact for fact in facts if not fact.when.date]
    if undated and len(clusters) == 1:
        clusters[0].extend(undated)
    elif undated:
        clusters.append(undated)
    return clusters


def _same_time(fact: Fact, other: Fact) -> bool:
    a, b = fact.when.date, other.when.date
    if len(a) == len(b) == 10:
        return days_apart(a, b) <= _SAME_DAYS
    return a.startswith(b) or b.startswith(a)


def _fulfils(cluster: Sequence[Fact], plan: Fact, sources: Sources) -> bool:
    """Whether an event came after a paper that planned it, soon enough to be what was planned."""
    planned_on = sources.date(plan)
    happened = max((fact.when.date for fact in cluster), default="")
    return bool(planned_on and happened) and happened >= planned_on and days_apart(happened, planned_on) <= 200


def _label(cluster: Sequence[Fact]) -> str:
    return max((fact.when.date for fact in cluster), key=len, default="") or "undated"
