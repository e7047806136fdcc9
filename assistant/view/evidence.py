"""The first page from what the papers say: the plan on the table, the background, the labs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.model.facts import Assertion, Fact, FactKind, FactOrigin
from assistant.model.history import Entry
from assistant.model.papers import DocumentKind
from assistant.model.summary import Absence, Block, Clause, LabSeries, Mark, Source
from assistant.view.clauses import Scene, block, clause, cut, display, how_taken, no_allergy, said, shorten
from assistant.view.main_problem import is_of_main
from assistant.view.passages import new, passages
from assistant.view.scans import REPORTS
from assistant.view.titles import calm
from knowledge.layouts import is_bare, is_examination, is_plan, spelled

Text = Callable[[Entry, Scene], str]
LISTS = ("past_history", "problems")
MOST_LABS = 7
OWN_SAYING = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.POSSIBLE)


def plan(scene: Scene, quoted: Sequence[str] = ()) -> Block:
    """What the local doctors propose, in their words, newest first; and what the patient says they were advised."""
    entries = scene.entries(FactKind.RECOMMENDATION)
    entries += scene.entries(
        FactKind.PROCEDURE, FactKind.MEDICATION, FactKind.APPOINTMENT, assertions=(Assertion.PLANNED,)
    )
    entries += scene.entries(FactKind.APPOINTMENT, assertions=(Assertion.PRESENT,))
    newest = [(entry, max(entry.facts, key=lambda fact: _day(fact, scene))) for entry in unique(entries)]
    newest.sort(key=lambda pair: (not _treats(pair[1], scene), pair[1].span.page, pair[1].span.start))
    newest.sort(key=lambda pair: _day(pair[1], scene), reverse=True)
    newest.sort(key=lambda pair: _is_listed_only(pair[1], scene))
    found: list[Clause] = []
    seen: list[str] = []
    head, first = "", None
    for text in quoted:
        new(text, seen)
    for told in passages(newest, scene):
        if not new(told.text, seen) or not is_plan(told.text):
            continue
        paper = scene.paper(told.place)
        first = first or paper
        about = paper.description if paper else None
        if paper is not first and len(found) > 1:
            break
        who = about and calm(about.author or about.facility, name=True)
        label = " · ".join(p for p in (scene.words.when(about.date), who) if p) if about else ""
        made = clause(told.entry, scene, cut(told.text, 36), "" if label == head else label, quoted=True)
        found.append(replace(made, evidence=(told.place,), marks=(*made.marks, Mark.EARLIER)))
        head = label
    advised = scene.dossier.case.goal.advised
    if advised:
        found.insert(0, Clause(shorten(advised), Source.PATIENT, label=scene.words("advised"), quoted=True))
    shown = block(scene, "plan", found, most=5, budget=60)
    return shown if found else Block("plan", shown.title, (), 0, Absence.NOT_FOUND, scene.words("absence.plan"))


def _is_listed_only(fact: Fact, scene: Scene) -> bool:
    """Whether it stands in a portal's list, which repeats what a visit planned and adds appointments."""
    paper = scene.papers.get(fact.span.document)
    return paper is not None and paper.kind is DocumentKind.PORTAL_SUMMARY


def unique(entries: Sequence[Entry]) -> list[Entry]:
    return list({entry.id: entry for entry in entries}.values())


def _day(fact: Fact, scene: Scene) -> str:
    paper = scene.papers.get(fact.span.document)
    return paper.description.date.date if paper else ""


def _treats(fact: Fact, scene: Scene) -> bool:
    """Whether the words name a treatment: a medicine or an operation, no look and no need in general."""
    paper = scene.papers.get(fact.span.document)
    inside = paper.within(fact.span) if paper else []
    return any(
        (f.kind is FactKind.MEDICATION or (f.kind is FactKind.PROCEDURE and not is_examination(f.name)))
        and f.assertion is not Assertion.ABSENT
        and not is_bare(f.name)
        for f in inside
    )


def background(scene: Scene) -> Block:
    """Allergies first, since they are always shown; then medicines, problems, operations, devices, family."""
    words = scene.words
    found = _group(scene, scene.entries(FactKind.ALLERGY), "allergies", always=True, text=_allergy)
    medicines = scene.entries(FactKind.MEDICATION, assertions=(Assertion.PRESENT, Assertion.POSSIBLE))
    taken = [entry for entry in medicines if entry.status != "stopped"]
    found += _group(scene, taken, "medicines", always=True, text=_medicine)
    problems = scene.entries(FactKind.PROBLEM, assertions=OWN_SAYING)
    beside = [e for e in problems if not is_of_main(e.name, scene) and not _is_symptom(e)]
    listed = [entry for entry in beside if _is_listed(entry)] or beside or problems
    found += _group(scene, listed, "problems", always=True)
    done = (Assertion.PRESENT, Assertion.HISTORICAL)
    procedures = scene.entries(FactKind.PROCEDURE, assertions=done)
    operations = [item for item in procedures if not (is_examination(item.name) or is_bare(item.name))]
    operations.sort(key=lambda entry: entry.when.date, reverse=True)
    found += _group(scene, operations, "operations", text=_operation, ordered=True)
    devices = scene.entries(FactKind.DEVICE, assertions=(Assertion.PRESENT,))
    found += _group(scene, [one for one in devices if _is_implanted(one)], "devices", text=_operation)
    found += _group(scene, _families(scene), "family", text=_relative, ordered=True)
    shown = _shared_out(scene, Block("background", words("blocks.background"), tuple(found)))
    return replace(shown, more=shown.more + len(problems) - len(listed))


def _families(scene: Scene) -> list[Entry]:
    """The illnesses of relatives, those of several relatives first."""
    entries = scene.entries(FactKind.FAMILY_HISTORY)
    names = [entry.name for entry in entries]
    return sorted(
        entries, key=lambda entry: (entry.assertion == Assertion.ABSENT, -names.count(entry.name), *_weight(entry))
    )


def _is_implanted(entry: Entry) -> bool:
    """A device with its day or its model; screws and drains that a report only names are no news."""
    return bool(entry.when.date or any(fact.details.get("model") for fact in entry.facts))


def _is_symptom(entry: Entry) -> bool:
    return all(fact.kind is FactKind.SYMPTOM for fact in entry.facts)


def _is_listed(entry: Entry) -> bool:
    """Whether a paper lists the problem among those the person has, or a coded entry or the person tells of it."""
    if any(fact.origin not in (FactOrigin.RULE, FactOrigin.MODEL) for fact in entry.facts):
        return True
    return any(item.method.rpartition(".")[2] in LISTS for item in entry.evidence)


def _group(
    scene: Scene,
    entries: list[Entry],
    name: str,
    *,
    always: bool = False,
    text: Text | None = None,
    ordered: bool = False,
) -> list[Clause]:
    label = scene.words(f"background.{name}")
    if not entries:
        return [Clause(scene.words("absent.not_found"), Source.CALCULATED, label=label)] if always else []
    if not ordered:
        entries = sorted(entries, key=_weight)
    made = []
    for number, entry in enumerate(entries):
        words = text(entry, scene) if text else ""
        made.append(clause(entry, scene, words, label if number == 0 else ""))
    return made


def _weight(entry: Entry) -> tuple[bool, int, str]:
    """What is so before what is not, what most papers say first."""
    return entry.assertion == Assertion.ABSENT, -len({e.span.document for e in entry.evidence}), entry.name


def _allergy(entry: Entry, scene: Scene) -> str:
    reaction = entry.details.get("reaction", "")
    if denied := no_allergy(entry, scene):
        return denied
    return f"{said(entry, scene)} ({reaction})" if reaction and entry.assertion != Assertion.ABSENT else ""


def _operation(entry: Entry, scene: Scene) -> str:
    return f"{display(entry)} ({scene.words.when(entry.when)})" if entry.when.date else display(entry)


def _relative(entry: Entry, scene: Scene) -> str:
    details = entry.details
    who = details.get("relation") or details.get("experiencer") or details.get("relative") or ""
    at = f" ({details['age']})" if details.get("age") else ""
    return f"{who}: {said(entry, scene)}{at}" if who else ""


def _medicine(entry: Entry, _: Scene) -> str:
    """Its name and how it is taken."""
    return " ".join((spelled(entry.name), *how_taken(entry)))


def _shared_out(scene: Scene, whole: Block, most: int = 4, budget: int = 95) -> Block:
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
    lines = [line for line in series if not _measured_elsewhere(line, scene)]
    out = [line for line in lines if line.points[-1].flag]
    out.sort(key=lambda line: line.points[-1].date, reverse=True)
    out.sort(key=_how_far, reverse=True)
    days = list(dict.fromkeys(line.points[-1].date for line in out))
    out = sorted(out[:MOST_LABS], key=lambda line: days.index(line.points[-1].date)) + out[MOST_LABS:]
    found: list[Clause] = []
    day = ""
    for line in out:
        last = line.points[-1]
        earlier = next((point for point in reversed(line.points) if point.date < last.date), None)
        before = f" ({words.date(earlier.date)}: {earlier.value})" if earlier else ""
        value = " ".join(part for part in (line.name, last.value, line.unit, last.flag) if part)
        bounds = f" [{_bounds(last.range, line.unit)}]" if last.range else ""
        label = words.date(last.date) if last.date != day else ""
        found.append(Clause(f"{value}{bounds}{before}", Source.RECORD, last.evidence[:2], label=label))
        found[-1] = replace(found[-1], target=last.target)
        day = last.date
    shown = block(scene, "labs", found, most=MOST_LABS, budget=48)
    if found:
        return shown
    key = "labs" if lines else "labs_none"
    return Block("labs", shown.title, (), 0, Absence.NOT_FOUND, words(f"absence.{key}"))


def _how_far(line: LabSeries) -> float:
    """How many times its limit the newest value is, above or below; 0 where that cannot be told."""
    last = line.points[-1]
    if last.number is None or last.number <= 0:
        return 0.0
    above = last.number / last.high if last.high else 0.0
    below = last.low / last.number if last.low else 0.0
    return max(above, below)


def _measured_elsewhere(line: LabSeries, scene: Scene) -> bool:
    """Whether the newest value is a measure of a scan or a heart test, which stands with those."""
    paper = scene.papers.get(line.points[-1].document)
    return paper is not None and paper.kind in (*REPORTS, DocumentKind.PROCEDURE_NOTE)


def _bounds(printed: str, unit: str) -> str:
    """The printed range, without the unit that stands beside it already."""
    bare = printed.removesuffix(unit).strip() if unit else printed
    return bare or printed
