"""Tells by how a message is put, not by what it is about, whether it wants a judgement on care or steers the program
(`words/judging.yml`). Names of medicines, treatments, tests and illnesses are looked up, so a new one needs no line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import knowledge
from knowledge.patterns import Groups, Pattern, plain, sentences
from knowledge.talk import read_words

_STANDS_FOR = {
    "medication": "zmed",
    "drug_class": "zmed",
    "regimen": "zmed",
    "procedure": "zcare",
    "device": "zcare",
    "lab": "zlab",
    "marker": "zlab",
    "vital": "zlab",
    "problem": "zill",
    "symptom": "zill",
}
_LISTS = ("advice", "candid", "keeps", "for_doctor", "tells", "steering", "planted", "program")
_SAYS_SOMETHING = 4  # words
_SPELLED = re.compile(r"\b(?:\w ){3,}\w\b")


@dataclass(frozen=True, slots=True)
class Judging:
    """`advice`: a judgement on care is wanted. `candid`: it may be. `care`: a medicine, a
    treatment, a test or an illness is named. `others`: papers or the visit are meant, or it is
    a question for the doctor. `keeps`: the program is asked to put it on the list of questions. `steering`: the program
    is told what to be or to give away."""

    advice: bool = False
    candid: bool = False
    care: bool = False
    others: bool = False
    keeps: bool = False
    steering: bool = False


@dataclass(frozen=True, slots=True)
class _Ways:
    advice: tuple[Pattern, ...]
    candid: tuple[Pattern, ...]
    keeps: tuple[Pattern, ...]
    for_doctor: tuple[Pattern, ...]
    tells: tuple[Pattern, ...]
    steering: tuple[Pattern, ...]
    planted: tuple[Pattern, ...]
    program: tuple[Pattern, ...]
    papers: re.Pattern[str]
    care: re.Pattern[str]
    short: Mapping[str, str]


@cache
def _ways() -> _Ways:
    data = read_words("judging.yml")
    groups = Groups({name: str(words) for name, words in data["groups"].items()})
    ways = {name: groups.compile(data[name]) for name in _LISTS}
    papers, care = (groups.word(re.sub(r"\s*\|\s*", "|", data[name])) for name in ("papers", "care"))
    return _Ways(**ways, papers=papers, care=care, short=data["short"])


@lru_cache(maxsize=256)
def judging(text: str) -> Judging:
    """How the message is put. `text` is the person's own words, without what they quote."""
    ways = _ways()
    said = [_written_out(part, ways.short) for part in sentences(plain(joined(text)))]
    parts = [_named(part) for part in said]
    about_papers = [bool(ways.papers.search(part)) for part in said]
    for_doctor = _any(ways.for_doctor, said)
    wanted = any(
        not papers and not _any(ways.tells, [bare]) and _any(ways.advice, [part])
        for bare, part, papers in zip(said, parts, about_papers, strict=True)
    )
    about_care = any(re.search(r"\bz(?:med|care|lab|ill)\b", part) for part in parts)
    return Judging(
        advice=wanted and not for_doctor,
        candid=_any(ways.candid, said),
        care=about_care or any(ways.care.search(part) for part in said),
        others=for_doctor or (any(about_papers) and not about_care and not wanted),
        keeps=_any(ways.keeps, said),
        steering=_any(ways.steering, said),
    )


def own_part(text: str) -> str:
    """The message without sentences that only hand on an order to the program, of a paper or for every answer."""
    text = joined(text)
    parts = re.split(r"(?<=[.!?;])\s+|\n+", text)
    kept = " ".join(part for part in parts if not _any(_ways().planted, sentences(plain(part))))
    return kept if len(kept.split()) >= _SAYS_SOMETHING else text


def orders(text: str) -> bool:
    """Whether a text, of a paper say, holds a sentence that tells a program what to do."""
    said = sentences(plain(joined(text)))
    return _any(_ways().program, said)


def joined(text: str) -> str:
    """Letters typed one by one put together again: "i g n o r e   y o u r" is "ignore your"."""
    words = re.split(r" {2,}", text)
    return " ".join(word.replace(" ", "") if _SPELLED.fullmatch(word.strip(" .,!?")) else word for word in words)


def _any(patterns: tuple[Pattern, ...], said: list[str]) -> bool:
    return any(pattern.find(part) for pattern in patterns for part in said)


def _written_out(part: str, short: Mapping[str, str]) -> str:
    return " ".join(short.get(word, word) for word in part.split(" "))


def _named(part: str) -> str:
    """The sentence with names of the lexicon replaced by what they are."""
    out, reached = [], 0
    for hit in knowledge.load().lexicon.find(part, part):
        kind = next((_STANDS_FOR[term.kind] for term in hit.terms if term.kind in _STANDS_FOR), "")
        if kind:
            out += [part[reached : hit.start], kind]
            reached = hit.end
    return "".join((*out, part[reached:]))
