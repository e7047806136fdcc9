"""Whether papers meet a requirement, and if not quite, what is wrong. Decides by the words of the knowledge alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.check.awaited import part_awaited
from assistant.check.dates import older_than
from assistant.check.heads import date_of, head_evidence
from assistant.check.labs import Found
from assistant.check.pictures import (
    is_picture_report,
    meets,
    missing_slices,
    modalities,
    pairs,
    report_of,
    shown,
)
from assistant.check.shelf import TELL_OF_MANY, Mention, Shelf
from assistant.check.spoken import became_of
from assistant.check.text import has
from assistant.model.facts import Assertion, Evidence
from assistant.model.gaps import GapState
from assistant.model.papers import DocumentKind, Paper
from knowledge.schema import Find, Requirement


@dataclass(frozen=True)
class Verdict:
    """How a requirement stands. `state` None: it is met by `papers`."""

    state: GapState | None
    papers: tuple[Paper, ...] = ()
    date: str = ""
    evidence: tuple[Evidence, ...] = ()
    note: str = ""  # key of shared/says.yml
    detail: str = ""  # missing slices, tests found
    mention: Mention | None = None
    least_of_it: bool = False  # what it is mostly about is here and new: the rest stops nobody


MET = None
FIRST = 160  # characters: letterhead and title


def judge(requirement: Requirement, shelf: Shelf, lab: dict[str, list[Found]]) -> Verdict:
    """How the papers stand to one requirement that applies."""
    if requirement.kind == "lab":
        verdict = _lab(requirement, shelf, lab)
    elif requirement.images_needed and requirement.kind == "image":
        verdict = _pictures(requirement, shelf)
    else:
        verdict = _papers(requirement, shelf)
    if verdict.state is GapState.MISSING and "prior_imaging" not in requirement.when:
        became = became_of(requirement, shelf)
        if became:
            state, note, mention = became
            return Verdict(state, (mention.paper,), mention.date, mention.evidence, note, "", mention)
    if verdict.state is MET:
        return _whole(requirement, shelf, verdict)
    return verdict


def _whole(requirement: Requirement, shelf: Shelf, verdict: Verdict) -> Verdict:
    """Met, unless its own lines say that a part is still to come."""
    words = tuple(word for find in requirement.find if find.facts for word in find.inside)
    if requirement.kind not in ("report", "genetic") or not words:
        return verdict
    mention = part_awaited(words, verdict.papers, shelf)
    if mention is None:
        return verdict
    return Verdict(GapState.INCOMPLETE, (mention.paper,), mention.date, mention.evidence, "pending", "", mention)


def candidates(requirement: Requirement, shelf: Shelf) -> list[Paper]:
    """Papers that meet the requirement in kind and words, newest first."""
    strict = requirement.kind in ("report", "genetic", "procedure")
    finds = [find for find in requirement.find if not find.tests]
    found = [p for p in shelf.counted if any(fits(find, p, shelf, strict) for find in finds)]
    return sorted(found, key=date_of, reverse=True)


def fits(find: Find, paper: Paper, shelf: Shelf, strict: bool = False) -> bool:
    """Whether one paper meets one way of meeting a requirement. `strict`: what is only planned there does not count."""
    if find.answers and not find.kinds and not find.inside:
        return False
    if find.media:
        return paper.document.media_type.startswith(find.media) and not shelf.text(paper).strip()[200:]
    if find.kinds and paper.kind.value not in find.kinds:
        return False
    if find.facts and not _has_fact(find, paper, shelf):
        return False
    if find.terms and not has(find.terms, _titled(paper, shelf)):
        return False
    if find.without and has(find.without, _first_lines(paper)):
        return False
    if find.inside and not find.facts and not shelf.says(paper, find.inside, strict):
        return False
    if find.modality or find.areas:
        if paper.document.imaging is None and not _pictured(find, paper, shelf):
            return False
        return meets(find, shown(paper, shelf), shelf.pathway.shared)
    return bool(find.kinds or find.facts or find.terms or find.inside)


def _first_lines(paper: Paper) -> str:
    text = paper.document.pages[0].text if paper.document.pages else ""
    return f"{paper.description.title}\n{text[:FIRST]}"


def _titled(paper: Paper, shelf: Shelf) -> str:
    imaging = paper.document.imaging
    if imaging is not None:
        return " ".join((imaging.description, *(series.description for series in imaging.series)))
    if paper.kind in TELL_OF_MANY:
        return paper.description.title
    return shelf.letterhead(paper) or shelf.head(paper)


def _pictured(find: Find, paper: Paper, shelf: Shelf) -> bool:
    """A report of pictures; tracings (EKG, EEG) and such count when their own words are in the title."""
    if is_picture_report(paper, shelf):
        return True
    return bool(modalities(paper.description.title, shelf.pathway.shared) & set(find.modality))


def _has_fact(find: Find, paper: Paper, shelf: Shelf) -> bool:
    """A fact of the kind; when certain words are asked for (a marker), its sentence must not say "pending"."""
    return any(
        fact.kind.value in find.facts
        and fact.assertion is not Assertion.PLANNED
        and (not find.inside or (has(find.inside, f"{fact.name} {fact.text}") and not shelf.awaited(paper, fact)))
        for fact in paper.facts
    )


def _old(requirement: Requirement, shelf: Shelf, date: str) -> bool:
    return requirement.recency_months is not None and older_than(date, shelf.today, requirement.recency_months)


def _papers(requirement: Requirement, shelf: Shelf) -> Verdict:
    if any(shelf.answered & set(find.answers) for find in requirement.find):
        return Verdict(MET)
    found = candidates(requirement, shelf)
    if "prior_imaging" in requirement.when:
        found = _older(found)
    if not found:
        return Verdict(GapState.MISSING)
    date = _newest(requirement, found)
    if _old(requirement, shelf, date):
        return Verdict(GapState.OUTDATED, (found[0],), date, head_evidence(found[0]), "outdated")
    return Verdict(MET, tuple(found), date)


def _newest(requirement: Requirement, found: Sequence[Paper]) -> str:
    """The newest date; a paper with no date of its own (a note of the patient's) is taken as current."""
    if any(not date_of(p) for p in found) and requirement.kind in ("note", "questionnaire"):
        return ""
    return date_of(found[0])


def _older(found: list[Paper]) -> list[Paper]:
    """All but those of the newest day."""
    dates = sorted({date_of(p)[:7] for p in found if date_of(p)}, reverse=True)
    return [p for p in found if dates and date_of(p)[:7] != dates[0]]


def _pictures(requirement: Requirement, shelf: Shelf) -> Verdict:
    found = candidates(requirement, shelf)
    if "prior_imaging" in requirement.when:
        found = _older(found)
    studies = [p for p in found if p.document.imaging is not None]
    reports = [p for p in found if p.document.imaging is None]
    photographs = [p for p in found if any(find.media for find in requirement.find)]
    if photographs:
        return Verdict(MET, tuple(photographs), date_of(photographs[0]))
    if not studies and not reports:
        return Verdict(GapState.MISSING)
    if not studies:
        return _reports_only(requirement, shelf, reports)
    study, date = studies[0], date_of(studies[0])
    newer = [r for r in reports if date and date_of(r) > date and not pairs(r, study, shelf)]
    if _old(requirement, shelf, date):
        if newer and not _old(requirement, shelf, date_of(newer[0])):
            return _reports_only(requirement, shelf, newer)
        return Verdict(GapState.OUTDATED, (study,), date, head_evidence(study), "outdated")
    gaps = missing_slices(study)
    if gaps:
        return Verdict(GapState.INCOMPLETE, (study,), date, head_evidence(study), "slices", gaps)
    report = report_of(study, shelf)
    if report is None:
        return Verdict(GapState.IMAGES_ONLY, (study,), date, head_evidence(study), "images_only")
    return Verdict(MET, (study, report), date)


def _reports_only(requirement: Requirement, shelf: Shelf, reports: Sequence[Paper]) -> Verdict:
    report, date = reports[0], date_of(reports[0])
    if _old(requirement, shelf, date) and not _wanted_itself(requirement, report, shelf):
        return Verdict(GapState.OUTDATED, (report,), date, head_evidence(report), "outdated")
    return Verdict(GapState.REPORT_ONLY, (report,), date, head_evidence(report), "report_only")


def _wanted_itself(requirement: Requirement, report: Paper, shelf: Shelf) -> bool:
    """Whether another line asks for the report as such, and so tells its age; this one then speaks of the pictures."""
    others = [r for r in shelf.pathway.requirements if r.kind == "report" and r.of == requirement.of]
    return any(fits(find, report, shelf) for other in others for find in other.find if find.terms)


def _lab(requirement: Requirement, shelf: Shelf, lab: dict[str, list[Found]]) -> Verdict:
    others = [p for p in candidates(requirement, shelf) if p.kind is not DocumentKind.IMAGING_STUDY]
    for find in requirement.find:
        if not find.tests:
            continue
        newest = {test: lab[test][0] for test in find.tests if lab.get(test)}
        fresh = {test: row for test, row in newest.items() if not _old(requirement, shelf, row.date)}
        key_fresh = not find.key or bool(set(find.key) & set(fresh))
        if len(fresh) >= find.least and key_fresh:
            rows = sorted(fresh.values(), key=lambda row: row.date, reverse=True)
            return Verdict(MET, tuple(dict.fromkeys(row.paper for row in rows)), rows[0].date)
        if others:
            break
        wanted = [newest[key] for key in find.key if key in newest]
        if wanted or (
            not find.key and len(newest) >= math.ceil(find.least / 2)
        ):  # what it is about is there, so its age tells
            row = max(wanted or newest.values(), key=lambda r: r.date)
            if _old(requirement, shelf, row.date):
                return Verdict(GapState.OUTDATED, (row.paper,), row.date, row.evidence[:1], "outdated")
        if newest:
            row = max(newest.values(), key=lambda r: r.date)
            names = ", ".join(sorted(test.replace("-", " ") for test in newest))
            main = bool(find.key) and key_fresh
            found = (row.paper,)
            return Verdict(GapState.INCOMPLETE, found, row.date, row.evidence[:1], "partial_tests", names, None, main)
    if others:
        return _papers(requirement, shelf)
    return Verdict(GapState.MISSING)
