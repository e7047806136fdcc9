"""What single papers say of themselves: their day, their place, their first line; and the place a sentence names."""

from __future__ import annotations

import re

from assistant.check.dates import apart
from assistant.check.text import has, sentences
from assistant.model.facts import Evidence
from assistant.model.papers import Paper
from knowledge.schema import Cues

_NAME = r"(?:(?:St|Sta|Sto|Mt)\.|[A-ZÁÉÍÓÚÑ][\w'’.-]+)"
_JOINED = r"\s+(?:(?:of|the|and|&|de|del|la|las|los|el|y)\s+)*"  # within a name, never at its end
_PLACED = re.compile(
    rf"\b(?:at|in|of|from|by|to|al?|en|por|del?)\s+(?:(?:the|our|el|la|los|las|su)\s+)?({_NAME}(?:{_JOINED}{_NAME}){{0,6}})"
)


def date_of(paper: Paper) -> str:
    """The paper's own date, ISO and shortened; "" when it has none."""
    if paper.document.imaging is not None and paper.document.imaging.date:
        return paper.document.imaging.date
    return paper.description.date.date or paper.document.date


def facility_of(paper: Paper) -> str:
    imaging = paper.document.imaging
    return paper.description.facility or paper.document.facility or (imaging.facility if imaging else "")


def place_named(sentence: str, paper: Paper, cues: Cues) -> str:
    """Where a record was made, if the sentence names it; the paper's own place when it says "here"."""
    text = " ".join(sentence.split())
    for named in _PLACED.finditer(text):
        if has(cues.facility, named[1]):
            return named[1].strip(" .,")
    return facility_of(paper) if has(cues.here, text) else ""


def head_evidence(paper: Paper) -> tuple[Evidence, ...]:
    """The first line of the paper, as its own evidence."""
    for page in paper.document.pages:
        for start, end in sentences(page.text):
            end = min(end, start + 160)
            if end > start:
                return (Evidence(paper.document.span(page.number, start, end), "rule:check.head"),)
    return ()


def same_time(one: str, other: str, days: int) -> bool:
    """Whether two dates may be the same event; an unknown date never is."""
    return bool(one) and bool(other) and apart(one, other) <= days
