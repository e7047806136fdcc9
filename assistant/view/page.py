"""The first page from what the patient said: who, what is asked, what matters to them, who checked."""

from __future__ import annotations

from datetime import date

from assistant.model.facts import Assertion, Evidence, FactKind, FactOrigin
from assistant.model.gaps import GapState, Need, QuestionOrigin
from assistant.model.history import Verdict
from assistant.model.papers import DocumentKind
from assistant.model.summary import Absence, Block, Clause, Counts, Mark, Source
from assistant.view.clauses import Scene, block, clause, shorten, spread
from assistant.view.quoting import sentence
from assistant.view.who import person_of
from ingest.document import Origin
from knowledge.layouts import is_severe

SOON = 7  # days to a decision that call for a box of its own
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


def age(birth: str, today: str) -> int | None:
    """Whole years; None unless both dates are whole."""
    try:
        born, now = date.fromisoformat(birth), date.fromisoformat(today)
    except ValueError:
        return None
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))


def strip(scene: Scene, counted: Counts) -> tuple[Clause, ...]:
    """Who, until when, and how complete: three lines of short clauses; `label` says which."""
    words, case = scene.words, scene.dossier.case
    goal = case.goal
    patient, papers_say = person_of(scene.dossier)

    def whose(field: str) -> Source:
        return Source.RECORD if field in papers_say else Source.PATIENT

    found = [Clause(patient.name or words("strip.no_name"), whose("name"), label="who")]
    years = age(patient.birth_date, scene.dossier.today)
    sex = words.get(f"sexes.{patient.sex}", patient.sex)
    if years is not None:
        found.append(Clause(f"{years} {sex}".strip(), Source.CALCULATED, label="who"))
    born = f"{words('strip.born')} {words.date(patient.birth_date)}" if patient.birth_date else words("strip.no_birth")
    found.append(Clause(born, whose("birth_date"), label="who"))
    if case.number:
        found.append(Clause(f"{words('strip.case')} {case.number}", Source.CALCULATED, label="who"))
    language = words.get(f"languages.{patient.language}", patient.language)
    interpreter = f", {words('strip.interpreter')}" if patient.interpreter else ""
    found.append(Clause(f"{language}{interpreter}", Source.PATIENT, label="who"))
    decide = f"{words('strip.decide')} {words.date(goal.decide_by)}" if goal.decide_by else words("strip.decided")
    found.append(Clause(decide, Source.PATIENT, label="when"))
    if goal.doctor:
        found.append(Clause(f"{words('strip.local')}: {goal.doctor}", Source.PATIENT, label="when"))
    found.append(
        Clause(words("strip.papers", papers=counted.papers, pages=counted.pages), Source.CALCULATED, label="when")
    )
    if counted.required:
        text = words("strip.complete", here=counted.required_here, all=counted.required)
        found.append(Clause(text, Source.CALCULATED, label="state"))
    lacking = [gap for gap in scene.dossier.gaps if gap.need == Need.REQUIRED and gap.kind not in NOT_ITEMS]
    if lacking:
        more = f" +{len(lacking) - 3}" if len(lacking) > 3 else ""
        names = "; ".join(shorten(gap.label, 6) for gap in lacking[:3])
        found.append(Clause(f"{words('strip.missing')}: {names}{more}", Source.CALCULATED, label="state"))
    found.append(Clause(f"{words('strip.conflicts')}: {counted.conflicts}", Source.CALCULATED, label="state"))
    found.append(Clause(f"{words('strip.unconfirmed')}: {counted.unconfirmed}", Source.CALCULATED, label="state"))
    return tuple(found)


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
    own = [question for question in further if question.origin == QuestionOrigin.PATIENT]
    for question in (own or further)[:3]:
        theirs = question.origin == QuestionOrigin.PATIENT
        found.append(
            Clause(
                shorten(question.text),
                Source.PATIENT if theirs else Source.CALCULATED,
                spread(question.evidence),
                label=words("ask.question" if theirs else "ask.suggested"),
                quoted=theirs,
                target=question.id,
            )
        )
    asked = sum(1 for clause in found if clause.target)
    shown = block(scene, "ask", found, most=5, budget=65, more=len(questions) - asked)
    return shown if found else _empty(shown, Absence.NOT_ASKED, words("absence.ask"))


def one_liner(scene: Scene) -> Block:
    """The history's own sentence, or the little the patient told us; never longer than it is."""
    words, history, case = scene.words, scene.dossier.history, scene.dossier.case
    found = []
    if history.one_liner:
        found.append(Clause(history.one_liner, Source.RECORD, spread(history.one_liner_evidence)))
    elif case.goal.condition:
        patient, _ = person_of(scene.dossier)
        years = age(patient.birth_date, scene.dossier.today)
        who = [str(years) if years is not None else "", words.get(f"sexes.{patient.sex}", patient.sex)]
        text = ", ".join(part for part in (" ".join(filter(None, who)), case.goal.condition) if part)
        found.append(Clause(text, Source.PATIENT))
    shown = block(scene, "one_liner", found, most=1, budget=60)
    return shown if found else _empty(shown, Absence.NOT_FOUND, words("absence.one_liner"))


def person(scene: Scene) -> Block:
    """Hopes, worries, limits and what they were told, in their words; then how they live, from the papers."""
    words, case = scene.words, scene.dossier.case
    goal = case.goal
    found = []
    for name in ("hopes", "worries", "limits", "knows"):
        text = getattr(goal, name)
        if text:
            found.append(Clause(shorten(text, 24), Source.PATIENT, label=words(f"person.{name}"), quoted=True))
    if goal.helper:
        found.append(Clause(goal.helper, Source.PATIENT, label=words("person.helper")))
    if case.how_much is not None:
        text = words(f"how_much.{case.how_much.value}")
        found.append(Clause(text, Source.PATIENT, label=words("person.wants")))
    told = [entry for entry in scene.dossier.history.entries if entry.facts[0].origin == FactOrigin.PATIENT]
    found += [clause(entry, scene, label=words("person.told")) for entry in told]
    social = [entry for entry in scene.entries(FactKind.SOCIAL_HISTORY) if entry not in told]
    for number, entry in enumerate(social):
        text = shorten(" ".join(sentence(entry.evidence[0], scene).span.quote.split()), 12)
        found.append(clause(entry, scene, text, "" if number else words("person.social"), quoted=True))
    found += _notes(scene)
    shown = block(scene, "person", found, most=6, budget=52)
    return shown if found else _empty(shown, Absence.NOT_ASKED, words("absence.person"))


def _notes(scene: Scene) -> list[Clause]:
    """The beginning of each note the patient wrote, in their words."""
    found = []
    for paper in scene.dossier.papers:
        pages = [page for page in paper.document.pages if page.text.strip() and page.origin == Origin.TEXT]
        if paper.kind == DocumentKind.PATIENT_NOTE and paper.counts and pages and not paper.id.startswith("statement-"):
            end = len(pages[0].text.rstrip())
            place = Evidence(paper.document.span(pages[0].number, 0, end), "note")
            text = shorten(pages[0].text, 26)
            found.append(Clause(text, Source.PATIENT, (place,), label=scene.words("person.note"), quoted=True))
    return found


def signed(scene: Scene, counted: Counts) -> Block:
    """How it was made, how far it was checked, and who signed."""
    words, dossier = scene.words, scene.dossier
    proposed = sum(fact.origin == FactOrigin.MODEL for fact in dossier.history.facts)
    today = words.date(dossier.today)
    drafted = words("drafted_model", date=today, count=proposed) if proposed else words("drafted", date=today)
    tally = words(
        "confirmed_count",
        statements=counted.statements,
        confirmed=counted.confirmed,
        corrected=counted.corrected,
        denied=counted.denied,
        unconfirmed=counted.unconfirmed,
    )
    found = [Clause(drafted, Source.CALCULATED, marks=(Mark.PROPOSED,) if proposed else ())]
    found.append(Clause(tally, Source.CALCULATED))
    sign_off = dossier.case.sign_off
    if sign_off is not None:
        at = f"{words.date(sign_off.at[:10])} {sign_off.at[11:16]}".strip()
        found.append(Clause(words("signed_by", name=sign_off.name, at=at), Source.COORDINATOR))
    else:
        found.append(Clause(words("unsigned"), Source.CALCULATED))
    return block(scene, "signed", found, most=4, budget=90)


def _empty(shown: Block, absence: Absence, sentence: str) -> Block:
    return Block(shown.id, shown.title, (), 0, absence, sentence)
