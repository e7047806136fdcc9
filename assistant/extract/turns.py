"""How a page turns from one subject to the next without a listed heading, from `words/turns.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from knowledge.lexicon import Lexicon

STOP = re.compile(r"[.;)] ")


class Turning(NamedTuple):
    """How a paper turns to another subject without a listed heading (`words/turns.yml`)."""

    tails: dict[str, str]
    heads: dict[str, str]
    not_first: frozenset[str]
    fields: frozenset[str]
    sentence: re.Pattern[str]

    def turns(self, line: str) -> Iterator[tuple[int, str]]:
        """(where, kind) of each sentence of a line that turns to another subject."""
        reached = 0
        for begins in (0, *(mark.end() for mark in STOP.finditer(line))):
            if begins >= reached and (turn := self.sentence.match(line, begins)):
                reached = turn.end()
                yield begins, str(turn.lastgroup)


@lru_cache(maxsize=2)
def turning(lexicon: Lexicon) -> Turning:
    """The content of `words/turns.yml`, ready for lines and sentences."""
    words = lexicon.words["turns"]
    named = "|".join(f"(?P<{kind}>{said})" for kind, said in words["turns"].items())
    return Turning(
        {word: kind for kind, listed in words["tails"].items() for word in listed},
        {word: kind for kind, listed in words["heads"].items() for word in listed},
        frozenset(words["not_first"]),
        frozenset(words["fields"]),
        re.compile(rf"\W{{0,2}}(?:{named})"),
    )


SLASH = re.compile(r" ?/ ?")


def kind_of(title: str, lexicon: Lexicon) -> str:
    """What stands under a title: a listed one, or one whose last (in Spanish first) words are ("coronary findings")."""
    bare = title if title in lexicon.headings else SLASH.sub("/", title)
    if bare in lexicon.headings:
        return lexicon.headings[bare]
    words = bare.split()
    if not 2 <= len(words) <= 5:
        return ""
    told = turning(lexicon)
    kind = told.tails.get(" ".join(words[-2:]), "") or told.tails.get(words[-1], "") or told.heads.get(words[0], "")
    if kind and (words[0] in told.not_first or any(char.isdigit() for char in bare)):
        return ""
    return kind
