"""The pre-visit summary: page one in the order a specialist reads, and the record behind it.

Composed from statements that each have a place. It never infers, never ranks a treatment, and never leaves a blank.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.model.case import Dossier
from assistant.model.facts import FactKind
from assistant.model.gaps import Need
from assistant.model.summary import Block, Mark, SourcePaper, Summary
from assistant.model.whose import person_of
from assistant.view import evidence, missing, page
from assistant.view.clauses import Scene, scene
from assistant.view.decisive import decisive
from assistant.view.fitting import fit
from assistant.view.labs import series
from assistant.view.person import person
from assistant.view.record import sections
from assistant.view.timeline import timeline
from assistant.view.titles import calm_person
from knowledge import Knowledge
from knowledge.layouts import layout


def view(dossier: Dossier, knowledge: Knowledge | None = None, language: str = "en") -> Summary:
    """The summary of a dossier. Its own words are in `language`; the papers' words stay as they are."""
    dossier = replace(dossier, gaps=tuple(gap.discreet for gap in dossier.gaps))
    here = scene(dossier, language)
    words, case = here.words, dossier.case
    lines = series(here.entries(FactKind.LAB_RESULT))
    counted = page.counts(here)
    boxes = [decisive(here, box) for box in layout(_layout(dossier, knowledge))]
    quoted = {place.span.document for box in boxes for clause in box.clauses for place in clause.evidence}
    line, plan = page.one_liner(here), evidence.plan(here, [clause.text for box in boxes for clause in box.clauses])
    told = [clause.text for box in (line, *boxes, plan) for clause in box.clauses]
    blocks: tuple[Block, ...] = (
        page.ask(here),
        line,
        *boxes,
        timeline(here, quoted, told),
        plan,
        person(here),
        evidence.background(here),
        evidence.labs(here, lines),
        missing.gaps(here),
        page.signed(here, counted),
    )
    alerts = page.alerts(here)
    blocks = tuple(_not_again(block, {alert.text for alert in alerts}) for block in blocks)
    strip = page.strip(here, counted)
    usual = Mark.CONFIRMED if counted.confirmed > counted.unconfirmed else Mark.NOT_CONFIRMED
    spent = sum(len(item.text.split()) for item in strip)
    blocks = fit(blocks, _kept(here), spent)
    name = calm_person(person_of(dossier.case.patient, dossier.papers)[0].name) or words("strip.no_name")
    return Summary(
        title=words("title"),
        subtitle=_subtitle(here, name),
        case_number=case.number,
        today=dossier.today,
        language=words.language,
        strip=strip,
        blocks=blocks,
        sections=sections(here, lines),
        labs=lines,
        papers=_papers(here),
        counts=counted,
        alerts=alerts,
        usual=usual,
        legend=words(f"legend.{usual.value}"),
    )


def _not_again(block: Block, told: set[str]) -> Block:
    """The box without what stands in a box of its own above it, unless nothing else is in it."""
    rest = tuple(clause for clause in block.clauses if not (clause.alert and clause.text in told))
    return replace(block, clauses=rest or block.clauses)


def _kept(here: Scene) -> set[str]:
    """The gaps the first page always names: what is needed, and the first results that are still to come."""
    gaps = sorted(here.dossier.gaps, key=lambda gap: gap.rank)
    awaited = [gap.id for gap in gaps if missing.is_awaited(gap, here.papers)]
    return {gap.id for gap in gaps if gap.need == Need.REQUIRED} | set(awaited[:2])


def _subtitle(here: Scene, name: str) -> str:
    number, words = here.dossier.case.number, here.words
    parts = (name, f"{words('strip.case')} {number}" if number else "", words.date(here.dossier.today))
    return " · ".join(part for part in parts if part)


def _layout(dossier: Dossier, knowledge: Knowledge | None) -> str:
    if knowledge is None or not dossier.pathways:
        return "default"
    return str(knowledge.pathways.resolve(dossier.pathways).layout)


def _papers(here: Scene) -> tuple[SourcePaper, ...]:
    return tuple(
        SourcePaper(
            id=paper.id,
            title=paper.description.title or paper.document.name,
            kind=here.words.get(f"kinds.{paper.kind.value}", paper.kind.value.replace("_", " ")),
            date=paper.description.date.date,
            facility=paper.description.facility,
            name=paper.document.name,
            pages=len(paper.document.pages),
            belongs=paper.belongs.value,
            counts=paper.counts,
        )
        for paper in here.dossier.papers
    )


__all__ = ["view"]
