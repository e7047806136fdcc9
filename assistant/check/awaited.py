"""Results that a paper says are still to come, and whether a later sentence or paper tells them. Guesses no result."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.check.heads import date_of
from assistant.check.shelf import Mention, Shelf
from assistant.check.text import has, sentences
from assistant.model.papers import Paper
from knowledge.kinds import fold
from knowledge.schema import Mention as Spoken

_BEFORE = 200  # characters: enough to hold the sentence before


def part_awaited(words: Sequence[str], papers: Sequence[Paper], shelf: Shelf) -> Mention | None:
    """A sentence of one of the papers that speaks of these words (or follows one that does) as still to come."""
    for mention in awaited(shelf):
        page = mention.paper.document.page(mention.page).text
        before = page[max(0, mention.start - _BEFORE) : mention.start]
        start, end = sentences(before)[-1] if before.strip() else (0, 0)
        if mention.paper in papers and (has(words, mention.text) or has(words, before[start:end])):
            return mention
    return None


def awaited(shelf: Shelf) -> list[Mention]:
    """Sentences that say a result is still to come, of which nothing later tells it."""
    rows = [spoken for spoken in shelf.pathway.shared.mentions.values() if spoken.only_pending]
    return [
        mention
        for spoken in rows
        for mention in shelf.mentions(spoken.words)
        if mention.status == "pending" and not has(spoken.not_words, mention.text)
        if not came_later(spoken, mention, shelf)
    ]


def came_later(spoken: Spoken, mention: Mention, shelf: Shelf) -> bool:
    """Whether a later paper of its kinds, or a later sentence of the same one, tells the result.

    Several words are looked for whole: "electron microscopy" did not come with "electronically signed".
    """
    page = mention.paper.document.page(mention.page).text
    said, here = date_of(mention.paper), fold(page[mention.at : mention.at + 40])
    whole = [word for word in spoken.words if " " in word.strip() and here.startswith(fold(word))]
    for other in shelf.mentions((max(whole, key=len, default=page[mention.at : mention.at + 6]),)):
        if other.status not in ("done", "unknown") or other.paper.kind.value not in spoken.kinds:
            continue
        same = other.paper is mention.paper and (other.page, other.start) > (mention.page, mention.start)
        if same or (other.paper is not mention.paper and date_of(other.paper) > said):
            return True
    return False
