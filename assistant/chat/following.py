"""A message that only goes on from the last one ("and when was that?"): finds what was asked before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.patterns import plain
from knowledge.talk import Talk

ASSISTANT = "assistant"
LONGEST = 9  # words; a longer message stands by itself


def asked_before(text: str, history: Sequence[tuple[str, str]], talk: Talk) -> str:
    """The person's last message, when this one leans on it; "" when it stands by itself."""
    said = plain(text).replace("|", " ")
    if len(said.split()) > LONGEST or not talk.small_talk["following"].search(re.sub(r" +", " ", said).strip()):
        return ""
    return next((words for who, words in reversed(history) if who != ASSISTANT and words.strip()), "")
