"""Which evidence a specialty wants to see first on the pre-visit summary (`layouts.yml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from knowledge.kinds import fold
from knowledge.strict import Strict, Text

SHORT = 3  # letters: words up to so long are looked for whole


class Box(Strict):
    """One of the two boxes of decisive evidence."""

    block: Literal["pathology", "imaging"]
    papers: tuple[str, ...]
    facts: tuple[str, ...]
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    quoted_in: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    title: Text | None = None

    def tells(self, text: str) -> bool:
        """Whether the text has one of the box's words: a short one whole, a longer one by its beginning."""
        return bool(self.words) and _words(self.words).search(text) is not None


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    ends = (re.escape(word) + (r"\b" if len(word) <= SHORT else "") for word in words)
    return re.compile(rf"\b(?:{'|'.join(ends)})", re.I)


class Layouts(Strict):
    """The whole file."""

    reviewed: date
    status: Literal["not_reviewed", "reviewed"]
    layouts: dict[str, tuple[Box, ...]]
    severe_reactions: tuple[str, ...]
    severe_words: tuple[str, ...]
    none_known: tuple[str, ...]
    denials: tuple[str, ...]
    examinations: tuple[str, ...]
    not_evidence: tuple[str, ...]
    not_plans: tuple[str, ...]
    spelled: tuple[str, ...]
    bare_operations: tuple[str, ...]
    abbreviations: tuple[str, ...]
    broad_words: tuple[str, ...]
    column_words: tuple[str, ...]
    personal_words: tuple[str, ...]
    functional: tuple[str, ...]


@cache
def _file() -> Layouts:
    return Layouts.model_validate(yaml.safe_load(Path(__file__).with_name("layouts.yml").read_text("utf-8")))


def layout(name: str) -> tuple[Box, ...]:
    """The boxes of that layout; those of `default` for a name that has none."""
    return _file().layouts.get(name, _file().layouts["default"])


def layouts() -> frozenset[str]:
    """The names a pathway may use; `general` is the default."""
    return frozenset({*_file().layouts, "general"})


def is_severe(severity: str, reaction: str) -> bool:
    """Whether the paper's own words call an allergy severe."""
    words, reactions = _file().severe_words, _file().severe_reactions
    return any(word in severity.casefold().split() for word in words) or any(
        stem in f"{severity} {reaction}".casefold() for stem in reactions
    )


def says_none_known(name: str, text: str) -> bool:
    """Whether a denied statement denies the whole kind ("no known allergies") rather than one thing of it."""
    return any(stem in f" {said.casefold()} " for said in (name, text) for stem in _file().none_known)


def is_examination(name: str) -> bool:
    """Whether a procedure only looks (a scan, a tracing, an examination) and does not belong among operations."""
    words = name.casefold().replace("-", " ").split()
    return any(word.startswith(stem) for word in words for stem in _file().examinations)


def is_evidence(sentence: str) -> bool:
    """Whether a sentence of a report can be its conclusion, and is not a signature or a foot of the page."""
    text = sentence.casefold()
    return not any(stem in text for stem in _file().not_evidence)


@cache
def _not_plans() -> re.Pattern[str]:
    return re.compile("|".join(_file().not_plans), re.I)


def is_plan(sentence: str) -> bool:
    """Whether a sentence under "plan" can plan something: no mere reason, risk, or thing done already."""
    return _not_plans().search(" ".join(sentence.split())) is None


@cache
def _spelled() -> Mapping[str, str]:
    return {word.casefold(): word for word in _file().spelled}


def spelled(name: str) -> str:
    """A name kept in small letters as it is written: "parkinson disease" as "Parkinson disease", "vitamin d" with D."""
    known = _spelled()
    for word in (r"[^\W_]+(?:-[^\W_]+)+", r"[^\W_]+"):
        name = re.sub(word, lambda found: known.get(found.group(0).casefold(), found.group(0)), name)
    return re.sub(r"(?<=\bvitamin )[a-k]\d{0,2}\b", lambda found: found.group(0).upper(), name)


def denies(text: str) -> bool:
    """Whether the words themselves begin by denying, so that they can be shown alone."""
    first = text.casefold().split()[:1]
    return bool(first) and first[0].strip(".:,") in _file().denials


def is_bare(name: str) -> bool:
    """Whether the name of a procedure says nothing about which it was ("surgery", "biopsy")."""
    return name.casefold().strip(" .") in _file().bare_operations


@cache
def abbreviations() -> frozenset[str]:
    """Words that keep their capitals, in small letters."""
    return frozenset(word.casefold() for word in _file().abbreviations)


@cache
def broad_words() -> frozenset[str]:
    """Words of illnesses that two quite different ones share."""
    return frozenset(_file().broad_words)


def is_personal(sentence: str) -> bool:
    """Whether a sentence of a patient's note tells of their life, wishes or worries."""
    return _words(_file().personal_words).search(sentence) is not None


@cache
def column_words() -> frozenset[str]:
    """Words that head the columns of a table."""
    return frozenset(_file().column_words)


@cache
def headings() -> Mapping[str, str]:
    """Headings of clinical papers (folded) and what stands under each, as `words/sections.yml` has them."""
    text = (Path(__file__).parent / "words" / "sections.yml").read_text("utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return {fold(str(title)): kind for kind, titles in loaded.items() for title in titles}


def is_functional(name: str) -> bool:
    """Whether a measure tells how able a person is, and is no sign of the body."""
    return any(stem in name.casefold() for stem in _file().functional)
