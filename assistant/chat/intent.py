"""Understands what a message wants, by its words. Quoted text is somebody else's words and asks for nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.patterns import plain, sentences
from knowledge.talk import Talk, Wish

_QUOTED = re.compile(r"(?<!\w)'[^']{6,}'(?!\w)|\"[^\"]{6,}\"|“[^”]{6,}”|«[^»]{6,}»")


@dataclass(frozen=True, slots=True)
class Intent:
    """`id` is one of `words/intents.yml`, or "" when the words do not tell."""

    id: str = ""
    case: bool = False
    explain: bool = False


def own_words(text: str) -> str:
    """The message without what it quotes; a message that is all quotation stays as it is."""
    bare = _QUOTED.sub(" ", text)
    return bare if re.search(r"\w{2,}", bare) else text


def intents(text: str, talk: Talk) -> list[Intent]:
    """All that fits, in the order of the file; one with `explain` last when the message asks for a meaning."""
    said = plain(own_words(text))
    whole = said.replace("|", " ")
    parts = sentences(said)
    found = [Intent(wish.id, wish.case) for wish in talk.wishes if _fits(wish, parts)]
    if talk.small_talk["explain"].search(whole):
        found.append(Intent("explain", explain=True))
    return found


def _fits(wish: Wish, parts: list[str]) -> bool:
    for part in parts:
        if any(pattern.find(part) for pattern in wish.unless):
            continue
        if any(pattern.find(part) for pattern in wish.patterns):
            return True
    return False


def small_talk(text: str, talk: Talk) -> str:
    """ "greeting" or "thanks" when the message is nothing else."""
    said = plain(text).replace("|", " ").strip()
    said = re.sub(r" +", " ", said)
    for kind in ("greeting", "thanks"):
        if talk.small_talk[kind].fullmatch(said):
            return kind
    return ""
