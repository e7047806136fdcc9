"""What a turn of the chat is: an answer with its sources. Frozen values; nothing here decides or searches."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from. For a page of the case, `document` and the characters open it highlighted."""

    source: str  # knowledge | case
    id: str
    title: str
    page: int | None = None
    quote: str = ""
    document: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something the person can press next: `add_question` with the words to add, `talk`, `see_missing`."""

    deed: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer of the chat, in the shape of CONTRACT.md. `tell` is true when the coordinator should see it."""

    kind: str  # answer | emergency | crisis | out_of_scope | handover
    text: str
    language: str
    citations: tuple[Citation, ...] = ()
    backend: str = BUILT_IN
    suggestions: tuple[Suggestion, ...] = ()
    tell: bool = False
    cut: int = 0  # sentences of a model that were not supported
    sent: int = 0  # characters that went to a model, after names were replaced
    intent: str = field(default="", compare=False)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of CONTRACT.md, with our additions behind it."""
        data = asdict(self)
        data["citations"] = [asdict(citation) for citation in self.citations]
        data["suggestions"] = [asdict(suggestion) for suggestion in self.suggestions]
        return data
