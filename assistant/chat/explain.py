"""Explains a word of a report from the glossary, and shows where the patient's own papers use it. Never says what it
means for the patient."""

from __future__ import annotations

import re

from assistant.chat.asked import Asked
from assistant.chat.intent import own_words
from assistant.chat.lookup import entries
from assistant.chat.values import Citation
from assistant.chat.wording import cites
from knowledge.library import Library, Passage
from knowledge.patterns import plain
from knowledge.talk import load_talk


def terms_in(text: str, library: Library, language: str) -> list[Passage]:
    """Glossary terms the text names, longer names first, each once; the other language's names count too."""
    said = f" {plain(own_words(text)).replace('|', ' ')} "
    said = re.sub(r" +", " ", said)
    found: list[str] = []
    for lang in (language, "es" if language == "en" else "en"):
        for name, passage in library.names[lang]:
            if passage in found or f" {name} " not in said:
                continue
            if _common(name) and not re.search(rf"\b{re.escape(name.upper())}\b", text):
                continue
            found.append(passage)
            said = said.replace(f" {name} ", " _ ")
    return [library.get(passage, language) for passage in found]


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
