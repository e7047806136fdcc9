"""Whether a requirement applies to this person: yes, no, planned, or nobody says. Never assumes.

What the papers show comes before what the person answered, since they were asked only where the papers were silent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.check.answers import circumstance_id
from assistant.check.dates import older_than
from assistant.check.meeting import candidates
from assistant.check.shelf import Mention, Shelf
from assistant.check.spoken import harmless_elsewhere, spoken
from assistant.check.text import has, set_aside
from assistant.check.wording import identity
from assistant.model.facts import Assertion
from assistant.model.papers import DocumentKind
from knowledge.schema import Circumstance, Requirement

_RECENT_MONTHS = 24


@dataclass(frozen=True)
class Applies:
    """`answer`: yes | no | planned | unknown, with the sentence that says so, or because the person `told` us.

    `ask`: the circumstance to ask about, "" where the record itself is asked about.
    """

    answer: str
    mention: Mention | None = None
    told: bool = False
    ask: str = ""
    own: bool = False  # the sentence speaks of the record itself
    act: bool = False  # or of what was done and the record tells of


def applies(requirement: Requirement, shelf: Shelf) -> Applies:
    """Any of the requirement's circumstances is enough; one of those in which it is not done rules it out."""
    if any(_ruled_out(key, shelf) for key in requirement.unless) and _own_item(requirement, shelf).answer != "yes":
        return Applies("no")
    if not requirement.when:
        return Applies("yes")
    found = [_answered(requirement, key, shelf) for key in requirement.when]
    for answer in ("yes", "planned", "unknown"):
        for one in found:
            if one.answer == answer:
                return one
    return found[0]


def _ruled_out(key: str, shelf: Shelf) -> bool:
    """Whether papers or the person say that it is so, and nothing says that there is more to it."""
    one = shelf.pathway.shared.when[key]
    said = has(one.goal, shelf.goal) or _words(one, shelf).answer == "yes"
    more = (m for m in shelf.mentions(one.contrary) if m.status not in ("denied", "family", "planned"))
    return said and not has(one.contrary, shelf.goal) and not any(not has(one.unsure_words, m.text) for m in more)


def _answered(requirement: Requirement, key: str, shelf: Shelf) -> Applies:
    """One circumstance: as the papers show it, else as the person answered when asked."""
    table = shelf.pathway.shared.when
    shown = replace(_one(requirement, table[key], key, shelf), act=table[key].act)
    ask = "" if any(table[one].own_item for one in requirement.when) else key
    said = shelf.answers.get(circumstance_id(key)) or shelf.answers.get(identity(requirement.item), "")
    if shown.answer == "yes" or not said:
        return replace(shown, ask=ask)
    return Applies(said, told=True, ask=ask)


def _one(requirement: Requirement, circumstance: Circumstance, key: str, shelf: Shelf) -> Applies:
    if key == "other_language":
        foreign = any(not p.description.language.startswith("en") for p in shelf.written if _official(p.kind))
        return Applies("yes" if foreign else "no")
    if circumstance.kinds and any(p.kind.value in circumstance.kinds for p in shelf.counted):
        return Applies("yes")
    if circumstance.facts and any(
        f.kind.value in circumstance.facts and f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        for f, _ in shelf.facts
    ):
        return Applies("yes")
    if circumstance.goal and has(circumstance.goal, shelf.goal):
        return Applies("yes")
    answers = [
        *([_own_item(requirement, shelf)] if circumstance.own_item else []),
        *([_operations(shelf)] if circumstance.operations else []),
        _words(circumstance, shelf),
    ]
    for answer in ("yes", "planned", "no"):
        for one in answers:
            if one.answer == answer:
                return one
    return Applies("unknown")


def _official(kind: DocumentKind) -> bool:
    return kind not in (DocumentKind.PATIENT_NOTE, DocumentKind.MEDICATION_LIST, DocumentKind.OTHER)


def _own_item(requirement: Requirement, shelf: Shelf) -> Applies:
    """Done when the papers hold it or speak of it as done or awaited."""
    if "prior_imaging" not in requirement.when and candidates(requirement, shelf):
        return Applies("yes")
    mentions = spoken(requirement, shelf)
    if "prior_imaging" in requirement.when:
        compared = [m for m in mentions if has(shelf.pathway.shared.when["prior_imaging"].words, m.text)]
        mentions = [m for m in compared if m.status != "denied"]
        return Applies("yes", mentions[0], own=True) if mentions else Applies("unknown")
    for statuses, answer in ((("pending", "done"), "yes"), (("planned",), "planned"), (("denied",), "no")):
        chosen = [m for m in mentions if m.status in statuses]
        if chosen:
            return Applies(answer, max(chosen, key=lambda m: m.date), own=True)
    return Applies("unknown")


def _operations(shelf: Shelf) -> Applies:
    """Surgery for this problem: one of its own operations at any time, or any operation not long ago."""
    if any(p.kind is DocumentKind.OPERATIVE_NOTE for p in shelf.counted):
        return Applies("yes")
    general = shelf.pathway.shared.mentions["operation"]
    for mention in shelf.mentions(shelf.pathway.operations):
        if mention.status == "done" and not set_aside(shelf.pathway.operations, general.not_words, mention.text):
            return Applies("yes", mention)
    denied: Mention | None = None
    for mention in (*shelf.mentions(shelf.pathway.operations), *shelf.mentions(general.words)):
        denied = denied or (mention if mention.status == "denied" else None)
        recent = len(mention.date) >= 7 and not older_than(mention.date, shelf.today, _RECENT_MONTHS)
        words = (*shelf.pathway.operations, *general.words)
        if mention.status == "done" and recent and not set_aside(words, general.not_words, mention.text):
            return Applies("yes", mention)
    return Applies("no", denied) if denied else Applies("unknown")


def _words(circumstance: Circumstance, shelf: Shelf) -> Applies:
    denied: Mention | None = None
    planned: Mention | None = None
    for mention in shelf.mentions(circumstance.words):
        if mention.status == "family" or has(circumstance.unsure_words, mention.text):
            continue
        if circumstance.act and harmless_elsewhere(mention, shelf):
            continue
        if mention.status == "denied" or has(circumstance.not_words, mention.text):
            denied = denied or mention
        elif mention.status == "planned" and not circumstance.planned:
            planned = planned or mention
        else:
            return Applies("yes", mention)
    if denied is None and circumstance.not_words:
        denied = next(iter(shelf.mentions(circumstance.not_words)), None)
    return Applies("no", denied) if denied else Applies("unknown", planned)
