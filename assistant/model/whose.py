"""Who the case is about: as the patient says it; where they said nothing, as most of their papers say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.model.papers import Belongs, Paper
from assistant.model.people import Person
from ingest.document import Patient


def person_of(person: Person, papers: Sequence[Paper]) -> tuple[Person, frozenset[str]]:
    """The person, and the names of the fields that come from papers."""
    theirs = [paper for paper in papers if paper.belongs in (Belongs.YES, Belongs.UNSTATED)]
    heads = [head for paper in theirs for head in (paper.description.patient, paper.document.patient)]
    found = {}
    for name in ("name", "birth_date", "sex", "mrn"):
        if not getattr(person, name):
            value = _usual(heads, name)
            if value:
                found[name] = value
    known = replace(
        person,
        name=found.get("name", person.name),
        birth_date=found.get("birth_date", person.birth_date),
        sex=found.get("sex", person.sex),
        mrn=found.get("mrn", person.mrn),
    )
    return known, frozenset(found)


def _usual(heads: Iterable[Patient], name: str) -> str:
    """The value most papers give; the longest way of writing it, where they write it differently."""
    values = Counter(str(getattr(head, name)).strip() for head in heads)
    del values[""]
    return max(values, key=lambda value: (values[value], len(value), value)) if values else ""
