"""The sentence of a paper behind an entry, and whether simpler words for it say the same to our rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import knowledge
from assistant.chat.plainer import says_no_more
from assistant.chat.quoting import said_around
from assistant.extract import extract
from assistant.model.case import Dossier
from assistant.model.facts import Fact
from assistant.model.history import Entry
from assistant.model.papers import Description, Paper
from ingest.document import Document, Origin, Page
from knowledge.patterns import plain

LEAST, MOST = 6, 60  # words of a sentence that may be put in simpler ones: rows of a table have nothing to simplify
A_NAME = 6  # words; a longer "name" of a fact is a sentence and not compared word by word
_AS_PRINTED = ("as_written", "because", "label")


def sentence_of(dossier: Dossier, entry: Entry) -> tuple[str, Paper] | None:
    """The whole sentence that says it and its paper; None where no paper says it in one."""
    for evidence in entry.evidence:
        try:
            paper = dossier.paper(evidence.span.document)
            page = paper.document.page(evidence.span.page)
        except KeyError:
            continue
        words = said_around(paper, evidence, MOST)
        whole = page.origin is not Origin.STRUCTURED and "…" not in words and words.endswith((".", "!", "?"))
        if whole and LEAST <= len(words.split()) <= MOST:
            return words, paper
    return None


def reads_alike(about: Description) -> Callable[[str, str, str], bool]:
    """A judge of (new, old, language): no more is said, and our rules read the same facts and doubts of both."""

    def holds(new: str, old: str, language: str) -> bool:
        if not says_no_more(new, old, language) or _cues(new) != _cues(old):
            return False
        return _facts(new, about) == _facts(old, about)

    return holds


def _cues(text: str) -> Counter[str]:
    """Words of denial, doubt, past, plan and family, by what they mean."""
    cues = knowledge.load().lexicon.cues_in(plain(text))
    return Counter(str(cue.meaning) for cue in cues if cue.meaning != "affirm")


def _facts(text: str, about: Description) -> set[tuple[object, ...]]:
    name = "0" * 64
    page = Page(1, text, Origin.TEXT)
    found = extract(Document(name, name, "sentence", "text/plain", (page,), "text/1"), knowledge.load(), about)
    return {_said(fact) for fact in found}


def _said(fact: Fact) -> tuple[object, ...]:
    details = tuple(sorted((k, v) for k, v in fact.details.items() if k not in _AS_PRINTED))
    called = fact.name.casefold() if len(fact.name.split()) <= A_NAME else ""
    return fact.kind, called, fact.assertion, fact.value, fact.unit, fact.when.date, details
