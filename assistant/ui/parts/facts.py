"""How an entry of the history is written for a person: name, what is known of it, when. Adds nothing to it."""

from __future__ import annotations

from assistant.model.facts import Assertion, Fact
from assistant.model.history import Agreement, Conflict, Entry
from assistant.ui import dates
from assistant.ui.parts.markup import Html, chip, join
from assistant.ui.words import has, language, t, word
from knowledge.layouts import denies, spelled
from knowledge.names import in_language, side_in_language

_SHOWN_DETAILS = (
    "dose",
    "strength",
    "route",
    "frequency",
    "reaction",
    "severity",
    "site",
    "laterality",
    "relation",
    "grade",
)


def name_of(entry: Entry) -> str:
    """The name in the reader's language where we know it, with a capital as a title."""
    name = spelled(in_language(entry.name or entry.facts[0].text, language()))
    return name if name[1:2].isupper() else name[:1].upper() + name[1:]


def topic_of(conflict: Conflict) -> str:
    """What the papers differ on, in the reader's language."""
    return in_language(conflict.topic, language())


def side_of(side: str) -> str:
    """One side of a conflict: our word in the reader's language, the paper's as it is."""
    return side_in_language(side, language())


def value_of(fact: Fact) -> str:
    """A result as written: value, unit, range, flag."""
    if not fact.value:
        return ""
    text = f"{fact.value} {fact.unit or ''}".strip()
    if fact.range:
        text = t("facts.with_range", value=text, range=fact.range)
    return text


def flag_of(fact: Fact) -> str:
    """High, low or out of range, in a word; "" when the paper marks nothing."""
    flag = (fact.flag or "").strip()
    key = f"codes.flags.{flag.lower()}"
    return t(key) if has(key) else flag


def lines_of(entry: Entry) -> list[str]:
    """What is known of it besides the name."""
    details = {**{k: v for fact in entry.facts for k, v in fact.details.items()}, **entry.details}
    parts = [details[one] for one in _SHOWN_DETAILS if details.get(one)]
    found = [", ".join(dict.fromkeys(in_language(part, language()) for part in parts))] if parts else []
    named = entry.name.split()  # "BI-RADS 5" says its value
    values = list(dict.fromkeys(value_of(fact) for fact in entry.facts if fact.value and fact.value not in named))
    found += values[:3]
    when = entry.when if entry.when.date else next((f.when for f in entry.facts if f.when.date), entry.when)
    if when.date:
        found.append(dates.when(when))
    return found


def chips_of(entry: Entry) -> Html:
    """What a reader must not overlook: said to be absent, planned, stopped, papers disagree."""
    found = []
    said = entry.assertion is Assertion.ABSENT and denies(entry.name)  # "no known allergies" says it already
    if entry.assertion is not Assertion.PRESENT and not said:
        found.append(
            chip(word("assertions", entry.assertion), "yellow" if entry.assertion is Assertion.ABSENT else "grey")
        )
    if entry.status:
        found.append(chip(word("statuses", entry.status), "grey"))
    if entry.agreement is Agreement.DIFFER:
        found.append(chip(t("facts.differ"), "red"))
    if entry.proposed:
        found.append(chip(word("marks", "proposed"), "yellow"))
    return join(found)
