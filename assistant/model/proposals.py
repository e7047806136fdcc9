"""What a language model proposed for a paper: kept as it was said, since it cannot be computed again. Not yet facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name, and the words of the page around it, as the model gave them: nothing of it is checked."""

    document: str
    page: int
    kind: str
    name: str
    quote: str
    assertion: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """All that `model` proposed for the papers of one upload."""

    model: str
    items: tuple[Proposal, ...] = ()
