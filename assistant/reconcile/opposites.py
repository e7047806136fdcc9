"""One test or piece of tissue that is positive by one paper and negative by another; a flagged result called normal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.model.facts import Fact, FactKind
from assistant.model.history import Conflict, Entry
from assistant.model.papers import Paper
from assistant.reconcile.pages import NOT_SAID, conflict, quoted
from assistant.reconcile.sources import REPORTS, Sources, days_apart
from ingest.document import Page, PageState
from knowledge.kinds import fold, plain
from knowledge.opposites import Answered, Opposites, load_opposites

LONG = 400  # days within which two papers speak of one test
SOON = 45  # days after which a second report tells of a second test
LETTER = 30  # days within which a letter tells of the newest result
_FLAGGED = frozenset({"H", "L", "HH", "LL", "A"})


def opposites(entries: Sequence[Entry], sources: Sources, known: Sequence[Conflict]) -> Iterator[Conflict]:
    """Every such disagreement; what is `known` of a marker already is not told again."""
    words = load_opposites()
    pages = [
        (paper, page, plain(page.text))
        for paper in sources.papers.values()
        if sources.first_of(paper) and paper.kind not in NOT_SAID
        for page in paper.document.pages
        if page.state is PageState.READ
    ]
    markers = {fold(one.topic.removesuffix(": yes or no")) for one in known}
    for kind, things in ((FactKind.BIOMARKER, words.tests), (FactKind.PATHOLOGY_DIAGNOSIS, words.specimens)):
        for thing in things:
            if thing.name not in markers:
                yield from _answers(thing, kind, pages, sources, words)
    for entry in entries:
        if entry.kind is FactKind.LAB_RESULT:
            yield from _called_normal(entry, pages, sources, words)


_Pages = Sequence[tuple[Paper, Page, str]]


def _answers(thing: Answered, kind: FactKind, pages: _Pages, sources: Sources, words: Opposites) -> Iterator[Conflict]:
    """Papers that give one answer only, and of which two give different ones."""
    told: dict[str, dict[str, list[Fact]]] = {}
    for paper, page, flat in pages:
        for pattern in thing.patterns:
            for match in pattern.finditer(flat):
                if words.unsaid.search(flat, max(0, match.start() - 60), match.start()):
                    continue
                answer = "positive" if match["yes"] else "negative"
                place = match.start("yes" if match["yes"] else "no") if "part" in match.groupdict() else match.start()
                fact = quoted(paper, page, place, thing.name, answer, kind=kind)
                told.setdefault(sources.source(fact), {}).setdefault(answer, []).append(fact)
    alone = [fact for said in told.values() if len(said) == 1 for facts in said.values() for fact in facts]
    for one, other in combinations(alone, 2):
        if one.value != other.value and _of_one(one, other, sources):
            sides = [(str(f.value), [g for g in alone if g.value == f.value]) for f in (one, other)]
            sides = [(f"{said}: {' '.join(facts[0].text.split())[:160]}", facts) for said, facts in sides]
            yield conflict(thing.name, kind, *sides)
            return


def _of_one(one: Fact, other: Fact, sources: Sources) -> bool:
    """Not two examinations of one sort, weeks apart, and not years between."""
    dates = sources.date(one), sources.date(other)
    if not all(dates):
        return True
    kinds = {sources.papers[fact.span.document].kind for fact in (one, other)}
    return days_apart(*dates) <= (SOON if len(kinds) == 1 and kinds <= REPORTS else LONG)


def _called_normal(entry: Entry, pages: _Pages, sources: Sources, words: Opposites) -> Iterator[Conflict]:
    """A letter calls a test normal, and every result of the month before it is flagged."""
    dated = [f for f in entry.facts if len(f.when.date) == 10 and f.value and any(map(str.isdigit, f.value))]
    flagged = [fact for fact in dated if (fact.flag or "").upper() in _FLAGGED]
    if not flagged:
        return
    names = {fold(entry.name), *(fold(fact.details.get("test", "")) for fact in flagged)}
    pattern = words.called_normal(frozenset(name for name in names if len(name) > 2))
    own = {sources.source(fact) for fact in dated}
    for paper, page, flat in pages:
        said = paper.description.date.date
        match = None if paper.id in own or paper.kind in REPORTS or not said else pattern.search(flat)
        near = [
            fact for fact in dated if said and fact.when.date <= said and days_apart(fact.when.date, said) <= LETTER
        ]
        if match and near and all(fact in flagged for fact in near):
            if words.unsaid.search(flat, max(0, match.start() - 60), match.start()):
                continue
            letter = quoted(paper, page, match.start(), entry.name, "normal", kind=FactKind.LAB_RESULT)
            value = " ".join(filter(None, (near[0].value, near[0].unit, near[0].flag)))
            yield conflict(f"{entry.name}, {near[0].when.date}", entry.kind, (value, near), ("normal", [letter]))
            return
