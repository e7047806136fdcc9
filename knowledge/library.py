"""The library: short articles and the glossary, in both languages, each with a source and a review date.

Reads Markdown and YAML, checks both, and finds nothing itself (`knowledge.searching` does)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LANGUAGES = ("en", "es")
_KEYS = {"id", "title", "topic", "source", "reviewed", "asks"}
_NEEDED = _KEYS - {"asks"}


class LibraryFault(ValueError):
    """Articles or terms that break a rule; lists every fault at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Passage:
    """One article or one term. `score` is set by search: 0..1, how well it fits the question."""

    id: str
    title: str
    text: str
    language: str
    topic: str
    source: str
    reviewed: str
    kind: str = "article"  # article | term
    asks: tuple[str, ...] = ()
    score: float = 0.0

    def scored(self, score: float) -> Passage:
        return replace(self, score=score)

    @property
    def units(self) -> tuple[str, ...]:
        """The texts it may be found by: itself, and each way people ask for it."""
        return (f"{self.title}. {self.text}", *self.asks)


@dataclass(frozen=True, eq=False)
class Library:
    """All passages. Immutable."""

    passages: tuple[Passage, ...]
    version: str = field(default="")

    @cached_property
    def by_id(self) -> Mapping[tuple[str, str], Passage]:
        return {(passage.id, passage.language): passage for passage in self.passages}

    def get(self, passage_id: str, language: str = "en") -> Passage:
        """The passage in that language; KeyError if there is none."""
        return self.by_id[passage_id, language]

    def of(self, language: str, kind: str = "") -> tuple[Passage, ...]:
        return tuple(p for p in self.passages if p.language == language and kind in ("", p.kind))

    @cached_property
    def names(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Every plain spelling of a term, per language: ((words, passage id), …), the longest first."""
        from knowledge.patterns import plain

        found: dict[str, set[tuple[str, str]]] = {language: set() for language in LANGUAGES}
        for passage in self.of_kind("term"):
            for name in (passage.title, *passage.asks):
                found[passage.language].add((plain(name), passage.id))
        return {lang: tuple(sorted(names, key=lambda n: (-len(n[0]), n))) for lang, names in found.items()}

    def of_kind(self, kind: str) -> tuple[Passage, ...]:
        return tuple(p for p in self.passages if p.kind == kind)


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (a safe loader)


def _article(path: Path, language: str, faults: list[str]) -> Passage | None:
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        faults.append(f"{path.name}: no front matter")
        return None
    head = _yaml(parts[1])
    if not isinstance(head, dict):
        faults.append(f"{path.name}: the front matter is not a table")
        return None
    faults += [f"{path.name}: unknown key {key}" for key in head.keys() - _KEYS]
    faults += [f"{path.name}: {key} is missing" for key in _NEEDED - head.keys()]
    text = " ".join(parts[2].split())
    if path.stem != head.get("id") or not text:
        faults.append(f"{path.name}: the id is not the file's name, or there is no text")
    if faults:
        return None
    asks = tuple(str(ask) for ask in head.get("asks") or ())
    return Passage(
        head["id"],
        str(head["title"]),
        text,
        language,
        head["topic"],
        head["source"],
        str(head["reviewed"]),
        "article",
        asks,
    )


def _terms(path: Path, faults: list[str]) -> list[Passage]:
    data = _yaml(path.read_text(encoding="utf-8"))
    passages = []
    for key, languages in data["terms"].items():
        if set(languages) != set(LANGUAGES):
            faults.append(f"{path.name}: {key} is not in both languages")
            continue
        for language, row in languages.items():
            name, text, *also = row
            passages.append(
                Passage(
                    f"term-{key}",
                    name,
                    text,
                    language,
                    "words",
                    data["source"],
                    str(data["reviewed"]),
                    "term",
                    tuple(also),
                )
            )
    return passages


def load_library(folder: Path = HERE) -> Library:
    """Every article and term that ships with the program; `LibraryFault` names all that is wrong with them."""
    faults: list[str] = []
    passages: list[Passage] = []
    for language in LANGUAGES:
        for path in sorted((folder / "articles" / language).glob("*.md")):
            article = _article(path, language, faults)
            if article:
                passages.append(article)
    for path in sorted((folder / "articles").glob("glossary*.yml")):
        passages += _terms(path, faults)
    ids = [(passage.id, passage.language) for passage in passages]
    faults += [f"{i} ({lang}) is there twice" for i, lang in sorted({i for i in ids if ids.count(i) > 1})]
    alone = {i for i, lang in ids if (i, "es" if lang == "en" else "en") not in set(ids)}
    faults += [f"{i} is in one language only" for i in sorted(alone)]
    if faults:
        raise LibraryFault(faults)
    digest = hashlib.sha256()
    for passage in passages:
        digest.update("\n".join((passage.id, passage.language, *passage.units)).encode())
    return Library(tuple(passages), digest.hexdigest()[:16])
