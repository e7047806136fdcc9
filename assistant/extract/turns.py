"""How a page turns from one subject to the next without a listed heading, from `words/turns.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.extract.starting import Starting, within
from knowledge.lexicon import Lexicon

BEGINS = re.compile(r"(^|[.;)] )\W{0,2}$")  # of a sentence, up to its first word


class Turning(NamedTuple):
    """How a paper turns to another subject without a listed heading (`words/turns.yml`)."""

    tails: dict[str, str]
    heads: dict[str, str]
    not_first: frozenset[str]
    fields: frozenset[str]
    kinds: tuple[str, ...]
    patterns: Starting  # one of each kind

    def turns(self, flat: str, lines: Iterable[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """(where, kind) of each sentence of a page that turns to another subject."""
        starts = self.patterns.on_page(flat)
        for first, last in lines if starts else ():
            line = flat[first:last]
            for which, turn in self.patterns.matches(line, within(starts, first, last), first):
                if begins := BEGINS.search(line, max(0, turn.start() - 4), turn.start()):
                    yield first + begins.end(1), self.kinds[which]


@lru_cache(maxsize=2)
def turning(lexicon: Lexicon) -> Turning:
    """The content of `words/turns.yml`, ready for lines and sentences."""
    words = lexicon.words["turns"]
    return Turning(
        {word: kind for kind, listed in words["tails"].items() for word in listed},
        {word: kind for kind, listed in words["heads"].items() for word in listed},
        frozenset(words["not_first"]),
        frozenset(words["fields"]),
        tuple(words["turns"]),
        Starting([str(said) for said in words["turns"].values()]),
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
