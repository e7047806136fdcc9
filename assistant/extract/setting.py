"""What is known of a paper before its pages are read for facts."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model.facts import When
from ingest.document import Document
from knowledge.lexicon import Lexicon


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
