"""The compiled patterns of `words/patterns.yml` and `words/morphology.yml`, and the small questions asked of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from knowledge import load
from knowledge.lexicon import Lexicon
from knowledge.plain import plain


def any_of(words: Iterable[object]) -> str:
    """An alternation of plain wordings, longest first."""
    return "|".join(re.escape(plain(str(word))) for word in sorted(map(str, words), key=len, reverse=True))


@lru_cache(maxsize=64)
def pattern(lexicon: Lexicon, name: str) -> re.Pattern[str]:
    """A pattern of `words/patterns.yml` by its key; a list there is an alternation."""
    found = lexicon.words["patterns"][name]
    return re.compile("|".join(map(str, found)) if isinstance(found, list) else str(found))


@lru_cache(maxsize=128)
def said(key: str) -> re.Pattern[str]:
    """A phrase of `words/phrases.yml` by its key."""
    return re.compile(str(load().lexicon.words["phrases"][key]))


def is_birth(flat: str, start: int) -> bool:
    """Whether what begins at `start` stands behind a label for the date of birth."""
    return said("birth_label").search(flat[max(0, start - 24) : start]) is not None


@lru_cache(maxsize=2)
def general(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(plain(str(word)) for word in lexicon.words["stopwords"]["too_general"])


class Degree(NamedTuple):
    severities: re.Pattern[str]
    changes: re.Pattern[str]
    sides: dict[str, str]
    side_words: re.Pattern[str]

    def severity(self, before: str) -> str:
        found = self.severities.search(before)
        return found[1] if found else ""

    def change(self, before: str) -> str:
        found = self.changes.search(before)
        return found[1] if found else ""

    def side(self, around: str) -> str:
        found = list(self.side_words.finditer(around))
        return self.sides[found[-1][0]] if found else ""


@lru_cache(maxsize=2)
def degree(lexicon: Lexicon) -> Degree:
    """Severity, change and side as words in front of a finding."""
    words = lexicon.words["morphology"]
    sides = {plain(str(word)): str(side) for word, side in words["side"].items()}
    near = r"\s+(?:[\w.-]+\s+){0,2}$"
    return Degree(
        re.compile(rf"\b({any_of(words['severity'])}){near}"),
        re.compile(rf"\b({any_of(words['change'])}){near}"),
        sides,
        re.compile(rf"\b(?:{any_of(sides)})\b"),
    )


@lru_cache(maxsize=2)
def doctor(lexicon: Lexicon) -> re.Pattern[str]:
    """The letters behind a clinician's name, in capitals as written."""
    return re.compile(str(lexicon.words["patterns"]["doctor"]))
