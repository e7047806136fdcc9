"""Asks a model which names a page of a letter or a note holds, through the gate. What it says is kept, not believed:
`assistant.extract.proposed` decides what becomes a fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from assistant.chat.fluent import TIMEOUT, json_of
from assistant.chat.gate import gate_of, show
from assistant.extract.reading import read
from assistant.model.case import Dossier
from assistant.model.papers import DocumentKind, Paper
from assistant.model.proposals import Proposal
from ingest.document import Origin, Page, PageState
from knowledge import Knowledge
from knowledge.judging import orders
from knowledge.talk import load_talk

if TYPE_CHECKING:
    from assistant.ports import Model

NARRATIVE = frozenset(
    {
        DocumentKind.CONSULT_NOTE,
        DocumentKind.PROGRESS_NOTE,
        DocumentKind.HISTORY_PHYSICAL,
        DocumentKind.EMERGENCY_NOTE,
        DocumentKind.ONCOLOGY_NOTE,
        DocumentKind.DISCHARGE_SUMMARY,
        DocumentKind.REFERRAL_LETTER,
    }
)
PAGES = 10  # of one upload, so that a slow model does not keep other papers waiting
LONGEST = 12_000  # characters of a page
PROSE = 0.4  # of a page's characters in whole sentences: less is a table or a list
WORDS = 6  # of a whole sentence


class _Named(BaseModel):
    kind: str
    name: str
    quote: str
    assertion: str


class Answer(BaseModel):
    """What a model is asked for."""

    facts: list[_Named]


@dataclass(frozen=True, slots=True)
class Request:
    """One page as it leaves the machine: without names, and what each stand-in is for."""

    document: str
    page: int
    text: str
    stand_ins: dict[str, str]

    @property
    def size(self) -> int:
        """Characters that are sent."""
        return len(load_talk().system["propose"]) + len(self.text)


def requests(papers: Sequence[Paper], dossier: Dossier, knowledge: Knowledge, budget: int) -> list[Request]:
    """The pages worth asking about, as many as the budget (in characters) allows. Never another person's paper."""
    gate = gate_of(dossier)
    found: list[Request] = []
    for paper in papers:
        for page in _narrative(paper, knowledge):
            (hidden,), stand_ins = gate.hide([page.text[:LONGEST]])
            request = Request(paper.id, page.number, hidden, stand_ins)
            budget -= request.size
            if budget < 0 or len(found) == PAGES:
                return found
            found.append(request)
    return found


def propose(asked: Sequence[Request], model: Model) -> list[Proposal]:
    """What the model proposes for each page, with the real words put back. Never fails: a page whose answer cannot be
    read gives nothing, and a model that does not answer is not asked for the rest."""
    found: list[Proposal] = []
    for request in asked:
        try:
            answer = model.propose(load_talk().system["propose"], [("user", request.text)], Answer, TIMEOUT)
            named = Answer.model_validate(json_of(answer)).facts
        except OSError:
            break
        except (ValueError, ValidationError):
            continue
        found += [
            Proposal(
                request.document,
                request.page,
                each.kind,
                show(each.name, request.stand_ins),
                show(each.quote, request.stand_ins),
                each.assertion,
            )
            for each in named
        ]
    return found


def _narrative(paper: Paper, knowledge: Knowledge) -> Iterator[Page]:
    """Pages of running text that were read. One that gives orders to a program is left out."""
    if not paper.counts or paper.kind not in NARRATIVE:
        return
    for page in paper.document.pages:
        told = page.state is PageState.READ and page.origin is not Origin.STRUCTURED
        if told and paper.document.searched(page.number) and _is_prose(page, knowledge) and not orders(page.text):
            yield page


def _is_prose(page: Page, knowledge: Knowledge) -> bool:
    said = [page.text[place.start : place.end].strip() for place in read(page.text, knowledge.lexicon).sentences]
    whole = sum(len(text) for text in said if text.endswith(".") and len(text.split()) >= WORDS)
    return whole > 0 and whole >= PROSE * len(page.text.strip())
