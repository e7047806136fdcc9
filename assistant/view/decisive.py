"""The two boxes of decisive evidence: what reports conclude, in whole sentences of their own, with date and place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.history import Entry
from assistant.model.papers import DocumentKind, Paper
from assistant.model.summary import Absence, Block, Clause, Mark, Source
from assistant.view.clauses import DENIED, Scene, block, cut, marks, shorten, source_of
from assistant.view.parts import part
from assistant.view.passages import Passage, new, passages
from assistant.view.scans import Scan, scans
from assistant.view.titles import calm
from knowledge.layouts import Box

OF_ONE_PAPER = 6  # passages of one paper, so that the next has room
OF_VISITS = 2  # sentences of visits that tell of a test whose report is not here
LEAD = 3  # passages shown in the order of the paper, before one of every other kind
WORDS = 46  # of one passage
FINDINGS = (FactKind.IMAGING_FINDING, FactKind.PATHOLOGY_DIAGNOSIS)
CONCLUSIONS = (FactKind.IMPRESSION, FactKind.PATHOLOGY_DIAGNOSIS, FactKind.STAGE, FactKind.BIOMARKER)
NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


def decisive(scene: Scene, box: Box) -> Block:
    """One of the two boxes: passages of the papers, the deciding kind first; then what visits tell of tests."""
    words = scene.words
    title = box.title.of(words.language) if box.title else words(f"blocks.{box.block}")
    scanned = {scan.report.id: scan for scan in scans(scene) if scan.report is not None}
    found: list[Clause] = []
    seen: list[str] = []
    more = 0
    for paper in _ranked(scene, box.papers):
        told = _mixed([each for each in passages(_of(paper, scene, box), scene) if new(each.text, seen)])
        more += max(0, len(told) - OF_ONE_PAPER)
        pictures = scanned.get(paper.id) if box.block == "imaging" else None
        head = _head(paper, scene, pictures)
        examined = part(paper, box.parts) if box.parts else None
        if examined is not None and new(examined.span.quote, seen):
            found.append(_part(examined, head, scene))
            head = ""
        found += _clauses(told[:OF_ONE_PAPER], head, scene)
    alone = _pictures_only(scene) if box.block == "imaging" else []
    if box.block != "imaging" or alone or not found:
        found += _told_in_visits(scene, box, seen)
    found += alone
    shown = block(scene, box.block, found, most=9, budget=110, more=more)
    if not found:
        other = box.block == "pathology" and box.papers[:1] != (DocumentKind.PATHOLOGY_REPORT,)  # heart tests, say
        sentence = words("absent.not_found" if other else f"absence.{box.block}")
        return Block(box.block, title, (), 0, Absence.NOT_FOUND, sentence)
    return replace(shown, title=title)


def _ranked(scene: Scene, kinds: Sequence[str]) -> list[Paper]:
    """The papers of these kinds: neighbours in the list count alike, the newest first."""
    papers = [paper for paper in scene.dossier.papers if paper.counts and paper.kind in kinds]
    papers.sort(key=lambda paper: paper.description.date.date, reverse=True)
    return sorted(papers, key=lambda paper: kinds.index(paper.kind.value) // 2)


def _statements(paper: Paper, scene: Scene) -> list[tuple[Entry, Fact]]:
    return [
        (entry, fact)
        for entry in scene.dossier.history.entries
        if entry.verdict not in DENIED
        for fact in entry.facts
        if fact.span.document == paper.id
    ]


def _of(paper: Paper, scene: Scene, box: Box) -> list[tuple[Entry, Fact]]:
    """The statements of a paper: those with a telling word that say that something is so, then by kind and place."""
    rank = {kind: number for number, kind in enumerate(box.facts)}

    def telling(fact: Fact) -> bool:
        return fact.assertion != Assertion.ABSENT and box.tells(f"{fact.text} {fact.name}")

    told = [line for line in _statements(paper, scene) if line[1].assertion != Assertion.PLANNED]
    chosen = [(e, f) for e, f in told if f.kind in rank or (f.kind in box.also and telling(f))]
    if not any(f.kind in rank for _, f in chosen):  # a report without a conclusion of its own: what it found
        chosen += [(e, f) for e, f in told if f.kind in FINDINGS and f.assertion != Assertion.ABSENT][:OF_VISITS]

    def order(line: tuple[Entry, Fact]) -> tuple[int, int, int, int]:
        fact = line[1]
        first = 1 if fact.kind in CONCLUSIONS else 0 if telling(fact) else 2
        return first, rank.get(fact.kind, 0), fact.span.page, fact.span.start

    return sorted(chosen, key=order)


def _mixed(told: list[Passage]) -> list[Passage]:
    """Three passages, the first of each kind they leave out, then the rest: diagnoses leave the markers room."""
    kinds = [each.entry.kind for each in told]
    first = [n for n, kind in enumerate(kinds) if n < LEAD or (kind in CONCLUSIONS and kind not in kinds[:n])]
    return [told[n] for n in first] + [each for n, each in enumerate(told) if n not in first]


def _told_in_visits(scene: Scene, box: Box, seen: list[str]) -> list[Clause]:
    """What visits say of tests, for those whose own report is not among the papers."""
    found: list[Clause] = []
    known = {number for text in seen for number in NUMBER.findall(text)}
    for paper in _ranked(scene, box.quoted_in):
        if paper.kind in box.papers:
            continue
        lines = [
            line
            for line in _statements(paper, scene)
            if line[1].kind in (*box.facts, *box.also) and line[1].assertion != Assertion.PLANNED
        ]
        lines.sort(key=lambda line: (line[1].span.page, line[1].span.start))
        told = [each for each in passages(lines, scene) if box.tells(each.text) and _news(each.text, known)]
        told = [each for each in told if new(each.text, seen)][: OF_VISITS - len(found)]
        found += _clauses(told, _head(paper, scene, None), scene)
    return found


def _news(text: str, known: Iterable[str]) -> bool:
    """Whether a sentence tells a number no report shown has told; one without numbers tells too little."""
    return bool(set(NUMBER.findall(text)) - set(known))


def _clauses(told: Sequence[Passage], head: str, scene: Scene) -> list[Clause]:
    return [
        Clause(
            cut(each.text, WORDS),
            source_of((each.place,), scene),
            (each.place,),
            (*marks(each.entry, scene), Mark.EARLIER),
            head if number == 0 else "",
            quoted=True,
            note=each.entry.correction,
            target=each.entry.id,
        )
        for number, each in enumerate(told)
    ]


def _part(place: Evidence, head: str, scene: Scene) -> Clause:
    text = cut(" ".join(place.span.quote.split()), WORDS)
    return Clause(text, source_of((place,), scene), (place,), (Mark.EARLIER,), head, quoted=True)


def _head(paper: Paper, scene: Scene, scan: Scan | None) -> str:
    about = paper.description
    tissue = paper.kind in (DocumentKind.PATHOLOGY_REPORT, DocumentKind.GENETIC_REPORT)
    number = f"no. {about.accession}" if about.accession and tissue else ""
    pictures = scene.words(f"pictures.{scan.pictures}") if scan else ""
    title = shorten(calm(about.title), 7)
    place = calm(about.facility, name=True)
    place = place if place.casefold() not in title.casefold() else ""
    return " · ".join(part for part in (scene.words.when(about.date), title, place, number, pictures) if part)


def _pictures_only(scene: Scene) -> list[Clause]:
    found = []
    for scan in scans(scene):
        if scan.report is None and scan.study is not None and scan.study.document.imaging is not None:
            imaging = scan.study.document.imaging
            what = calm(imaging.description or imaging.body_part)
            named = what.casefold().startswith(imaging.modality.casefold())
            text = what if named else " ".join(part for part in (imaging.modality, what) if part)
            label = scene.words.date(scan.date)
            found.append(Clause(f"{text}: {scene.words('pictures.alone')}", Source.RECORD, label=label))
    return found
