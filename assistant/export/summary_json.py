"""`summary.json`: the case as data, in the shape of CONTRACT.md, with every statement's place and the pages quoted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.export.contract import evidence_list, fact_dict, page_dict, paper_dict
from assistant.model.case import Dossier
from assistant.model.gaps import Gap
from assistant.model.history import Conflict, Entry
from assistant.model.papers import Belongs, Paper
from assistant.model.summary import Block, Clause, Summary

FORMAT = "second-opinion-summary/1"


def summary_json(dossier: Dossier, summary: Summary, paths: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The whole. `paths` leads from a document's id to its file in the package."""
    return {
        "format": FORMAT,
        "case": _case(dossier),
        "history": {
            "one_liner": {
                "text": dossier.history.one_liner,
                "evidence": evidence_list(dossier.history.one_liner_evidence),
            },
            "facts": [fact for entry in dossier.history.entries for fact in _facts(entry)],
            "timeline": [
                {
                    "date": event.when.date or None,
                    "date_precision": event.when.precision.value,
                    "lane": event.lane,
                    "text": event.text,
                    "evidence": evidence_list(event.evidence),
                }
                for event in dossier.history.timeline
            ],
            "conflicts": [_conflict(conflict) for conflict in dossier.history.conflicts],
            "kept_out": dict(dossier.history.kept_out),
        },
        "gaps": [_gap(gap, dossier) for gap in dossier.gaps],
        "received": [
            {
                "item": item.item,
                "label": item.label,
                "need": item.need.value,
                "date": item.date or None,
                "documents": list(item.documents),
            }
            for item in dossier.received
        ],
        "questions": [
            {
                "id": question.id,
                "text": question.text,
                "origin": question.origin.value,
                "rank": rank,
                "reason": question.reason,
                "evidence": evidence_list(question.evidence),
            }
            for rank, question in enumerate(sorted(dossier.questions, key=lambda question: question.rank), 1)
        ],
        "page_one": page_one(summary),
        "documents": [_document(paper, paths or {}) for paper in dossier.papers],
    }


def page_one(summary: Summary) -> dict[str, Any]:
    """The first page, clause by clause."""
    return {
        "language": summary.language,
        "strip": [_clause(clause) for clause in summary.strip],
        "alerts": [_clause(clause) for clause in summary.alerts],
        "blocks": [_block(block) for block in summary.blocks],
    }


def _case(dossier: Dossier) -> dict[str, Any]:
    case, goal = dossier.case, dossier.case.goal
    said = {
        name: getattr(goal, name) for name in ("advised", "knows", "hopes", "worries", "limits", "doctor", "helper")
    }
    return {
        "id": case.id,
        "number": case.number,
        "version": case.version,
        "today": dossier.today,
        "language": dossier.language,
        "patient": {
            "name": case.patient.name,
            "birth_date": case.patient.birth_date,
            "sex": case.patient.sex,
            "mrn": case.patient.mrn,
            "language": case.patient.language,
            "interpreter": case.patient.interpreter,
        },
        "condition": goal.condition,
        "reason": goal.reason,
        "decide_by": goal.decide_by or None,
        **{name: text for name, text in said.items() if text},
        "pathways": list(dossier.pathways),
        "pathway_titles": list(dossier.pathway_titles),
        "reviews": [{"title": title, "reviewed_by": by or None} for title, by in dossier.reviews],
    }


def _facts(entry: Entry) -> list[dict[str, Any]]:
    """Every fact of an entry, with what people said of the entry."""
    about = {
        "entry": entry.id,
        "agreement": entry.agreement.value,
        "verdict": entry.verdict.value if entry.verdict else None,
        "correction": entry.correction or None,
    }
    return [{**fact_dict(fact), **about} for fact in entry.facts]


def _conflict(conflict: Conflict) -> dict[str, Any]:
    sides = [
        {
            "text": text,
            "facts": [fact.id for fact in facts],
            "evidence": [item for fact in facts for item in evidence_list(fact.evidence)],
        }
        for text, facts in conflict.sides
    ]
    return {"id": conflict.id, "topic": conflict.topic, "kind": conflict.kind.value, "sides": sides}


def _gap(gap: Gap, dossier: Dossier) -> dict[str, Any]:
    decision = dossier.case.decision(gap.id)
    return {
        "id": gap.id,
        "item": gap.item,
        "label": gap.label,
        "state": gap.state.value,
        "why": gap.why,
        "who_has_it": gap.who_has_it,
        "facility": gap.facility or None,
        "need": gap.need.value,
        "kind": gap.kind or None,
        "found": gap.found or None,
        "found_date": gap.found_date or None,
        "looked_in": list(gap.looked_in),
        "answer": decision.verdict if decision else None,
        "evidence": evidence_list(gap.evidence),
    }


def _document(paper: Paper, paths: Mapping[str, str]) -> dict[str, Any]:
    """A paper; one that names somebody else is named but its words are not handed on."""
    document = paper.document
    made = paper_dict(paper, facts=False, pages=False)
    if paper.belongs == Belongs.OTHER:
        made["patient"] = {}
    else:
        made["pages"] = [page_dict(page) for page in document.pages]
    made |= {
        "file": document.name,
        "sha256": document.source,
        "path": paths.get(paper.id),
        "belongs": paper.belongs.value,
        "media_type": document.media_type,
    }
    return made


def _block(block: Block) -> dict[str, Any]:
    return {
        "id": block.id,
        "title": block.title,
        "clauses": [_clause(clause) for clause in block.clauses],
        "more": block.more,
        "absence": block.absence.value if block.absence else None,
        "absent": block.absent or None,
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "label": clause.label,
        "text": clause.text,
        "source": clause.source.value,
        "marks": [mark.value for mark in clause.marks],
        "note": clause.note or None,
        "evidence": evidence_list(clause.evidence),
    }
