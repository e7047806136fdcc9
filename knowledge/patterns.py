"""Word patterns for short messages: plain text lines from YAML become matchers. Knows no medicine and judges nothing.

A line: `{group}` stands for a word group, `..` for up to three words, ` + ` for near each other in any order, ` > ` for
near and in this order, ` & ` for anywhere in the message. Everything else is a regular expression over `plain` text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

NEAR = 70  # characters between two parts that still belong together
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-"})
_STOP = "|"  # what ends a sentence in plain text


def plain(text: str) -> str:
    """Lower case, no accents or apostrophes, one blank between words, `|` between sentences; decimals are kept."""
    text = unicodedata.normalize("NFD", text.translate(_QUOTES).lower())
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("'", "")
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    text = re.sub(r"[!?;\n…]+|\.(?!\d)|(?<!\d)\.", f" {_STOP} ", text)
    text = re.sub(r"[^a-z0-9.|]+", " ", text)
    text = re.sub(r"(?<=\d)(?=(?:f|c|mg|ml|x)\b)", " ", text)
    return re.sub(r" +", " ", text).strip(" |")


def sentences(text: str) -> list[str]:
    """The sentences of plain text."""
    return [part.strip() for part in text.split(_STOP) if part.strip()]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern matched, in characters of one sentence (or of the whole message for `&`)."""

    start: int
    end: int
    head: int  # where its first-named part stands


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line, ready to match."""

    parts: tuple[re.Pattern[str], ...]
    kind: str  # "near" | "order" | "anywhere" | "one"

    def find(self, sentence: str) -> Hit | None:
        if len(self.parts) == 1:
            found = self.parts[0].search(sentence)
            return Hit(found.start(), found.end(), found.start()) if found else None
        places = []
        for part in self.parts:
            spans = [m.span() for m in part.finditer(sentence)]
            if not spans:
                return None
            places.append(spans)
        return self._together(places)

    def _together(self, places: Sequence[Sequence[tuple[int, int]]]) -> Hit | None:
        for first in places[0]:
            low, high, chosen = first[0], first[1], [first]
            for spans in places[1:]:
                last = chosen[-1]
                fits = [s for s in spans if self._fits(s, last, low, high)]
                if not fits:
                    break
                best = min(fits, key=lambda s: abs(s[0] - first[0]))
                chosen.append(best)
                low, high = min(low, best[0]), max(high, best[1])
            else:
                return Hit(low, high, first[0])
        return None

    def _fits(self, span: tuple[int, int], last: tuple[int, int], low: int, high: int) -> bool:
        if self.kind == "anywhere":
            return True
        if self.kind == "order":
            return 0 <= span[0] - last[1] <= 40
        return span != last and span[0] - high <= NEAR and low - span[1] <= NEAR


@dataclass(frozen=True, slots=True)
class Groups:
    """Named word groups; a group may name others above it."""

    words: Mapping[str, str] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """The text with every `{group}` spelled out and `..` and `*` made regular expressions."""
        filled = re.sub(r"\{(\w+)\}", lambda m: f"(?:{self.fill(self.words[m.group(1)])})", text)
        filled = re.sub(r"(?<!\\w)(?<=\w)\*", r"\\w*", filled)
        return re.sub(r"( ?)\.\. ", r"\1(?:[\\w.~]+ ){0,3}?", filled)

    def compile(self, lines: str) -> tuple[Pattern, ...]:
        """One `Pattern` for each line that is not empty."""
        return tuple(
            self.pattern(line.strip().removesuffix("..").strip()) for line in lines.splitlines() if line.strip()
        )

    def pattern(self, line: str) -> Pattern:
        for sign, kind in ((" & ", "anywhere"), (" + ", "near"), (" > ", "order")):
            if sign in line:
                # "a > b + c" reads as near: the order inside matters less than the three being there.
                pieces = re.split(r" [&+>] ", line)
                return Pattern(tuple(self.word(piece) for piece in pieces), kind)
        return Pattern((self.word(line),), "one")

    def word(self, text: str) -> re.Pattern[str]:
        return _compiled(self.fill(text.strip()))


@lru_cache(maxsize=4096)
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{text})(?![\w])")


def literals(text: str) -> set[str]:
    """The whole words a pattern text is made of, for mending slips of the finger."""
    bare = re.sub(r"[a-z]+(?:\\w)?\*|[a-z]+\(|[a-z]+\[|\\.|\{\w+\}|\[[^\]]*\]|[a-z]+\?", " ", text)
    return set(re.findall(r"(?<![\])])[a-z]{4,}", bare))


def stems(text: str) -> set[str]:
    """The beginnings of words a pattern text leaves open, which no mending may change."""
    return set(re.findall(r"([a-z]{3,})(?:\\w\*|\*|\(|\[|\?)", text))
