"""The papers behind the facts: when each speaks, which are one report twice, which was replaced by a later version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz

from assistant.model.facts import Fact
from assistant.model.papers import DocumentKind, Paper
from ingest.document import PageState
from knowledge.history import load_history
from knowledge.kinds import fold

_COMPARED = 8000  # characters of a report that are compared
_ALIKE = 86.0  # per cent of words in common
REPORTS = frozenset(
    {
        DocumentKind.RADIOLOGY_REPORT,
        DocumentKind.PATHOLOGY_REPORT,
        DocumentKind.LAB_REPORT,
        DocumentKind.CARDIOLOGY_REPORT,
        DocumentKind.GENETIC_REPORT,
        DocumentKind.OPERATIVE_NOTE,
        DocumentKind.PROCEDURE_NOTE,
    }
)
REPLACED = "superseded_by"


@dataclass(frozen=True)
class Sources:
    """The counted papers by id, and for each the one that stands for all its copies."""

    papers: Mapping[str, Paper]
    stands_for: Mapping[str, str]
    replaced_by: Mapping[str, str]

    def source(self, fact: Fact) -> str:
        """The paper a fact comes from; copies of one report are one source."""
        document = fact.span.document
        return self.stands_for.get(document, document)

    def count(self, facts: Sequence[Fact]) -> int:
        documents = {evidence.span.document for fact in facts for evidence in fact.evidence}
        return len({self.stands_for.get(document, document) for document in documents})

    def date(self, fact: Fact) -> str:
        """When the paper said it (not when it happened); "" when the paper has no date."""
        paper = self.papers.get(fact.span.document)
        return paper.description.date.date if paper else ""

    def first_of(self, paper: Paper) -> bool:
        return self.stands_for.get(paper.id, paper.id) == paper.id


def sources(papers: Sequence[Paper]) -> Sources:
    """Looks at the counted papers side by side."""
    texts = {paper.id: fold(text_of(paper)[:_COMPARED]) for paper in papers if paper.kind in REPORTS}
    stands_for: dict[str, str] = {}
    replaced_by: dict[str, str] = {}
    for number, paper in enumerate(papers):
        for earlier in papers[:number]:
            if stands_for.get(earlier.id, earlier.id) != earlier.id or not _same_report(paper, earlier, texts):
                continue
            new, old = _versions(paper, earlier, texts)
            if new:
                replaced_by[old.id] = new.id
            else:
                stands_for[paper.id] = earlier.id
            break
    return Sources({paper.id: paper for paper in papers}, stands_for, replaced_by)


def marked(fact: Fact, sources: Sources) -> Fact:
    """The fact, saying so when its paper was replaced by a later version."""
    later = sources.replaced_by.get(fact.span.document)
    return replace(fact, details={**fact.details, REPLACED: later}) if later else fact


def text_of(paper: Paper) -> str:
    """All that was read of a paper."""
    return "\n".join(page.text for page in paper.document.pages if page.state is PageState.READ)


def _same_report(one: Paper, other: Paper, texts: Mapping[str, str]) -> bool:
    if one.kind is not other.kind or one.kind not in REPORTS:
        return False
    a, b = one.description, other.description
    if a.accession and b.accession and _number(a.accession) == _number(b.accession):
        return True
    if a.date.date != b.date.date or not a.date.date:
        return False
    short, long = sorted((texts[one.id], texts[other.id]), key=len)
    if not short or len(long) > 2.2 * len(short):
        return False
    return fuzz.token_sort_ratio(short, long) >= _ALIKE


def _number(accession: str) -> str:
    return re.sub(r"[^a-z0-9]", "", accession.casefold())


def _versions(one: Paper, other: Paper, texts: Mapping[str, str]) -> tuple[Paper | None, Paper]:
    """(newer, older) where one of them says that it amends; (None, …) for mere copies."""
    amends = load_history().amends
    says = [bool(amends.search(texts[paper.id][:1500])) for paper in (one, other)]
    if says[0] == says[1]:
        return None, other
    return (one, other) if says[0] else (other, one)


def days_apart(one: str, other: str) -> int:
    """Days between two ISO dates, coarse ones taken at their start; many when one is unknown."""
    if not one or not other:
        return 10_000
    full = [date.fromisoformat((iso + "-01-01")[:10] if len(iso) == 4 else (iso + "-01")[:10]) for iso in (one, other)]
    return abs((full[0] - full[1]).days)
