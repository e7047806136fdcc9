"""The first page's timeline: what happened when, newest first. What the page says elsewhere is only named here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.model.history import Event
from assistant.model.papers import DocumentKind
from assistant.model.summary import Absence, Block, Clause
from assistant.view.clauses import Scene, block, cut, source_of, spread
from assistant.view.main_problem import is_of_main
from assistant.view.passages import new, tidy
from assistant.view.titles import calm
from knowledge.kinds import fold
from knowledge.layouts import is_bare, is_examination

MOST_EVENTS = 8
SAME = 6  # first words by which two sentences are the same
VISITS = (
    DocumentKind.CONSULT_NOTE,
    DocumentKind.ONCOLOGY_NOTE,
    DocumentKind.PROGRESS_NOTE,
    DocumentKind.HISTORY_PHYSICAL,
    DocumentKind.DISCHARGE_SUMMARY,
)


def timeline(scene: Scene, quoted: Collection[str] = (), said: Sequence[str] = ()) -> Block:
    """What happened when, newest first; what tells least waits in the record. Papers `quoted` on the page already (by
    id), and those whose words the page has `said`, are only named."""
    events = sorted(scene.dossier.history.timeline, key=lambda event: event.when.date, reverse=True)
    told = [event for event in events if _tells(event, scene) and not _repeats(event, events, scene)]
    found: list[tuple[Event, str]] = []
    seen: list[str] = []
    for event in told:
        text = _event(event, _is_named(event, quoted, scene) or _is_said(event, said))
        if new(f"{event.when.date} {text}", seen):
            found.append((event, text))
    chosen = sorted(found, key=lambda pair: _waits(pair[0], scene))[:MOST_EVENTS]
    rows = [
        Clause(text, source_of(event.evidence, scene), spread(event.evidence), label=scene.words.when(event.when))
        for event, text in found
        if (event, text) in chosen
    ]
    shown = block(scene, "timeline", rows, most=MOST_EVENTS, budget=100, more=len(events) - len(rows))
    if found:
        return shown
    if events:
        return replace(shown, absent=scene.words("absence.timeline_minor"))
    return Block(shown.id, shown.title, (), 0, Absence.NOT_FOUND, scene.words("absence.timeline"))


def _waits(event: Event, scene: Scene) -> int:
    """How soon an event gives way to others: medicines begun and stopped first, before them what is of other illnesses
    and what has not happened yet."""
    if event.when.date > scene.dossier.today > "":
        return 3
    if event.lane in ("diagnosis", "symptom") and ":" not in event.text and not is_of_main(event.text, scene):
        return 2
    return int(event.lane == "treatment" and ": " not in event.text and len(event.text.split()) > 3)


def _is_said(event: Event, said: Sequence[str]) -> bool:
    """Whether the page tells already what the event found, or begins to."""
    title, _, found = event.text.partition(": ")
    begins = " ".join(fold(tidy(found)).split()[:SAME])
    return bool(title and begins) and any(begins in fold(text) for text in said)


def _is_named(event: Event, quoted: Collection[str], scene: Scene) -> bool:
    """Whether the paper's title is enough: its words stand elsewhere on the page, or it tells how a thing was done."""
    papers = [paper for item in event.evidence if (paper := scene.paper(item))]
    if any(paper.kind in VISITS for paper in papers):
        return False
    return any(paper.id in quoted or paper.kind == DocumentKind.PROCEDURE_NOTE for paper in papers)


def _tells(event: Event, scene: Scene) -> bool:
    """Whether an event belongs on the first page: no bare look, no blood test, no form."""
    if len(event.text.split()) < 4 and (is_examination(event.text) or is_bare(event.text)):
        return False
    papers = [paper for item in event.evidence[:1] if (paper := scene.paper(item))]
    return not any(paper.kind in (DocumentKind.LAB_REPORT, DocumentKind.CONSENT) for paper in papers)


def _repeats(event: Event, events: Sequence[Event], scene: Scene) -> bool:
    """Whether an event only names again what the case is about, which began earlier."""
    if event.lane != "diagnosis" or ":" in event.text or not is_of_main(event.text, scene):
        return False
    return any(other.when.date < event.when.date for other in events if other.lane in ("diagnosis", "symptom"))


def _event(event: Event, named: bool, most: int = 14) -> str:
    """An event in a few words: what it was and what it found, cut where a part of the sentence ends."""
    title, colon, found = event.text.partition(": ")
    title = title[:1].upper() + title[1:]
    if not colon or len(title.split()) > 10:
        return cut(calm(tidy(event.text)), most)
    if named:
        return cut(calm(title), most)
    return cut(f"{calm(title)}: {calm(tidy(found))}", most)
