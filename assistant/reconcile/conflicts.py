"""Where papers disagree: both sides, each with its places. No side is assumed right, and the newest is not either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.model.history import Agreement, Conflict, Entry
from assistant.reconcile.apart import apart
from assistant.reconcile.denied import no_operations
from assistant.reconcile.entries import differ
from assistant.reconcile.medicines import unlike_doses, unsettled_stop
from assistant.reconcile.opposites import opposites
from assistant.reconcile.pages import conflict, said_on_pages
from assistant.reconcile.slips import slips
from assistant.reconcile.sources import REPLACED, Sources, days_apart
from assistant.reconcile.things import says_none, thing
from knowledge.history import HistoryWords, load_history
from knowledge.kinds import fold

_YES_NO = frozenset(
    {
        FactKind.PROBLEM,
        FactKind.PROCEDURE,
        FactKind.FAMILY_HISTORY,
        FactKind.DEVICE,
        FactKind.BIOMARKER,
        FactKind.SOCIAL_HISTORY,
    }
)
LIST = 400  # characters within which two words on allergies stand in one list
SOON = 14  # days in which a class that changes from visit to visit hardly does
_REMOVED = re.compile(r"^y?p(t(?:is|[0-4])[a-d]?)|\bp?(n[0-3][a-c]?)", re.IGNORECASE)  # what a pathologist measured
_NO = re.compile(r"\b(?:no|not|none|nka|nkda|denies|niega|sin|ninguna)\b", re.IGNORECASE)


def conflicts(entries: Sequence[Entry], sources: Sources) -> tuple[Conflict, ...]:
    """Every disagreement found, safety first."""
    words = load_history()
    found: list[Conflict] = []
    found += _allergies(entries, sources, words)
    found += _medicines(entries, sources, words)
    found += _yes_and_no(entries, sources, words)
    found += _kin(entries, sources)
    found += _results(entries, sources, words)
    found += _values(entries, sources, words)
    found += _sides(entries, sources, words)
    found += no_operations(entries, sources, words)
    found += slips(entries, sources, words)
    found += said_on_pages(sources, words)
    found += opposites(entries, sources, found)
    found += apart(sources, words, found)
    open_ones = {f"{one.topic.removesuffix(': active or stopped')} taken" for one in found}
    found = [one for one in found if one.topic.rpartition(", ")[2] not in open_ones]  # whether it is taken is open
    return tuple({conflict.id: conflict for conflict in found}.values())


def _allergies(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """An allergy named in one paper, and another that says there are none."""
    allergies = [entry for entry in entries if entry.kind is FactKind.ALLERGY]
    none = [f for e in allergies for f in e.facts if says_none(f, words) and not _narrow(f, words)]
    for entry in allergies:
        yes = [f for f in entry.facts if f.assertion is Assertion.PRESENT and not says_none(f, words)]
        against = [f for f in none if not any(_beside(f, y) for y in yes)]
        yield from _reactions(entry, yes, sources, words)
        denied = [f for f in entry.facts if f.assertion is Assertion.ABSENT and not says_none(f, words)]
        if yes and (against or denied):
            said = " ".join(yes[0].text.split())
            yield conflict(
                f"{entry.name} allergy", entry.kind, (said, yes), (_none(against + denied), against + denied)
            )


def _reactions(entry: Entry, yes: Sequence[Fact], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """One medicine that threatened life by one paper and only upset the stomach by another."""
    told = {fact.id: fold(fact.details.get("reaction", "")) for fact in yes}
    grave = [f for f in yes if any(sign in told[f.id] for sign in words.grave_reactions)]
    over = {sources.source(fact) for fact in grave}
    slight = [f for f in yes if sources.source(f) not in over and any(s in told[f.id] for s in words.slight_reactions)]
    if grave and slight:
        sides = ((str(facts[0].details["reaction"]), facts) for facts in (grave, slight))
        yield conflict(f"{entry.name} allergy: reaction", entry.kind, *sides)


def _beside(none: Fact, allergy: Fact) -> bool:
    """In one list: "no drug allergies except penicillin"; a reaction told far from the list contradicts it."""
    one, other = none.span, allergy.span
    return (one.document, one.page) == (other.document, other.page) and abs(one.start - other.start) < LIST


def _none(facts: Sequence[Fact]) -> str:
    """What denies an allergy, in words that do: a coded entry's own name ("Drug allergy") would say the opposite."""
    text = _said(facts)
    coded = facts[0].evidence[0].method.startswith("entry:")
    return f"no known allergies ({text})" if coded and not _NO.search(text) else text


def _narrow(fact: Fact, words: HistoryWords) -> bool:
    return any(terms & set(fold(fact.name).split()) for terms in words.allergy_scopes.values())


def _medicines(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    for entry in entries:
        if entry.kind is FactKind.MEDICATION and (split := unsettled_stop(entry.facts, sources, words)):
            active, stopped = split
            yield conflict(f"{entry.name}: active or stopped", entry.kind, ("active", active), ("stopped", stopped))
        if entry.kind is FactKind.MEDICATION and (doses := unlike_doses(entry.facts, sources, words)):
            (one, first), (other, second) = doses
            yield conflict(f"{entry.name}: dose", entry.kind, (one, first), (other, second))


def _yes_and_no(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    for entry in entries:
        if entry.kind not in _YES_NO or entry.agreement is not Agreement.DIFFER:
            continue
        if entry.kind is FactKind.PROCEDURE and fold(entry.name) in words.bare_operations:
            continue  # which operation is meant is not said; `no_operations` weighs it
        yes = [f for f in entry.facts if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
        no = [f for f in entry.facts if f.assertion is Assertion.ABSENT]
        if yes and no and differ(entry.facts, sources, words):
            yield conflict(
                f"{entry.name}: yes or no", entry.kind, (f"yes: {_said(yes)}", yes), (f"no: {_said(no)}", no)
            )


def _kin(entries: Sequence[Entry], sources: Sources) -> Iterator[Conflict]:
    """An illness of a relative in one paper, and another that says none of the family has it."""
    family = [fact for entry in entries if entry.kind is FactKind.FAMILY_HISTORY for fact in entry.facts]
    by_name: dict[str, list[Fact]] = {}
    for fact in family:
        by_name.setdefault(thing(fact).name, []).append(fact)
    for name, facts in by_name.items():
        yes = [f for f in facts if f.assertion is Assertion.FAMILY]
        told = {sources.source(f) for f in yes}
        whole = [
            f for f in facts if f.assertion is Assertion.ABSENT and f.details.get("relation", "") in ("", "family")
        ]
        no = [f for f in whole if sources.source(f) not in told]
        if yes and no:
            topic = f"{name} in the family: yes or no"
            yield conflict(topic, FactKind.FAMILY_HISTORY, (f"yes: {_said(yes)}", yes), (f"no: {_said(no)}", no))


def _results(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """A marker called positive in one paper and negative in another."""
    for entry in entries:
        if entry.kind is not FactKind.BIOMARKER:
            continue
        said = {"positive": [], "negative": [], "equivocal": []}  # type: dict[str, list[Fact]]
        for fact in entry.facts:
            polarity = _polarity(fact, words)
            if polarity and fact.assertion is not Assertion.PLANNED:
                said[polarity].append(fact)
        doubtful = said.pop("equivocal")
        sure = [fact for facts in said.values() for fact in facts]
        if said["positive"] and said["negative"] and sources.count(sure) > 1:
            yield conflict(entry.name, entry.kind, *((f"{k}: {_said(v)}", v) for k, v in said.items()))
        settled = any(words.settles.search(fold(fact.text)) for fact in sure)
        if doubtful and sure and not settled and sources.count(doubtful + sure) > 1:
            sides = (("equivocal", doubtful), (_polarity(sure[0], words), sure))
            yield conflict(entry.name, entry.kind, *((f"{k}: {_said(v)}", v) for k, v in sides))


def _polarity(fact: Fact, words: HistoryWords) -> str:
    text = fold(fact.value or "") or fold(fact.text)
    if words.equivocal.search(text):
        return "equivocal"
    if words.negative.search(text):
        return "negative"
    return "positive" if words.positive.search(text) else ""


def _values(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """Stage or grade given differently by papers of one time, of which none holds both."""
    by_system: dict[str, dict[str, list[Fact]]] = {}
    for fact in (fact for entry in entries if entry.kind is FactKind.STAGE for fact in entry.facts):
        system = fact.details.get("system", fact.name)
        system = "stage" if fold(system) in words.plain_stages else system
        told = fact.value and fact.assertion is Assertion.PRESENT and REPLACED not in fact.details
        if told and fold(system) not in words.parallel_stages:
            by_system.setdefault(system, {}).setdefault(fold(fact.value or ""), []).append(fact)
    by_system |= _removed(entries)
    for system, by_value in by_system.items():
        days = SOON if fold(system) in words.changing_stages else 60
        for (a, one), (b, other) in combinations(by_value.items(), 2):
            near = days_apart(sources.date(one[0]), sources.date(other[0])) <= days
            apart = not {sources.source(f) for f in one} & {sources.source(f) for f in other}
            if near and apart and not _less(*sorted((a, b), key=len)):
                yield conflict(system, FactKind.STAGE, (_said(one), one), (_said(other), other))


def _removed(entries: Sequence[Entry]) -> dict[str, dict[str, list[Fact]]]:
    """The stage of what was cut out, its T apart from its N: unlike a stage by pictures, it is measured once."""
    found: dict[str, dict[str, list[Fact]]] = {"pathologic stage (pT)": {}, "pathologic stage (pN)": {}}
    for fact in (fact for entry in entries if entry.kind is FactKind.STAGE for fact in entry.facts):
        if fact.details.get("system") not in ("TNM", "T stage") or fact.assertion is not Assertion.PRESENT:
            continue
        if REPLACED in fact.details or not _REMOVED.match(fact.value or ""):
            continue
        for tumor, nodes in _REMOVED.findall(fact.value or ""):
            found[f"pathologic stage ({'pT' if tumor else 'pN'})"].setdefault(fold(tumor or nodes), []).append(fact)
    return found


def _less(short: str, long: str) -> bool:
    """ "III" says less than "IIIB", not other; "II" and "III" are two."""
    return long.startswith(short) and long[len(short) :][:1] not in ("i", "v")


def _sides(entries: Sequence[Entry], sources: Sources, words: HistoryWords) -> Iterator[Conflict]:
    """One illness put on the left by some papers and on the right by others, with none that knows both."""
    opposite = {"left": "right", "right": "left"}
    by_name: dict[tuple[FactKind, str], dict[str, Entry]] = {}
    for entry in entries:
        side = _side_of(entry, words)
        if side and entry.kind in (FactKind.PROBLEM, FactKind.PATHOLOGY_DIAGNOSIS, FactKind.PROCEDURE):
            name = " ".join(t for t in fold(entry.name).split() if t not in words.sides)
            by_name.setdefault((entry.kind, name), {})[side] = entry
    for (kind, name), sides in by_name.items():
        left, right = sides.get("left"), sides.get("right")
        if not left or not right or "bilateral" in sides or set(opposite) - set(sides):
            continue
        papers = [{sources.source(f) for f in entry.facts} for entry in (left, right)]
        if papers[0] & papers[1] or not _one_time(left, right, sources):
            continue
        yield conflict(f"side of {name}: left or right", kind, ("left", left.facts), ("right", right.facts))


def _side_of(entry: Entry, words: HistoryWords) -> str:
    if entry.assertion not in (Assertion.PRESENT, Assertion.HISTORICAL):
        return ""
    given = words.sides.get(fold(entry.details.get("laterality", "") or entry.details.get("side", "")), "")
    return given or next((words.sides[t] for t in fold(entry.name).split() if t in words.sides), "")


def _one_time(one: Entry, other: Entry, sources: Sources) -> bool:
    """Said of one time, by the dates given or else by those of the papers; an undated paper speaks of now."""
    if one.when.date and other.when.date:
        return days_apart(one.when.date, other.when.date) <= 400
    dates = [(sources.date(a), sources.date(b)) for a in one.facts for b in other.facts]
    return any(not a or not b or days_apart(a, b) <= 400 for a, b in dates)


def _said(facts: Sequence[Fact]) -> str:
    return " ".join(facts[0].text.split())[:160]
