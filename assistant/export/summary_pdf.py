"""The pre-visit summary as a tagged PDF. The first page stands alone; every clause leads to its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.export.charts import charts
from assistant.export.typesetting import TEMPLATES, pdf
from assistant.export.words import words
from assistant.model.facts import Evidence
from assistant.model.summary import Block, Clause, Mark, Row, Section, Source, Summary
from assistant.view.wording import Wording

PAPERS = {"letter": "us-letter", "a4": "a4"}
TOLD = (Mark.DIFFER, Mark.CORRECTED, Mark.NOT_SURE, Mark.DENIED, Mark.HARD_TO_READ, Mark.PROPOSED, Mark.CONFIRMED)
OWN_WORDS = ("ask", "person", "signed", "strip")  # boxes whose labels already say whose word it is
INLINE = ("background",)
HEADS = ("pathology", "imaging", "plan")  # labels stand on a line of their own
COLUMNS = ("timeline",)
CITES = 3  # numbers behind one clause of the first page
WIDTHS = {
    "questions": (0.5, 5, 2, 3),
    "timeline": (1.2, 6),
    "labs": (2.4, 1.1, 1.4, 5),
    "vitals": (1.3, 3, 2, 2, 0.8),
    "scans": (1.3, 4, 2.5, 1, 2.5),
    "conflicts": (1.5, 6),
    "gaps": (3, 2.5, 1.4, 3.5, 2.5, 1.2),
    "received": (4, 1.5, 5),
    "papers": (0.5, 4, 2, 1.5, 3, 1),
    "medicines": (2.4, 2.4, 1, 1.1, 4),
    "allergies": (2.4, 2.4, 1, 4),
    "requests": (1.3, 5, 1.5, 1.5),
}


class Sources:
    """Numbers for the places the first page cites, in the order in which they are first cited."""

    def __init__(self, summary: Summary, hrefs: Mapping[str, str]) -> None:
        self.words = words(summary.language)
        self.papers = {paper.id: (number, paper) for number, paper in enumerate(summary.papers, 1)}
        self.hrefs = hrefs
        self.cited: dict[tuple[str, int, int, int], tuple[int, Evidence]] = {}

    def number(self, evidence: Evidence) -> int:
        span = evidence.span
        place = (span.document, span.page, span.start, span.end)
        return self.cited.setdefault(place, (len(self.cited) + 1, evidence))[0]

    def short(self, evidence: Sequence[Evidence], most: int = 3) -> str:
        places = dict.fromkeys(
            self.words["short"].format(paper=self.papers[e.span.document][0], page=e.span.page)
            for e in evidence
            if e.span.document in self.papers
        )
        more = f" +{len(places) - most}" if len(places) > most else ""
        return ", ".join(list(places)[:most]) + more

    def list(self) -> list[dict[str, Any]]:
        rows = []
        for number, evidence in self.cited.values():
            span = evidence.span
            index, paper = self.papers.get(span.document, (0, None))
            name = (paper.title if paper else "") or (paper.name if paper else "")
            where = self.words["paper_page"].format(paper=index, name=name, page=span.page)
            href = self.hrefs.get(span.document, "")
            if href.endswith(".pdf"):
                href = f"{href}#page={span.page}"
            rows.append({"number": number, "where": where, "quote": " ".join(span.quote.split())[:400], "href": href})
        return rows


def summary_pdf(
    summary: Summary, *, paper: str = "letter", hrefs: Mapping[str, str] | None = None, changes: Sequence[str] = ()
) -> bytes:
    """The PDF. `hrefs` leads from a document id to its file in the package, for links that work there."""
    return pdf(TEMPLATES / "summary.typ", summary_data(summary, paper=paper, hrefs=hrefs or {}, changes=changes))


def summary_data(
    summary: Summary, *, paper: str, hrefs: Mapping[str, str], changes: Sequence[str] = ()
) -> dict[str, Any]:
    """What the template shows, all of it text."""
    sources = Sources(summary, hrefs)
    spoken = Wording(summary.language)
    blocks = [_block(block, sources, spoken) for block in summary.blocks]
    return {
        "title": summary.title,
        "subtitle": summary.subtitle,
        "author": "Second Opinion Prep",
        "language": summary.language,
        "paper": PAPERS[paper],
        "words": dict(words(summary.language)),
        "strip": _strip(summary.strip),
        "alerts": [_clause(item, sources, spoken, "strip") for item in summary.alerts],
        "blocks": blocks,
        "sections": [_section(section, sources, spoken) for section in summary.sections],
        "charts": charts(summary.labs),
        "sources": sources.list(),
        "changes": list(changes),
    }


def _strip(clauses: Sequence[Clause]) -> list[list[dict[str, Any]]]:
    lines: dict[str, list[dict[str, Any]]] = {}
    for item in clauses:
        lines.setdefault(item.label, []).append({"text": item.text, "strong": not lines})
    for line in lines.values():
        line[0]["strong"] = True
    return list(lines.values())


def _block(block: Block, sources: Sources, spoken: Wording) -> dict[str, Any]:
    return {
        "id": block.id,
        "title": block.title,
        "absent": block.absent,
        "more": block.more,
        "inline": block.id in INLINE,
        "columns": block.id in COLUMNS and len(block.clauses) > 3,
        "clauses": [_clause(item, sources, spoken, block.id) for item in block.clauses],
    }


def _clause(item: Clause, sources: Sources, spoken: Wording, block: str) -> dict[str, Any]:
    numbers = list(dict.fromkeys(sources.number(evidence) for evidence in item.evidence[:CITES]))
    return {
        "label": item.label,
        "text": item.text,
        "quoted": item.quoted,
        "alert": item.alert,
        "heads": block in HEADS,
        "note": item.note,
        "numbers": numbers,
        "says": _says(item, spoken, block),
    }


def _says(item: Clause, spoken: Wording, block: str) -> str:
    """Whose word, when not the record's, and what people said of it."""
    said = [spoken(f"marks.{mark.value}") for mark in TOLD if mark in item.marks]
    if item.source in (Source.PATIENT, Source.COORDINATOR) and block not in OWN_WORDS:
        said.insert(0, spoken(f"sources.{item.source.value}"))
    return ", ".join(said)


def _section(section: Section, sources: Sources, spoken: Wording) -> dict[str, Any]:
    default = (1.3, 3.2, 1.1, 4.5) if len(section.columns) == 4 else tuple(2 for _ in section.columns)
    widths = WIDTHS.get(section.id, default)
    return {
        "id": section.id,
        "title": section.title,
        "columns": list(section.columns),
        "widths": [*widths, 1.3],
        "absent": section.absent,
        "rows": [_row(row, sources, spoken) for row in section.rows],
    }


def _row(row: Row, sources: Sources, spoken: Wording) -> dict[str, Any]:
    said = [spoken(f"marks.{mark.value}") for mark in TOLD if mark in row.marks]
    if row.source in (Source.PATIENT, Source.COORDINATOR):
        said.insert(0, spoken(f"sources.{row.source.value}"))
    cite = sources.short(row.evidence)
    return {"cells": list(row.cells), "cite": cite, "note": row.note, "says": ", ".join(said)}
