"""Small papers for the gap check: built, not read. Nothing here comes from any record."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from assistant.model.case import Goal
from assistant.model.facts import Assertion, Evidence, Fact, FactKind, When
from assistant.model.gaps import Gap
from assistant.model.history import History
from assistant.model.papers import Belongs, Description, DocumentKind, Kind, Paper
from ingest.document import Document, Imaging, Origin, Page, Series
from knowledge import load
from knowledge.schema import Find, Pathway, Requirement

TODAY = "2026-11-15"
_numbers = itertools.count(1)


def paper(
    kind: str,
    text: str,
    *,
    title: str = "",
    date: str = "2026-11-01",
    name: str = "",
    facility: str = "",
    belongs: Belongs = Belongs.YES,
    media: str = "application/pdf",
    pages: Sequence[Page] | None = None,
    language: str = "en",
) -> Paper:
    """A written paper with one page of text."""
    number = next(_numbers)
    shown = tuple(pages) if pages else (Page(1, text, Origin.TEXT),)
    document = Document(f"doc{number}", f"doc{number}", name or f"paper {number}.pdf", media, shown, "test/1")
    when = When.of(date) if date else When()
    description = Description(Kind(DocumentKind(kind), 1.0), title, when, facility, language=language)
    return Paper(document, description, (), belongs)


def with_facts(given: Paper, *facts: tuple[str, str, str | None]) -> Paper:
    """The paper with facts (kind, name, value) that rest on its first characters."""
    span = given.document.span(1, 0, min(4, len(given.document.pages[0].text)))
    made = tuple(
        Fact(FactKind(kind), name, name, (Evidence(span, "test"),), Assertion.PRESENT, value=value)
        for kind, name, value in facts
    )
    return Paper(given.document, given.description, made, given.belongs)


def study(
    modality: str,
    area: str,
    description: str,
    *,
    date: str = "2026-11-01",
    missing: tuple[int, ...] = (),
    belongs: Belongs = Belongs.YES,
) -> Paper:
    """A set of DICOM pictures."""
    number = next(_numbers)
    code = "DX" if modality == "XR" else modality
    series = (Series(f"1.{number}", "", code, 20, missing),)
    imaging = Imaging(f"2.{number}", code, area.upper(), date, description, series)
    page = Page(1, description or "pictures", Origin.STRUCTURED)
    document = Document(
        f"st{number}", f"st{number}", f"disc {number}", "application/dicom", (page,), "t/1", imaging=imaging
    )
    return Paper(document, Description(Kind(DocumentKind.IMAGING_STUDY, 1.0), description, When.of(date)), (), belongs)


def resolve(*ids: str, reason: str = "") -> Pathway:
    return load().pathways.resolve(ids, reason)


def gaps(papers: Iterable[Paper], pathway: Pathway, goal: Goal | None = None, **more: object) -> list[Gap]:
    from assistant.check import check

    return check(History(), list(papers), pathway, TODAY, goal=goal, **more)  # type: ignore[arg-type]


def items(found: Iterable[Gap]) -> list[str]:
    return [gap.item for gap in found]


def meeting(requirement: Requirement, pathway: Pathway) -> list[Paper]:
    """Papers that meet the requirement, made from its own `find`."""
    find = next(f for f in requirement.find if not (f.answers and not f.kinds))
    older = "prior_imaging" in requirement.when
    date = "2025-06-01" if older else "2026-11-01"
    if find.media:
        return [paper("other", "", media=f"{find.media[0]}/x".replace("//", "/"), date=date)]
    if find.tests:
        made = paper("lab_report", "Test results", title="Laboratory report", date=date)
        return [with_facts(made, *((("lab_result"), pathway.shared.tests[t].names[0], "1.0") for t in find.tests))]
    if find.modality and requirement.kind in ("image", "slides"):
        return _pictures(find, requirement, pathway, date)
    return [_written(find, pathway, date)]


def _pictures(find: Find, requirement: Requirement, pathway: Pathway, date: str) -> list[Paper]:
    shared = pathway.shared
    area = shared.areas[find.areas[0]].words[0] if find.areas else "whole body"
    code = find.modality[0]
    name = f"{shared.modalities[code][0].upper()} {area} {find.terms[0] if find.terms else ''}".strip()
    dates = [date, "2026-10-30"] if "prior_imaging" in requirement.when else [date]
    made = [study(code, area, name, date=d) for d in dates] if requirement.images_needed or code == "SM" else []
    reports = [paper("radiology_report", f"{name}\nFINDINGS: as shown.", title=name, date=d) for d in dates]
    return [*made, *([] if code == "SM" else reports)]


def _written(find: Find, pathway: Pathway, date: str) -> Paper:
    kind = find.kinds[0] if find.kinds else "other"
    if find.facts and not find.kinds:
        kind = "consult_note"
    title = find.terms[0].title() if find.terms else kind.replace("_", " ")
    if find.modality:
        title = f"{pathway.shared.modalities[find.modality[0]][0].upper()} {title}"
    inside = find.inside[0] if find.inside else ""
    inside = inside.upper() if len(inside) <= 2 else inside
    made = paper(kind, f"{title}\nPage of the paper. {inside}", title=title, date=date)
    return with_facts(made, *((fact, inside or "something", "1") for fact in find.facts[:1]))
