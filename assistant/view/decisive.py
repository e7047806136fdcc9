"""The two boxes of decisive evidence: what reports conclude, in whole sentences of their own, with date and place."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.model.facts import Evidence, Fact
from assistant.model.history import Entry
from assistant.model.papers import Paper
from assistant.model.summary import Absence, Block, Clause, Mark, Source
from assistant.view.clauses import DENIED, Scene, block, marks, shorten, source_of
from assistant.view.quoting import sentence
from assistant.view.scans import Scan, scans
from knowledge.layouts import Box, is_evidence

OF_ONE_PAPER = 6  # sentences of one paper, so that the next has room


def decisive(scene: Scene, box: Box) -> Block:
    """One of the two boxes of decisive evidence: whole sentences of the papers, the deciding kind of paper first."""
    words = scene.words
    title = box.title.of(words.language) if box.title else words(f"blocks.{box.block}")
    papers = [paper for paper in scene.dossier.papers if paper.counts and paper.kind in box.papers]
    papers.sort(key=lambda paper: paper.description.date.date, reverse=True)
    papers.sort(key=lambda paper: box.papers.index(paper.kind.value) // 2)
    statements = _by_paper(scene, box)
    scanned = {scan.report.id: scan for scan in scans(scene) if scan.report is not None}
    found: list[Clause] = []
    seen: list[str] = []
    more = 0
    for paper in papers:
        lines = [line for line in sentences(statements.get(paper.id, []), scene) if new(line[2], seen)]
        head = _head(paper, scene, scanned.get(paper.id))
        more += max(0, len(lines) - OF_ONE_PAPER)
        for number, (entry, place, text) in enumerate(lines[:OF_ONE_PAPER]):
            found.append(
                Clause(
                    shorten(text, 28),
                    source_of((place,), scene),
                    (place,),
                    (*marks(entry, scene), Mark.EARLIER),
                    head if number == 0 else "",
                    quoted=True,
                    note=entry.correction,
                    target=entry.id,
                )
            )
    if box.block == "imaging":
        found += _pictures_only(scene)
    shown = block(scene, box.block, found, most=9, budget=88, more=more)
    if not found:
        return Block(box.block, title, (), 0, Absence.NOT_FOUND, words(f"absence.{box.block}"))
    return Block(shown.id, title, shown.clauses, shown.more)


def _by_paper(scene: Scene, box: Box) -> dict[str, list[tuple[Entry, Fact]]]:
    """The statements of each paper: kinds in the order of the box, then as they stand on the page."""
    rank = {kind: number for number, kind in enumerate(box.facts)}
    first = [word.casefold() for word in box.words]
    found: dict[str, list[tuple[Entry, Fact]]] = {}
    for entry in scene.dossier.history.entries:
        if entry.kind in rank and entry.verdict not in DENIED:
            for fact in entry.facts:
                found.setdefault(fact.span.document, []).append((entry, fact))
    for lines in found.values():
        lines.sort(
            key=lambda line: (
                bool(first) and not any(word in line[1].text.casefold() for word in first),
                rank[line[0].kind],
                line[1].span.page,
                line[1].span.start,
            )
        )
    return found


def sentences(lines: Sequence[tuple[Entry, Fact]], scene: Scene) -> list[tuple[Entry, Evidence, str]]:
    """Each statement's whole sentence; a bare heading is none."""
    made = []
    for entry, fact in lines:
        place = sentence(fact.evidence[0], scene)
        text = " ".join(place.span.quote.split())
        if (len(text.split()) > 1 or text.endswith(".")) and is_evidence(text):
            made.append((entry, place, text))
    return made


def new(text: str, seen: list[str]) -> bool:
    """Whether these words were not shown yet, alone or inside others."""
    key = text.casefold().rstrip(".")
    if any(key in other or other in key for other in seen):
        return False
    seen.append(key)
    return True


def _head(paper: Paper, scene: Scene, scan: Scan | None) -> str:
    about = paper.description
    number = f"no. {about.accession}" if about.accession else ""
    pictures = scene.words(f"pictures.{scan.pictures}") if scan else ""
    title = shorten(about.title, 8)
    place = about.facility if about.facility.casefold() not in title.casefold() else ""
    return " · ".join(part for part in (scene.words.when(about.date), title, place, number, pictures) if part)


def _pictures_only(scene: Scene) -> list[Clause]:
    found = []
    for scan in scans(scene):
        if scan.report is None and scan.study is not None and scan.study.document.imaging is not None:
            imaging = scan.study.document.imaging
            text = " ".join(part for part in (imaging.modality, imaging.description or imaging.body_part) if part)
            label = scene.words.date(scan.date)
            found.append(Clause(f"{text}: {scene.words('pictures.alone')}", Source.RECORD, label=label))
    return found
