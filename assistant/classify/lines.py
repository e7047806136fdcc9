"""A paper's text as lines: which could be its title, which are headings. Knows the shape of papers, no medicine."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.kinds import fold

_RUN_IN = re.compile(r"^\s*(?:[A-Z]\.|\d{1,2}[.)])?\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9&/,.'’() -]{0,58}?)\s*:(?=\s|$)")
_BARE = re.compile(r"^\s*[A-ZÀ-Ý][A-Za-zÀ-ÿ0-9&/,'’() -]{1,48}\s*$")
_RULE = re.compile(r"^[\s\-_=*.|]+$")
_INSIDE = re.compile(r"(?<=[.;!?] )\s*([A-ZÀ-Ý][A-Za-zÀ-ÿ/&' -]{1,40}):(?=\s)")
_TAIL = re.compile(
    r"(?:\bpage\b|\bpágina\b|\bpag\.?)\s*\d.*$|\brun date\b.*$|\b(?:exam |study )?(?:date|fecha)\s*:.*$"
    r"|\b\d+\s*/\s*\d+\s*$|\s+(?:case|accession)(?:\s+(?:no|number))?\s*[.:#]+\s*\S+\s*$|(?<=\w)[\s,–-]+\d{1,2}/\d{1,2}/\d{2,4}\b.*$"
    r"|\s+[-–]\s+(?-i:[A-ZÁÉÍÓÚÑ][\w.'’-]+(?:\s+[A-ZÁÉÍÓÚÑ][\w.'’-]*){1,3}),\s*(?:MD|DO|NP|PA-?C?|RN|PhD|DPM|DDS)\b.*$",
    re.IGNORECASE,
)

_LABEL = re.compile(r"^\s*(?:exam(?:ination)?|study|procedure|estudio|examen)\s*:\s*(?=\S+\s+\S)", re.IGNORECASE)

TITLE_LINES = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its place in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def lines(text: str) -> list[Line]:
    """All lines that hold something."""
    found = []
    place = 0
    for part in text.split("\n"):
        if part.strip() and not _RULE.match(part):
            found.append(Line(part.rstrip("\r"), place))
        place += len(part) + 1
    return found


def heading(line: str) -> str:
    """The heading this line is or begins with, folded; "" where it is none."""
    run_in = _RUN_IN.match(line)
    if run_in and len(run_in[1].split()) <= 7:
        return fold(run_in[1])
    if _BARE.match(line) and len(line.split()) <= 6:
        letters = [word for word in line.split() if word[0].isalpha()]
        if line.isupper() or sum(word[0].isupper() for word in letters) in (1, len(letters)):
            return fold(line)
    return ""


def run_in(line: str) -> list[str]:
    """Headings inside a line, each behind a sentence: "… strep positive. Assessment: pharyngitis. Plan: …", folded."""
    return [fold(match[1]) for match in _INSIDE.finditer(line)]


def could_be_title(line: str) -> bool:
    """Whether a line is short enough and not a sentence, so that its words may name the paper."""
    text = line.strip()
    return 3 <= len(text) <= 110 and not (text.endswith(".") and len(text.split()) > 4)


def title_text(line: str) -> str:
    """The line without page counters, dates behind it and the label before it ("Exam: MRI BRAIN Date: 07/28/2026")."""
    return _LABEL.sub("", _TAIL.sub("", line)).strip(" -|\t")
