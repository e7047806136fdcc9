"""Facts, papers and inputs in the shapes of CONTRACT.md, for the `read` command and for `summary.json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.model.facts import Evidence, Fact
from assistant.model.papers import Paper
from ingest.document import Box, Imaging, Ingested, Page, PageState, Problem, Span

Boxes = Mapping[Span, Sequence[Box]]


def fact_dict(fact: Fact, boxes: Boxes | None = None) -> dict[str, Any]:
    """One fact as CONTRACT.md draws it."""
    return {
        "id": fact.id,
        "kind": fact.kind.value,
        "name": fact.name,
        "text": fact.text,
        "code": {"system": fact.code.system, "code": fact.code.code} if fact.code else None,
        "assertion": fact.assertion.value,
        "date": fact.when.date or None,
        "date_precision": fact.when.precision.value,
        "date_role": fact.when.role.value,
        "date_ambiguous": fact.when.ambiguous,
        "origin": fact.origin.value,
        "value": fact.value,
        "unit": fact.unit,
        "range": fact.range,
        "flag": fact.flag,
        "details": dict(fact.details),
        "evidence": evidence_list(fact.evidence, boxes),
    }


def evidence_list(evidence: Iterable[Evidence], boxes: Boxes | None = None) -> list[dict[str, Any]]:
    return [
        {
            "document": item.span.document,
            "page": item.span.page,
            "start": item.span.start,
            "end": item.span.end,
            "quote": item.span.quote,
            "boxes": [list(box) for box in (boxes or {}).get(item.span, ())],
        }
        for item in evidence
    ]


def paper_dict(paper: Paper, boxes: Boxes | None = None, *, facts: bool = True, pages: bool = True) -> dict[str, Any]:
    """One document of one input. Who it is about is as the paper says, or as the format states."""
    about, document = paper.description, paper.document
    person = about.patient if about.patient.name or about.patient.birth_date else document.patient
    made: dict[str, Any] = {
        "id": paper.id,
        "kind": about.kind.kind.value,
        "kind_confidence": round(about.kind.confidence, 3),
        "title": about.title or document.title,
        "date": about.date.date or None,
        "facility": about.facility,
        "author": about.author,
        "language": about.language,
        "patient": {
            "name": person.name,
            "birth_date": person.birth_date,
            "mrn": person.mrn,
            "sex": person.sex,
        },
    }
    if pages:
        made["pages"] = [page_dict(page) for page in document.pages]
    if facts:
        made["facts"] = [fact_dict(fact, boxes) for fact in paper.facts]
    if document.imaging is not None:
        made["imaging"] = imaging_dict(document.imaging)
    return made


def page_dict(page: Page) -> dict[str, Any]:
    made: dict[str, Any] = {
        "number": page.number,
        "text": page.text,
        "origin": page.origin.value,
        "confidence": round(page.confidence, 3),
    }
    if page.state != PageState.READ:
        made["state"] = page.state.value
    return made


def imaging_dict(imaging: Imaging) -> dict[str, Any]:
    return {
        "study_uid": imaging.study_uid,
        "modality": imaging.modality,
        "body_part": imaging.body_part,
        "date": imaging.date or None,
        "description": imaging.description,
        "accession": imaging.accession,
        "facility": imaging.facility,
        "series": [
            {
                "uid": series.uid,
                "description": series.description,
                "modality": series.modality,
                "instances": series.instances,
                "missing": list(series.missing),
            }
            for series in imaging.series
        ],
    }


def problem_dict(problem: Problem, language: str = "en") -> dict[str, Any]:
    made: dict[str, Any] = {"code": problem.code, "message": problem.message(language), "severity": problem.severity}
    if problem.page is not None:
        made["page"] = problem.page
    if problem.file:
        made["file"] = problem.file
    return made


def ingested_dict(
    ingested: Ingested, papers: Sequence[Paper], boxes: Boxes | None = None, language: str = "en"
) -> dict[str, Any]:
    """One line of `read`. `papers` are those made of this input's documents."""
    problems = list(ingested.problems)
    problems += [p for document in ingested.documents for p in document.problems if p not in problems]
    return {
        "file": ingested.file,
        "sha256": ingested.sha256,
        "bytes": ingested.bytes,
        "status": ingested.status.value,
        "problems": [problem_dict(problem, language) for problem in problems],
        "documents": [paper_dict(paper, boxes) for paper in papers],
    }


__all__ = ["evidence_list", "fact_dict", "imaging_dict", "ingested_dict", "page_dict", "paper_dict", "problem_dict"]
