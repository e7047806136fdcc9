"""Other names that a paper itself says its patient has or had: "Ana Ruiz (formerly Soto)", "Maiden name: Soto".

Reads only what stands right behind the patient's own name or behind a label; a mother's maiden name is not theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.model.papers import Paper
from knowledge.kinds import load_kinds, plain
from knowledge.people import load_people

_PART = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_NEAR = 40  # characters before a label in which a mother may be named
_BEHIND = 2  # words of the patient's name that must stand right before "formerly"


def other_names(paper: Paper) -> tuple[str, ...]:
    """Whole names, each once; the given name is the paper's own where only a surname is told."""
    name = paper.description.patient.name
    found: dict[str, None] = {}
    for text in (page.text for page in paper.document.pages if name):
        for match in _told().finditer(text):
            before = text[max(0, match.start() - _NEAR) : match.start()]
            if not (_mother().search(before) is None if match["label"] else _ends_in(before, name)):
                continue
            if told := _whole(match["name"], name):
                found.setdefault(told)
    return tuple(found)


@cache
def _told() -> re.Pattern[str]:
    words = load_people()
    name = rf"(?P<name>{_PART}(?:,?[ \t]+{_PART}){{0,3}})"
    label = rf"(?P<label>\b(?i:{_any(words.renamed_label)}))[ \t]*:[ \t]*"
    return re.compile(rf"(?:{label}|[ \t,;(\[-]+(?i:{_any(words.renamed)})[:,]?[ \t]+){name}")


@cache
def _mother() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:{_any(load_people().mothers)})\b")


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _ends_in(before: str, name: str) -> bool:
    last = [plain(word) for word in re.findall(r"[\w'’-]+", before.rpartition("\n")[2])][-_BEHIND:]
    return len(last) == _BEHIND and set(last) <= set(re.findall(r"[\w'’-]+", plain(name)))


def _whole(told: str, name: str) -> str:
    kinds = load_kinds()
    parts: list[str] = []
    for part in told.split():
        bare = plain(part).strip(".,")
        if bare in kinds.not_names or bare in kinds.institutions:
            break
        parts.append(part.rstrip("."))
    last, comma, first = name.partition(",")
    given = (first if comma else last).split()[:1]
    alone = " ".join(parts).strip(" ,")
    if not alone or not given or plain(given[0]) in {plain(part).strip(",") for part in parts}:
        return alone if len(parts) > 1 else ""
    return f"{given[0]} {alone}"


__all__ = ["other_names"]
