"""Whether a medicine is taken: what each paper says, and whether a later stop settles what an earlier list says."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.model.facts import Assertion, Fact
from assistant.reconcile.sources import Sources
from knowledge.history import HistoryWords
from knowledge.kinds import fold


def taking(fact: Fact, words: HistoryWords) -> str:
    """active | stopped | "" as one paper says of a medicine."""
    status = fold(fact.details.get("status", ""))
    if status in words.stopped or fact.assertion is Assertion.ABSENT:
        return "stopped"
    if fact.assertion is Assertion.HISTORICAL and not status:
        return "stopped"
    if fact.assertion is Assertion.PRESENT and (status in words.active or not status):
        return "active"
    return ""


def unsettled_stop(
    facts: Sequence[Fact], sources: Sources, words: HistoryWords
) -> tuple[list[Fact], list[Fact]] | None:
    """(says active, says stopped) unless every paper that says stopped speaks after all that say active."""
    active = [f for f in facts if taking(f, words) == "active"]
    stopped = [f for f in facts if taking(f, words) == "stopped"]
    if not active or not stopped or {sources.source(f) for f in active} == {sources.source(f) for f in stopped}:
        return None
    last_active = max((sources.date(f) for f in active), default="")
    first_stop = min((sources.date(f) for f in stopped if sources.date(f)), default="")
    if first_stop and last_active and first_stop > last_active:
        return None
    undated_stop = [f for f in stopped if not sources.date(f)]
    if not first_stop and not undated_stop:
        return None
    return active, stopped
