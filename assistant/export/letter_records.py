"""What a letter asks for and of whom: the record as the papers name it, the place that holds it, its address there.

A place is taken from the record's own paper, or from the sentence that says where it was made; never from a paper that
only speaks of it. Nothing is guessed: what the papers do not say is left for the patient to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.model.case import Dossier
from assistant.model.gaps import Gap, GapState
from assistant.model.papers import DocumentKind, Letterhead, Paper

_QUOTED = re.compile(r"[“«].+[”»]")  # the words of the paper that say what is awaited
_MONTH = len("2026-11")
_SHAPES = {
    GapState.REPORT_ONLY: "pictures_of",
    GapState.IMAGES_ONLY: "report_of",
    GapState.OUTDATED: "newest",
    GapState.INCOMPLETE: "all_of",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Whom a letter goes to. `name` empty: the papers do not say, and `kind` tells what sort of place to ask."""

    name: str = ""
    kind: str = ""
    letterhead: Letterhead = Letterhead()
    found_in: str = ""  # file name of the paper with the address
    mrn: str = ""  # the patient's number there

    @property
    def key(self) -> str:
        return _same(self.name) or self.kind


@dataclass(frozen=True, slots=True)
class Record:
    """One thing to ask one place for."""

    gap: Gap
    place: Place
    paper: Paper | None = None  # the record's own paper, or its other half


def records(gaps: Sequence[Gap], dossier: Dossier) -> list[Record]:
    """What to ask of whom. Slides are asked of every laboratory whose tissue report is among the papers."""
    found: list[Record] = []
    for gap in gaps:
        own = _own(gap, dossier)
        reports: list[Paper] = _tissue(dossier) if gap.clock == "slides" and own is None else []
        papers: list[Paper | None] = [*reports] or [own]
        for paper in papers:
            name = paper.description.facility if paper and reports else gap.facility
            found.append(Record(gap, _place(name, gap.who_has_it, dossier), paper))
    return found


def words_of(record: Record, common: Mapping[str, Any], long: Any) -> str:
    """The record in words: what, of which day, under which number; `long` writes a date out."""
    gap, paper = record.gap, record.paper
    what = gap.found or gap.label
    quoted = _QUOTED.search(gap.label)
    if gap.state is GapState.INCOMPLETE and not gap.found and gap.kind != "image":
        if quoted:
            return str(common["awaited"].format(what=quoted[0]))
        said = f" {common['sent_about'].format(date=long(gap.found_date))}" if len(gap.found_date) >= _MONTH else ""
        return str(common["result_of"].format(what=gap.label)) + said
    if gap.clock == "slides" and paper is not None:
        what = str(common["slides_of"].format(title=paper.description.title or gap.label))
    day = gap.found_date or (paper.description.date.date if paper else "")
    if gap.state is GapState.MISSING and gap.clock != "slides" and not gap.found:
        day = gap.found_date
    if day and not any(written in what for written in (long(day), day)):
        what = f"{what} {common['dated'].format(date=long(day))}"
    number = _number(paper) if paper and gap.kind in ("slides", "image", "report", "procedure", "genetic") else ""
    text = what + (f" ({common['accession'].format(number=number)})" if number else "")
    shape = _SHAPES.get(gap.state) if gap.clock != "slides" else None
    if shape == "all_of" and gap.kind != "image":
        shape = "rest_of"
    if shape is None and gap.kind == "image":
        shape = "images"
    return str(common[shape].format(what=text)) if shape else text


def _own(gap: Gap, dossier: Dossier) -> Paper | None:
    """The paper that the gap is about (its report, its old version), not one that merely speaks of it."""
    if not gap.found:
        return None
    ids = {paper.id: paper for paper in dossier.papers}
    return next((ids[item.span.document] for item in gap.evidence if item.span.document in ids), None)


def _tissue(dossier: Dossier) -> list[Paper]:
    """Tissue reports about the patient, newest first, one for each case number."""
    kinds = (DocumentKind.PATHOLOGY_REPORT,)
    found = [p for p in dossier.papers if p.counts and p.kind in kinds and p.description.facility]
    found.sort(key=lambda paper: paper.description.date.date, reverse=True)
    return list({(_same(p.description.facility), _number(p) or p.id): p for p in reversed(found)}.values())[::-1]


def _number(paper: Paper) -> str:
    imaging = paper.document.imaging
    return paper.description.accession or (imaging.accession if imaging else "")


def _place(name: str, kind: str, dossier: Dossier) -> Place:
    if not name:
        return Place(kind=kind)
    there = [p for p in dossier.papers if p.counts and _same(p.description.facility) == _same(name)]
    best = max((p for p in there if p.description.letterhead), key=_told, default=None)
    phone = next((p.description.letterhead.phone for p in there if p.description.letterhead.phone), "")
    fax = next((p.description.letterhead.fax for p in there if p.description.letterhead.fax), "")
    written = [p.description.facility for p in there if not p.description.facility.isupper()]
    head = Letterhead(best.description.letterhead.address, phone, fax) if best else Letterhead()
    return Place(
        name=written[0] if written else name,
        kind=kind,
        letterhead=head,
        found_in=best.document.name if best else "",
        mrn=_only(p.description.patient.mrn for p in there),
    )


def _told(paper: Paper) -> tuple[int, int]:
    head = paper.description.letterhead
    return (2 if any(sign.isdigit() for sign in head.address) else 1 if head.address else 0, bool(head.phone))


def _only(values: Iterable[str]) -> str:
    """The value, when there is just one."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else ""


def _same(name: str) -> str:
    """A place's name as it is compared: letters and digits only."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


__all__ = ["Place", "Record", "records", "words_of"]
