"""Explains a word of a report from the glossary, or by its parts, and shows where the patient's own papers use it.
Never says what it means for the patient."""

from __future__ import annotations

import re
from functools import cache

from assistant.chat.asked import Asked
from assistant.chat.intent import own_words
from assistant.chat.lookup import entries
from assistant.chat.values import Citation
from assistant.chat.wording import cites
from knowledge.library import Library, Passage
from knowledge.patterns import plain
from knowledge.talk import load_talk
from knowledge.word_parts import Part, apart


def terms_in(text: str, library: Library, language: str) -> list[Passage]:
    """Glossary terms the text names, longer names first, each once; the other language's names count too."""
    said = re.sub(r" +", " ", f" {plain(own_words(text)).replace('|', ' ')} ")
    whole = said
    found: dict[str, int] = {}
    for lang in (language, "es" if language == "en" else "en"):
        for name, passage in _own_names_first(library, lang):
            if f" {name} " not in said:
                continue
            if _common(name) and not re.search(rf"\b{re.escape(name.upper())}\b", text):
                continue
            found.setdefault(passage, whole.find(f" {name} "))
            said = said.replace(f" {name} ", " _ ")
    return [library.get(passage, language) for passage in found]


@cache
def _own_names_first(library: Library, language: str) -> tuple[tuple[str, str], ...]:
    """Every spelling once, the longest first; a term keeps the spelling that is its own name."""
    owner: dict[str, str] = {}
    titles = {plain(passage.title): passage.id for passage in library.of(language, "term")}
    for name, passage in library.names[language]:
        owner.setdefault(name, titles.get(name, passage))
    return tuple(owner.items())


def wording(term: Passage, asked: str) -> str:
    """The term's meaning with its full name in front, when it was asked by a short one: "MSI (microsatellite …): …"."""
    said = plain(asked).replace("|", " ")
    names = [name for name in (term.title, *term.asks) if plain(name)]
    short = next((name for name in names if name.isupper() or len(name) <= 4), "")
    full = next(
        (name for name in names if (len(name) >= 6 and not name.isupper() and " " in name) or len(name) > 8), ""
    )
    head = term.title
    if short and full and plain(short) != plain(full):
        head = f"{short} ({full})" if term.title == short or plain(short) in said.split() else f"{full} ({short})"
    return f"{head}: {term.text}"


def by_parts(text: str) -> tuple[str, tuple[Part, ...]] | None:
    """The first word of the message that comes apart into medical word parts, and its parts."""
    for word in sorted(re.findall(r"[^\W\d_]{7,}", own_words(text)), key=len, reverse=True):
        parts = apart(word)
        if len(parts) >= 2:
            return word, parts
    return None


def _common(name: str) -> bool:
    """A short name that is also an everyday word, unless it is written in capitals."""
    names = load_talk().names
    return (len(name) <= 3 and name not in names["short"]) or name in names["common"]


def near_term(text: str, library: Library, language: str) -> Passage | None:
    """The term a misspelled word most likely means; long words only."""
    from rapidfuzz.distance import OSA

    names = [(name, passage) for name, passage in library.names[language] if " " not in name and len(name) >= 6]
    for word in sorted(plain(own_words(text)).replace("|", " ").split(), key=len, reverse=True):
        if len(word) < 6:
            return None
        allowed = 2 if len(word) >= 9 else 1
        for name, passage in names:
            if name[0] == word[0] and OSA.distance(word, name, score_cutoff=allowed) <= allowed:
                return library.get(passage, language)
    return None


def knowledge_cite(passage: Passage) -> Citation:
    """A citation of an article or a term: its first sentence as the quotation."""
    first = re.split(r"(?<=[.!?])\s", passage.text)[0]
    return Citation("knowledge", passage.id, passage.title, None, first[:200])


def in_papers(asked: Asked, passage: Passage) -> tuple[Citation, ...]:
    """Where the case's own papers use the word."""
    named = Asked(passage.title, asked.dossier, asked.language, asked.talk)
    evidence = [entry.evidence[0] for entry in entries(named)[:2]]
    return tuple(cites(evidence, asked.dossier, asked.language, asked.talk))
