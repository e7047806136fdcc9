"""What a good case contains, as content a clinician can read. `load()` gives all of it, `search()` finds passages."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.kinds import Kinds
    from knowledge.lexicon import Lexicon
    from knowledge.library import Library, Passage
    from knowledge.pathways import Pathways
    from knowledge.urgency import Urgency


class Knowledge:
    """Every part is loaded when first asked for and kept for the life of the process; all of it is immutable.

    `folder`: a hospital's own, whose pathways and tables stand beside ours or in their place; all else is shared.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @cached_property
    def pathways(self) -> Pathways:
        """Conditions and what a good case of each contains (`knowledge/pathways/*.yml`)."""
        from knowledge.pathways import load_pathways

        return load_pathways([self._folder] if self._folder and self._folder.is_dir() else [])

    @cached_property
    def kinds(self) -> Kinds:
        """The words by which a paper is known: kinds, labels of its head (`knowledge/words/{kinds,headers}.yml`)."""
        from knowledge.kinds import load_kinds

        return load_kinds()

    @cached_property
    def lexicon(self) -> Lexicon:
        """Words and rules for reading papers (`knowledge/words/*.yml`, vocabularies from packages)."""
        from knowledge.lexicon import load_lexicon

        return load_lexicon() if self._folder is None else load().lexicon

    @cached_property
    def library(self) -> Library:
        """Articles, answers and the glossary, in both languages (`knowledge/articles`)."""
        from knowledge.library import load_library

        return load_library() if self._folder is None else load().library

    @cached_property
    def urgency(self) -> Urgency:
        """Red flags, crisis words and look-alikes (`knowledge/words/urgency.yml`)."""
        from knowledge.urgency import load_urgency

        return load_urgency() if self._folder is None else load().urgency


def load(folder: Path | None = None) -> Knowledge:
    """The knowledge that ships with the program, with a hospital's own `folder` over it."""
    return _load(folder)


@cache
def _load(folder: Path | None) -> Knowledge:
    return Knowledge(folder)


def search(query: str, k: int = 5, language: str = "en") -> list[Passage]:
    """The `k` passages of the library that answer `query` best."""
    from knowledge.searching import search as find

    return find(query, k, language)


__all__ = ["Knowledge", "load", "search"]
