"""A message that only goes on from the last one ("and when was that?"): finds what was asked before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.patterns import plain
from knowledge.talk import Talk

ASSISTANT = "assistant"
LONGEST = 9  # words; a longer message stands by itself
FURTHEST = 4  # messages back


def asked_before(text: str, history: Sequence[tuple[str, str]], talk: Talk) -> str:
    """The person's messages that this one leans on, back to one that stands by itself; "" when this one does."""
    if not _leans(text, talk):
        return ""
    found: list[str] = []
    for words in (words for who, words in reversed(history) if who != ASSISTANT and words.strip()):
        found.append(words)
        if not _leans(words, talk) or len(found) == FURTHEST:
            break
    return " ".join(found)


def _leans(text: str, talk: Talk) -> bool:
    said = re.sub(r" +", " ", plain(text).replace("|", " ")).strip()
    return len(said.split()) <= LONGEST and bool(talk.small_talk["following"].search(said))
