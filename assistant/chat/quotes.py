"""Quotations of the papers put together for an answer: each once, those of one page together, as many as fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.chat.asked import Asked, Found, reading
from assistant.chat.case_text import Unit
from assistant.chat.quoting import said_around
from assistant.chat.values import Citation
from assistant.chat.wording import QUOTE, cite, paper_name, place
from assistant.model.facts import Evidence
from assistant.model.history import Entry
from assistant.model.papers import Paper

ROOM = 52  # words of quotations in an answer
WORDS = 18  # of one quotation among others


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one page, and the citation that opens them."""

    paper: Paper
    page: int
    text: str
    citation: Citation


def of_entries(asked: Asked, entries: Sequence[Entry]) -> list[Quote]:
    """The sentence of every statement of these entries."""
    evidence = [fact.evidence[0] for entry in entries for fact in entry.facts]
    words = WORDS if len(evidence) > 1 else WORDS + 8
    return [quote for each in evidence if (quote := of_evidence(asked, each, words))]


def of_evidence(asked: Asked, evidence: Evidence, words: int = WORDS) -> Quote | None:
    citation = cite(evidence, asked.dossier, asked.language, asked.talk)
    if citation is None:
        return None
    paper = asked.dossier.paper(evidence.span.document)
    return Quote(paper, evidence.span.page, said_around(paper, evidence, words), citation)


def of_units(asked: Asked, units: Iterable[Unit]) -> list[Quote]:
    """Sentences found in the papers."""
    found = []
    for unit in units:
        page = next(page.text for page in unit.paper.document.pages if page.number == unit.page)
        quote = page[unit.start : unit.end][:QUOTE]
        name = paper_name(unit.paper, asked.language, asked.talk)
        end = unit.start + len(quote)
        citation = Citation("case", unit.paper.id, name, unit.page, quote, unit.paper.id, unit.start, end)
        words = unit.text.split()
        text = " ".join(words[: WORDS + 4]) + ("…" if len(words) > WORDS + 4 else "")
        found.append(Quote(unit.paper, unit.page, text, citation))
    return found


def unlike(quotes: Iterable[Quote]) -> list[Quote]:
    """Without those that share most of their words with one before them."""
    found: list[Quote] = []
    for quote in quotes:
        words = set(quote.text.strip("….; ").split())
        if not any(
            len(words & set(o.text.strip("….; ").split())) * 3 > min(len(words), len(o.text.split())) * 2 for o in found
        ):
            found.append(quote)
    return found


def told(asked: Asked, key: str, quotes: Iterable[Quote], room: int = ROOM, **extra: object) -> Found:
    """The quotations that fit, each page's together with its place behind them."""
    held = unlike(quotes)
    pages: dict[tuple[str, int], list[Quote]] = {}
    shown = size = 0
    for quote in held:
        group = pages.setdefault((quote.paper.id, quote.page), [])
        size += len(quote.text.split()) + (0 if group else 7)
        if size > room and shown:
            break
        group.append(quote)
        shown += 1
    texts = [_group(asked, group) for group in pages.values() if group]
    cites = tuple(quote.citation for group in pages.values() for quote in group)
    text = asked.say(key, items="; ".join(texts), more=asked.more(len(held), shown), **extra)
    return Found(text + reading(asked), tuple(dict.fromkeys(cites))[:5])


def _group(asked: Asked, quotes: Sequence[Quote]) -> str:
    said = "; ".join(f"“{quote.text}”" for quote in quotes)
    return f"{said} ({place(quotes[0].paper, quotes[0].page, asked.language, asked.talk)})"
