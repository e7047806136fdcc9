"""What a computed answer is made from and what it gives, with the small steps all of them share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

import knowledge
from assistant.chat.quoting import said_around
from assistant.chat.values import Citation
from assistant.chat.wording import cites, day, fit, listed, place
from assistant.model.case import Dossier
from assistant.model.facts import Assertion, FactKind
from assistant.model.history import Entry, Verdict
from ingest.document import Span
from knowledge.names import in_language, side_in_language
from knowledge.patterns import plain
from knowledge.record import load_reading
from knowledge.talk import Talk

HIDDEN = (Verdict.NOT_MINE, Verdict.REJECTED)
SAID = (Assertion.PRESENT, Assertion.HISTORICAL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is made from."""

    text: str
    dossier: Dossier
    language: str
    talk: Talk

    def say(self, key: str, **values: object) -> str:
        return self.talk.say(key, self.language, **values)

    def list(self, items: Sequence[str]) -> str:
        return listed(items, self.language, self.talk)

    def asks(self, group: str) -> bool:
        """Whether the message holds words of a group of `words/record.yml`."""
        return bool(load_reading().words[group].search(plain(self.text).replace("|", " ")))

    def more(self, all_of: int, shown: int) -> str:
        return self.say("and_more", n=all_of - shown) if all_of > shown else ""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer's text and what it rests on. `empty` when the case says nothing about it."""

    text: str
    citations: tuple[Citation, ...] = ()
    empty: bool = False


_SOUNDS = str.maketrans({"y": "i", "h": "", "k": "c", "z": "s"})


def sound(word: str) -> str:
    """How both languages would write it: hydrochloro-, hidrocloro-."""
    return re.sub(r"(.)\1", r"\1", word.replace("ph", "f").replace("th", "t").translate(_SOUNDS))


def alike(word: str, other: str) -> bool:
    """The same word, the same word of the other language (metformina, metformin), or a slip of the finger in it."""
    if word == other:
        return True
    word, other = sound(word), sound(other)
    size = min(len(word), len(other))
    if size >= 5 and word[: max(5, size - 2)] == other[: max(5, size - 2)]:
        return True
    return size >= 7 and word[0] == other[0] and OSA.distance(word, other, score_cutoff=2) <= (2 if size >= 9 else 1)


BRAND = 5  # letters of a word that may be a trade name


@lru_cache(maxsize=2048)
def _substance(word: str) -> str:
    """The name papers give the medicine of a trade name ("eliquis": apixaban); "" when it is none."""
    term = knowledge.load().lexicon.look_up(word, "medication") if len(word) >= BRAND else None
    return plain(term.name).split()[0] if term and plain(term.name) != word else ""


def also_said(word: str) -> tuple[str, ...]:
    """The word, and what else it is called in papers."""
    other = _substance(word)
    return (word, other) if other else (word,)


def said_words(asked: Asked) -> list[str]:
    """The words of the message, and the substance of each trade name in it."""
    return [each for word in plain(asked.text).replace("|", " ").split() for each in also_said(word)]


def named_in(asked: Asked, *names: str) -> bool:
    """Whether the message names one of these: most of its words that carry meaning."""
    said = said_words(asked)
    for name in names:
        words = [word for word in plain(name).replace("|", " ").split() if len(word) > 2]
        hits = sum(any(alike(word, other) for other in said) for word in words)
        if words and hits * 2 > len(words):
            return True
    return False


def name_of(asked: Asked, entry: Entry) -> str:
    """The entry's name in the language of the answer; as the papers have it where we do not know another."""
    return in_language(entry.name, asked.language)


def entries_of(asked: Asked, *kinds: FactKind) -> list[Entry]:
    return [entry for entry in asked.dossier.history.of(*kinds) if entry.verdict not in HIDDEN]


def cited(asked: Asked, entries: Sequence[Entry], most: int = 5) -> tuple[Citation, ...]:
    first = [entry.evidence[0] for entry in entries if entry.evidence]
    return tuple(cites(first, asked.dossier, asked.language, asked.talk)[:most])


def short(text: str, words: int = 14) -> str:
    parts = " ".join(text.split()).split(" ")
    return " ".join(parts[:words]) + ("…" if len(parts) > words else "")


def dated(asked: Asked, text: str, entry: Entry) -> str:
    date = day(entry.when, asked.language, asked.talk)
    return f"{text} ({date})" if date else text


def with_place(asked: Asked, entry: Entry) -> str:
    """The sentence an entry stands in, and the paper and page of it."""
    evidence = entry.evidence[0]
    try:
        paper = asked.dossier.paper(evidence.span.document)
    except KeyError:
        return f"“{short(evidence.span.quote)}”"
    where = place(paper, evidence.span.page, asked.language, asked.talk)
    return f"“{said_around(paper, evidence)}” ({where})"


def listing(asked: Asked, key: str, entries: Sequence[Entry], texts: Sequence[str], **extra: object) -> Found:
    shown = fit(texts, 45)
    text = asked.say(key, items=asked.list(shown), more=asked.more(len(texts), len(shown)), **extra)
    return Found(text, cited(asked, entries[: len(shown)]))


def reading(asked: Asked) -> str:
    return asked.say("still_reading", n=asked.dossier.reading) if asked.dossier.reading else ""


def with_conflicts(asked: Asked, entries: Sequence[Entry], found: Found) -> Found:
    """The answer, and that papers disagree about one of its entries, with both sides."""
    places = [evidence.span for entry in entries for evidence in entry.evidence]
    for conflict in asked.dossier.history.conflicts:
        if any(_overlap(place, each.span) for each in conflict.evidence for place in places):
            between = f"”, {asked.talk.word('versus', asked.language)} “"
            sides = between.join(short(side_in_language(said, asked.language), 8) for said, _ in conflict.sides[:2])
            evidence = [fact.evidence[0] for _, held_by in conflict.sides for fact in held_by[:1]]
            opened = tuple(cites(evidence, asked.dossier, asked.language, asked.talk))
            text = asked.say("differ_here", items=f"{in_language(conflict.topic, asked.language)}: “{sides}”")
            return Found(f"{found.text} {text}", tuple(dict.fromkeys((*found.citations, *opened))))
    return found


def _overlap(one: Span, other: Span) -> bool:
    same = (one.document, one.page) == (other.document, other.page)
    return same and one.start < other.end and other.start < one.end
