"""What a statement is about: the one name, side and relation under which statements of many papers meet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.model.facts import Assertion, Fact, FactKind
from knowledge import load
from knowledge.history import HistoryWords, load_history
from knowledge.kinds import fold

SIDED = frozenset(
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
SENTENCES = frozenset({FactKind.IMPRESSION, FactKind.RECOMMENDATION})


@dataclass(frozen=True, slots=True)
class Thing:
    """What facts have in common that are about one real thing. `extra`: the relative, the specimen."""

    kind: FactKind
    name: str
    side: str = ""
    extra: str = ""

    @property
    def unsided(self) -> tuple[FactKind, str, str]:
        """The thing whatever its side."""
        return self.kind, self.name, self.extra

    @property
    def id(self) -> str:
        """Made of what it is about and nothing else, so a person's verdict stays with it."""
        key = f"{self.kind}|{self.name}|{self.side}|{self.extra}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]


def thing(fact: Fact, words: HistoryWords | None = None) -> Thing:
    """What one fact is about."""
    words = words or load_history()
    kind = kind_of(fact)
    if kind in SENTENCES:
        return Thing(kind, " ".join(fold(fact.text).split()[:14]))
    if kind is FactKind.ALLERGY and says_none(fact, words):
        return Thing(kind, "no known allergies", "", _scope(fact, words))
    name, side = _name_and_side(fact, words)
    if kind not in SIDED:
        side = ""
    if kind in _CONDITIONS:
        kind = FactKind.PROBLEM
    if kind is FactKind.MEDICATION:
        name = _without_salt(name, words)
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
    side = _given_side(fact, words)
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


def _given_side(fact: Fact, words: HistoryWords) -> str:
    """The side a coded entry gives, or that the fact's own words say; a side from further off is only a detail."""
    side = words.sides.get(fold(fact.details.get("laterality", "") or fact.details.get("side", "")), "")
    coded = fact.evidence[0].method.startswith("entry:")
    return side if coded or any(words.sides.get(token) == side for token in fold(fact.text).split()) else ""


def _without_salt(name: str, words: HistoryWords) -> str:
    """The medicine without its salt, form and strength; the first word always stays."""
    first, *rest = name.split() or [name]
    return " ".join([first, *(word for word in rest if word not in words.salts and not word[:1].isdigit())])


def wider(name: str) -> frozenset[str]:
    """All wider names of a name, both folded: what says less of the same thing ("colectomy" of "hemicolectomy")."""
    return load().lexicon.wider.get(name, frozenset())


def shown_name(facts: Sequence[Fact]) -> str:
    """The name most papers use, or one that says the same and more; of equals the longer."""
    fillers = load_history().procedure_fillers
    counts: dict[str, int] = {}
    for fact in facts:
        counts[fact.name] = counts.get(fact.name, 0) + 1
    best = max(counts, key=lambda name: (counts[name], len(name), name))
    said = set(fold(best).split()) - fillers
    fuller = [
        name
        for name in counts
        if (said and said < set(fold(name).split()) - fillers and len(name) < 60) or fold(best) in wider(fold(name))
    ]
    return max(fuller, key=lambda name: (len(wider(fold(name))), counts[name], len(name), name)) if fuller else best
