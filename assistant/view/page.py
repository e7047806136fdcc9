"""The first page from what the patient said: who, what is asked, what matters to them, who checked."""

from __future__ import annotations

import re
from datetime import date

from assistant.model.facts import Assertion, FactKind, FactOrigin
from assistant.model.gaps import Gap, GapState, Need, Question, QuestionOrigin
from assistant.model.history import Verdict
from assistant.model.papers import DocumentKind
from assistant.model.summary import Absence, Block, Clause, Counts, Mark, Source
from assistant.model.whose import person_of
from assistant.view.clauses import Scene, block, clause, empty, shorten, source_of, spread
from assistant.view.titles import calm_person
from knowledge.kinds import fold
from knowledge.layouts import is_severe

WORRY = re.compile(r"“([^”]+)”")
SOON = 7  # days to a decision that call for a box of its own
ITEM_WORDS = 10  # of a missing item in the head; first what stands in brackets behind it goes, then after a comma
BEHIND, AFTER_COMMA = re.compile(r"\s*\([^()]*\)$"), re.compile(r",[^()]*$")
JUDGED = ("proof", "stage", "plan")  # parts of the line that are somebody's conclusion
ALERTS = 4  # boxes at most; the rest is counted
NOT_ITEMS = ("identity", "conflict", "file")  # kinds of gap that are no line of the list of papers


def counts(scene: Scene) -> Counts:
    """How complete the papers are and how far people checked what was found."""
    dossier = scene.dossier
    entries = dossier.history.entries
    verdicts = [entry.verdict for entry in entries]
    here = {item.item for item in dossier.received if item.need == Need.REQUIRED}
    lacking = {gap.item for gap in dossier.gaps if gap.need == Need.REQUIRED and gap.kind not in NOT_ITEMS}
    papers = [paper for paper in dossier.papers if not paper.id.startswith("statement-")]
    return Counts(
        papers=len(papers),
        pages=sum(len(paper.document.pages) for paper in papers),
        statements=len(entries),
        confirmed=verdicts.count(Verdict.CONFIRMED),
        corrected=verdicts.count(Verdict.CORRECTED),
        denied=sum(verdict in (Verdict.REJECTED, Verdict.NOT_MINE) for verdict in verdicts),
        unconfirmed=verdicts.count(None) + verdicts.count(Verdict.NOT_SURE),
        required=len(here | lacking),
        required_here=len(here - lacking),
        conflicts=len(dossier.history.conflicts),
    )


def strip(scene: Scene, counted: Counts) -> tuple[Clause, ...]:
    """Who, until when, and how complete: three lines of short clauses; `label` says which."""
    words, case = scene.words, scene.dossier.case
    goal = case.goal
    patient, papers_say = person_of(scene.dossier.case.patient, scene.dossier.papers)

    def whose(field: str) -> Source:
        return Source.RECORD if field in papers_say else Source.PATIENT

    found = [Clause(calm_person(patient.name) or words("strip.no_name"), whose("name"), label="who")]
    years = patient.age(scene.dossier.today)
    sex = words.get(f"sexes.{patient.sex}", patient.sex)
    if years is not None:
        found.append(Clause(f"{years} {sex or words('strip.years')}", Source.CALCULATED, label="who"))
    born = f"{words('strip.born')} {words.date(patient.birth_date)}" if patient.birth_date else words("strip.no_birth")
    found.append(Clause(born, whose("birth_date"), label="who"))
    if case.number:
        found.append(Clause(f"{words('strip.case')} {case.number}", Source.CALCULATED, label="who"))
    language = words.get(f"languages.{patient.language}", patient.language)
    interpreter = f", {words('strip.interpreter')}" if patient.interpreter else ""
    found.append(Clause(f"{language}{interpreter}", Source.PATIENT, label="who"))
    if goal.decide_by:
        found.append(Clause(f"{words('strip.decide')} {words.date(goal.decide_by)}", Source.PATIENT, label="when"))
    if goal.doctor:
        found.append(Clause(f"{words('strip.local')}: {goal.doctor}", Source.PATIENT, label="when"))
    if counted.required:
        text = words("strip.complete", here=counted.required_here, all=counted.required)
        found.append(Clause(text, Source.CALCULATED, label="state"))
    lacking = [gap for gap in scene.dossier.gaps if gap.need == Need.REQUIRED and gap.kind not in NOT_ITEMS]
    if lacking:
        more = f" +{len(lacking) - 3}" if len(lacking) > 3 else ""
        names = "; ".join(_lacking(gap, scene) for gap in lacking[:3])
        found.append(Clause(f"{words('strip.missing')}: {names}{more}", Source.CALCULATED, label="state"))
    if counted.conflicts:
        text = words("strip.conflict" if counted.conflicts == 1 else "strip.conflicts", count=counted.conflicts)
        found.append(Clause(text, Source.CALCULATED, label="state"))
    if counted.unconfirmed:
        some = 0 < counted.unconfirmed < counted.statements
        key = "strip.unconfirmed" if some else "strip.unchecked"
        text = words(key, count=counted.unconfirmed)
        found.append(Clause(text, Source.CALCULATED, label="state"))
    text = words("strip.papers", papers=counted.papers, pages=counted.pages)
    found.append(Clause(text, Source.CALCULATED, label="state"))
    return tuple(found)


def _lacking(gap: Gap, scene: Scene) -> str:
    note = scene.words.get(f"gap_short.{gap.state.value}", "")
    label = gap.label
    for lesser in (BEHIND, AFTER_COMMA):
        label = lesser.sub("", label) if len(label.split()) > ITEM_WORDS else label
    return f"{shorten(label, ITEM_WORDS)} ({note})" if note else shorten(label, ITEM_WORDS)


def alerts(scene: Scene) -> tuple[Clause, ...]:
    """The few things that get a box of their own: severe allergy, a stranger's paper, a decision within days."""
    words, found = scene.words, []
    for entry in scene.entries(FactKind.ALLERGY, assertions=(Assertion.PRESENT, Assertion.HISTORICAL)):
        severity, reaction = entry.details.get("severity", ""), entry.details.get("reaction", "")
        if is_severe(severity, reaction) or is_severe(entry.details.get("criticality", ""), ""):
            text = f"{words('alert.allergy')}: {entry.name}" + (f" ({reaction})" if reaction else "")
            found.append(clause(entry, scene, text))
    for gap in scene.dossier.gaps:
        if gap.state == GapState.WRONG_PATIENT:
            found.append(Clause(gap.label, Source.CALCULATED, spread(gap.evidence), target=gap.id))
    left = _days_left(scene)
    if left is not None and left < SOON:
        key = "deadline_past" if left < 0 else "deadline_today" if left == 0 else "deadline"
        found.insert(0, Clause(words(f"alert.{key}", days=left), Source.CALCULATED))
    unique = list({item.text: item for item in found}.values())
    if len(unique) > ALERTS:
        more = Clause(f"+{len(unique) - ALERTS + 1}", Source.CALCULATED)
        return (*unique[: ALERTS - 1], more)
    return tuple(unique)


def _days_left(scene: Scene) -> int | None:
    try:
        by, now = date.fromisoformat(scene.dossier.case.goal.decide_by), date.fromisoformat(scene.dossier.today)
    except ValueError:
        return None
    return (by - now).days


def ask(scene: Scene) -> Block:
    """Condition, reason and the first questions, in the patient's words."""
    words, goal = scene.words, scene.dossier.case.goal
    found = []
    if goal.condition:
        found.append(Clause(goal.condition, Source.PATIENT, label=words("ask.condition")))
    if goal.reason:
        found.append(Clause(shorten(goal.reason), Source.PATIENT, label=words("ask.reason"), quoted=True))
    questions = sorted(scene.dossier.questions, key=lambda question: (not question.top, question.rank))
    said = goal.reason.casefold()
    further = [question for question in questions if question.text.strip("¿? ").casefold() not in said]
    own = [q for q in further if q.origin == QuestionOrigin.PATIENT and _said(q, scene)]
    suggested = [
        q for q in further if q.origin != QuestionOrigin.RECORD
    ]  # the last box asks what the papers leave open
    found += [_question(question, scene) for question in (own or suggested[:1])[:3]]
    asked = sum(1 for clause in found if clause.target)
    shown = block(scene, "ask", found, most=5, budget=65, more=len(questions) - asked)
    return shown if found else empty(shown, Absence.NOT_ASKED, words("absence.ask"))


def _question(question: Question, scene: Scene) -> Clause:
    """A question as asked; of one built around a worry only the worry, which is all that the patient wrote."""
    theirs = question.origin == QuestionOrigin.PATIENT and _said(question, scene)
    worry = WORRY.search(question.text) if theirs else None
    return Clause(
        shorten(worry.group(1) if worry else question.text),
        Source.PATIENT if theirs else Source.CALCULATED,
        spread(question.evidence),
        label=scene.words("ask.worry" if worry else "ask.question" if theirs else "ask.suggested"),
        quoted=theirs,
        target=question.id,
    )


def _said(question: Question, scene: Scene) -> bool:
    """Whether the words are the patient's: typed into the list, or found in what they told us."""
    dossier, goal = scene.dossier, scene.dossier.case.goal
    if question.id not in {each.id for each in dossier.suggested}:
        return True
    notes = [page.text for p in dossier.papers if p.kind == DocumentKind.PATIENT_NOTE for page in p.document.pages]
    told = fold(" ".join((goal.reason, goal.worries, goal.hopes, goal.limits, goal.knows, *notes)))
    worry = WORRY.search(question.text)
    return fold(worry.group(1) if worry else question.text).strip(" .?¿") in told


def one_liner(scene: Scene) -> Block:
    """The history's own line in its parts, each with its place; or the little the patient told us."""
    words, history, case = scene.words, scene.dossier.history, scene.dossier.case
    found = _introduced(scene)
    if not found and history.one_liner:
        found.append(Clause(history.one_liner, Source.RECORD, spread(history.one_liner_evidence)))
    elif not found and case.goal.condition:
        patient, _ = person_of(scene.dossier.case.patient, scene.dossier.papers)
        years = patient.age(scene.dossier.today)
        sex = words.get(f"sexes.{patient.sex}", patient.sex)
        who = f"{years} {sex or words('strip.years')}" if years is not None else sex
        text = ", ".join(part for part in (who, case.goal.condition) if part)
        found.append(Clause(text, Source.PATIENT))
    shown = block(scene, "one_liner", found, most=12, budget=60, must=2)
    return shown if found else empty(shown, Absence.NOT_FOUND, words("absence.one_liner"))


def _introduced(scene: Scene) -> list[Clause]:
    words, parts = scene.words, scene.dossier.history.introduction
    found = []
    who = next((part.text for part in parts if part.part == "who"), "")
    if who and not any(part.part == "with" for part in parts):
        found.append(Clause(who, Source.CALCULATED))
    for part in parts:
        if part.part == "who":
            continue
        key = f"intro.{part.part}" if part.date or part.part in ("with", "tried") else "intro.undated"
        text = words(key, who=who, text=part.text, date=words.date(part.date)).strip()
        judged = (Mark.EARLIER,) if part.part in JUDGED else ()
        found.append(Clause(text, source_of(part.evidence, scene), spread(part.evidence), judged))
    return found


def signed(scene: Scene, counted: Counts) -> Block:
    """How it was made, how far it was checked, and who signed."""
    words, dossier = scene.words, scene.dossier
    proposed = sum(fact.origin == FactOrigin.MODEL for fact in dossier.history.facts)
    today = words.date(dossier.today)
    drafted = words("drafted_model", date=today, count=proposed) if proposed else words("drafted", date=today)
    parts = [f"{count} {words(f'tally.{name}')}" for name, count in _verdicts(counted) if count]
    tally = words("tally.some", statements=counted.statements, checked=", ".join(parts))
    if counted.unconfirmed == counted.statements:
        tally = words("tally.none", statements=counted.statements)
    found = [Clause(drafted, Source.CALCULATED, marks=(Mark.PROPOSED,) if proposed else ())]
    found.append(Clause(tally, Source.CALCULATED))
    found += [Clause(text, Source.CALCULATED) for text in _reviews(scene)]
    sign_off = dossier.case.sign_off
    if sign_off is not None:
        at = f"{words.date(sign_off.at[:10])} {sign_off.at[11:16]}".strip()
        found.append(Clause(words("signed_by", name=sign_off.name, at=at), Source.COORDINATOR))
        if sign_off.opened:
            found.append(Clause(words("compared", count=len(sign_off.opened)), Source.COORDINATOR))
    else:
        found.append(Clause(words("unsigned"), Source.CALCULATED))
    return block(scene, "signed", found, most=6, budget=90)


def _reviews(scene: Scene) -> list[str]:
    """Whether the lists that this case was checked against have been reviewed by a clinician."""
    words, reviews = scene.words, scene.dossier.reviews
    reviewed = "; ".join(f"{title} ({by})" for title, by in reviews if by)
    waiting = sum(not by for _, by in reviews)
    return [
        *([words("lists_reviewed", names=reviewed)] if reviewed else []),
        *([words("lists_waiting", count=waiting)] if waiting else []),
    ]


def _verdicts(counted: Counts) -> tuple[tuple[str, int], ...]:
    return (
        ("confirmed", counted.confirmed),
        ("corrected", counted.corrected),
        ("denied", counted.denied),
        ("unchecked", counted.unconfirmed),
    )
