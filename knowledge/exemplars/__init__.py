"""Reads the exemplars: short messages that show what danger, a wish to die, unclear words and no alarm sound like.

They are content (one text file a sitting, with its source and review date); what is learnt from them is made by
`python -m knowledge.exemplars` and shipped beside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_SECTION = re.compile(r"\[(\w+) (\w+) (en|es)\]")

RUN = 8  # messages of one breath: neighbours are likest each other
_HEAD = ("# source: ", "# reviewed: ")

ACTIONS = ("call_now", "hospital_now", "team_now", "poison_now", "danger_now")
OUTCOMES = ("none", "ask", "crisis", *ACTIONS)


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One message and what it must lead to; `run` is the handful written in one breath, which is held out together."""

    text: str
    outcome: str
    family: str
    language: str
    run: str


def read(folder: Path = HERE) -> tuple[Exemplar, ...]:
    """All exemplars in the order of the files; ValueError names the file and line that cannot be read."""
    found: list[Exemplar] = []
    for file in sorted(folder.glob("*.txt")):
        lines = file.read_text("utf-8").splitlines()
        if not all(any(line.startswith(head) for line in lines) for head in _HEAD):
            raise ValueError(f"{file.name}: no source or no review date")
        found.extend(_of(file.name, lines))
    return tuple(found)


def _of(name: str, lines: Sequence[str]) -> list[Exemplar]:
    found: list[Exemplar] = []
    outcome = family = language = ""
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = _SECTION.fullmatch(line)
            if section is None or section[1] not in OUTCOMES:
                raise ValueError(f"{name}:{number}: not a section: {line}")
            outcome, family, language = section.groups()
        elif not outcome:
            raise ValueError(f"{name}:{number}: a message before any section")
        else:
            run = f"{name} {outcome} {family} {language} {len(found) // RUN}"
            found.append(Exemplar(line, outcome, family, language, run))
    return found


def version(exemplars: Sequence[Exemplar]) -> str:
    """Changes whenever a message, its outcome or its family does."""
    text = "\n".join(f"{e.outcome}\t{e.family}\t{e.text}" for e in exemplars)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
