"""Things papers call positive or negative, benign or malignant (`words/opposites.yml`); checked on load."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.strict import Strict

_FILE = Path(__file__).parent / "words" / "opposites.yml"


class _Group(Strict):
    gap: int  # characters between a thing and what is said of it
    stop: str  # what ends them
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    things: Mapping[str, tuple[str, ...]]


class _File(Strict):
    source: str
    reviewed: object
    tests: _Group
    specimens: _Group
    unsaid: str
    open: str
    normal: str
    links: str


@dataclass(frozen=True)
class Answered:
    """One thing, and where a text gives the answer: the group `yes` or `no` that matched says which."""

    name: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Opposites:
    """All things with two answers; `unsaid`: words in front that leave it open."""

    tests: tuple[Answered, ...]
    specimens: tuple[Answered, ...]
    unsaid: re.Pattern[str]
    normal: str
    links: str

    def called_normal(self, names: frozenset[str]) -> re.Pattern[str]:
        """Where a text calls the test of these names normal."""
        name = "|".join(re.escape(one) for one in sorted(names))
        return re.compile(rf"\b(?:{name})\b{self.links}{self.normal}|\bnormal (?:{name})\b")


@cache
def load_opposites() -> Opposites:
    """The words that ship with the program."""
    file = _File.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
    return Opposites(
        _answered(file.tests, file),
        _answered(file.specimens, file),
        re.compile(file.unsaid),
        file.normal,
        file.links,
    )


def _answered(group: _Group, file: _File) -> tuple[Answered, ...]:
    """The answer stands behind the thing and no other between, in front of it, or under the letter of its part."""
    every = _either(wording for wordings in group.things.values() for wording in wordings)
    answer = f"(?:(?P<no>{_either(group.negative)})|(?P<yes>{_either(group.positive)}))"
    between = rf"(?:(?!{group.stop}|\.\s|\b{every}\b)[\s\S]){{0,{group.gap}}}?"
    return tuple(
        Answered(
            name,
            (
                re.compile(rf"\b{_either(wordings)}(?![a-z]){between}(?<![a-z]){answer}\b{file.open}"),
                re.compile(
                    rf"\b{answer} (?:for |in |left |right )?(?:the )?{_either(wordings)}(?![a-z])"
                    r"(?!,? ?\w* ?(?:pos|neg))"
                ),
                re.compile(
                    rf"(?m)^(?P<part>[a-h])[.):] [^\n]*\b{_either(wordings)}(?![a-z])[\s\S]{{0,2000}}?"
                    rf"^(?P=part)[.):] [^\n]{{0,80}}?\b{answer}\b"
                ),
            ),
        )
        for name, wordings in group.things.items()
    )


def _either(wordings: Iterable[str]) -> str:
    return f"(?:{'|'.join(wordings)})"
