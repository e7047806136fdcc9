"""What a good case contains, as content a clinician can read. `load()` gives all of it, `search()` finds passages."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.kinds import Kinds
    from knowledge.lexicon import Lexicon
    from knowledge.library import Library, Passage
    from knowledge.pathways import Pathways
    from knowledge.urgency import Urgency


class Knowledge:
    """Every part is loaded when first asked for and kept for the life of the process; all of it is immutable."""

    @cached_property
    def pathways(self) -> Pathways:
        """Conditions and what a good case of each contains (`knowledge/pathways/*.yml`)."""
        from knowledge.pathways import load_pathways

        return load_pathways()

    @cached_property
    def kinds(self) -> Kinds:
        """The words by which a paper is known: kinds, labels of its head (`knowledge/words/{kinds,headers}.yml`)."""
        from knowledge.kinds import load_kinds

        return load_kinds()

    @cached_property
    def lexicon(self) -> Lexicon:
        """Words and rules for reading papers (`knowledge/words/*.yml`, vocabularies from packages)."""
        from knowledge.lexicon import load_lexicon

        return load_lexicon()

    @cached_property
    def library(self) -> Library:
        """Articles, answers and the glossary, in both languages (`knowledge/articles`)."""
        from knowledge.library import load_library

        return load_library()

    @cached_property
    def urgency(self) -> Urgency:
        """Red flags, crisis words and look-alikes (`knowledge/words/urgency.yml`)."""
        from knowledge.urgency import load_urgency

        return load_urgency()


@cache
def load() -> Knowledge:
    """The knowledge that ships with the program."""
    return Knowledge()


def search(query: str, k: int = 5, language: str = "en") -> list[Passage]:
    """The `k` passages of the library that answer `query` best."""
    from knowledge.searching import search as find

    return find(query, k, language)


__all__ = ["Knowledge", "load", "search"]
