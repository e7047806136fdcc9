"""Finds in a case what a question names: entries first, then sentences of the pages, then papers. Only quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.chat.asked import HIDDEN, Asked, Found, alike, also_said, named_in, reading, short, with_conflicts
from assistant.chat.case_papers import paper_cite
from assistant.chat.case_text import Chunk, Unit, case_text
from assistant.chat.quotes import of_entries, of_units, told
from assistant.chat.values import Citation
from assistant.chat.wording import QUOTE, paper_name, place
from assistant.model.facts import Assertion
from assistant.model.history import Entry
from assistant.model.papers import DocumentKind
from knowledge.patterns import plain
from knowledge.record import load_reading
from knowledge.searching import terms

ALL = 0.95  # share from which a sentence says more than an entry
ENOUGH = 0.62  # share of the asked words an entry or a sentence must hold


def wanted_words(asked: Asked) -> list[str]:
    """The words of the question that name something, as written."""
    said = plain(asked.text).replace("|", " ")
    kept = [word for word in said.split() if word not in asked.talk.lookup_ignore and terms(word, asked.language)]
    named = [word for word in kept if not any(kind.fullmatch(word) for kind in asked.talk.modalities)]
    return named or kept  # "what did the CT say about my liver" asks for the liver


def wanted(asked: Asked) -> list[str]:
    """The stems of those words."""
    return terms(" ".join(wanted_words(asked)), asked.language)


def meanings(asked: Asked) -> list[frozenset[str]]:
    """For each of those words, the stems that say the same in either language."""
    also = load_reading().also
    said = ((*also_said(word), *also.get(word, ())) for word in wanted_words(asked))
    return [frozenset(stem for each in same for lang in ("en", "es") for stem in terms(each, lang)) for same in said]


def _share(words: Sequence[frozenset[str]], text: str) -> float:
    held = {*terms(text, "en"), *terms(text, "es")}
    hits = sum(bool(each & held) or any(alike(one, other) for one in each for other in held) for each in words)
    return hits / len(words) if words else 0.0


def entries(asked: Asked) -> list[Entry]:
    """Entries that hold the asked words, those that hold more of them first."""
    words = meanings(asked)
    scored = []
    for number, entry in enumerate(asked.dossier.history.entries):
        if entry.verdict in HIDDEN or entry.proposed:
            continue
        text = " ".join((entry.name, entry.facts[0].text, entry.code.display if entry.code else ""))
        share = max(_share(words, text), _share(words, entry.name) + 0.01)
        share = max(share, 0.9 if named_in(asked, entry.name) else 0.0)
        if share >= ENOUGH:
            scored.append((-share, len(entry.name), number, entry))
    return [entry for *_, entry in sorted(scored, key=lambda row: row[:3])]


def sentences(asked: Asked) -> list[tuple[float, Unit]]:
    """Sentences of the papers with the share of the question's weight that each holds, best first; the rare words weigh
    more, and the person's own notes come after what others wrote."""
    held = case_text(asked.dossier)
    words, weights = _weighed(asked)
    rare = _rarest(words, weights)
    whole = sum(weights)
    if not whole:
        return []
    found = []
    for unit in held.units:
        if not rare & unit.stems:  # what tells the question from others must be there
            continue
        score = sum(weight for each, weight in zip(words, weights, strict=True) if each & unit.stems) / whole
        if score:
            found.append((score, unit))
    return sorted(found, key=lambda each: (-each[0], each[1].paper.kind is DocumentKind.PATIENT_NOTE))


def _weighed(asked: Asked) -> tuple[list[frozenset[str]], list[float]]:
    """For each word of the question the stems that the papers have of it, and what finding one of them is worth."""
    held = case_text(asked.dossier)
    words = [held.kin(each) for each in meanings(asked)]
    return words, [max((held.rarity[stem] for stem in each), default=held.weight(0)) for each in words]


def _rarest(words: Sequence[frozenset[str]], weights: Sequence[float]) -> frozenset[str]:
    best = max(zip(weights, words, strict=True), key=lambda each: each[0] if each[1] else 0.0, default=None)
    return best[1] if best else frozenset()


def rarest(asked: Asked) -> frozenset[str]:
    """The stems of the word that tells the question from others, of those that the papers have."""
    return _rarest(*_weighed(asked))


def find(asked: Asked) -> Found:
    """Where it stands and when it was, or that it was not found."""
    hits = entries(asked)
    units = [unit for score, unit in sentences(asked) if score >= ENOUGH]
    if hits:
        best = [entry for entry in hits if _same_level(entry, hits[0])][:2]
        no = best[0].assertion is Assertion.ABSENT
        whole = [unit for score, unit in sentences(asked) if score >= ALL]
        quotes = of_entries(asked, best) if no else of_units(asked, whole[:2]) + of_entries(asked, best)
        quotes += [] if no else of_units(asked, units[:3])
        return with_conflicts(asked, best, told(asked, "found_negative" if no else "found", quotes))
    if units:
        return told(asked, "found", of_units(asked, units[:4]))
    nothing = Found(asked.say("not_found") + reading(asked), empty=True)
    return _titles(asked) or _perhaps(asked) or nothing


def _perhaps(asked: Asked) -> Found | None:
    """Passages near in meaning, offered as what they are: not found in these words, perhaps about it."""
    hits = case_text(asked.dossier).near(asked.text, 2)
    if not hits:
        return None
    cites = [chunk_cite(hit, asked) for hit in hits]
    items = "; ".join(
        f"“{short(c.quote, 14)}” ({place(h.paper, h.page, asked.language, asked.talk)})"
        for c, h in zip(cites, hits, strict=True)
    )
    return Found(asked.say("perhaps", items=items) + reading(asked), tuple(cites), empty=True)


def _same_level(entry: Entry, first: Entry) -> bool:
    return (entry.assertion is Assertion.ABSENT) == (first.assertion is Assertion.ABSENT)


def _titles(asked: Asked) -> Found | None:
    words = meanings(asked)
    hits = [p for p in asked.dossier.papers if p.counts and _share(words, p.description.title) >= 0.99]
    if not hits:
        return None
    items = "; ".join(place(paper, None, asked.language, asked.talk) for paper in hits[:3])
    cites = tuple(paper_cite(paper, asked.language, asked.talk) for paper in hits[:3])
    return Found(asked.say("found", items=items, more=""), cites)


def chunk_cite(chunk: Chunk, asked: Asked) -> Citation:
    """The line of a chunk that holds most of the asked words."""
    words = meanings(asked)
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", chunk.text)]
    offset, line = max(lines, key=lambda each: _share(words, each[1]))
    line = line[:QUOTE]
    start = chunk.start + offset
    name = paper_name(chunk.paper, asked.language, asked.talk)
    return Citation("case", chunk.paper.id, name, chunk.page, line, chunk.paper.id, start, start + len(line))
