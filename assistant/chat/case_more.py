"""Answers about a case that look closer: results by name, what a doctor advised, what has more than one date."""

from __future__ import annotations

from itertools import groupby

from assistant.chat.asked import (
    Asked,
    Found,
    cited,
    dated,
    entries_of,
    listing,
    named_in,
    reading,
    said_words,
    with_place,
)
from assistant.chat.case_papers import newest
from assistant.chat.explain import terms_in
from assistant.model.facts import FactKind
from assistant.model.history import Entry
from knowledge.patterns import plain

SIX = 6  # letters of a word that may be the name of a medicine


def results(asked: Asked) -> list[Entry]:
    """Results with a value, the newest first; only the tests that were named, by any of their names, when some were."""
    entries = entries_of(asked, FactKind.LAB_RESULT, FactKind.BIOMARKER)
    entries = sorted((e for e in entries if e.facts[0].value), key=lambda e: e.when.date, reverse=True)
    names = _also_called(asked)
    return [e for e in entries if named_in(asked, e.name) or plain(e.name) in names] or entries


def _also_called(asked: Asked) -> set[str]:
    """Every name of the tests the message names: "azúcar", "sugar", "glucose"."""
    import knowledge

    library = knowledge.load().library
    found = terms_in(asked.text, library, asked.language)
    passages = [library.get(term.id, language) for term in found for language in ("en", "es")]
    return {plain(name) for passage in passages for name in (passage.title, *passage.asks)}


def other_drug(asked: Asked) -> bool:
    """Whether the message names a medicine, by the vocabulary of medicines, whatever the papers hold."""
    from knowledge.lexicon import load_lexicon

    lexicon = load_lexicon()
    words = [word for word in said_words(asked) if len(word) >= SIX and word not in asked.talk.lookup_ignore]
    return any(lexicon.look_up(word, "medication") for word in words)


def advised(asked: Asked) -> Found:
    """What the papers say to do next: plans, advice and visits, as written."""
    entries = entries_of(asked, FactKind.RECOMMENDATION, FactKind.APPOINTMENT)
    entries.sort(key=lambda entry: entry.when.date, reverse=True)
    if not entries:
        return Found(asked.say("advised_none") + reading(asked), empty=True)
    return listing(asked, "advised", entries, [with_place(asked, entry) for entry in entries])


def changed(asked: Asked) -> Found:
    """Results that were measured more than once, from the first to the last; else the newest paper."""
    entries = sorted(results(asked), key=lambda e: (plain(e.name), e.when.date))
    texts, used = [], []
    for _, group in groupby(entries, key=lambda e: plain(e.name)):
        many = [entry for entry in group if entry.when.date]
        if len({entry.when.date for entry in many}) > 1:
            first, last = many[0], many[-1]
            values = (dated(asked, f"{e.facts[0].value} {e.facts[0].unit or ''}".strip(), e) for e in (first, last))
            texts.append(f"{first.name} {' → '.join(values)}")
            used += [first, last]
    if not texts:
        return newest(asked)
    found = listing(asked, "changed", used, texts)
    return Found(found.text, cited(asked, used))
