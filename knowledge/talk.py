"""Loads how people ask and how the chat answers (`words/intents.yml`, `answers.yml`). Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.patterns import Groups, Pattern

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing people want. `case` ones are answered from the patient's own papers."""

    id: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    case: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything the chat needs to understand a wish and to word an answer."""

    wishes: tuple[Wish, ...]
    answers: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, Mapping[str, str]]
    paper_kinds: Mapping[str, re.Pattern[str]]
    modalities: tuple[re.Pattern[str], ...]
    small_talk: Mapping[str, re.Pattern[str]]
    lookup_ignore: frozenset[str]
    negation: re.Pattern[str]
    number_words: re.Pattern[str]
    banned: tuple[re.Pattern[str], ...]
    system: Mapping[str, str]
    names: Mapping[str, frozenset[str]]
    facilities: tuple[re.Pattern[str], ...]

    def say(self, key: str, language: str, **values: object) -> str:
        return self.answers[key][language].format(**values)

    def months_in(self, words: Sequence[str]) -> set[str]:
        """The months that are named, as "01" to "12"; "may" alone may be the verb."""
        named = [self.word("months", language).lower().split() for language in ("en", "es")]
        return {f"{names.index(word) + 1:02d}" for names in named for word in words if word in names and word != "may"}

    def word(self, key: str, language: str) -> str:
        return self.words[key][language]


def read_words(name: str) -> dict[str, Any]:
    """A file of `words`, as it stands."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (safe)
    return data


@cache
def load_talk() -> Talk:
    """The words that ship with the program."""
    asked, said = read_words("intents.yml"), read_words("answers.yml")
    groups = Groups({name: str(words) for name, words in asked["groups"].items()})
    wishes = tuple(
        Wish(w["id"], groups.compile(w["patterns"]), groups.compile(w.get("unless", "")), bool(w.get("case")))
        for w in asked["intents"]
    )
    return Talk(
        wishes=wishes,
        answers=said["answers"],
        words=said["words"],
        kinds=said["kinds"],
        paper_kinds={kind: groups.word(str(words)) for kind, words in said["paper_kinds"].items()},
        modalities=tuple(groups.word(line) for line in said["modalities"]),
        negation=groups.word(said["checks"]["negation"]),
        number_words=groups.word(said["checks"]["number_words"]),
        banned=tuple(groups.word(line) for line in said["checks"]["banned"].splitlines() if line.strip()),
        system=said["checks"]["system"],
        names={kind: frozenset(str(name) for name in names) for kind, names in said["short_names"].items()},
        facilities=tuple(re.compile(line) for line in said["facilities"]),
        lookup_ignore=frozenset(word for line in said["lookup_ignore"] for word in line.split()),
        small_talk={name: groups.word(str(words)) for name, words in said["small_talk"].items()},
    )
