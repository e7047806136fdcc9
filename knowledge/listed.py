"""The entries of the name files, and which name is wider than which: `kind: {group: {name: {code, of, also, es}}}`.

`also` and `es` hold the same thing only (spelling, acronym, lay word, translation); what is wider stands in `of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from knowledge.kinds import fold


class Listed(NamedTuple):
    name: str
    kind: str
    group: str
    file: str
    facts: Mapping[str, Any]

    @property
    def above(self) -> tuple[str, ...]:
        """The next wider names."""
        of = self.facts.get("of", ())
        return (of,) if isinstance(of, str) else tuple(of)


def listed(words: Mapping[str, Any]) -> Iterator[Listed]:
    """Each entry of the files among `words` that hold names."""
    for file, content in words.items():
        for kind, groups in (content.get("names", {}) if isinstance(content, dict) else {}).items():
            for group, names in groups.items():
                for name, about in names.items():
                    yield Listed(
                        str(name), kind, group, file, {"also": about} if isinstance(about, list) else about or {}
                    )


def wider(words: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """A name, folded -> all names wider than it, folded, straight or by another."""
    straight: dict[str, set[str]] = {}
    for one in listed(words):
        straight.setdefault(fold(one.name), set()).update(map(fold, one.above))
    made: dict[str, frozenset[str]] = {}
    for name, found in straight.items():
        reached, ahead = set(found), list(found)
        while ahead:
            more = straight.get(ahead.pop(), set()) - reached
            reached |= more
            ahead += more
        if reached:
            made[name] = frozenset(reached)
    return made
