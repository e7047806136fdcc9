"""One turn of the chat without any model: urgency, wish, retrieval, answer. The order is the safety of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.chat.asked import Asked, Found
from assistant.chat.case_facts import COMPUTED
from assistant.chat.explain import in_papers, knowledge_cite, near_term, terms_in
from assistant.chat.intent import Intent, intents, own_words, small_talk
from assistant.chat.language import language_of
from assistant.chat.lookup import find
from assistant.chat.safety import Triage, triage
from assistant.chat.values import Citation, Suggestion, Turn
from assistant.chat.wording import day, shorten
from assistant.model.case import Dossier, HowMuch
from assistant.model.facts import FactKind
from knowledge import Knowledge
from knowledge.library import Passage
from knowledge.patterns import plain
from knowledge.searching import search
from knowledge.talk import Talk, load_talk

SURE = {"en": 0.60, "es": 0.55}  # a library passage this near answers the question
MAYBE = {"en": 0.31, "es": 0.30}  # below it nothing in the library is meant, if the words are of our subject
CERTAIN = 0.85  # so near that the library is meant even by a question about the case
STRANGE = {"en": 0.45, "es": 0.55}  # below it nothing is meant, if they are not
BOTH = 0.72  # above it one passage is enough
HALF = 42  # words of each of two passages
CLOSE = 0.07  # two passages so near each other are both shown
OWN = ("medicines", "allergies", "labs", "diagnosis", "family", "team", "conflicts")
BASICS = ("medicines", "allergies", "missing", "next", "papers", "unread", "questions")
OPEN = ("missing", "next", "papers", "unread", "questions")


@dataclass(frozen=True, slots=True)
class Asking:
    """One message and everything an answer may draw on."""

    text: str
    dossier: Dossier | None
    knowledge: Knowledge
    language: str
    region: str
    talk: Talk

    def say(self, key: str, **values: object) -> str:
        return self.talk.say(key, self.language, **values)

    def asked(self, dossier: Dossier) -> Asked:
        return Asked(own_words(self.text), dossier, self.language, self.talk)


def asking(text: str, dossier: Dossier | None, knowledge: Knowledge, language: str, region: str) -> Asking:
    """The message with the language it was asked in."""
    return Asking(text, dossier, knowledge, language_of(text, language), region, load_talk())


def alarm(message: Asking) -> Turn | None:
    """The safety page, when the words mean danger; the one question, when they may."""
    result: Triage = triage(message.text, message.language, region=message.region)
    if result.kind in ("emergency", "crisis"):
        return Turn(result.kind, result.text, result.language, tell=True, intent=result.rule)
    if result.ask:
        return Turn(
            "handover", result.text, result.language, suggestions=(_talk(message),), tell=True, intent=result.ask
        )
    return None


def settled(message: Asking, wishes: list[Intent]) -> Turn | None:
    """What is answered by fixed words: small talk, a person wanted, advice, attempts to steer, other topics."""
    kind = small_talk(message.text, message.talk)
    if kind:
        return _turn(message, "answer", kind)
    ids = [wish.id for wish in wishes]
    for key in ("steering", "other_person"):
        if key in ids:
            return _turn(message, "out_of_scope", key, _talk(message))
    if "person" in ids:
        key = "person" if message.dossier else "person_no_case"
        return replace(_turn(message, "handover", key, _talk(message)), tell=message.dossier is not None)
    if "advice" in ids:
        afraid = message.talk.small_talk["fear"].search(plain(message.text))
        return _turn(message, "out_of_scope", "advice_fear" if afraid else "advice", _add(message), _talk(message))
    return None


def _turn(message: Asking, kind: str, key: str, *suggestions: Suggestion) -> Turn:
    return Turn(kind, message.say(key), message.language, suggestions=suggestions, intent=key)


def _talk(message: Asking) -> Suggestion:
    return Suggestion("talk", message.say("talk"))


def _add(message: Asking) -> Suggestion:
    return Suggestion("add_question", message.say("add_question"), message.text.strip())


def built_in(message: Asking, wishes: list[Intent]) -> Turn:
    """The answer by rules and retrieval; always one."""
    ids = [wish.id for wish in wishes]
    explain = any(wish.explain for wish in wishes)
    term = _term(message, wishes)
    if explain and term and "change_found" not in ids:
        return _explained(message, term)
    said = plain(message.text).replace("|", " ")
    how_to = bool(message.talk.small_talk["how_to"].search(said))
    asked_case = next((wish.id for wish in wishes if wish.case), "")
    dossier = message.dossier
    mine = dossier is not None and bool(asked_case) and "change_found" not in ids
    if dossier is not None and mine and not how_to and asked_case not in ("where", "when"):
        return _from_case(message, dossier, asked_case)
    best = search(own_words(message.text), 3, message.language, quick=True)
    score = best[0].score if best else 0.0
    if dossier is not None and mine and score < CERTAIN:
        turn = _from_case(message, dossier, asked_case)
        return (
            turn if turn.citations or asked_case not in ("where", "when") or score < BOTH else _article(message, best)
        )
    if "off_topic" in ids and score < 0.75:
        return _turn(message, "out_of_scope", "off_topic")
    if dossier is None and asked_case in OWN and not how_to and score < CERTAIN:
        return _turn(message, "answer", "no_case")
    if score >= SURE[message.language]:
        return _article(message, best)
    if term and (explain or len(message.text.split()) <= 6):
        return _explained(message, term)
    if dossier is not None and (not how_to or explain):
        found = _hidden(message, dossier, "where") or find(message.asked(dossier))
        if not found.empty:
            return _found(message, found, "where")
    ours = bool(asked_case or "change_found" in ids or message.talk.small_talk["domain"].search(said))
    if score >= (MAYBE if ours else STRANGE)[message.language]:
        return _article(message, best)
    return _turn(message, "out_of_scope", "unsure" if ours else "off_topic", _talk(message))


def _term(message: Asking, wishes: list[Intent]) -> Passage | None:
    library = message.knowledge.library
    named = terms_in(message.text, library, message.language)
    if named:
        return named[0]
    explain = any(wish.explain for wish in wishes)
    return near_term(message.text, library, message.language) if explain else None


def _explained(message: Asking, term: Passage) -> Turn:
    citations: tuple[Citation, ...] = (knowledge_cite(term),)
    if message.dossier is not None and not _hidden(message, message.dossier, "where"):
        citations += in_papers(message.asked(message.dossier), term)
        text = f"{shorten(term.text, HALF)} {_seen(message, message.dossier, term)}".strip()
        return Turn("answer", text, message.language, citations, suggestions=(_add(message),), intent="explain")
    return Turn("answer", shorten(term.text), message.language, citations, intent="explain")


def _seen(message: Asking, dossier: Dossier, term: Passage) -> str:
    """The newest value of that name in the papers, as written."""
    results = dossier.history.of(FactKind.LAB_RESULT, FactKind.BIOMARKER)
    names = {plain(name) for name in (term.title, *term.asks)}
    values = [entry for entry in results if plain(entry.name) in names and entry.facts[0].value]
    if not values:
        return ""
    newest = max(values, key=lambda entry: entry.when.date)
    fact = newest.facts[0]
    date = day(newest.when, message.language, message.talk)
    shown = " ".join(filter(None, (newest.name, fact.value, fact.unit))) + (f" ({date})" if date else "")
    return message.say("value_seen", items=shown)


def _article(message: Asking, best: Sequence[Passage]) -> Turn:
    """The best passage; the second too, both cut short, when it is as near and neither is sure."""
    first, others = best[0], best[1:2]
    if others and first.score < BOTH and first.score - others[0].score < CLOSE:
        both = (first, others[0])
        text = " ".join(shorten(passage.text, HALF) for passage in both)
        return Turn("answer", text, message.language, tuple(knowledge_cite(p) for p in both), intent=first.id)
    return Turn("answer", shorten(first.text), message.language, (knowledge_cite(first),), intent=first.id)


def _hidden(message: Asking, dossier: Dossier, wish: str) -> Found | None:
    """What the patient chose not to see here alone (service-design P7b)."""
    choice = dossier.case.how_much
    if choice is HowMuch.WITH_PERSON and wish not in OPEN:
        return Found(message.say("with_person"))
    if choice is HowMuch.BASICS and wish not in BASICS:
        return Found(message.say("basics_only"))
    return None


def _from_case(message: Asking, dossier: Dossier, wish: str) -> Turn:
    hidden = _hidden(message, dossier, wish)
    if hidden:
        return _found(message, hidden, wish)
    asked = message.asked(dossier)
    if wish in ("where", "when"):
        found = find(asked)
        named = set(plain(dossier.case.goal.condition).split()) & set(plain(message.text).split())
        if len(named) * 2 > len(plain(dossier.case.goal.condition).split()):
            found = COMPUTED["diagnosis"](asked)
        return _found(message, found, wish)
    return _found(message, COMPUTED[wish](asked), wish)


def _found(message: Asking, found: Found, wish: str) -> Turn:
    suggestions: tuple[Suggestion, ...] = ()
    if found.empty:
        suggestions = (Suggestion("see_missing", message.say("see_missing")), _talk(message))
    elif wish in ("labs", "conflicts"):
        suggestions = (_add(message),)
    return Turn("answer", found.text, message.language, found.citations, suggestions=suggestions, intent=wish)


def understood(message: Asking) -> list[Intent]:
    """All wishes of a message."""
    return intents(message.text, message.talk)
