"""What is honestly asked beside an order to the program: the order is refused in one sentence, the rest is answered."""

from __future__ import annotations

import re

from assistant.chat.intent import intents, own_words, quoted_words, understand
from knowledge.judging import joined, judging, orders, own_part
from knowledge.patterns import plain
from knowledge.talk import Talk

PLAINLY = 0.45  # likeness to a question about preparing or for a meaning, from which the rest stands by itself


def holds_order(text: str) -> bool:
    """Whether it hands on an order to the program: as a sentence of a paper, or between quotation marks."""
    return own_part(text) != joined(text) or orders(quoted_words(text))


def honest_part(text: str, talk: Talk) -> str:
    """The sentences that give no order, when they plainly ask for what is ours and for no judgement; else ""."""
    parts = re.split(r"(?<=[.!?;])\s+|\n+", text)
    kept = " ".join(part for part in parts if not _orders(part, talk))
    if kept == text or not plain(kept) or judging(own_words(kept)).advice:
        return ""
    wishes = understand(kept, talk)
    if any(wishes.says(wish) for wish in ("steering", "advice", "other_person")):
        return ""
    ours = max(wishes.prepare, wishes.weight("explain"))
    return kept if ours >= PLAINLY and ours > max(wishes.weight("advice"), wishes.weight("steering")) else ""


def _orders(part: str, talk: Talk) -> bool:
    return judging(part).steering or orders(part) or any(wish.id == "steering" for wish in intents(part, talk))
