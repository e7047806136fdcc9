"""The pre-visit summary as a tagged PDF. The first page stands alone; every clause leads to its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.export.charts import charts
from assistant.export.typesetting import TEMPLATES, pdf
from assistant.export.words import words
from assistant.model.facts import Evidence
from assistant.model.summary import Block, Clause, Mark, Row, Section, Source, Summary
from assistant.view.titles import calm
from assistant.view.wording import Wording

PAPERS = {"letter": "us-letter", "a4": "a4"}
ORDER = (  # of the marks beside a statement
    Mark.DIFFER,
    Mark.CORRECTED,
    Mark.NOT_SURE,
    Mark.DENIED,
    Mark.HARD_TO_READ,
    Mark.PROPOSED,
    Mark.CONFIRMED,
    Mark.NOT_CONFIRMED,
)
OWN_WORDS = ("ask", "person", "signed", "strip", "gaps")  # boxes whose labels already say whose word it is
INLINE = ("one_liner", "background", "labs", "gaps")  # clauses follow one another; a label begins a line
HEADS = ("pathology", "imaging", "plan")  # labels stand on a line of their own
COLUMNS = ("timeline",)
CITES = 3  # places written out behind one number
WIDTHS = {
    "questions": (0.4, 7.5, 3),
    "timeline": (1.2, 6),
    "labs": (2.4, 1.1, 1.4, 5),
    "vitals": (1.3, 3, 2, 2, 0.8),
    "scans": (1.3, 4, 2.5, 1, 2.5),
    "conflicts": (1.5, 6),
    "gaps": (4, 3.6, 1.6, 3.4, 1.2),
    "received": (4, 1.5, 5),
    "papers": (0.5, 4, 2, 1.5, 3, 1),
    "medicines": (2.6, 3, 1, 1.3, 3.2),
    "allergies": (2.6, 2.8, 3.6),
    "requests": (1.3, 5, 1.5, 1.5),
}


Place = tuple[str, int, int, int]  # document, page, start, end


class Sources:
    """Numbers for the places the first page cites, in the order in which they are first cited."""

    def __init__(self, summary: Summary, hrefs: Mapping[str, str]) -> None:
        self.words = words(summary.language)
        self.papers = {paper.id: (number, paper) for number, paper in enumerate(summary.papers, 1)}
        self.hrefs = hrefs
        self.cited: dict[tuple[Place, ...], tuple[int, tuple[Evidence, ...]]] = {}

    def cite(self, evidence: Sequence[Evidence]) -> dict[str, int] | None:
        """The one number for all places of a clause, and in how many papers they are."""
        if not evidence:
            return None
        places = tuple(
            dict.fromkeys((e.span.document, e.span.page, e.span.start, e.span.end) for e in evidence[: CITES + 3])
        )
        number = self.cited.setdefault(places, (len(self.cited) + 1, tuple(evidence[:CITES])))[0]
        return {"number": number, "papers": len({place[0] for place in places})}

    def short(self, evidence: Sequence[Evidence], most: int = 3) -> str:
        places = dict.fromkeys(
            self.words["short"].format(paper=self.papers[e.span.document][0], page=e.span.page)
            for e in evidence
            if e.span.document in self.papers
        )
        more = f" +{len(places) - most}" if len(places) > most else ""
        return ", ".join(list(places)[:most]) + more

    def list(self) -> list[dict[str, Any]]:
        return [
            {"number": number, "places": [self._place(item) for item in dict.fromkeys(evidence)]}
            for number, evidence in self.cited.values()
        ]

    def _place(self, evidence: Evidence) -> dict[str, str]:
        span = evidence.span
        index, paper = self.papers.get(span.document, (0, None))
        name = calm(paper.title or paper.name) if paper else ""
        where = self.words["paper_page"].format(paper=index, name=name, page=span.page)
        href = self.hrefs.get(span.document, "")
        if href.endswith(".pdf"):
            href = f"{href}#page={span.page}"
        return {"where": where, "quote": " ".join(span.quote.split())[:400], "href": href}


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
    alerts = [_clause(item, sources, summary, "strip") for item in summary.alerts]
    blocks = [_block(block, sources, summary) for block in summary.blocks]
    return {
        "title": summary.title,
        "subtitle": summary.subtitle,
        "author": "Second Opinion Prep",
        "language": summary.language,
        "paper": PAPERS[paper],
        "words": dict(words(summary.language)),
        "strip": _strip(summary.strip),
        "legend": summary.legend,
        "alerts": alerts,
        "blocks": blocks,
        "sections": [_section(section, sources, summary) for section in summary.sections],
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


def _block(block: Block, sources: Sources, summary: Summary) -> dict[str, Any]:
    return {
        "id": block.id,
        "title": block.title,
        "absent": block.absent,
        "more": block.more,
        "inline": block.id in INLINE,
        "columns": block.id in COLUMNS and len(block.clauses) > 3,
        "clauses": [_clause(item, sources, summary, block.id) for item in block.clauses],
    }


def _clause(item: Clause, sources: Sources, summary: Summary, block: str) -> dict[str, Any]:
    lead, _, rest = item.label.partition(" · ") if block in HEADS else (item.label, "", "")
    return {
        "label": lead,
        "rest": rest,
        "text": item.text,
        "quoted": item.quoted,
        "alert": item.alert,
        "heads": block in HEADS,
        "note": item.note,
        "cite": sources.cite(item.evidence),
        "says": _says(item, summary, block),
    }


def _says(item: Clause, summary: Summary, block: str) -> str:
    """Whose word, when not the record's, and what departs from the usual."""
    spoken = Wording(summary.language)
    told = summary.telling(item.marks)
    said = [spoken(f"marks.{mark.value}") for mark in ORDER if mark in told and (mark, block) != (Mark.DIFFER, "gaps")]
    if item.source in (Source.PATIENT, Source.COORDINATOR) and block not in OWN_WORDS:
        said.insert(0, spoken(f"sources.{item.source.value}"))
    return ", ".join(said)


def _section(section: Section, sources: Sources, summary: Summary) -> dict[str, Any]:
    default = (1.2, 4.4, 4.4) if len(section.columns) == 3 else tuple(2 for _ in section.columns)
    widths = WIDTHS.get(section.id, default)
    return {
        "id": section.id,
        "title": section.title,
        "columns": list(section.columns),
        "widths": [*widths, 1.3],
        "absent": section.absent,
        "rows": [_row(row, sources, summary) for row in section.rows],
    }


def _row(row: Row, sources: Sources, summary: Summary) -> dict[str, Any]:
    spoken = Wording(summary.language)
    told = summary.telling(row.marks)
    said = [spoken(f"marks.{mark.value}") for mark in ORDER if mark in told]
    if row.source in (Source.PATIENT, Source.COORDINATOR):
        said.insert(0, spoken(f"sources.{row.source.value}"))
    cite = sources.short(row.evidence)
    return {"cells": list(row.cells), "cite": cite, "note": row.note, "says": ", ".join(said)}
