"""What a computed answer is made from and what it gives, with the small steps all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chat.values import Citation
from assistant.chat.wording import cites, day, fit, listed
from assistant.model.case import Dossier
from assistant.model.facts import Assertion, FactKind
from assistant.model.history import Entry, Verdict
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

    def more(self, all_of: int, shown: int) -> str:
        return self.say("and_more", n=all_of - shown) if all_of > shown else ""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer's text and what it rests on. `empty` when the case says nothing about it."""

    text: str
    citations: tuple[Citation, ...] = ()
    empty: bool = False


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


def listing(asked: Asked, key: str, entries: Sequence[Entry], texts: Sequence[str], **extra: object) -> Found:
    shown = fit(texts, 45)
    text = asked.say(key, items=asked.list(shown), more=asked.more(len(texts), len(shown)), **extra)
    return Found(text, cited(asked, entries[: len(shown)]))


def reading(asked: Asked) -> str:
    return asked.say("still_reading", n=asked.dossier.reading) if asked.dossier.reading else ""
