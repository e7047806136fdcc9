"""The words of a case's papers, searchable by words and by meaning, and their sentences one by one. In memory only."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from assistant.chat.asked import alike, sound
from assistant.chat.quoting import units_of
from assistant.model.case import Dossier
from assistant.model.papers import Paper
from knowledge.embedding import NoEmbedding
from knowledge.languages import languages
from knowledge.searching import Words, terms

CHUNK = 320  # characters of a passage of a page
NEAR = 0.35  # nearness worth showing; no bound tells right from wrong, so it is shown as "may be", never "is"
WEIGHT = 0.7  # of meaning beside words, tried 0.5 to 0.85 on paraphrased questions
MOST = 3_000  # passages searched by meaning; a second for each thousand, once


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some lines of one page."""

    paper: Paper
    page: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, or one line where there are no sentences, and its words as stems of both languages."""

    paper: Paper
    page: int
    start: int
    end: int
    text: str
    stems: frozenset[str]


def chunks_of(papers: Sequence[Paper]) -> list[Chunk]:
    """All pages of papers that are the patient's, cut at line ends."""
    found = []
    for paper in papers:
        if not paper.counts:
            continue
        for page in paper.document.pages:
            found += [Chunk(paper, page.number, start, text) for start, text in _cut(page.text)]
    return found


def _cut(text: str) -> list[tuple[int, str]]:
    pieces: list[tuple[int, str]] = []
    start = size = 0
    for match in re.finditer(r"[^\n]*\n?", text):
        size += len(match.group())
        if size >= CHUNK or match.end() == len(text):
            if text[start : match.end()].strip():
                pieces.append((start, text[start : match.end()]))
            start, size = match.end(), 0
        if match.end() == len(text):
            break
    return pieces


class CaseText:
    """A case's pages, searchable by words and by meaning; in memory only."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.chunks = chunks_of(papers)
        self._kin: dict[frozenset[str], frozenset[str]] = {}
        self._words = Words([chunk.text for chunk in self.chunks], "en") if self.chunks else None

    def search(self, query: str, k: int) -> list[tuple[float, Chunk]]:
        if self._words is None:
            return []
        scores = self._words.scores(query)
        return [(scores[n], self.chunks[n]) for n in sorted(scores, key=lambda n: -scores[n])[:k]]

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every sentence of the pages, in their order."""
        papers = dict.fromkeys(chunk.paper for chunk in self.chunks)
        return tuple(
            Unit(paper, page.number, start, end, text, frozenset((*terms(text, "en"), *terms(text, "es"))))
            for paper in papers
            for page in paper.document.pages
            for start, end in units_of(page.text)
            if (text := " ".join(page.text[start:end].split()))
        )

    @cached_property
    def rarity(self) -> dict[str, float]:
        """What finding each word is worth: more when few sentences hold it."""
        counts = Counter(stem for unit in self.units for stem in unit.stems)
        return {stem: self.weight(count) for stem, count in counts.items()}

    def kin(self, stems: frozenset[str]) -> frozenset[str]:
        """The stems of the papers that say the same as one of these, slips of spelling too; remembered."""
        if stems not in self._kin:
            near = [(one, self._by_sound.get(sound(one)[:1], ())) for one in stems if len(one) > 4]
            spelled = {other for one, others in near for other in others if alike(other, one)}
            self._kin[stems] = frozenset(spelled | (stems & self.rarity.keys()))
        return self._kin[stems]

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for stem in self.rarity:
            found.setdefault(sound(stem)[:1], []).append(stem)
        return found

    def weight(self, count: int) -> float:
        return math.log(1 + (len(self.units) + 1) / (count + 1))

    @cached_property
    def _meaning(self) -> tuple[list[int], Any] | None:
        """Vectors of passages and of each of their lines, with the passage each belongs to."""
        if not 0 < len(self.chunks) <= MOST:
            return None
        units = [
            (n, text)
            for n, chunk in enumerate(self.chunks)
            for text in (chunk.text, *chunk.text.splitlines())
            if text.strip()
        ]
        try:
            return [n for n, _ in units], languages().encode([text for _, text in units])
        except NoEmbedding:
            return None

    def near(self, query: str, k: int) -> list[Chunk]:
        """Passages that may be about it, by meaning across languages and by words; best first."""
        if self._meaning is None or self._words is None:
            return []
        owners, rows = self._meaning
        like: dict[int, float] = {}
        for owner, score in zip(owners, (rows @ languages().encode([query])[0]).tolist(), strict=True):
            like[owner] = max(like.get(owner, 0.0), score)
        said = self._words.scores(query)
        total = {n: WEIGHT * score + (1 - WEIGHT) * said.get(n, 0.0) for n, score in like.items() if score >= NEAR}
        return [self.chunks[n] for n in sorted(total, key=lambda n: -total[n])[:k]]


@lru_cache(maxsize=8)
def _case_text(key: tuple[str, ...], papers: _Papers) -> CaseText:
    del key
    return CaseText(papers.value)


@dataclass(frozen=True, slots=True)
class _Papers:
    """Carries papers past the cache: the key is their ids, which are made from their content."""

    value: tuple[Paper, ...]

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Papers)


def case_text(dossier: Dossier) -> CaseText:
    """The searchable text of a case; kept in memory by the content of its papers."""
    key = tuple(f"{paper.id}:{paper.document.reader}:{paper.belongs}" for paper in dossier.papers)
    return _case_text(key, _Papers(dossier.papers))


def search(dossier: Dossier, query: str, k: int = 5) -> list[Chunk]:
    """The chunks of the case's pages that hold the words best."""
    return [chunk for _, chunk in case_text(dossier).search(query, k)]
