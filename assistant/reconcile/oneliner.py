"""The one line that introduces the patient, composed of what the papers state and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.model.facts import Assertion, Evidence, FactKind
from assistant.model.history import Entry
from assistant.reconcile.sources import Sources

MOST_WORDS = 45


def one_liner(entries: Sequence[Entry], sources: Sources, today: str) -> tuple[str, tuple[Evidence, ...]]:
    """Age and sex, diagnosis and how it was proven, stage, markers, treatment; with the places of all of it."""
    evidence: list[Evidence] = []
    parts = [_who(sources, today)]
    main = _of(entries, FactKind.PATHOLOGY_DIAGNOSIS)[:1] or _of(entries, FactKind.PROBLEM)[:1]
    for entry in [*main, *_of(entries, FactKind.STAGE)[:1]]:
        parts.append(" ".join(entry.facts[0].text.split()))
        evidence += entry.facts[0].evidence
    text = "; ".join(part for part in parts if part)
    return (text, tuple(evidence)) if evidence else ("", ())


def _of(entries: Sequence[Entry], kind: FactKind) -> list[Entry]:
    return [entry for entry in entries if entry.kind is kind and entry.assertion is Assertion.PRESENT]


def _who(sources: Sources, today: str) -> str:
    births = [
        p.description.patient.birth_date
        for p in sources.papers.values()
        if p.description.patient.birth_date[:4].isdigit()
    ]
    sexes = [p.description.patient.sex for p in sources.papers.values() if p.description.patient.sex]
    if not births or not today:
        return ""
    born = max(set(births), key=births.count)
    age = int(today[:4]) - int(born[:4]) - (today[5:10] < born[5:10])
    return f"{age} {sexes[0][:1].upper()}" if sexes else f"{age} years old"
