"""Answers that quote what the papers say of one subject: stage, receptors, sizes, plans, habits, a medicine's dose.

Which subject is asked for is content (`words/record.yml`). Each names its page, and says where papers disagree."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import knowledge
from assistant.chat.asked import Asked, Found, entries_of, name_of, named_in, reading, with_conflicts
from assistant.chat.case_aspects import NEARLY, aspect, doer, pending, purpose, role, when_was
from assistant.chat.case_facts import conflicts, diagnosis, named_conflicts
from assistant.chat.case_results import abnormal, also_called, other_drug
from assistant.chat.case_sayings import maker, named_pages, page, said, strangers
from assistant.chat.case_text import case_text
from assistant.chat.case_whole import have
from assistant.chat.lookup import ENOUGH, entries, find, meanings, rarest, sentences
from assistant.chat.quotes import Quote, of_entries, of_units, told
from assistant.chat.wording import place
from assistant.model.facts import Assertion, FactKind
from assistant.model.history import Entry
from knowledge.patterns import plain
from knowledge.record import Record
from knowledge.searching import terms

SAID = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.PLANNED, Assertion.POSSIBLE, Assertion.FAMILY)
MEASURE = re.compile(r"\d ?(?:cm|mm|centimet|milimet|millimet|inch)")
SIZED = (FactKind.IMAGING_FINDING, FactKind.PATHOLOGY_DIAGNOSIS, FactKind.IMPRESSION)


def answer(asked: Asked, record: Record) -> Found | None:
    """What the papers say of it; None when the message names nothing this can speak of."""
    own = OWN.get(record.id)
    return own(asked, record) if own else quoted(asked, record)


def quoted(asked: Asked, record: Record) -> Found | None:
    """The entries of the record's kinds that the message means, each with its sentence and its page."""
    if record.ignore:
        asked = replace(asked, text=record.ignore.sub(" ", asked.text))
    everything = held(asked, record)
    found = narrowed(asked, everything)
    if not found or (len(found) == len(everything) and _names_other(asked, record, found)):
        return _by_sentence(asked)
    return with_conflicts(asked, found, told(asked, "written", of_entries(asked, _in_order(found))))


def _names_other(asked: Asked, record: Record, found: Sequence[Entry]) -> bool:
    """Whether the message names a thing of these kinds, by the lexicon, and none of what was found is that thing."""
    text = plain(asked.text).replace("|", " ")
    hits = knowledge.load().lexicon.find(text, text)
    named = {plain(term.name) for hit in hits for term in hit.terms if term.kind in record.kinds}
    return bool(named) and not any(plain(entry.name) in named for entry in found)


def _by_sentence(asked: Asked) -> Found:
    """What a sentence of the papers says, where no statement was made of it."""
    units = [unit for score, unit in sentences(asked) if score >= ENOUGH]
    return told(asked, "written", of_units(asked, units[:3])) if units else _nothing(asked)


def held(asked: Asked, record: Record) -> list[Entry]:
    """Entries of its kinds that say what such an entry must say, what the papers deny left out."""
    kinds = [FactKind(kind) for kind in record.kinds] or list(FactKind)
    found = [entry for entry in entries_of(asked, *kinds) if entry.assertion in SAID]
    if record.only is None:
        return found
    return [entry for entry in found if record.only.search(_text(entry))]


def _text(entry: Entry) -> str:
    return " ".join((entry.name, entry.details.get("system", ""), *(fact.text for fact in entry.facts)))


def _in_order(found: Sequence[Entry]) -> list[Entry]:
    """What is so before what is planned or possible; the newest first."""
    newest = sorted(found, key=lambda entry: entry.when.date, reverse=True)
    return sorted(newest, key=lambda entry: SAID.index(entry.assertion))


def narrowed(asked: Asked, found: Sequence[Entry]) -> list[Entry]:
    """Those that hold most of what the message names; all when it names nothing of theirs."""
    names = also_called(asked)
    words = meanings(asked)
    scores = []
    for entry in found:
        spoken = {*terms(_text(entry), "en"), *terms(_text(entry), "es")}
        score = float(sum(bool(each & spoken) for each in words))
        if plain(entry.name) in names or named_in(asked, entry.name):
            score += 2
        scores.append(score)
    best = max(scores, default=0)
    return [entry for entry, score in zip(found, scores, strict=True) if score == best]


def _nothing(asked: Asked) -> Found:
    return Found(asked.say("not_found") + reading(asked), empty=True)


def planned(asked: Asked, record: Record) -> Found | None:
    """What is planned or advised; what has a day to come first, only such when the message asks when."""
    kinds = [FactKind(kind) for kind in record.kinds]
    found = [entry for entry in entries_of(asked, *kinds) if entry.assertion is Assertion.PLANNED]
    everything = found
    found = _of_group(asked, found) or _of_author(asked, found) or narrowed(asked, found)
    if asked.asks("was") and len(found) == len(everything):
        return None  # what was is not told by all that is to come
    today = asked.dossier.today
    found.sort(key=lambda entry: (_rank(entry), entry.evidence[0].span.page, entry.evidence[0].span.start))
    if asked.asks("when"):
        found = [e for e in found if e.when.date] or [e for e in found if any(map(str.isdigit, _text(e)))] or found
        found.sort(key=lambda entry: (entry.when.date < today, entry.when.date))
    if not found:
        return Found(asked.say("advised_none") + reading(asked), empty=True)
    return told(asked, "advised", of_entries(asked, found))


def _rank(entry: Entry) -> int:
    """Operations and treatments before tests and the rest; a bare "surgery" says least."""
    if len(entry.name.split()) == 1 and plain(entry.name) in ("surgery", "operation"):
        return 3
    return {"operation": 0, "treatment": 1}.get(entry.details.get("group", ""), 2)


def _of_author(asked: Asked, found: Sequence[Entry]) -> list[Entry]:
    """Those of the papers the message names by their author or kind."""
    pages = {(paper.id, number) for paper, number in named_pages(asked)}
    return [e for e in found if any((v.span.document, v.span.page) in pages for v in e.evidence)]


def _of_group(asked: Asked, found: Sequence[Entry]) -> list[Entry]:
    """Operations when an operation is asked for, medicines when a medicine is."""
    groups = [group for group in ("medicine", "operation", "test", "visit") if asked.asks(group)]
    return [entry for entry in found if any(_is(entry, group) for group in groups)]


def _is(entry: Entry, group: str) -> bool:
    if group == "visit":
        return entry.kind is FactKind.APPOINTMENT
    if group == "medicine":
        return entry.kind is FactKind.MEDICATION
    if group == "operation":
        return entry.details.get("group") == "operation"
    return entry.details.get("group", "").endswith("_test") or entry.details.get("group") in ("imaging", "biopsy")


def still(asked: Asked) -> Found | None:
    """A medicine that was named: every sentence the papers have of it, stopped, planned or taken."""
    found = [e for e in entries_of(asked, FactKind.MEDICATION) if named_in(asked, *_names(e))]
    if not found:
        return _nothing(asked) if other_drug(asked) and not sentences(asked) else None
    found.sort(key=lambda entry: entry.when.date, reverse=True)
    own = _namely(asked, found)
    quotes = of_entries(asked, [e for e in found if e.assertion is not Assertion.PRESENT])
    quotes += of_entries(asked, [e for e in found if e.assertion is Assertion.PRESENT]) + own
    key = "named_planned" if all(e.assertion is Assertion.PLANNED for e in found) else "written"
    return with_conflicts(asked, found, told(asked, key, quotes))


def _names(entry: Entry) -> tuple[str, ...]:
    """The first word of a medicine names it: "metoprolol" of "metoprolol succinate"."""
    return entry.name, entry.details.get("as_written", ""), entry.name.split()[0] if entry.name else ""


def _namely(asked: Asked, found: Sequence[Entry]) -> list[Quote]:
    """Sentences of the papers that hold the name of one of these, whatever else they say."""
    names = {stem for entry in found for stem in terms(entry.name.split()[0], "en")}
    units = [unit for unit in case_text(asked.dossier).units if names & unit.stems]
    return of_units(asked, sorted(units, key=lambda unit: unit.paper.description.date.date, reverse=True)[:4])


def markers(asked: Asked, record: Record) -> Found | None:
    """Receptors and other markers: every sentence that names the one asked for, what is still awaited told as such."""
    everything = held(asked, record)
    found = narrowed(asked, everything)
    if len(found) == len(everything) and len(everything) > 1:
        names = [unit for score, unit in sentences(asked) if score >= ENOUGH]
        return told(asked, "written", of_units(asked, names[:4])) if names else _nothing(asked)
    found.sort(key=lambda entry: (not entry.facts[0].value, entry.when.date), reverse=True)
    found.sort(key=lambda entry: entry.assertion is Assertion.PLANNED)
    return with_conflicts(asked, found, told(asked, "written", _namely(asked, found) + of_entries(asked, found)))


def sizes(asked: Asked) -> Found | None:
    """Every size the papers give, the oldest first, so that then and now stand side by side."""
    found = [e for e in entries_of(asked, *SIZED) if _size(e) and e.assertion in SAID]
    pages = {(paper.id, number) for paper, number in named_pages(asked)}
    there = [e for e in found if any((v.span.document, v.span.page) in pages for v in e.evidence)]
    found = there or narrowed(asked, found)
    rare = rarest(asked)
    if not found or (rare and not any(rare & {*terms(_text(e), "en"), *terms(_text(e), "es")} for e in found)):
        return _measured(asked)
    rows: dict[tuple[str, str, str], Entry] = {}
    for entry in sorted(found, key=lambda e: e.when.date):
        rows.setdefault((_size(entry), entry.when.date, entry.evidence[0].span.document), entry)
    shown = list(rows.values())[:5]
    texts = [
        f"{_size(e)}, {name_of(asked, e)} ({_place(asked, e)})"
        if e.kind is not FactKind.IMPRESSION
        else f"{_size(e)} ({_place(asked, e)})"
        for e in shown
    ]
    quotes = told(asked, "written", of_entries(asked, shown)).citations
    text = asked.say("sizes", items="; ".join(texts), more=asked.more(len(rows), len(shown)))
    return with_conflicts(asked, shown, Found(text + reading(asked), quotes))


def _measured(asked: Asked) -> Found | None:
    """Sentences that give a size of what no sized statement names."""
    units = [unit for score, unit in sentences(asked) if score >= NEARLY and MEASURE.search(unit.text)]
    return told(asked, "written", of_units(asked, units[:3])) if units else _by_sentence(asked)


def _place(asked: Asked, entry: Entry) -> str:
    span = entry.evidence[0].span
    return place(asked.dossier.paper(span.document), span.page, asked.language, asked.talk)


def _size(entry: Entry) -> str:
    fact = entry.facts[0]
    return entry.details.get("size") or (
        f"{fact.value} {fact.unit}" if fact.value and fact.unit in ("cm", "mm") else ""
    )


def spread(asked: Asked) -> Found | None:
    """What the papers say of an illness having gone further, yes or no; None when they say nothing of it."""
    found = find(asked) if entries(asked) or any(score >= ENOUGH for score, _ in sentences(asked)) else None
    return None if found is None or found.empty else found


def value(asked: Asked) -> Found | None:
    """What stands beside the name of a thing that was measured or found; None when no such thing is named."""
    names = also_called(asked)
    kinds = (FactKind.LAB_RESULT, FactKind.VITAL, FactKind.IMAGING_FINDING, FactKind.BIOMARKER, FactKind.DEVICE)
    if asked.talk.months_in(plain(asked.text).split()):
        return None  # of one month: the list of results knows
    found = [e for e in entries_of(asked, *kinds) if named_in(asked, e.name) or plain(e.name) in names]
    found = [entry for entry in found if entry.assertion in SAID]
    if not found:
        return None
    found.sort(key=lambda entry: (bool(entry.facts[0].value), entry.when.date), reverse=True)
    return with_conflicts(asked, found, told(asked, "written", of_entries(asked, found)))


OWN: dict[str, Callable[[Asked, Record], Found | None]] = {
    "have": lambda asked, _: have(asked),
    "role": lambda asked, _: role(asked),
    "pending": pending,
    "when_was": when_was,
    "side": aspect,
    "purpose": purpose,
    "reason": aspect,
    "outcome": aspect,
    "amount": aspect,
    "strangers": lambda asked, _: strangers(asked),
    "page": lambda asked, _: page(asked),
    "disagree": lambda asked, _: conflicts(asked) if named_conflicts(asked) else None,
    "maker": lambda asked, _: (doer(asked) if asked.asks("did") else None) or maker(asked),
    "said": lambda asked, _: said(asked),
    "abnormal": lambda asked, _: abnormal(asked),
    "illness": lambda asked, _: diagnosis(asked),
    "planned": planned,
    "still": lambda asked, _: still(asked),
    "markers": markers,
    "sizes": lambda asked, _: sizes(asked),
    "spread": lambda asked, _: spread(asked),
    "value": lambda asked, _: value(asked),
}
