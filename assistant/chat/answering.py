"""The answers a turn can give: a word explained, something of the case, or that nothing was found and who can help."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.chat.asked import Found, named_in
from assistant.chat.case_facts import COMPUTED
from assistant.chat.case_record import answer
from assistant.chat.case_results import TOLD
from assistant.chat.case_whole import summary
from assistant.chat.explain import by_parts, in_papers, knowledge_cite, wording
from assistant.chat.lookup import find
from assistant.chat.message import Asking, add, talk, turn_of
from assistant.chat.values import Citation, Suggestion, Turn
from assistant.chat.wording import day, shorten
from assistant.model.case import Dossier, HowMuch
from assistant.model.facts import FactKind
from knowledge.library import Passage
from knowledge.patterns import plain
from knowledge.record import Record

HALF = 42  # words of an explanation when the papers' own words follow
PERHAPS = "perhaps"  # passages that may be about it: never said to be found, never reworded
MOST = 3  # words explained in one answer
OPEN = ("missing", "next", "have", "papers", "unread", "questions", "newest", "strangers")
BASICS = (*OPEN, "medicines", "allergies", "still")


def explained(message: Asking, terms: Sequence[Passage]) -> Turn:
    """What the words mean, and where the person's own papers use the first of them."""
    shown = terms[:MOST]
    citations: tuple[Citation, ...] = tuple(knowledge_cite(term) for term in shown)
    text = " ".join(wording(term, message.text) for term in shown)
    if message.dossier is None or _hidden(message, message.dossier, "where"):
        return Turn("answer", shorten(text), message.language, citations, intent="explain")
    citations += in_papers(message.asked(message.dossier), shown[0])
    text = f"{shorten(text, HALF if len(shown) == 1 else 70)} {_seen(message, message.dossier, shown[0])}".strip()
    return Turn("answer", text, message.language, citations, suggestions=(add(message),), intent="explain")


def part_by_part(message: Asking) -> Turn | None:
    """A word no list holds, explained by what it is built of, and said to be so."""
    found = by_parts(message.text)
    if not found:
        return None
    word, parts = found
    items = ", ".join(f"“{part.written}” = {part.means[message.language]}" for part in parts)
    whole = ", ".join(part.means[message.language] for part in parts)
    text = message.say("by_parts", items=items, whole=whole)
    cite = Citation("knowledge", "word-parts", word, None, items[:200])
    return Turn("answer", text, message.language, (cite,), suggestions=(add(message),), intent="explain")


def _seen(message: Asking, dossier: Dossier, term: Passage) -> str:
    """The newest value of that name in the papers, as written."""
    results = dossier.history.of(FactKind.LAB_RESULT, FactKind.BIOMARKER)
    names = {plain(name) for name in (term.title, *term.asks)}
    values = [
        (entry.name, fact)
        for entry in results
        if plain(entry.name) in names
        for fact in entry.facts
        if fact.value and fact.assertion in TOLD
    ]
    if not values:
        return ""
    name, fact = max(values, key=lambda each: each[1].when.date)
    date = day(fact.when, message.language, message.talk)
    shown = " ".join(filter(None, (name, fact.value, fact.unit))) + (f" ({date})" if date else "")
    return message.say("value_seen", items=shown)


def _hidden(message: Asking, dossier: Dossier, wish: str) -> Found | None:
    """What the patient chose not to see here alone (service-design P7b)."""
    choice = dossier.case.how_much
    if choice is HowMuch.WITH_PERSON and wish not in OPEN:
        return Found(message.say("with_person"))
    if choice is HowMuch.BASICS and wish not in BASICS:
        return Found(message.say("basics_only"))
    return None


def from_case(message: Asking, dossier: Dossier, wish: str) -> Turn:
    """The answer to a wish about the case, within what the person chose to see."""
    hidden = _hidden(message, dossier, wish)
    if hidden:
        return _found(message, hidden, wish)
    asked = message.asked(dossier)
    if wish in ("where", "when"):
        about = named_in(asked, dossier.case.goal.condition, *dossier.pathway_titles)
        return _found(message, COMPUTED["diagnosis"](asked) if about else find(asked), wish)
    return _found(message, (summary if wish == "summary" else COMPUTED[wish])(asked), wish)


def from_record(message: Asking, dossier: Dossier, record: Record) -> Turn | None:
    """What the papers say of one subject, within what the person chose to see; None when it is not theirs to say."""
    hidden = _hidden(message, dossier, record.id)
    found = hidden or answer(message.asked(dossier), record)
    return _found(message, found, record.id) if found else None


def names_entry(message: Asking) -> bool:
    """Whether the message names a medicine or a result that the papers hold; other names are everyday words too."""
    if message.dossier is None:
        return False
    asked = message.asked(message.dossier)
    held = message.dossier.history.of(FactKind.MEDICATION, FactKind.LAB_RESULT, FactKind.BIOMARKER)
    return any(named_in(asked, entry.name) for entry in held if len(entry.name) > 3)


def _found(message: Asking, found: Found, wish: str) -> Turn:
    suggestions: tuple[Suggestion, ...] = ()
    if found.empty:
        suggestions = (Suggestion("see_missing", message.say("see_missing")), talk(message))
    elif wish in ("labs", "conflicts", "changed", "advised"):
        suggestions = (add(message),)
    intent = PERHAPS if found.empty and found.citations else wish
    return Turn("answer", found.text, message.language, found.citations, suggestions=suggestions, intent=intent)


def no_words_left(message: Asking, ours: bool) -> Turn:
    """Nothing was found: a person can answer what is of our subject; the rest is not ours."""
    if ours:
        return turn_of(message, "handover", "unsure", talk(message), add(message))
    return turn_of(message, "out_of_scope", "off_topic")
