"""Words a case's entries, papers and dates for a short answer. Quotes what is written; adds no meaning to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.chat.values import Citation
from assistant.model.case import Dossier
from assistant.model.facts import Evidence, When
from assistant.model.papers import DocumentKind, Paper
from knowledge.talk import Talk

QUOTE = 160  # characters of a quotation in a citation
LIMIT = 90  # words of an answer
_GUILLEMETS = str.maketrans("“”", "«»")


def marked(text: str, language: str) -> str:
    """The text with the quotation marks of its language."""
    return text.translate(_GUILLEMETS) if language.startswith("es") else text


def day(when: When, language: str, talk: Talk) -> str:
    """ "May 3, 2026", "3 de mayo de 2026", no more precise than the paper; "" when unknown."""
    return iso_day(when.date, language, talk)


def iso_day(iso: str, language: str, talk: Talk) -> str:
    pieces = iso.split("-")
    if not iso or not pieces[0].isdigit():
        return ""
    if len(pieces) == 1:
        return pieces[0]
    month = talk.word("months", language).split(" ")[int(pieces[1]) - 1]
    if len(pieces) == 2:
        return f"{month} {pieces[0]}" if language == "en" else f"{month} de {pieces[0]}"
    number = int(pieces[2])
    return f"{month} {number}, {pieces[0]}" if language == "en" else f"{number} de {month} de {pieces[0]}"


def paper_name(paper: Paper, language: str, talk: Talk) -> str:
    """The paper's own title, else its kind; one line, not too long."""
    own = " ".join(paper.description.title.split())
    return own[:70] if own else talk.kinds[paper.kind.value][language]


def place(paper: Paper, page: int | None, language: str, talk: Talk) -> str:
    """ "tissue report, May 3, 2026, page 2": a page is named in plain words, a whole paper by its own title."""
    plain_name = page is not None and paper.kind is not DocumentKind.OTHER
    parts = [talk.kinds[paper.kind.value][language] if plain_name else paper_name(paper, language, talk)]
    date = day(paper.description.date, language, talk)
    if date:
        parts.append(date)
    if page:
        parts.append(f"{talk.word('page', language)} {page}")
    return ", ".join(parts)


def cite(evidence: Evidence, dossier: Dossier, language: str, talk: Talk) -> Citation | None:
    """A citation that opens the page; None when the paper is not in the case any more."""
    span = evidence.span
    try:
        paper = dossier.paper(span.document)
    except KeyError:
        return None
    quote = span.quote if len(span.quote) <= QUOTE else span.quote[:QUOTE]
    return Citation(
        "case",
        paper.id,
        paper_name(paper, language, talk),
        span.page,
        quote,
        paper.id,
        span.start,
        span.start + len(quote),
    )


def cites(evidence: Iterable[Evidence], dossier: Dossier, language: str, talk: Talk) -> list[Citation]:
    found = []
    for each in evidence:
        citation = cite(each, dossier, language, talk)
        if citation and citation not in found:
            found.append(citation)
    return found


def listed(items: Sequence[str], language: str, talk: Talk) -> str:
    """ "a, b and c"; with semicolons where an item has commas of its own."""
    if len(items) < 2:
        return "".join(items)
    mark = "; " if any("," in item for item in items) else ", "
    if mark == "; ":
        return mark.join(items)
    return f"{mark.join(items[:-1])} {talk.word('and', language)} {items[-1]}"


def shorten(text: str, words: int = LIMIT) -> str:
    """Whole sentences up to so many words; the first one always."""
    kept: list[str] = []
    for sentence in re.split(r"(?<=[.!?])\s+", text.strip()):
        if kept and len(" ".join([*kept, sentence]).split()) > words:
            break
        kept.append(sentence)
    return " ".join(kept)


def fit(items: Sequence[str], room: int) -> list[str]:
    """As many items as fit in `room` words, at least one."""
    kept: list[str] = []
    for item in items:
        if kept and sum(len(each.split()) for each in [*kept, item]) > room:
            break
        kept.append(item)
    return kept
