"""Loads what people ask of their own papers (`words/record.yml`). Decides nothing, answers nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from knowledge.patterns import Groups, Pattern, plain, sentences
from knowledge.talk import read_words


@dataclass(frozen=True, slots=True)
class Record:
    """One thing people ask of their papers: its words, the kinds of fact that hold it, what such a fact must say."""

    id: str
    ask: tuple[Pattern, ...]
    kinds: tuple[str, ...] = ()
    only: re.Pattern[str] | None = None
    ignore: re.Pattern[str] | None = None  # words of the question that name the subject and nothing of it


@dataclass(frozen=True, slots=True)
class Reading:
    """All of them, and the words that forbid (`judges`) or call for (`cue`) an answer out of the papers."""

    records: tuple[Record, ...]
    judges: re.Pattern[str]
    cue: re.Pattern[str]
    deeds: re.Pattern[str]
    slips: Mapping[str, str]
    words: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, int]
    roles: Mapping[str, re.Pattern[str]]  # a part in the care -> how a message names it
    also: Mapping[str, tuple[str, ...]]  # a word -> the words that say the same, in either language

    def mended(self, text: str) -> str:
        """The message with words typed in a hurry written out; everything else as it was."""
        return re.sub(r"[^\W\d_]+", lambda m: self.slips.get(m[0].lower(), m[0]), text)

    def asked(self, text: str) -> list[Record]:
        """The records a message asks for, in the order of the file."""
        parts = sentences(plain(text))
        return [each for each in self.records if any(one.find(part) for one in each.ask for part in parts)]


@cache
def load_reading() -> Reading:
    """The words that ship with the program."""
    data = read_words("record.yml")
    groups = Groups()
    records = tuple(
        Record(
            each["id"],
            groups.compile(each["ask"]),
            tuple(each.get("kinds", ())),
            re.compile(each["only"]) if "only" in each else None,
            re.compile(each["ignore"]) if "ignore" in each else None,
        )
        for each in data["records"]
    )
    judges, cue, deeds = (groups.word(re.sub(r"\s*\|\s*", "|", data[name])) for name in ("judges", "cue", "deeds"))
    return Reading(
        records,
        judges,
        cue,
        deeds,
        data["slips"],
        {name: groups.word(words) for name, words in data["words"].items()},
        data["numbers"],
        {name: groups.word(words) for name, words in data["roles"].items()},
        _groups(data["also"]),
    )


def _groups(lines: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        words = tuple(line.split())
        for word in words:
            found[word] = (*found.get(word, ()), *words)
    return found
