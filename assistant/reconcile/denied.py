"""A paper that says the patient was never operated on, and an earlier operation that another paper tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.model.history import Conflict, Entry
from assistant.reconcile.conclusions import section
from assistant.reconcile.pages import conflict
from assistant.reconcile.sources import Sources
from knowledge.history import HistoryWords
from knowledge.kinds import fold, plain

_DONE = (Assertion.PRESENT, Assertion.HISTORICAL)
_BEFORE = 40  # characters in front of a denied act that may narrow it


def no_operations(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """One disagreement at most, with all the operations that the denial would deny."""
    acts = [fact for entry in entries if entry.kind is FactKind.PROCEDURE for fact in entry.facts]
    done = [f for f in acts if f.assertion in _DONE and f.details.get("group") == "operation" and f.when.date]
    for denial in acts:
        narrowed = _narrowed(denial, sources, words)
        if narrowed is None:
            continue
        against = [f for f in done if f.when.date < sources.date(denial) and narrowed.search(_around(f, sources, 0))]
        if against and sources.source(denial) not in {sources.source(f) for f in done}:
            told = ", ".join(dict.fromkeys(fact.name for fact in against))
            yield conflict(
                "earlier operations: yes or no", FactKind.PROCEDURE, (f"yes: {told}", against), ("no", [denial])
            )
            return


def _narrowed(fact: Fact, sources: Sources, words: HistoryWords) -> re.Pattern[str] | None:
    """What the denial denies: every operation, or those of the belly; None where it is no such denial."""
    if fact.assertion is not Assertion.ABSENT or fact.name not in words.bare_operations or not sources.date(fact):
        return None
    if section(fact) != "surgical_history" and not words.denies_ever.search(fold(fact.details.get("because", ""))):
        return None
    before = _around(fact, sources, fact.span.end - fact.span.start)
    front = words.denies_in_front.search(before)
    narrower = set(front[1].split()) - words.denied_plainly if front else {"?"}
    if not narrower:
        return re.compile("")
    return words.belly if narrower <= words.belly_named else None


def _around(fact: Fact, sources: Sources, without: int) -> str:
    """The words in front of a fact on its page with its own, of which the last `without` characters are left out."""
    pages = sources.papers[fact.span.document].document.pages
    text = next(page.text for page in pages if page.number == fact.span.page)
    return plain(text[max(0, fact.span.start - _BEFORE) : fact.span.end - without])
