"""The words by which a paper is known: its kind, the labels of its head, how it writes dates. Content, checked on load.

Reads `words/kinds.yml` and `words/headers.yml`. Never looks at a paper itself; that is `assistant.classify`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

_WORDS = Path(__file__).parent / "words"
_PUNCTUATION = re.compile(r"[^\w'%+#&]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_PREFIX = re.compile(r"\b(pre|post)[-\s]+(?=op|oper)")

Words = tuple[str, ...]
Points = Mapping[float, Words]


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=False)


class KindWords(_Content):
    """The evidence for one kind of paper, as authored: points to words, by where they stand."""

    titles: Points = Field(default_factory=dict)
    headings: Points = Field(default_factory=dict)
    phrases: Points = Field(default_factory=dict)
    openings: Points = Field(default_factory=dict)
    closings: Points = Field(default_factory=dict)
    shapes: Mapping[str, float] = Field(default_factory=dict)


class ShapeWords(_Content):
    first_person: Mapping[str, Words]
    dose: Words


class FrameWords(_Content):
    """The words by which a letter, a leaflet or a note shows what it is, whatever it quotes."""

    salutations: Words
    closings: Words
    second_person: Words
    asking: Words
    enclosed: Words


class _KindFile(_Content):
    source: str
    reviewed: object
    kinds: Mapping[str, KindWords]
    shapes: ShapeWords
    frame: FrameWords
    alike: tuple[Words, ...]
    title_labels: Words
    languages: Mapping[str, Words]


class _Order(_Content):
    patterns: Words


class _Pages(_Content):
    counters: Words
    goes_on: Words


class _HeaderFile(_Content):
    source: str
    reviewed: object
    labels: Mapping[str, Annotated[Words, Field(min_length=1)]]
    institutions: Words
    credentials: Words
    courtesy: Words
    clinician: Words
    suffixes: Words
    particles: Words
    not_names: Words
    month_first: _Order
    day_first: _Order
    months: Mapping[str, Words]
    pages: _Pages


@dataclass(frozen=True)
class Kinds:
    """Everything `assistant.classify` needs to know about papers."""

    kinds: Mapping[str, KindWords]
    shapes: ShapeWords
    first_person: frozenset[str]
    frame: FrameWords
    alike: tuple[Words, ...]
    title_labels: frozenset[str]
    languages: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]  # folded label -> field
    institutions: frozenset[str]
    credentials: frozenset[str]
    courtesy: frozenset[str]
    clinician: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    not_names: frozenset[str]
    month_first: tuple[re.Pattern[str], ...]
    day_first: tuple[re.Pattern[str], ...]
    months: Mapping[str, int]  # "january", "jan", "enero" -> 1
    counters: tuple[re.Pattern[str], ...]
    goes_on: Words


def fold(text: str) -> str:
    """Lower case, no accents, one blank between words, no punctuation: the form in which words are compared."""
    if text.isascii():
        return _PREFIX.sub(r"\1", _PUNCTUATION.sub(" ", text.lower())).strip()
    flat = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    flat = _ACCENTS.sub("", flat)
    return _PREFIX.sub(r"\1", _PUNCTUATION.sub(" ", flat)).strip()


class _Plain(dict[int, str]):
    """Letters without accents in lower case, made when first met; one character for each."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        base = unicodedata.normalize("NFKD", sign)[0].lower()
        self[code] = base if len(base) == 1 else sign
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Lower case and no accents with every character kept in its place, so that offsets still hold."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)


@cache
def load_kinds() -> Kinds:
    """The words that ship with the program."""
    kinds = _KindFile.model_validate(_read("kinds.yml"))
    head = _HeaderFile.model_validate(_read("headers.yml"))
    return Kinds(
        kinds=kinds.kinds,
        shapes=kinds.shapes,
        first_person=frozenset(word for group in kinds.shapes.first_person.values() for word in group),
        frame=kinds.frame,
        alike=kinds.alike,
        title_labels=frozenset(map(fold, kinds.title_labels)),
        languages={language: frozenset(words) for language, words in kinds.languages.items()},
        labels={plain(label): field for field, labels in head.labels.items() for label in labels},
        institutions=frozenset(map(fold, head.institutions)),
        credentials=frozenset(word.replace(".", "") for word in head.credentials),
        courtesy=frozenset(head.courtesy),
        clinician=frozenset(head.clinician),
        suffixes=frozenset(head.suffixes),
        particles=frozenset(head.particles),
        not_names=frozenset(head.not_names),
        month_first=tuple(map(re.compile, head.month_first.patterns)),
        day_first=tuple(map(re.compile, head.day_first.patterns)),
        months=_months(head.months),
        counters=tuple(re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in head.pages.counters),
        goes_on=head.pages.goes_on,
    )


def _months(names: Mapping[str, Words]) -> dict[str, int]:
    found: dict[str, int] = {}
    for words in names.values():
        for number, word in enumerate(words, start=1):
            found[word] = number
            found.setdefault(word[:3], number)
            found.setdefault(word[:4], number)
    return found


def _read(name: str) -> object:
    return yaml.safe_load((_WORDS / name).read_text(encoding="utf-8"))
