"""Results of tests: those that were named, of the month that was named, with every date they were measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import knowledge
from assistant.chat.asked import Asked, Found, entries_of, named_in, reading, said_words
from assistant.chat.case_papers import newest
from assistant.chat.explain import terms_in
from assistant.chat.lookup import meanings, wanted_words
from assistant.chat.wording import cites, day, fit
from assistant.model.facts import Assertion, Fact, FactKind
from assistant.model.history import Entry
from assistant.view.labs import flag
from knowledge.patterns import plain
from knowledge.record import load_reading
from knowledge.searching import terms

SIX = 6  # letters of a word that may be the name of a medicine
ROOM = 52  # words of a list of results
TOLD = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.PLANNED)  # "if it is mutated" is no result
LAB, MEDICINE = "lab", "medication"  # kinds of the lexicon


@dataclass(frozen=True, slots=True)
class Result:
    """One value of one test on one day."""

    entry: Entry
    fact: Fact

    @property
    def name(self) -> str:
        return self.entry.name


def all_results(asked: Asked) -> list[Result]:
    """Every result with a value, the newest first."""
    entries = entries_of(asked, FactKind.LAB_RESULT, FactKind.BIOMARKER)
    rows = [Result(entry, fact) for entry in entries for fact in entry.facts if fact.value and fact.assertion in TOLD]
    unlike: dict[tuple[str, str, str | None], Result] = {}
    for row in rows:
        unlike.setdefault((plain(row.name), row.fact.when.date, row.fact.value), row)
    return sorted(unlike.values(), key=lambda row: row.fact.when.date, reverse=True)


def named_results(asked: Asked) -> list[Result] | None:
    """Results of the tests that were named; empty when none of theirs is held, None when no test was named."""
    rows = all_results(asked)
    names = also_called(asked)
    named = [row for row in rows if named_in(asked, row.name)]
    named = named or [row for row in rows if plain(row.name) in names or _part_named(asked, row.name)]
    named = named or [row for row in rows if tells_of(asked, row.name)]
    return _of_month(asked, named) if named else ([] if names_test(asked) else None)


def _part_named(asked: Asked, name: str) -> bool:
    """Whether a word of a long name was said and is nobody else's: "LDL", "cholesterol" of "LDL cholesterol"."""
    said = set(said_words(asked)) - asked.talk.lookup_ignore
    return any(word in said for word in plain(name).split() if len(word) > 2 and word not in PLAIN)


def tells_of(asked: Asked, name: str) -> bool:
    """Whether the glossary explains this name by all that the message asks about: "thyroid test" for TSH."""
    aside = load_reading().words["aside"]
    words = [word for word in wanted_words(asked) if word not in PLAIN and not aside.fullmatch(word)]
    about = _explained(plain(name)) if words else frozenset()
    return bool(about) and all(about & each for each in meanings(replace(asked, text=" ".join(words))))


@lru_cache(maxsize=512)
def _explained(name: str) -> frozenset[str]:
    library = knowledge.load().library
    held = {passage for language in ("en", "es") for known, passage in library.names[language] if known == name}
    texts = [(library.get(passage, language).text, language) for passage in held for language in ("en", "es")]
    return frozenset(stem for text, language in texts for stem in terms(text, language))


PLAIN = {"total", "count", "blood", "test", "direct", "free", "absolute", "ratio", "level", "urine", "serum", "panel"}


def _of_month(asked: Asked, rows: list[Result]) -> list[Result]:
    """Those of a month or a year that was said, when there are some."""
    said = said_words(asked)
    months = asked.talk.months_in(said)
    years = {word for word in said if re.fullmatch(r"(?:19|20)\d\d", word)}
    kept = [
        row
        for row in rows
        if (not months or row.fact.when.date[5:7] in months) and (not years or row.fact.when.date[:4] in years)
    ]
    return kept or rows


def also_called(asked: Asked) -> set[str]:
    """Every name of what the message names, by the glossary: "azúcar", "sugar", "glucose"."""
    library = knowledge.load().library
    found = terms_in(asked.text, library, asked.language)
    passages = [library.get(term.id, language) for term in found for language in ("en", "es")]
    return {plain(name) for passage in passages for name in (passage.title, *passage.asks)}


def names_test(asked: Asked) -> bool:
    """Whether the message names a laboratory test, by the list of tests, whatever the papers hold."""
    return _in_lexicon(asked, LAB, 3)


def other_drug(asked: Asked) -> bool:
    """Whether the message names a medicine, by the vocabulary of medicines, whatever the papers hold."""
    return _in_lexicon(asked, MEDICINE, SIX)


def _in_lexicon(asked: Asked, kind: str, letters: int) -> bool:
    lexicon = knowledge.load().lexicon
    words = [word for word in said_words(asked) if len(word) >= letters and word not in asked.talk.lookup_ignore]
    return any(lexicon.look_up(form, kind) for word in words for form in {word, word.upper()})


def labs(asked: Asked) -> Found:
    """The newest results, with the date of each; only the tests that were named when some were."""
    named = named_results(asked)
    rows = all_results(asked) if named is None else named
    if not rows:
        return Found(asked.say("labs_none" if named is None else "not_found") + reading(asked), empty=True)
    return results(asked, "labs", rows, [_value(asked, row) for row in rows])


def results(asked: Asked, key: str, rows: Sequence[Result], texts: Sequence[str]) -> Found:
    shown = fit(texts, ROOM)
    text = asked.say(key, items=asked.list(shown), more=asked.more(len(texts), len(shown)))
    evidence = [row.fact.evidence[0] for row in rows[: max(len(shown), 2)]]
    return Found(text + reading(asked), tuple(cites(evidence, asked.dossier, asked.language, asked.talk)[:5]))


def _value(asked: Asked, row: Result, *notes: str) -> str:
    said = ", ".join(filter(None, (" ".join(filter(None, (row.name, row.fact.value, row.fact.unit))), *notes)))
    date = day(row.fact.when, asked.language, asked.talk)
    return f"{said} ({date})" if date else said


def changed(asked: Asked) -> Found:
    """Results that were measured more than once, from the first to the last; else the newest paper."""
    rows: dict[str, list[Result]] = {}
    for row in reversed(named_results(asked) or all_results(asked)):
        if row.fact.when.date:
            rows.setdefault(plain(row.name), []).append(row)
    texts, used = [], []
    for many in rows.values():
        first, last = many[0], many[-1]
        if first.fact.when.date != last.fact.when.date:
            ends = (f"{each.fact.value} {each.fact.unit or ''}".strip() for each in (first, last))
            days = (day(each.fact.when, asked.language, asked.talk) for each in (first, last))
            texts.append(f"{first.name} {' → '.join(f'{v} ({d})' for v, d in zip(ends, days, strict=True))}")
            used += [first, last]
    return results(asked, "changed", used, texts) if texts else newest(asked)


LOW = {"low", "lower", "bajo", "baja", "bajos", "bajas"}
HIGH = {"high", "higher", "elevated", "alto", "alta", "altos", "altas", "elevado", "elevados"}


def abnormal(asked: Asked) -> Found | None:
    """Results a paper marks, or that lie outside the range printed beside them; never a range of ours.

    When a test is named, its newest result with that range, marked or not; None when one is meant that is no test."""
    named = named_results(asked)
    if named:
        rows = newest_of_each(named)
        return results(asked, "abnormal_named", rows, [_marked(asked, row) for row in rows])
    if named is not None:
        return Found(asked.say("not_found") + reading(asked), empty=True)
    if asked.asks("one_test"):
        return None
    rows = newest_of_each(all_results(asked))
    words = set(said_words(asked))
    only = {"L"} if words & LOW and not words & HIGH else {"H"} if words & HIGH and not words & LOW else set()
    out = [row for row in rows if flag(row.fact) and (not only or flag(row.fact)[0] in only)]
    if not out:
        return Found(asked.say("abnormal_none" if rows else "labs_none") + reading(asked), empty=True)
    return results(asked, "abnormal", out, [_value(asked, row, _mark(asked, row)) for row in out])


def newest_of_each(rows: Sequence[Result]) -> list[Result]:
    """The newest result of each test; `rows` are the newest first."""
    found: dict[str, Result] = {}
    for row in rows:
        found.setdefault(plain(row.name), row)
    return list(found.values())


def _mark(asked: Asked, row: Result) -> str:
    mark = flag(row.fact)
    key = {"H": "marked_high", "L": "marked_low"}.get(mark[:1], "marked" if mark else "")
    return asked.talk.word(key, asked.language) if key else ""


def _marked(asked: Asked, row: Result) -> str:
    span = f"{asked.talk.word('range', asked.language)} {row.fact.range}" if row.fact.range else ""
    return _value(asked, row, _mark(asked, row), span)
