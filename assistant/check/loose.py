"""Gaps of single papers: not readable, not this person's, one half of a scan, disagreement. Judges no content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.check.heads import date_of, facility_of, head_evidence
from assistant.check.pathway_gaps import Judged
from assistant.check.pictures import is_picture_report, missing_slices, report_of, shown, study_of
from assistant.check.shelf import Shelf
from assistant.check.wording import Words, gap
from assistant.model.case import Request
from assistant.model.gaps import Gap, GapState, Need
from assistant.model.history import History
from assistant.model.papers import Belongs, DocumentKind, Paper
from assistant.reconcile.identify import Reason
from ingest.document import PageState, Problem
from knowledge.names import in_language, side_in_language
from knowledge.schema import Requirement

_NO_RECORD = {"program", "no-record"}  # nothing of a record is lost with these
_MANY = 3  # unread members of one archive are one gap
_PAGE_OF = re.compile(r"\b(?:page|pagina|página|pág\.?|p\.)\s*0*(\d{1,3})\s*(?:of|de|/)\s*0*(\d{1,3})\b", re.IGNORECASE)


def not_this_person(judged: Judged, shelf: Shelf, words: Words) -> Iterator[Gap]:
    """Papers that name somebody else. They are out of the history until a person says otherwise."""
    for paper in shelf.papers:
        if paper.belongs not in (Belongs.OTHER, Belongs.UNSURE) or paper.id in judged.used:  # the partner's test
            continue
        renamed = paper.belongs_because == Reason.NAME_SHARED.value
        named = paper.description.patient.name
        yield gap(
            shelf,
            words,
            item="wrong-patient",
            subject=paper.id,
            state=GapState.WRONG_PATIENT,
            need=Need.REQUIRED,
            label=words.say("renamed_label" if renamed else "wrong_label", file=paper.document.name),
            why=words.say("renamed_why", name=named) if renamed else words.say("wrong_why"),
            who=words.say("wrong_who"),
            kind="identity",
            rank=-100,
            found=paper.document.name,
            evidence=head_evidence(paper),
            date=date_of(paper),
        )


def not_readable(shelf: Shelf, words: Words, problems: Sequence[Problem]) -> Iterator[Gap]:
    """Files and pages that gave no text although something is on them."""
    told: set[str] = set()
    lost = [p for p in problems if p.severity == "error" and p.code not in _NO_RECORD]
    outer = Counter(problem.file.split("/")[0] for problem in lost)
    for problem in lost:
        name = problem.file.split("/")[0] if outer[problem.file.split("/")[0]] > _MANY else problem.file
        if name not in told:
            yield _file_gap(shelf, words, name, problem.message(words.language) if name == problem.file else "")
        told.add(name)
    for paper in shelf.counted:
        pages = paper.document.pages
        unread = [page for page in pages if page.state is PageState.UNREADABLE]
        if not unread or paper.document.imaging is not None:
            continue
        if len(unread) == len([p for p in pages if p.state is not PageState.BLANK]):
            if paper.document.name not in told:
                yield _file_gap(shelf, words, paper.document.name, "", paper)
            continue
        for page in unread:
            yield gap(
                shelf,
                words,
                item="unreadable-page",
                subject=f"{paper.id}|{page.number}",
                state=GapState.INCOMPLETE,
                need=Need.RECOMMENDED,
                label=words.say("page_label", file=paper.document.name, page=str(page.number)),
                why=words.say("page_unread", page=str(page.number), found=words.paper(paper)),
                who=shelf.pathway.shared.who["records"].of(words.language),
                kind="file",
                rank=9000,
                paper=paper,
                date=date_of(paper),
            )


def _file_gap(shelf: Shelf, words: Words, name: str, said: str, paper: Paper | None = None) -> Gap:
    return gap(
        shelf,
        words,
        item="unreadable-file",
        subject=name,
        state=GapState.UNREADABLE,
        need=Need.REQUIRED,
        label=words.say("unreadable_label", file=name),
        why=" ".join(part for part in (said, words.say("unreadable_why")) if part),
        who=shelf.pathway.shared.who["records"].of(words.language),
        kind="file",
        rank=-50,
        paper=paper,
    )


def pages_missing(shelf: Shelf, words: Words) -> Iterator[Gap]:
    """A report that counts its pages ("page 1 of 3") and has fewer."""
    counts = {paper.id: _pages_told(paper) for paper in shelf.written}
    for paper in shelf.written:
        total, have = counts[paper.id]
        if not len(have) < total <= 40 or len(paper.document.pages) >= total:
            continue
        parts = [counts[p.id] for p in shelf.written if p is not paper and p.document.source == paper.document.source]
        if any(same == total and not have & theirs and len(have | theirs) == total for same, theirs in parts):
            continue  # the other part of the same file, which counts its pages through
        yield gap(
            shelf,
            words,
            item="missing-pages",
            subject=paper.id,
            state=GapState.INCOMPLETE,
            need=Need.RECOMMENDED,
            label=words.say("pages_label", file=paper.document.name),
            why=words.say("pages_why", total=str(total), have=str(len(have))),
            who=shelf.pathway.shared.who["records"].of(words.language),
            kind="file",
            rank=9500,
            paper=paper,
            evidence=head_evidence(paper),
            date=date_of(paper),
        )


def _pages_told(paper: Paper) -> tuple[int, frozenset[int]]:
    """How many pages the paper says it has (0: it does not say, or not one number) and which of them are here."""
    marks = [(int(m[1]), int(m[2])) for page in paper.document.pages for m in _PAGE_OF.finditer(page.text)]
    totals = {total for _, total in marks}
    return (totals.pop() if len(totals) == 1 else 0), frozenset(number for number, _ in marks)


def loose_pictures(judged: Judged, shelf: Shelf, words: Words) -> Iterator[Gap]:
    """Pictures and reports that no line of the pathway asks for: each still wants its other half."""
    asks = {r.item: r for r in shelf.pathway.requirements}
    for study in shelf.studies:
        whole = missing_slices(study)
        if whole and study.id not in judged.used:
            yield _picture_gap(
                shelf, words, asks, "key-imaging", GapState.INCOMPLETE, "extra_slices_label", study, whole
            )
        if report_of(study, shelf) is None and (study.id not in judged.used or study.id in judged.lone):
            yield _picture_gap(shelf, words, asks, "imaging-reports", GapState.IMAGES_ONLY, "extra_report_label", study)
    for report in shelf.written:
        wanted = shown(report, shelf).modality & {"CT", "MR", "PT", "NM", "US", "XA", "MG", "XR"}
        told = report.id in judged.used and report.id not in judged.lone
        if told or not wanted or report.kind is DocumentKind.OTHER:
            continue
        if is_picture_report(report, shelf) and study_of(report, shelf) is None:
            yield _picture_gap(shelf, words, asks, "key-imaging", GapState.REPORT_ONLY, "extra_images_label", report)


def _picture_gap(
    shelf: Shelf,
    words: Words,
    asks: dict[str, Requirement],
    item: str,
    state: GapState,
    label: str,
    paper: Paper,
    missing: str = "",
) -> Gap:
    ask = asks.get(item)
    need = Need(ask.need) if ask else Need.RECOMMENDED
    found = words.paper(paper)
    note = {
        GapState.INCOMPLETE: words.say("slices", found=found, missing=missing),
        GapState.IMAGES_ONLY: words.say("images_only", found=found),
    }.get(state, words.say("report_only", found=found))
    return gap(
        shelf,
        words,
        item=item,
        subject=paper.id,
        state=state,
        need=need,
        label=words.say(label, found=found),
        why=" ".join(part for part in (ask.why.of(words.language) if ask else "", note) if part),
        who=shelf.pathway.shared.who["radiology"].of(words.language),
        kind="image",
        rank=(0 if need is Need.REQUIRED else 10_000) + 4500,
        paper=paper,
        facility=facility_of(paper),
        evidence=head_evidence(paper),
        date=date_of(paper),
    )


def disagreement(history: History, shelf: Shelf, words: Words) -> Iterator[Gap]:
    """Papers that say different things. No side is assumed right."""
    for conflict in history.conflicts:
        sides = [side_in_language(said, words.language) for said, _ in conflict.sides]
        if len(sides) < 2:
            continue
        yield gap(
            shelf,
            words,
            item="conflict",
            subject=conflict.id,
            state=GapState.UNCONFIRMED,
            need=Need.RECOMMENDED,
            label=words.say("conflict_label", topic=in_language(conflict.topic, words.language)),
            why=words.say("conflict_why", first=sides[0], second=sides[1]),
            who=words.say("conflict_who"),
            kind="conflict",
            rank=10_050,
            evidence=conflict.evidence,
        )


def asked_by_doctor(requests: Sequence[Request], shelf: Shelf, words: Words) -> Iterator[Gap]:
    """What the provider asked for, until it is answered."""
    for request in requests:
        if request.answered:
            continue
        yield gap(
            shelf,
            words,
            item="requested",
            subject=request.id,
            state=GapState.MISSING,
            need=Need.REQUIRED if request.must else Need.RECOMMENDED,
            label=words.say("requested_label", text=request.text),
            why=words.say("requested_why"),
            who=words.say("requested_who"),
            kind="report",
            rank=-80 if request.must else 9900,
        )
