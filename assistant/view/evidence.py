"""The first page from what the papers say: timeline, plan, background, labs, gaps and conflicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.model.facts import Assertion, Fact, FactKind
from assistant.model.gaps import Gap, GapState, Need
from assistant.model.history import Entry
from assistant.model.summary import Absence, Block, Clause, LabSeries, Mark, Source
from assistant.view.clauses import Scene, block, clause, display, said, shorten, source_of, spread
from assistant.view.decisive import new, sentences
from assistant.view.quoting import sentence
from knowledge.layouts import is_examination

Text = Callable[[Entry, Scene], str]
OWN_SAYING = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.POSSIBLE)


def timeline(scene: Scene) -> Block:
    """What happened when, newest first."""
    events = sorted(scene.dossier.history.timeline, key=lambda event: event.when.date, reverse=True)
    looks = [event for event in events if len(event.text.split()) < 4 and is_examination(event.text)]
    events = [event for event in events if event not in looks]  # a bare "examination" tells least
    found = [
        Clause(
            shorten(event.text, 8),
            source_of(event.evidence, scene),
            spread(event.evidence),
            label=scene.words.when(event.when),
        )
        for event in events
    ]
    shown = block(scene, "timeline", found, most=8, budget=100, more=len(looks))
    if found:
        return shown
    return Block(shown.id, shown.title, (), 0, Absence.NOT_FOUND, scene.words("absence.timeline"))


def plan(scene: Scene) -> Block:
    """What the local doctors propose, in their words, newest first; and what the patient says they were advised."""
    entries = scene.entries(FactKind.RECOMMENDATION)
    entries += scene.entries(
        FactKind.PROCEDURE, FactKind.MEDICATION, FactKind.APPOINTMENT, assertions=(Assertion.PLANNED,)
    )
    entries += scene.entries(FactKind.APPOINTMENT, assertions=(Assertion.PRESENT,))
    dated = sorted(unique(entries), key=lambda entry: (entry.facts[0].span.page, entry.facts[0].span.start))
    dated.sort(key=lambda entry: _paper_date(entry, scene), reverse=True)
    found, head, seen = [], "", list[str]()
    for entry, place, words in sentences([(entry, entry.facts[0]) for entry in dated], scene):
        if not new(words, seen):
            continue
        text = shorten(words, 30)
        paper = scene.paper(entry.evidence[0])
        about = paper.description if paper else None
        label = (
            " · ".join(p for p in (scene.words.when(about.date), about.author or about.facility) if p) if about else ""
        )
        made = clause(entry, scene, text, "" if label == head else label, quoted=True)
        found.append(replace(made, evidence=(place,)))
        head = label
    advised = scene.dossier.case.goal.advised
    if advised:
        found.insert(0, Clause(shorten(advised), Source.PATIENT, label=scene.words("advised"), quoted=True))
    shown = block(scene, "plan", found, most=5, budget=60)
    return shown if found else Block("plan", shown.title, (), 0, Absence.NOT_FOUND, scene.words("absence.plan"))


def unique(entries: Sequence[Entry]) -> list[Entry]:
    return list({entry.id: entry for entry in entries}.values())


def _paper_date(entry: Entry, scene: Scene) -> str:
    paper = scene.paper(entry.evidence[0])
    return paper.description.date.date if paper else ""


def background(scene: Scene) -> Block:
    """Allergies first, since they are always shown; then medicines, problems, operations, family."""
    words = scene.words
    found = _group(scene, scene.entries(FactKind.ALLERGY), "allergies", always=True, text=_allergy)
    medicines = scene.entries(FactKind.MEDICATION, assertions=(Assertion.PRESENT, Assertion.POSSIBLE))
    taken = [entry for entry in medicines if entry.status != "stopped"]
    found += _group(scene, taken, "medicines", always=True, text=_medicine)
    problems = scene.entries(FactKind.PROBLEM, assertions=OWN_SAYING)
    found += _group(scene, problems, "problems", always=True)
    done = (Assertion.PRESENT, Assertion.HISTORICAL)
    operations = [item for item in scene.entries(FactKind.PROCEDURE, assertions=done) if not is_examination(item.name)]
    found += _group(scene, operations, "operations", text=_operation)
    found += _group(scene, scene.entries(FactKind.FAMILY_HISTORY), "family", text=_relative)
    return _shared_out(scene, Block("background", words("blocks.background"), tuple(found)))


def _group(
    scene: Scene, entries: list[Entry], name: str, *, always: bool = False, text: Text | None = None
) -> list[Clause]:
    label = scene.words(f"background.{name}")
    if not entries:
        return [Clause(scene.words("absent.not_found"), Source.CALCULATED, label=label)] if always else []
    entries = sorted(
        entries,
        key=lambda entry: (
            entry.assertion == Assertion.ABSENT,
            -len({e.span.document for e in entry.evidence}),
            entry.name,
        ),
    )
    made = []
    for number, entry in enumerate(entries):
        words = text(entry, scene) if text else ""
        made.append(clause(entry, scene, words, label if number == 0 else ""))
    return made


def _allergy(entry: Entry, scene: Scene) -> str:
    reaction = entry.details.get("reaction", "")
    return f"{said(entry, scene)} ({reaction})" if reaction and entry.assertion != Assertion.ABSENT else ""


def _operation(entry: Entry, scene: Scene) -> str:
    return f"{display(entry)} ({scene.words.when(entry.when)})" if entry.when.date else said(entry, scene)


def _relative(entry: Entry, scene: Scene) -> str:
    details = entry.details
    who = details.get("relation") or details.get("experiencer") or details.get("relative") or ""
    at = f" ({details['age']})" if details.get("age") else ""
    return f"{who}: {said(entry, scene)}{at}" if who else ""


def _medicine(entry: Entry, _: Scene) -> str:
    details = [entry.details.get(name, "") for name in ("dose", "route", "frequency")]
    return " ".join([entry.name, *(detail for detail in details if detail)])


def _shared_out(scene: Scene, whole: Block, most: int = 4, budget: int = 85) -> Block:
    """Every group keeps its first lines; the rest of each is counted in the group's own last clause."""
    groups: list[list[Clause]] = []
    for item in whole.clauses:
        if item.label:
            groups.append([])
        groups[-1].append(item)
    kept: list[Clause] = []
    left_over = 0
    for number, group in enumerate(groups):
        room = most + 3 if number < 2 else most  # allergies and medicines
        kept += group[:room]
        left_over += len(group) - len(group[:room])
    shown = block(scene, "background", kept, most=40, budget=budget)
    return Block(whole.id, whole.title, shown.clauses, shown.more + left_over)


def labs(scene: Scene, series: Sequence[LabSeries]) -> Block:
    """The newest result of each test that is out of its printed range, with the one before."""
    words = scene.words
    found = []
    for line in series:
        last = line.points[-1]
        if not last.flag:
            continue
        before = f" ({words.date(line.points[-2].date)}: {line.points[-2].value})" if len(line.points) > 1 else ""
        value = " ".join(part for part in (line.name, last.value, line.unit, last.flag) if part)
        bounds = f" [{last.range}]" if last.range else ""
        text = f"{value}{bounds}{before}"
        found.append(
            (last.date, Clause(text, Source.RECORD, last.evidence[:2], label=words.date(last.date), target=last.target))
        )
    found.sort(key=lambda pair: pair[0], reverse=True)
    shown = block(scene, "labs", [item for _, item in found], most=6, budget=45)
    if found:
        return shown
    key = "labs" if series else "labs_none"
    return Block("labs", shown.title, (), 0, Absence.NOT_FOUND, words(f"absence.{key}"))


def gaps(scene: Scene) -> Block:
    """Papers that disagree, with both sides; then what is missing, what would stop the specialist first."""
    words, dossier = scene.words, scene.dossier
    found = []
    for conflict in dossier.history.conflicts:
        sides = words("versus").join(_side(text, facts, scene) for text, facts in conflict.sides)
        found.append(
            Clause(
                f"{conflict.topic}: {sides}",
                Source.RECORD,
                spread(conflict.evidence),
                (Mark.DIFFER,),
                target=conflict.id,
            )
        )
    ranked = sorted(dossier.gaps, key=lambda gap: (gap.need != Need.REQUIRED, gap.rank))
    found += [_gap(gap, scene) for gap in ranked if gap.kind not in ("conflict", "questionnaire")]
    needed = len(dossier.history.conflicts) + sum(gap.need == Need.REQUIRED for gap in ranked)
    shown = block(scene, "gaps", found, most=9, budget=75, must=min(needed, 9))
    return shown if found else Block("gaps", shown.title, (), 0, Absence.SAYS_NONE, words("absence.gaps"))


def _side(text: str, facts: Sequence[Fact], scene: Scene) -> str:
    papers = {fact.span.document: scene.papers.get(fact.span.document) for fact in facts}
    where = []
    for paper in list(papers.values())[:2]:
        if paper is not None:
            kind = scene.words.get(f"kinds.{paper.kind.value}", paper.kind.value.replace("_", " "))
            where.append(", ".join(part for part in (kind, scene.words.when(paper.description.date)) if part))
    more = f" +{len(papers) - 2}" if len(papers) > 2 else ""
    if any(fact.assertion == Assertion.ABSENT for fact in facts):  # in the paper's words, lest a "no" be lost
        text = " ".join(sentence(facts[0].evidence[0], scene).span.quote.split())
    return f"{shorten(text, 12)} ({'; '.join(where)}{more})" if where else shorten(text, 12)


def _gap(gap: Gap, scene: Scene) -> Clause:
    words = scene.words
    stranger = gap.state == GapState.WRONG_PATIENT
    state = words(f"gap_states.{gap.state.value}")
    text = gap.label if stranger else f"{shorten(gap.label, 12)}: {state}"
    if gap.found:
        text += f" ({shorten(gap.found, 12)})"
    decision = scene.dossier.case.decision(gap.id)
    if decision is not None:
        text += f"; {words('ask.reason').lower()}: {words.get(f'answers.{decision.verdict}', decision.verdict)}"
    return Clause(text, Source.CALCULATED, spread(gap.evidence), alert=stranger, target=gap.id)
