"""The first page's last box: papers that disagree, with both sides; then what is missing, what would stop the
specialist first. Takes no side, and calls nothing missing that the patient only was not asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.model.gaps import Gap, GapState, Need
from assistant.model.history import Conflict
from assistant.model.papers import Paper
from assistant.model.summary import Absence, Block, Clause, Mark, Source
from assistant.view.clauses import Scene, block, shorten, spread
from assistant.view.passages import new, tidy
from assistant.view.quoting import last_sentence, sentence, with_the_one_before
from assistant.view.titles import calm_start
from knowledge.names import in_language

TELLING = 4  # words of a promise; one of fewer ("Addendum to follow.") is told with what it is about
ELSEWHERE = ("conflict", "questionnaire")  # kinds of gap that are said in another way


def gaps(scene: Scene) -> Block:
    """Groups, each led in by its name: disagreements, what is needed, what would help, what was not asked."""
    words, dossier = scene.words, scene.dossier
    found = [_conflict_clause(conflict, scene) for conflict in dossier.history.conflicts]
    found = _led(found, words("gap_groups.differ"))
    ranked = sorted((gap for gap in dossier.gaps if gap.kind not in ELSEWHERE), key=lambda gap: gap.rank)
    strangers = [gap for gap in ranked if gap.state == GapState.WRONG_PATIENT]
    asked = [gap for gap in ranked if gap.state == GapState.UNCONFIRMED]
    rest = [gap for gap in ranked if gap not in (*strangers, *asked)]
    found += [_gap(gap, scene) for gap in strangers]
    awaited = [gap for gap in rest if gap.need == Need.RECOMMENDED and is_awaited(gap, scene.papers)]
    required = [gap for gap in rest if gap.need == Need.REQUIRED]
    found += _led([_gap(gap, scene) for gap in required], words("gap_groups.required"))
    found += _led(_awaited(awaited, scene), words("gap_groups.awaited"))
    others = [gap for gap in rest if gap not in (*awaited, *required)]
    found += _led([_gap(gap, scene) for gap in others], words("gap_groups.recommended"))
    found += _led([_gap(gap, scene) for gap in asked], words("gap_groups.unconfirmed"))
    needed = len(dossier.history.conflicts) + len(strangers) + len(required) + bool(awaited)
    shown = block(scene, "gaps", found, most=14, budget=95, must=min(needed, 12))
    return shown if found else Block("gaps", shown.title, (), 0, Absence.SAYS_NONE, words("absence.gaps"))


def is_awaited(gap: Gap, papers: Mapping[str, Paper]) -> bool:
    """Whether a paper says that a result would follow; one whose place holds a result lacks other parts."""
    if gap.state != GapState.INCOMPLETE or not gap.evidence or gap.kind == "image":
        return False
    span = gap.evidence[0].span
    paper = papers.get(span.document)
    results = [f.span for f in paper.facts if f.kind is FactKind.LAB_RESULT and f.value] if paper else []
    return not any(r.page == span.page and r.start < span.end and span.end <= r.end for r in results)


def _awaited(gaps: Sequence[Gap], scene: Scene) -> list[Clause]:
    """Each in the words of the paper that promised it; two lines of the list that wait for one sentence are one."""
    found: list[Clause] = []
    told: list[str] = []
    for gap in gaps:
        place = last_sentence(gap.evidence[0], scene)
        if len(place.span.quote.split()) < TELLING:
            place = with_the_one_before(place, scene)
        quote = tidy(place.span.quote)
        if new(quote, told):
            found.append(Clause(shorten(quote, 18), Source.RECORD, (place,), quoted=True, target=gap.id))
    return found


def _led(clauses: list[Clause], label: str) -> list[Clause]:
    return [replace(item, label="" if number else label) for number, item in enumerate(clauses)]


def _conflict_clause(conflict: Conflict, scene: Scene) -> Clause:
    sides = scene.words("versus").join(_side(text, facts, scene) for text, facts in conflict.sides)
    text = f"{in_language(conflict.topic, scene.words.language)}: {sides}"
    return Clause(text, Source.RECORD, spread(conflict.evidence), (Mark.DIFFER,), target=conflict.id)


def _side(text: str, facts: Sequence[Fact], scene: Scene) -> str:
    papers = {fact.span.document: scene.papers.get(fact.span.document) for fact in facts}
    where = []
    for paper in list(papers.values())[:2]:
        if paper is not None:
            kind = scene.words.get(f"kinds.{paper.kind.value}", paper.kind.value.replace("_", " "))
            where.append(", ".join(part for part in (kind, scene.words.when(paper.description.date)) if part))
    more = f" +{len(papers) - 2}" if len(papers) > 2 else ""
    if any(fact.assertion == Assertion.ABSENT for fact in facts):  # in the paper's words, lest a "no" be lost
        text = tidy(sentence(facts[0].evidence[0], scene).span.quote).rstrip(".")
    return f"{shorten(text, 12)} ({'; '.join(where)}{more})" if where else shorten(text, 12)


def _gap(gap: Gap, scene: Scene) -> Clause:
    """One line of the list. Its group says that it is missing; only another state is said beside it."""
    words = scene.words
    stranger = gap.state == GapState.WRONG_PATIENT
    text = gap.label if stranger else shorten(gap.label, 12)
    state = "" if stranger else words.get(f"gap_notes.{gap.state.value}", "")
    found = shorten(calm_start(gap.found.removeprefix(gap.label).strip(", ")), 12)
    found = "" if found.casefold() in gap.label.casefold() else found
    state = "" if gap.kind == "file" else state
    note = f"{state}: {found}" if state and found else state or found
    if note:
        text += f" ({note})"
    decision = scene.dossier.case.decision(gap.id)
    if decision is not None:
        text += f"; {words('ask.reason').lower()}: {words.get(f'answers.{decision.verdict}', decision.verdict)}"
    return Clause(text, Source.CALCULATED, spread(gap.evidence), alert=stranger, target=gap.id)
