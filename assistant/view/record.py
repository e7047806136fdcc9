"""The complete record behind the first page: one table per kind of thing, every row with its place."""

from __future__ import annotations

from collections.abc import Callable

from assistant.model.facts import Assertion, FactKind
from assistant.model.gaps import GapState
from assistant.model.history import Entry, Event
from assistant.model.summary import LabSeries, Row, Section, Source
from assistant.view.clauses import DENIED, Scene, display, fact_marks, how_taken, marks, no_allergy, source_of, whose
from assistant.view.missing import ELSEWHERE
from assistant.view.repeated import holds
from assistant.view.scans import scans
from assistant.view.titles import calm, calm_start
from knowledge.kinds import fold
from knowledge.layouts import denies, spelled
from knowledge.names import in_language

FIRST = (("findings", (FactKind.STAGE,)), ("pathology", (FactKind.PATHOLOGY_DIAGNOSIS, FactKind.BIOMARKER)))
FINDINGS = ("imaging", (FactKind.IMPRESSION, FactKind.IMAGING_FINDING))
STATEMENTS = (
    ("problems", (FactKind.PROBLEM,)),
    ("symptoms", (FactKind.SYMPTOM,)),
    ("medicines", (FactKind.MEDICATION,)),
    ("allergies", (FactKind.ALLERGY,)),
    ("operations", (FactKind.PROCEDURE,)),
    ("plans", (FactKind.RECOMMENDATION, FactKind.APPOINTMENT)),
    ("family", (FactKind.FAMILY_HISTORY,)),
    ("social", (FactKind.SOCIAL_HISTORY,)),
    ("immunizations", (FactKind.IMMUNIZATION,)),
    ("devices", (FactKind.DEVICE,)),
    ("team", (FactKind.CARE_TEAM,)),
)
ALWAYS = ("problems", "medicines", "allergies", "operations")  # said to be empty rather than left away


def sections(scene: Scene, series: tuple[LabSeries, ...]) -> tuple[Section, ...]:
    """All chapters in reading order; empty ones only where their emptiness matters."""
    made = [_questions(scene), _conflicts(scene), _gaps(scene), _requests(scene), _timeline(scene)]
    made += [_statements(scene, name, kinds) for name, kinds in FIRST]
    made += [_scans(scene), _statements(scene, *FINDINGS), _results(scene, series), _vitals(scene)]
    made += [_statements(scene, name, kinds) for name, kinds in STATEMENTS]
    made += [_denied(scene), _received(scene), _papers(scene)]
    return tuple(section for section in made if section.rows or section.absent)


def _section(scene: Scene, name: str, columns: str, rows: list[Row], absent: str = "") -> Section:
    words = scene.words
    return Section(
        name, words(f"sections.{name}"), words.list(f"columns.{columns}"), tuple(rows), "" if rows else absent
    )


def _questions(scene: Scene) -> Section:
    words, rows = scene.words, []
    for number, question in enumerate(sorted(scene.dossier.questions, key=lambda item: item.rank), 1):
        source = Source.PATIENT if question.origin == "patient" else Source.CALCULATED
        cells = (str(number), question.text, words(f"origins.{question.origin.value}"))
        rows.append(Row(cells, source, question.evidence, target=question.id))
    return _section(scene, "questions", "questions", rows, words("absence.ask"))


def _timeline(scene: Scene) -> Section:
    events = sorted(scene.dossier.history.timeline, key=lambda event: event.when.date, reverse=True)
    rows = [
        Row((scene.words.when(event.when), _event(event)), source_of(event.evidence, scene), event.evidence)
        for event in events
    ]
    return _section(scene, "timeline", "timeline", rows, scene.words("absence.timeline"))


def _event(event: Event) -> str:
    title, colon, found = event.text.partition(": ")
    return f"{calm(title)}{colon}{found}"


def _statements(scene: Scene, name: str, kinds: tuple[FactKind, ...]) -> Section:
    entries = sorted(scene.entries(*kinds), key=_order)
    if name == FINDINGS[0]:
        entries = [entry for entry in entries if not any(holds(other, entry) for other in entries)]
    shape: dict[str, Callable[[Entry, Scene], tuple[str, ...]]] = {"medicines": _medicine, "allergies": _allergy}
    columns = name if name in shape else "statements"
    rows = [_row(entry, scene, shape.get(name, _plain)(entry, scene)) for entry in entries]
    absent = scene.words("absent.not_found") if name in ALWAYS else ""
    return _section(scene, name, columns, rows, absent)


def _order(entry: Entry) -> tuple[bool, str, str]:
    """What is so before what is not, newest first by turning the date's digits round."""
    turned = "".join(chr(ord("9") - int(digit) + ord("0")) if digit.isdigit() else digit for digit in entry.when.date)
    return entry.assertion == Assertion.ABSENT, turned or "~", entry.name.casefold()


def _row(entry: Entry, scene: Scene, cells: tuple[str, ...]) -> Row:
    return Row(cells, whose(entry.facts, scene), entry.evidence, marks(entry, scene), entry.id, entry.correction)


def _words_of(entry: Entry) -> str:
    return " ".join(entry.facts[0].text.split())


def _assertion(entry: Entry, scene: Scene) -> str:
    word = scene.words.get(f"said.{entry.assertion.value}", "")
    if word and entry.assertion != Assertion.FAMILY:
        return word
    return scene.words(entry.status) if entry.status in ("active", "stopped") else entry.status


def _plain(entry: Entry, scene: Scene) -> tuple[str, ...]:
    details = " ".join(filter(None, (entry.details.get(key, "") for key in ("relation", "laterality", "site", "age"))))
    value = " ".join(filter(None, (entry.facts[0].value or "", entry.facts[0].unit or "")))
    name = display(entry)
    what = f"{name}: {value}" if value and value.casefold() not in name.casefold() else name
    what = f"{what} ({details})" if details and details.casefold() not in what.casefold() else what
    return scene.words.when(entry.when), _said_as(what, entry, scene), _more(entry, what)


def _said_as(what: str, entry: Entry, scene: Scene) -> str:
    """What, with how it is said where that is not plainly so: "no ascites", "mastectomy (planned)"."""
    word = _assertion(entry, scene)
    if not word or entry.kind in (FactKind.RECOMMENDATION, FactKind.APPOINTMENT):
        return what
    if entry.assertion == Assertion.ABSENT:
        return what if denies(what) or denies(entry.facts[0].value or "") else f"{word} {what}"
    return f"{what} ({word})"


def _more(entry: Entry, what: str) -> str:
    """The paper's words, where they say more than `what` does."""
    words = _words_of(entry)
    return "" if fold(words) in fold(what) else words


def _medicine(entry: Entry, scene: Scene) -> tuple[str, ...]:
    how, name = " ".join(how_taken(entry)), display(entry)
    since = scene.words.when(entry.when)
    return name, how, _assertion(entry, scene), since, _more(entry, f"{name} {how}")


def _allergy(entry: Entry, scene: Scene) -> tuple[str, ...]:
    reaction = ", ".join(filter(None, (entry.details.get(key, "") for key in ("reaction", "severity"))))
    name = display(entry)
    said = no_allergy(entry, scene) or _said_as(name, entry, scene)
    return said, reaction, _more(entry, f"{name}: {reaction}")


def _results(scene: Scene, series: tuple[LabSeries, ...]) -> Section:
    """One row for each test and unit: all results, newest first; a range that differs stands beside its result."""
    rows = []
    for line in series:
        newest = line.points[-1]
        said = []
        for point in reversed(line.points):
            bounds = f"[{point.range}]" if point.range and point.range != newest.range else ""
            said.append(" ".join(filter(None, (scene.words.date(point.date), point.value, point.flag, bounds))))
        evidence = tuple(item for point in reversed(line.points) for item in point.evidence)
        cells = (line.name, line.unit, newest.range, "; ".join(said))
        rows.append(Row(cells, Source.RECORD, evidence, target=newest.target))
    for entry in scene.entries(FactKind.LAB_RESULT):
        if not any(fact.value and fact.assertion == Assertion.PRESENT for fact in entry.facts):
            pending = scene.words("pending") if entry.assertion == Assertion.PLANNED else _assertion(entry, scene)
            day = scene.words.when(entry.when)
            rows.append(_row(entry, scene, (display(entry), "", "", f"{day} {pending}".strip())))
    return _section(scene, "labs", "labs", rows, scene.words("absence.labs_none"))


def _vitals(scene: Scene) -> Section:
    rows = []
    for entry in sorted(scene.entries(FactKind.VITAL), key=_order):
        for fact in entry.facts:
            value = " ".join(filter(None, (fact.value or "", fact.unit or ""))) or " ".join(fact.text.split())
            cells = (scene.words.when(fact.when), spelled(entry.name), value, fact.range or "", fact.flag or "")
            rows.append(Row(cells, whose([fact], scene), fact.evidence, fact_marks([fact], scene), entry.id))
    return _section(scene, "vitals", "results", rows)


def _scans(scene: Scene) -> Section:
    words, rows = scene.words, []
    for scan in scans(scene):
        paper = scan.report or scan.study
        imaging = scan.study.document.imaging if scan.study else None
        if paper is None:
            continue
        what = paper.description.title or (imaging.description if imaging else "") or paper.document.name
        count = sum(series.instances for series in imaging.series) if imaging else 0
        pictures = words("pictures.missing")
        if imaging:
            lost = f", {words('pictures.incomplete')}: {scan.missing}" if scan.missing else ""
            pictures = f"{imaging.modality}, {len(imaging.series)} series, {count}{lost}"
        place = paper.description.facility or (imaging.facility if imaging else "")
        report = words("yes") if scan.report else words("no")
        what, place = calm(what), calm(place, name=True)
        rows.append(Row((words.date(scan.date), what, place, report, pictures), Source.RECORD, target=paper.id))
    return _section(scene, "scans", "scans", rows, words("absence.imaging"))


def _conflicts(scene: Scene) -> Section:
    rows = []
    for conflict in scene.dossier.history.conflicts:
        said = []
        for text, facts in conflict.sides:
            dates = {
                scene.words.when(paper.description.date) for fact in facts if (paper := scene.paper(fact.evidence[0]))
            }
            said.append(f"{text} ({', '.join(sorted(filter(None, dates)))})" if any(dates) else text)
        rows.append(
            Row(
                (in_language(conflict.topic, scene.words.language), "; ".join(said)),
                Source.RECORD,
                conflict.evidence,
                target=conflict.id,
            )
        )
    return _section(scene, "conflicts", "conflicts", rows)


def _gaps(scene: Scene) -> Section:
    """What is not here. What the papers disagree on and what only the patient can say have chapters of their own."""
    words, rows = scene.words, []
    told = [gap for gap in scene.dossier.gaps if gap.kind not in ELSEWHERE]
    for gap in sorted(told, key=lambda gap: (gap.need != "required", gap.state == GapState.UNCONFIRMED, gap.rank)):
        decision = scene.dossier.case.decision(gap.id)
        answer = f"; {words.get(f'answers.{decision.verdict}', decision.verdict)}" if decision else ""
        state = words(f"gap_states.{gap.state.value}") + (f": {calm_start(gap.found)}" if gap.found else "") + answer
        looked = words("looked", count=len(gap.looked_in)) if gap.looked_in else ""
        if gap.state == GapState.UNCONFIRMED and not looked:
            looked = words("looked_none")
        holder = calm(gap.facility, name=True)
        cells = (gap.label, state, words(f"needs.{gap.need.value}"), holder, looked)
        rows.append(Row(cells, Source.CALCULATED, gap.evidence, target=gap.id))
    return _section(scene, "gaps", "gaps", rows, words("absence.gaps"))


def _received(scene: Scene) -> Section:
    words, rows = scene.words, []
    for item in scene.dossier.received:
        names = [
            paper.description.title or paper.document.name for i in item.documents if (paper := scene.papers.get(i))
        ]
        cells = (item.label, words(f"needs.{item.need.value}"), "; ".join(dict.fromkeys(names)))
        rows.append(Row(cells, Source.CALCULATED, target=item.item))
    return _section(scene, "received", "received", rows)


def _requests(scene: Scene) -> Section:
    words = scene.words
    rows = [
        Row(
            (
                words.date(r.at[:10]),
                r.text,
                words("needs.required" if r.must else "needs.recommended"),
                words("answered" if r.answered else "open"),
            ),
            Source.RECORD,
            target=r.id,
        )
        for r in scene.dossier.case.requests
    ]
    return _section(scene, "requests", "requests", rows)


def _denied(scene: Scene) -> Section:
    """What the patient says is not so stays visible, apart from the rest."""
    entries = [entry for entry in scene.dossier.history.entries if entry.verdict in DENIED]
    return _section(scene, "denied", "statements", [_row(entry, scene, _plain(entry, scene)) for entry in entries])


def _papers(scene: Scene) -> Section:
    words, rows = scene.words, []
    papers = [paper for paper in scene.dossier.papers if not paper.id.startswith("statement-")]
    for number, paper in enumerate(papers, 1):
        about = paper.description
        kind = words.get(f"kinds.{paper.kind.value}", paper.kind.value.replace("_", " "))
        kept = "" if paper.counts else f" ({words(f'kept_out.{paper.belongs.value}')})"
        title = calm(about.title) or paper.document.name
        cells = (
            str(number),
            f"{title}{kept}",
            kind,
            words.when(about.date),
            calm(about.facility, name=True),
            str(len(paper.document.pages)),
        )
        rows.append(Row(cells, Source.RECORD, target=paper.id))
    return _section(scene, "papers", "papers", rows, words("absent.not_found"))
