"""What the frame of a paper says before its words are weighed: a letter to somebody, a thread of messages, a leaflet.

What a paper quotes is not what it is: a letter that repeats a pathology report stays a letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from assistant.classify.labels import values
from assistant.classify.lines import Line, could_be_title
from assistant.classify.titles import title_evidence
from knowledge.kinds import Kinds, fold

_GREETING_LINES = 30  # rows in which a letter greets its reader
_CLOSING_LINES = 6
_BODY = 25  # words between a greeting and a report below it: fewer only hand the report over
_NAMED = 6.0  # points of a title that names a paper
_TITLE_WORDS = 12
_LETTERED = 0.3  # of the points of a report's words where a letter quotes it
_ADDRESSED = 0.025  # of all words, those that speak to the reader
_SENDER = re.compile(r"^\s*(?:from|de|sent by|enviado por)\s*:", re.IGNORECASE | re.MULTILINE)
_TITLED = re.compile(r"^\s*(?:Fdo\.?:? )?(?:Dr|Dra|Enf|Lic)\. [A-ZÀ-Ý]", re.MULTILINE)
_PERSON = frozenset({"name", "birth_date", "mrn"})


@dataclass(frozen=True, slots=True)
class Frame:
    """`letter`: the character at which a letter greets its reader, None where the paper is none."""

    letter: int | None
    thread: bool  # messages of several senders
    leaflet: bool  # speaks to its reader, names nobody and is no clinician's letter
    spoken: int  # words in which somebody speaks of themselves
    answered: bool  # asks questions to answer them
    signed: bool  # by a clinician

    def weight(self, kind: str, words: Kinds) -> float:
        """What the words of a kind count in this paper."""
        return _LETTERED if self.letter is not None and kind in words.frame.enclosed else 1.0


def frame(text: str, rows: Sequence[Line], tokens: Sequence[str], words: Kinds) -> Frame:
    """The frame of a paper; `tokens` are its folded words."""
    said = Counter(tokens)
    addressed = sum(said[word] for word in words.frame.second_person)
    spoken = sum(said[word] for word in words.first_person)
    to_reader = addressed >= 3 and addressed >= _ADDRESSED * len(tokens) and addressed > spoken
    greeting = letter(rows, words)
    by_clinician = spoken > 0 and (_TITLED.search(text) or _signature(words.credentials).search(text)) is not None
    to_nobody = greeting is None or not by_clinician
    return Frame(
        letter=greeting,
        thread=len(_SENDER.findall(text)) >= 2,
        leaflet=to_reader and to_nobody and not any(value.field in _PERSON for value in values(text, words)),
        spoken=spoken,
        answered="?" in text and spoken <= addressed and _answered(rows, words),
        signed=by_clinician,
    )


@lru_cache(maxsize=2)
def _signature(credentials: frozenset[str]) -> re.Pattern[str]:
    """A name with a clinician's letters behind it, in capitals, with or without points."""
    letters = sorted((r"\.?".join(map(re.escape, each.upper())) for each in credentials), key=len, reverse=True)
    return re.compile(rf"\b[A-ZÀ-Ý][\w'’-]+,? (?:{'|'.join(letters)}|PhD)(?![\w-])")


def letter(rows: Sequence[Line], words: Kinds) -> int | None:
    """Where a letter begins to speak. One that only hands a report over ("Dear Ana, your report is below") is none."""
    for number, row in enumerate(rows[:_GREETING_LINES]):
        first = fold(row.text[:40]).split(" ", 1)[0]
        if first in words.frame.salutations and len(row.text.split()) <= 9:
            said: list[str] = []
            for below in rows[number + 1 :]:
                if len(said) >= _BODY or not _names(below, words):
                    said += fold(below.text).split()
                    continue
                in_person = any(word in words.first_person for word in said)
                return row.start if len(said) >= _BODY or (in_person and _closes(rows, words)) else None
            return row.start
    return None


def _closes(rows: Sequence[Line], words: Kinds) -> bool:
    """Whether a paper ends as a letter does."""
    return any(token in words.frame.closings for row in rows[-_CLOSING_LINES:] for token in fold(row.text).split())


def _names(row: Line, words: Kinds) -> bool:
    """Whether a line surely names a paper."""
    if not could_be_title(row.text) or len(row.text.split()) > _TITLE_WORDS:
        return False
    return any(item.points >= _NAMED and item.kind in words.frame.enclosed for item in title_evidence([row], words))


def _answered(rows: Sequence[Line], words: Kinds) -> bool:
    """Whether most of the questions that have a line of their own are followed by what answers them."""
    asked = answered = 0
    for row, below in zip_longest(rows, rows[1:]):
        if row.text.rstrip().endswith("?") and _asks(row, words):
            asked += 1
            answered += below is not None and not _asks(below, words) and not below.text.lstrip()[0].isdigit()
    return answered >= 2 and answered * 3 >= asked * 2


def _asks(row: Line, words: Kinds) -> bool:
    return fold(row.text[:30]).split(" ", 1)[0] in words.frame.asking
