"""Understands what a message wants: by its words (`words/intents.yml`) and by its likeness to examples
(`knowledge.wishes`). Quoted text is somebody else's words and asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.patterns import plain, sentences
from knowledge.talk import Talk, Wish
from knowledge.wishes import PREPARE, answered_by, weigh

_QUOTED = re.compile(r"(?<!\w)'[^']{6,}'(?!\w)|\"[^\"]{6,}\"|“[^”]{6,}”|«[^»]{6,}»")
BY_WORDS = 0.35  # what a pattern that fits adds to the likeness
APART = 0.08  # of likeness, between the likeliest wish and the next
LOOSE = {"where": 0.2, "when": 0.2}  # less for patterns that fit nearly any question


@dataclass(frozen=True, slots=True)
class Intent:
    """`id` is one of `words/intents.yml`, or "" when the words do not tell."""

    id: str = ""
    case: bool = False
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a message may want: the patterns that fit, in the order of the file, and how alike it is to examples."""

    said: Sequence[Intent] = ()
    like: Mapping[str, float] = field(default_factory=dict)
    not_meant: frozenset[str] = frozenset()  # the wishes that a way of putting it speaks against
    about_case: frozenset[str] = frozenset()  # the wishes that are answered from the person's own papers
    article: float = 0.0  # how alike it is to the ways people ask for one article

    def says(self, wish: str) -> bool:
        return any(intent.id == wish for intent in self.said)

    def excused(self, wish: str) -> bool:
        """Whether its words are there in a way that means something else, and nothing else says it."""
        return wish in self.not_meant and not self.says(wish)

    def weight(self, wish: str) -> float:
        return max(0.0, self.like.get(wish, 0.0)) + (LOOSE.get(wish, BY_WORDS) if self.says(wish) else 0.0)

    def foremost(self, wish: str, surely: float, clearly: float) -> bool:
        """Whether it is likely by itself, or clearly likelier than all else that the message may want."""
        weight = self.weight(wish)
        rival = max((like for other, like in self.like.items() if other != wish), default=0.0)
        return weight >= surely or (weight >= clearly and weight - rival >= APART)

    @property
    def prepare(self) -> float:
        return max(self.like.get(PREPARE, 0.0), self.article)

    @property
    def case(self) -> str:
        """The likeliest wish about the case; "" when there is none."""
        if not self.like:
            return next((intent.id for intent in self.said if intent.case), "")
        best = max(sorted(self.about_case), key=self.weight)
        return best if self.weight(best) > 0 else ""


def own_words(text: str) -> str:
    """The message without what it quotes; a message that is all quotation stays as it is."""
    bare = _QUOTED.sub(" ", text)
    return bare if re.search(r"\w{2,}", bare) else text


def quoted_words(text: str) -> str:
    """What the message quotes, without its marks."""
    return " . ".join(match.group()[1:-1] for match in _QUOTED.finditer(text))


def understand(text: str, talk: Talk, earlier: str = "") -> Wishes:
    """All that a message may want. `earlier`: what was asked before, when this message only goes on from it."""
    like = dict(weigh(own_words(text)))
    if earlier:
        before = weigh(own_words(earlier))
        like = {wish: max(like.get(wish, 0.0), 0.8 * before.get(wish, 0.0)) for wish in like.keys() | before.keys()}
    about = frozenset(wish.id for wish in talk.wishes if wish.case)
    parts = sentences(plain(own_words(text)))
    against = (wish.id for wish in talk.wishes if any(line.find(part) for line in wish.unless for part in parts))
    article = max(answered_by(own_words(text)).values(), default=0.0)
    return Wishes(tuple(intents(text, talk)), like, frozenset(against), about, article)


def intents(text: str, talk: Talk) -> list[Intent]:
    """All whose words fit, in the order of the file; one with `explain` last when the message asks for a meaning."""
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
