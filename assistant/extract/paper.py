"""What kind of paper is read and of when, as far as rules need it; what `classify` said goes first."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.dates import find_dates, order_of
from assistant.extract.setting import Setting, undated
from assistant.extract.shapes import any_of, pattern
from assistant.model.facts import When
from assistant.model.papers import Description
from ingest.document import Document
from knowledge.lexicon import Lexicon
from knowledge.plain import plain

DECLARED = {
    "radiology_report": "imaging",
    "cardiology_report": "imaging",
    "pathology_report": "pathology",
    "lab_report": "laboratory",
    "genetic_report": "laboratory",
    "operative_note": "procedure",
    "procedure_note": "procedure",
    "insurance": "form",
    "consent": "form",
    "patient_note": "patient",
    "medication_list": "patient",
    "imaging_study": "study",
}


def setting(document: Document, lexicon: Lexicon, description: Description | None) -> Setting:
    """The paper's kind, date and order of day and month."""
    text = "\n".join(page.text for page in document.pages)
    flat = plain(text)
    order = order_of(text, flat)
    declared = str(description.kind.kind) if description is not None else document.kind
    kind = DECLARED.get(declared, "") if declared and declared != "other" else guess(text, flat, lexicon)
    if description is not None and description.date.date:
        when = description.date
    else:
        known = len(document.date) in (4, 7, 10)
        when = When.of(document.date[:10]) if known else paper_date(text, flat, order, lexicon)
    spoken_for = patient(flat, lexicon) if kind == "patient" else frozenset()
    return Setting(document, lexicon, kind, when, order, declared, furniture(document), spoken_for)


def patient(flat: str, lexicon: Lexicon) -> frozenset[str]:
    """What a relative who writes calls the patient: "I am Ana's daughter. Mom has …" makes the mother the patient."""
    writer = shapes.said("a_relative_writes").search(flat)
    named = lexicon.words["family"]["writes_of"]
    if other := shapes.said("written_for").search(flat):
        return frozenset({str(lexicon.words["family"]["relations"].get(other[1], ""))})
    return frozenset(named.get(writer[1] or writer[2], ())) if writer else frozenset()


def furniture(document: Document) -> frozenset[str]:
    """Lines that stand first or last on most pages: a letterhead or a foot, whatever they say.

    On two pages a line with a label may be a statement ("Diagnosis: …"), and is none of them.
    """
    pages = len(document.pages)
    counts: Counter[str] = Counter()
    for page in document.pages if pages > 1 else ():
        lines = [undated(line) for line in page.text.split("\n") if line.strip()]
        counts.update({line for line in [*lines[:4], *lines[-3:]] if len(line) < 90 and (pages > 2 or ":" not in line)})
    return frozenset(line for line, count in counts.items() if count >= min(3, pages) and count * 2 > pages)


def guess(text: str, flat: str, lexicon: Lexicon) -> str:
    """A first guess from telling words, for a document that nobody has described."""
    counts = {kind: len(_paper(lexicon, kind).findall(flat)) for kind in lexicon.words["patterns"]["papers"]}
    titles = {
        lexicon.headings.get(line.strip(" :.").split(":")[0]) for line in (plain(line) for line in text.split("\n"))
    }
    if counts["form"] >= 2:
        return "form"
    if counts["procedure"] and counts["procedure"] >= counts["imaging"]:
        return "procedure"
    if counts["pathology"] >= 2 and ("diagnosis" in titles or counts["pathology"] > counts["imaging"]):
        return "pathology"
    if "impression" in titles and not titles & {
        "medications",
        "plan",
        "family_history",
        "past_history",
        "social_history",
    }:
        return "imaging"
    if counts["laboratory"] >= 2:
        return "laboratory"
    return (
        "patient" if counts["patient"] >= 2 and not titles & {"exam", "assessment", "impression", "diagnosis"} else ""
    )


@lru_cache(maxsize=16)
def _paper(lexicon: Lexicon, kind: str) -> re.Pattern[str]:
    return re.compile(str(lexicon.words["patterns"]["papers"][kind]))


@lru_cache(maxsize=2)
def _labels(lexicon: Lexicon) -> list[re.Pattern[str]]:
    words = lexicon.words["dates"]
    return [
        re.compile(rf"\b(?:{any_of(words[role])})\s*(?:/time|:)?\s*$") for role in ("collected", "happened", "reported")
    ]


def paper_date(text: str, flat: str, order: str, lexicon: Lexicon) -> When:
    """The labelled date of the paper: collected before done before reported, and never the birth date."""
    found = [
        dated
        for dated in find_dates(text, order, flat=flat)
        if len(dated.when.date) == 10 and not shapes.is_birth(flat, dated.start)
    ]
    for label in _labels(lexicon):
        for dated in found:
            if label.search(flat[max(0, dated.start - 32) : dated.start]):
                return dated.when
    return next((dated.when for dated in found if dated.start < 1500), When())


__all__ = ["guess", "paper_date", "pattern", "setting"]
