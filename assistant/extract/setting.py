"""What is known of a paper before its pages are read for facts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.model.facts import When
from ingest.document import Document
from knowledge.lexicon import Lexicon

CHANGES = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|(?i:page )?\d+ ?(?:of|/) ?\d+|(?i:page )\d+|\d{1,2}:\d\d")


def undated(line: str) -> str:
    """A line without the day, hour and number of its page, so that the head of one page is that of another."""
    return CHANGES.sub("#", " ".join(line.split()))


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the paper before its pages are read."""

    document: Document
    lexicon: Lexicon
    kind: str  # imaging | pathology | laboratory | procedure | form | patient | ""
    when: When
    order: str
    declared: str = ""  # the kind `classify` gave, a kind of CONTRACT.md
    furniture: frozenset[str] = frozenset()  # lines that head or foot several pages
    patient: frozenset[str] = frozenset()  # relations that name the patient, in a paper a relative writes
