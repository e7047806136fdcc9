"""Leaves out of a person's own words what they tell of a relative's illness. Never judges whose paper something is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.finder import plain, tokens
from knowledge.schema import Cues

_CLAUSE = re.compile(r"[.;:!?\n,()]+|\b(?:and|but|while|so|y|pero|aunque|mientras)\b", re.IGNORECASE)
_NEAR = 3  # words from "my" to the relative: "my mother's older sister"


@dataclass(frozen=True)
class Own:
    """What the writer says of themselves. `only`: nothing else may be looked at, the rest is family history."""

    text: str
    only: bool = False


def own_words(text: str, cues: Cues | None) -> Own:
    """The text without the clauses of which a relative is the subject, each until the writer speaks of themselves."""
    if cues is None:
        return Own(text)
    kept: list[str] = []
    clauses = [clause for clause in _CLAUSE.split(text) if clause.strip()]
    of_relative = history = False
    for clause in clauses:
        words = tokens(clause)
        told = _spoken(clause, cues.family_history)
        history = history or told
        if told or _of_relative(words, cues):
            of_relative = True
        elif set(words) & set(cues.myself):
            of_relative = False
        if not of_relative:
            kept.append(clause)
    if len(kept) == len(clauses):
        return Own(text)
    own = ", ".join(kept)
    return Own(own, history and not set(tokens(own)) & set(cues.as_well))


def _of_relative(words: tuple[str, ...], cues: Cues) -> bool:
    """Whether "my mother" comes before the writer does: not in "I have it like my mother", nor in "cáncer de mama"."""
    for place, word in enumerate(words):
        if word in cues.myself:
            return bool(set(words[place + 1 : place + 1 + _NEAR]) & set(cues.relatives))
        if place == 0 and word in cues.relatives:
            return True
    return False


def _spoken(text: str, phrases: tuple[str, ...]) -> bool:
    said = f" {' '.join(re.findall(r'[a-z0-9]+', plain(text)))} "
    return any(f" {phrase} " in said for phrase in phrases)


__all__ = ["Own", "own_words"]
