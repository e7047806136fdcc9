"""Questions worth asking the specialist: the patient's own, from disagreements, from the record, from knowledge.

Each says why it is asked and where it comes from. It never answers one, and asks nothing the papers settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.ask.sources import (
    Candidate,
    from_conflicts,
    from_gaps,
    from_pathway,
    from_patient,
    from_pictures,
    from_record,
)
from assistant.model.gaps import Gap, Question
from assistant.model.history import History
from knowledge.finder import likeness
from knowledge.schema import Pathway

_SAME = 0.8
_FEW = 5  # words
_PLACES = {"own": 2, "conflict": 1, "pending": 1, "pictures": 1, "record": 1, "coach": 1}  # the others: no cap


def ask(
    gaps: Sequence[Gap],
    history: History,
    pathway: Pathway,
    *,
    language: str = "en",
    worries: Sequence[str] = (),
    limit: int = 8,
) -> list[Question]:
    """At most `limit` questions, the most telling first; the first three are marked as top."""
    told = " ".join(worries)
    pool = [
        *from_patient(worries, pathway, language),
        *from_conflicts(history, pathway, language),
        *from_gaps(gaps, pathway, language),
        *from_pictures(gaps, pathway, language),
        *from_record(history, pathway, language),
        *from_pathway(history, pathway, language, told),
    ]
    chosen = _within_places(_distinct(pool), limit)
    return [
        replace(one.question, rank=rank, top=rank <= min(3, limit))
        for rank, one in enumerate(sorted(chosen, key=lambda c: c.weight, reverse=True)[:limit], start=1)
    ]


def _distinct(pool: Sequence[Candidate]) -> list[Candidate]:
    """Of two that ask the same, the weightier; a few words of the patient's give way to the full question."""
    kept: list[Candidate] = []
    for one in sorted(pool, key=lambda c: c.weight, reverse=True):
        same = next((o for o in kept if likeness(one.question.text, o.question.text) >= _SAME), None)
        if same is None:
            kept.append(one)
        elif same.source == "own" and len(same.question.text.split()) <= _FEW < len(one.question.text.split()):
            kept[kept.index(same)] = replace(one, weight=same.weight)
    return kept


def _within_places(pool: Sequence[Candidate], limit: int) -> list[Candidate]:
    """No one source fills the list: each has its places, and the condition's own questions take what is left."""
    taken: dict[str, int] = {}
    chosen: list[Candidate] = []
    for one in pool:
        if taken.get(one.source, 0) < _PLACES.get(one.source, limit):
            taken[one.source] = taken.get(one.source, 0) + 1
            chosen.append(one)
    condition = [c for c in chosen if c.source == "condition"]
    others = [c for c in chosen if c.source not in ("condition", "core")]
    room = max(limit - len(condition), limit * 3 // 8)
    first = others[:room] + condition[: limit - len(others[:room])]
    core = [c for c in chosen if c.source == "core"]
    return first + core[: limit - len(first)]


__all__ = ["ask"]
