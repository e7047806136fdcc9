"""Finds in a case what a question names: entries first, then papers, then sentences of the pages. Only quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from assistant.chat.asked import HIDDEN, Asked, Found, alike, cited, named_in, reading, short
from assistant.chat.case_papers import paper_cite
from assistant.chat.values import Citation
from assistant.chat.wording import QUOTE, day, paper_name, place
from assistant.model.case import Dossier
from assistant.model.facts import Assertion
from assistant.model.history import Entry
from assistant.model.papers import Paper
from knowledge.embedding import NoEmbedding
from knowledge.languages import languages
from knowledge.patterns import plain
from knowledge.searching import Words, terms

ENOUGH = 0.62  # share of the asked words an entry must hold
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


def wanted(asked: Asked) -> list[str]:
    """The words of the question that name something."""
    said = plain(asked.text).replace("|", " ")
    kept = [word for word in said.split() if word not in asked.talk.lookup_ignore]
    named = [word for word in kept if not any(kind.fullmatch(word) for kind in asked.talk.modalities)]
    return terms(" ".join(named or kept), asked.language)  # "what did the CT say about my liver" asks for the liver


def _share(words: Sequence[str], text: str, language: str) -> float:
    held = terms(text, language)
    return sum(any(alike(word, other) for other in held) for word in words) / len(words) if words else 0.0


def entries(asked: Asked) -> list[Entry]:
    """Entries that hold the asked words, those that hold more of them first."""
    words = wanted(asked)
    scored = []
    for number, entry in enumerate(asked.dossier.history.entries):
        if entry.verdict in HIDDEN:
            continue
        text = " ".join((entry.name, entry.facts[0].text, entry.code.display if entry.code else ""))
        share = max(_share(words, text, asked.language), _share(words, entry.name, asked.language) + 0.01)
        share = max(share, 0.9 if named_in(asked, entry.name) else 0.0)
        if share >= ENOUGH:
            scored.append((-share, len(entry.name), number, entry))
    return [entry for *_, entry in sorted(scored, key=lambda row: row[:3])]


def find(asked: Asked) -> Found:
    """Where it stands and when it was, or that it was not found."""
    hits = entries(asked)
    if hits:
        best = [entry for entry in hits if _same_level(entry, hits[0])][:2]
        key = "found_negative" if best[0].assertion is Assertion.ABSENT else "found"
        items = "; ".join(_line(asked, entry) for entry in best)
        return Found(asked.say(key, items=items, more="") + reading(asked), cited(asked, best))
    nothing = Found(asked.say("not_found") + reading(asked), empty=True)
    return _titles(asked) or _sentences(asked) or _perhaps(asked) or nothing


def _perhaps(asked: Asked) -> Found | None:
    """Passages near in meaning, offered as what they are: not found in these words, perhaps about it."""
    hits = case_text(asked.dossier).near(asked.text, 2)
    if not hits:
        return None
    cites = [chunk_cite(hit, wanted(asked), asked) for hit in hits]
    items = "; ".join(
        f"“{short(c.quote, 14)}” ({place(h.paper, h.page, asked.language, asked.talk)})"
        for c, h in zip(cites, hits, strict=True)
    )
    return Found(asked.say("perhaps", items=items) + reading(asked), tuple(cites), empty=True)


def _same_level(entry: Entry, first: Entry) -> bool:
    return (entry.assertion is Assertion.ABSENT) == (first.assertion is Assertion.ABSENT)


def _line(asked: Asked, entry: Entry) -> str:
    span = entry.evidence[0].span
    date = day(entry.when, asked.language, asked.talk)
    name = entry.name + (f" ({date})" if date else "")
    try:
        where = place(asked.dossier.paper(span.document), span.page, asked.language, asked.talk)
    except KeyError:
        return f"{name}: “{short(span.quote)}”"
    return f"{name}: “{short(span.quote)}” ({where})"


def _titles(asked: Asked) -> Found | None:
    words = wanted(asked)
    hits = [p for p in asked.dossier.papers if p.counts and _share(words, p.description.title, asked.language) >= 0.99]
    if not hits:
        return None
    items = "; ".join(place(paper, None, asked.language, asked.talk) for paper in hits[:3])
    cites = tuple(paper_cite(paper, asked.language, asked.talk) for paper in hits[:3])
    return Found(asked.say("found", items=items, more=""), cites)


def _sentences(asked: Asked) -> Found | None:
    words = wanted(asked)
    hits = [
        hit for hit in search(asked.dossier, " ".join(words), 3) if _share(words, hit.text, asked.language) >= ENOUGH
    ]
    if not hits:
        return None
    cites = [chunk_cite(hit, words, asked) for hit in hits[:2]]
    items = "; ".join(
        f"“{short(c.quote, 18)}” ({place(h.paper, h.page, asked.language, asked.talk)})"
        for c, h in zip(cites, hits, strict=False)
    )
    return Found(asked.say("found", items=items, more="") + reading(asked), tuple(cites))


def chunk_cite(chunk: Chunk, words: Sequence[str], asked: Asked) -> Citation:
    """The line of a chunk that holds most of the asked words."""
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", chunk.text)]
    offset, line = max(lines, key=lambda each: _share(words, each[1], asked.language))
    line = line[:QUOTE]
    start = chunk.start + offset
    name = paper_name(chunk.paper, asked.language, asked.talk)
    return Citation("case", chunk.paper.id, name, chunk.page, line, chunk.paper.id, start, start + len(line))


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
        self._words = Words([chunk.text for chunk in self.chunks], "en") if self.chunks else None

    def search(self, query: str, k: int) -> list[tuple[float, Chunk]]:
        if self._words is None:
            return []
        scores = self._words.scores(query)
        return [(scores[n], self.chunks[n]) for n in sorted(scores, key=lambda n: -scores[n])[:k]]

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
