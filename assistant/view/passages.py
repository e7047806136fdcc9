"""Whole sentences of the papers: those that follow one another on the page are one passage, under their own part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.model.facts import Evidence, Fact
from assistant.model.history import Entry
from assistant.view.clauses import Scene
from assistant.view.quoting import sentence
from knowledge.history import load_history
from knowledge.kinds import fold
from knowledge.layouts import column_words, is_evidence

MOST = 44  # words of sentences that are joined
PART = re.compile(r"[A-Z0-9]{1,2}\s?[.):]\s+\S[^\n]*:[ \t]*\n\s*$")  # "A. RECTUM, MASS AT 6 CM, BIOPSY:"
NUMBER = re.compile(r"^\s*\(?\d{1,2}[.)]\s+(?=\S)")
STRAY = re.compile(r"^(?:[-–•*·|]\s+|[^\w(\[<>≤≥≈~+\-−“\"'¿¡])+")
DRAWN = re.compile(r"[-=_*]{4,}")  # a line drawn across the page: a heading stands over it
SIGNED = re.compile(r"(?<=[.!?])\s+(?:Dr|Dra|Prof)\.\s+\S+(?:\s+\S+){0,7}$")  # who signed is no part of what was found
HEAD = re.compile(r"^([^\W\d][\w /]{2,30}):\s+(?=\S)")
LABEL = re.compile(r"[^\W\d][\w.]*:\s")
OF_A_HEAD = 14  # words: two labels in fewer are lines of a head ("Date: 3 May  No.: 17")
ITEM = re.compile(r"\s*\(?(?:\d{1,2}|[A-Z])[.)]\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one paper as they stand there. `text` is `place`'s quotation without its number and heading."""

    entry: Entry
    place: Evidence
    text: str


def passages(lines: Sequence[tuple[Entry, Fact]], scene: Scene) -> list[Passage]:
    """The sentences of these statements, in the order given; a bare heading is none."""
    found: list[Passage] = []
    for entry, fact in lines:
        place = _with_part(sentence(fact.evidence[0], scene), scene)
        quote = " ".join(place.span.quote.split())
        if (
            not (len(quote.split()) > 1 or quote.endswith("."))
            or not is_evidence(quote)
            or _is_title(quote, place, scene)
        ):
            continue
        if any(_overlap(each.place, place) for each in found):
            found = _widest(found, Passage(entry, place, tidy(quote)))
            continue
        before = found[-1] if found else None
        joined = _joined(before.place, place, scene) if before else None
        if before is None or joined is None:
            found.append(Passage(entry, place, tidy(quote)))
        else:
            ends = before.text.endswith((".", "!", "?", ";", ":", ","))
            found[-1] = Passage(before.entry, joined, f"{before.text}{' ' if ends else ' / '}{tidy(quote)}")
    return found


def _overlap(one: Evidence, other: Evidence) -> bool:
    a, b = one.span, other.span
    return (a.document, a.page) == (b.document, b.page) and a.start < b.end and b.start < a.end


def _widest(found: Sequence[Passage], more: Passage) -> list[Passage]:
    """The passages with `more` in the place of those it holds; without it where another says part of it already."""
    inside = [each for each in found if _overlap(each.place, more.place)]
    span = more.place.span
    if all(span.start <= each.place.span.start and each.place.span.end <= span.end for each in inside):
        return [more if each is inside[0] else each for each in found if each is inside[0] or each not in inside]
    return list(found)


def _is_title(quote: str, place: Evidence, scene: Scene) -> bool:
    """Whether the words only name the paper, are lines of its head, or name the columns of a table."""
    paper = scene.paper(place)
    words = fold(quote)
    if len(LABEL.findall(quote)) > 1 and len(quote.split()) < OF_A_HEAD:
        return True
    titled = paper is not None and words in (fold(paper.description.title), fold(paper.description.facility))
    return titled or set(words.split()) <= column_words()


def tidy(quote: str) -> str:
    """A quotation without the number of its list, the heading it stands under and stray marks before it."""
    text = " ".join(quote.split())
    text = NUMBER.sub("", STRAY.sub("", NUMBER.sub("", DRAWN.split(text)[-1] or text)))
    text = SIGNED.sub("", text)
    head = HEAD.match(text)
    if head and fold(head.group(1)) in load_history().heading_words:
        text = text[head.end() :]
    return text or " ".join(quote.split())


def _with_part(place: Evidence, scene: Scene) -> Evidence:
    """The place together with the line above it where that line says which specimen or part it is about."""
    span, paper = place.span, scene.paper(place)
    if paper is None:
        return place
    text = next((page.text for page in paper.document.pages if page.number == span.page), "")
    low = text.rfind("\n", 0, max(0, text.rfind("\n", 0, span.start))) + 1
    found = PART.match(text, low, span.start) if span.start else None
    return Evidence(paper.document.span(span.page, low, span.end), place.method) if found else place


def _joined(before: Evidence, after: Evidence, scene: Scene) -> Evidence | None:
    """Both places as one, where nothing but space is between them."""
    a, b = before.span, after.span
    paper = scene.paper(before)
    if paper is None or (a.document, a.page) != (b.document, b.page):
        return None
    text = next(page.text for page in paper.document.pages if page.number == a.page)
    if not (a.end <= b.start and not text[a.end : b.start].strip()) or ITEM.match(text, b.start):
        return None
    if len(f"{a.quote} {b.quote}".split()) > MOST:
        return None
    return Evidence(paper.document.span(a.page, a.start, b.end), before.method)


def new(text: str, seen: list[str]) -> bool:
    """Whether these words were not shown yet, alone or inside others."""
    folded = " ".join(text.casefold().split()).strip(" .:;,")
    if any(folded in other for other in seen):
        return False
    seen.append(folded)
    return True
