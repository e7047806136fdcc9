"""Names that a language model found and no rule did, made into facts by the same rules as every other name.

The model says only where a name stands. What is said of it (denied, of a relative, planned, its dose) the rules read
from the page; where they read anything else than the model did, nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.extract import extract
from assistant.extract.context import assertion
from assistant.extract.mentions import DRUGS, ILLS, Mention, mentions
from assistant.model.facts import Assertion, Evidence, Fact, FactKind, FactOrigin
from assistant.model.papers import Description
from assistant.model.proposals import Proposal
from ingest.document import Document, Origin, Page, PageState
from knowledge import Knowledge
from knowledge.judging import orders
from knowledge.plain import plain
from knowledge.small_words import small_words

SORTS = {
    FactKind.PROBLEM: "problem",
    FactKind.SYMPTOM: "symptom",
    FactKind.FAMILY_HISTORY: "problem",
    FactKind.MEDICATION: "medication",
    FactKind.PROCEDURE: "procedure",
}  # kinds a model may propose, none of which is a number -> the lexicon's sort of name
INSIDE = {"problem": ILLS, "symptom": ILLS, "medication": DRUGS, "procedure": (*ILLS, "procedure", "device")}
LONGEST_QUOTE = 400  # characters
LONGEST_NAME = 6  # words
ILL = (FactKind.PROBLEM, FactKind.SYMPTOM)


def proposed(
    document: Document,
    knowledge: Knowledge,
    description: Description,
    known: Sequence[Fact],
    proposals: Sequence[Proposal],
    model: str,
) -> list[Fact]:
    """The facts among the proposals that stand on their page, that `known` lacks, and that the rules read alike."""
    placed = [(each, name) for each in proposals if (name := _name(document, each, knowledge))]
    given = {page: tuple(name for each, name in placed if each.page == page) for page in {p.page for p, _ in placed}}
    read = extract(document, knowledge, description, given) if given else []
    kept: dict[str, Fact] = {}
    for each, name in placed:
        fact = next((fact for fact in read if _is(fact, each, name)), None)
        if fact and not any(_same(fact, other) for other in known) and _denied_alike(document, fact, each.page, name):
            evidence = (Evidence(fact.span, f"model:{model}"),)
            kept.setdefault(fact.id, replace(fact, origin=FactOrigin.MODEL, evidence=evidence))
    return list(kept.values())


def _name(document: Document, proposal: Proposal, knowledge: Knowledge) -> Mention | None:
    """The proposed name at its place; None where it or its quotation does not stand there once, word by word."""
    page = next((page for page in document.pages if page.number == proposal.page), None)
    if page is None or page.state is not PageState.READ or page.origin is Origin.STRUCTURED:
        return None
    if proposal.kind not in SORTS or proposal.assertion not in list(Assertion):
        return None
    around = _once(page.text, proposal.quote, 0, len(page.text))
    if around is None or around[1] - around[0] > LONGEST_QUOTE or orders(page.text[slice(*around)]):
        return None
    place = _once(page.text, proposal.name, *around)
    sort = SORTS[FactKind(proposal.kind)]
    if place is None or not _is_a_name(page.text[slice(*place)], sort, knowledge):
        return None
    return Mention(*place, sort, " ".join(plain(page.text[slice(*place)]).split()), rule="model")


def _once(text: str, words: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words stand, whatever the line breaks between them; None unless it is once."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = list(re.finditer(rf"(?<!\w){pattern}(?!\w)", text[start:end], re.IGNORECASE)) if pattern else []
    return (start + found[0].start(), start + found[0].end()) if len(found) == 1 else None


def _is_a_name(text: str, sort: str, knowledge: Knowledge) -> bool:
    """A few words without a cue ("no", "possible", "and") that could hide what is said, that hold no name of another
    sort, and that the rules do not know as a whole: of what they know, they have judged already."""
    flat = plain(text)
    words = flat.split()
    if not re.search(r"[^\W\d_]{3}", text) or len(words) > LONGEST_NAME or re.search(r"[.,;:!?\[\]]", text):
        return False
    if {words[0], words[-1]} & _small("stop") or set(words) & (_small("stop") - _small("inside")):
        return False
    if knowledge.lexicon.cues_in(flat):
        return False
    inside = mentions(text, knowledge)
    return all(each.kind in INSIDE[sort] and each.end - each.start < len(text) for each in inside)


def _small(kind: str) -> frozenset[str]:
    return frozenset().union(*small_words(kind).values())


def _is(fact: Fact, proposal: Proposal, name: Mention) -> bool:
    """Whether the rules made this fact of the proposed name, and of the same kind, saying the same."""
    span = fact.span
    at_place = span.page == proposal.page and span.start <= name.start and name.end <= span.end
    return at_place and fact.name == name.name and (fact.kind, fact.assertion) == (proposal.kind, proposal.assertion)


def _same(fact: Fact, other: Fact) -> bool:
    """Whether the rules have found it: under this name, or at this place."""
    alike = fact.kind is other.kind or (fact.kind in ILL and other.kind in ILL)
    one, two = fact.span, other.span
    return alike and (
        fact.name.casefold() == other.name.casefold()
        or (one.page == two.page and one.start < two.end and two.start < one.end)
    )


def _denied_alike(document: Document, fact: Fact, page: int, name: Mention) -> bool:
    """A second look at the denial alone, which no rule for a kind may have lifted."""
    said: Page = document.page(page)
    return (assertion(said.text, name.start, name.end) == Assertion.ABSENT) == (fact.assertion is Assertion.ABSENT)
