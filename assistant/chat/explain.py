"""Explains a word of a report from the glossary, or by its parts, and shows where the patient's own papers use it.
Never says what it means for the patient."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from assistant.chat.asked import Asked
from assistant.chat.intent import own_words, quoted_words
from assistant.chat.lookup import entries
from assistant.chat.values import Citation
from assistant.chat.wording import cites
from knowledge.library import Library, Passage
from knowledge.patterns import plain
from knowledge.searching import terms
from knowledge.talk import load_talk
from knowledge.word_parts import Part, apart

FEW = 9  # words of a quotation that is asked about; a longer one is a text
SELDOM = 1  # ways of asking for articles that may hold a word which still counts as one of reports
LONG = 6  # letters from which a word is worth taking for another form of a name, or for a slip of spelling
_LETTER = r"(?:T(?:[0-4][a-d]?|is|x)|N[0-3x][a-c]?|M[01x][a-d]?)"
_CODES = re.compile(rf"\b[ycpra]{{0,2}}{_LETTER}(?:[ ,]?[ycpra]?{_LETTER})*(?!\w)")
_CODE = re.compile(r"(?:T(?:[0-4]|is|x)|N[0-3x]|M[01x])")
_PLUS = re.compile(r"\b([A-Za-z][A-Za-z0-9]{1,4})\+(?!\w)")


def terms_in(text: str, library: Library, language: str) -> list[Passage]:
    """Glossary terms the text names; of a short quotation before those around it: it is what the question is about."""
    quoted = quoted_words(text)
    found = _named(quoted, library, language) if 0 < len(quoted.split()) <= FEW else []
    return found or _named(own_words(text), library, language) or _named(quoted, library, language)


def _named(text: str, library: Library, language: str) -> list[Passage]:
    """Terms by their names, longer names first, each once; the other language's names count too."""
    text = _spelled_out(text)
    said = re.sub(r" +", " ", f" {plain(text).replace('|', ' ')} ")
    whole = said
    found: dict[str, int] = {}
    for lang in (language, "es" if language == "en" else "en"):
        for name, passage in _own_names_first(library, lang):
            if f" {name} " not in said:
                continue
            if _common(name) and not _written_so(name, text):
                continue
            found.setdefault(passage, whole.find(f" {name} "))
            said = said.replace(f" {name} ", " _ ")
    whole_names = _in_other_order(text, library, language)
    told = frozenset().union(*whole_names)
    parts = {p for p in found if frozenset(terms(library.get(p, language).title, language)) <= told}
    kept = [*whole_names.values(), *(passage for passage in found if passage not in parts)]
    return [library.get(passage, language) for passage in dict.fromkeys(kept)]


def _in_other_order(text: str, library: Library, language: str) -> dict[frozenset[str], str]:
    """Names of several words that stand in another order or form: "margins negative" is a negative margin."""
    known = _by_stems(library, language)
    found: dict[frozenset[str], str] = {}
    for part in (terms(each, language) for each in plain(text).split("|")):
        for size in (3, 2):
            for start in range(len(part) - size + 1):
                stems = frozenset(part[start : start + size])
                if len(stems) == size and stems in known:
                    found[stems] = known[stems]
    return found


def _written_so(name: str, text: str) -> bool:
    """Whether a name that is also a common word is written as a short form: in capitals, or with its stroke (s/p)."""
    stroke = " " in name and re.search(rf"(?<!\w){name.replace(' ', '/')}(?!\w)", text, re.IGNORECASE)
    return bool(stroke or re.search(rf"\b{re.escape(name.upper())}\b", text))


def has_codes(text: str) -> bool:
    """Whether it holds letters and signs that only reports use: then a meaning is asked."""
    return bool(_CODES.search(text) or _PLUS.search(text))


def _spelled_out(text: str) -> str:
    """Codes as the words they are made of: "pT2N0M0" is T2, N0 and M0, "ER+" is ER positive."""
    text = _CODES.sub(lambda match: " ".join(_CODE.findall(match.group())), text)
    return _PLUS.sub(r"\1 positive ", text)


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


def names_technical(text: str, library: Library, language: str) -> bool:
    """Whether it names what people name only when they read it to us: a term of the glossary, or a word that comes
    apart, with a word in it that nobody uses in asking how to prepare."""
    said = frozenset(plain(text).replace("|", " ").split())
    rare = {word for word in said if len(word) > 3 and _everyday(library)[word] <= SELDOM}
    if not rare:
        return False
    for term in terms_in(text, library, language):
        names = (plain(name).split() for lang in ("en", "es") for name in _all_names(library.get(term.id, lang)))
        if any(said.issuperset(name) and not rare.isdisjoint(name) for name in names):
            return True
    return any(len(apart(word)) > 1 for word in rare)


def _all_names(term: Passage) -> tuple[str, ...]:
    return (term.title, *term.asks)


@cache
def _everyday(library: Library) -> Counter[str]:
    """In how many ways of asking for articles each word stands."""
    asks = (ask for article in library.of_kind("article") for ask in article.asks)
    return Counter(word for ask in asks for word in set(plain(ask).replace("|", " ").split()))


def _common(name: str) -> bool:
    """A short name that is also an everyday word, unless it is written in capitals."""
    names = load_talk().names
    return (len(name) <= 3 and name not in names["short"]) or name in names["common"]


def near_term(text: str, library: Library, language: str) -> Passage | None:
    """The term that a word means in another form, or misspelled; long words only."""
    known = _by_stems(library, language)
    for stem in terms(text, language):
        if len(stem) >= LONG and frozenset([stem]) in known:
            return library.get(known[frozenset([stem])], language)
    return _misspelled(text, library, language)


@cache
def _by_stems(library: Library, language: str) -> dict[frozenset[str], str]:
    """The stems of each name that is more than a common word -> its term; the name of a term before its other names."""
    found: dict[frozenset[str], str] = {}
    for name, passage in sorted(_own_names_first(library, language), key=lambda each: len(each[0])):
        if not _common(name):
            found.setdefault(frozenset(terms(name, language)), passage)
    return found


def _misspelled(text: str, library: Library, language: str) -> Passage | None:
    from rapidfuzz.distance import OSA

    names = [(name, passage) for name, passage in library.names[language] if " " not in name and len(name) >= LONG]
    for word in sorted(plain(text).replace("|", " ").split(), key=len, reverse=True):
        if len(word) < LONG:
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
