"""A bare "mass" beside the one finding of its report that says which mass: kept under that finding, with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.reconcile.gather import Group
from knowledge.history import load_history

_FOUND = frozenset({FactKind.IMAGING_FINDING, FactKind.PATHOLOGY_DIAGNOSIS, FactKind.PROBLEM})


def barer(groups: Sequence[Group]) -> list[Group]:
    """The groups, with facts of a bare name moved to the only fuller one of the same report; none is lost."""
    bare = load_history().bare_findings
    moved: dict[int, list[Fact]] = {}
    kept: list[Group] = []
    for group in groups:
        if group.thing.kind not in _FOUND or group.thing.name not in bare:
            continue
        fuller = [n for n, other in enumerate(groups) if _narrows(other, group)]
        for fact in group.facts:
            homes = [n for n in fuller if any(_one_finding(fact, other) for other in groups[n].facts)]
            if len(homes) == 1:
                moved.setdefault(homes[0], []).append(fact)
    gone = {id(fact) for facts in moved.values() for fact in facts}
    for number, group in enumerate(groups):
        facts = (*(fact for fact in group.facts if id(fact) not in gone), *moved.get(number, ()))
        if facts:
            kept.append(replace(group, facts=facts) if len(facts) != len(group.facts) or number in moved else group)
    return kept


def _narrows(other: Group, group: Group) -> bool:
    """Its name ends with the bare one and says more, and no side contradicts."""
    one, two = other.thing, group.thing
    return one.kind is two.kind and one.name.endswith(f" {two.name}") and two.side in ("", one.side)


def _one_finding(fact: Fact, other: Fact) -> bool:
    """Told in one paper, both found or both denied, and neither place nor size speaks against it."""
    return (
        fact.span.document == other.span.document
        and (fact.assertion is Assertion.ABSENT) == (other.assertion is Assertion.ABSENT)
        and all(_agree(fact, other, key) for key in ("side", "size", "label"))
    )


def _agree(fact: Fact, other: Fact, key: str) -> bool:
    one, two = fact.details.get(key, ""), other.details.get(key, "")
    return not one or not two or one == two
