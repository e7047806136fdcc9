"""The line that introduces the patient, composed of what the papers state and of nothing else: nothing is inferred.

Order as a specialist reads it: age and sex, what else they have, the diagnosis and how it was proven, stage, markers,
treatment so far, the plan on the table. Only the age is calculated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.model.facts import Assertion, Fact, FactKind, printed
from assistant.model.history import Agreement, Entry, Saying
from assistant.model.papers import DocumentKind
from assistant.reconcile.conclusions import dated_by_visit, is_heading, of_the_head, section, verbatim
from assistant.reconcile.main_problem import is_symptom, words_of
from assistant.reconcile.sources import REPLACED, Sources, days_apart
from knowledge.history import load_history
from knowledge.kinds import fold
from knowledge.layouts import is_bare, is_plan, spelled

MOST_WORDS = 45
_NUMBER = re.compile(r"^\(?\d{1,2}[.)]\s+")  # of an item of a list
_STILL_THE_PLAN = 120  # days
_LONG_AGO = 3 * 365  # days after which a treatment no longer belongs in the line, unless it names the illness
_TOLD_IN = frozenset({"history_present", "assessment"})  # parts of a visit that tell how the illness went
_STAYS = frozenset({DocumentKind.DISCHARGE_SUMMARY, DocumentKind.EMERGENCY_NOTE})  # what was given there was no trial


def introduce(entries: Sequence[Entry], main: Entry, sources: Sources, today: str) -> tuple[Saying, ...]:
    """The parts of the line, each with the places of what it says, within the words such a line may have."""
    proof = _proof(entries, main, sources)
    stage = _stage(entries, main, sources)
    parts = [
        _who(sources, today),
        _others(entries, main, sources),
        Saying("problem", spelled(main.name), main.evidence[:2]),
    ]
    parts += [proof, stage, _markers(entries, f"{proof.text} {stage.text}"), _tried(entries, sources)]
    parts += [*_done(entries, main, sources, today), _plan(entries, sources)]
    kept, count = [], 0
    for part in parts:
        words = len(part.text.split())
        if part.text and count + words <= MOST_WORDS:
            kept.append(part)
            count += words
    return tuple(kept)


def line(parts: Sequence[Saying]) -> str:
    """The parts as one English line."""
    said = [" ".join(part.text for part in parts if part.part == "who")]
    for part in parts:
        text = f"“{part.text}”" if part.quoted else part.text
        lead = {"proof": "pathology", "plan": "plan", "tried": "tried and stopped:"}.get(part.part, "")
        if part.part == "with":
            said[0] = f"{said[0]} with {text}".strip()
        elif part.part in ("proof", "plan"):
            said.append(f"{lead} {part.date}: {text}" if part.date else f"{lead}: {text}")
        elif part.part == "done":
            said.append(f"{text} {part.date}")
        elif part.part != "who":
            said.append(f"{lead} {text}".strip())
    return "; ".join(filter(None, said))


def _who(sources: Sources, today: str) -> Saying:
    patients = [paper.description.patient for paper in sources.papers.values()]
    births = [p.birth_date for p in patients if len(p.birth_date) == 10 and p.birth_date[:4].isdigit()]
    sexes = [p.sex[:1].upper() for p in patients if p.sex]
    age = ""
    if births and today:
        born = max(births, key=births.count)
        age = str(int(today[:4]) - int(born[:4]) - (today[5:10] < born[5:10]))
    sex = max(sexes, key=sexes.count) if sexes else ""
    return Saying("who", f"{age}-year-old" if age and not sex else f"{age} {sex}".strip())


def _others(entries: Sequence[Entry], main: Entry, sources: Sources) -> Saying:
    """Up to three other illnesses the papers list as present, those most papers name first."""
    named = words_of(main)
    found = [
        entry
        for entry in entries
        if entry.kind is FactKind.PROBLEM
        and entry.assertion is Assertion.PRESENT
        and entry.id != main.id
        and not is_symptom(entry)
        and not words_of(entry) & named
        and (entry.status == "active" or any(section(f) in ("past_history", "problems") for f in entry.facts))
    ]
    found.sort(key=lambda entry: (-sources.count(entry.facts), entry.name))
    return Saying(
        "with", ", ".join(spelled(entry.name) for entry in found[:3]), tuple(e.evidence[0] for e in found[:3])
    )


def _proof(entries: Sequence[Entry], main: Entry, sources: Sources) -> Saying:
    """The diagnosis of a pathology report, verbatim: the first that names the illness, else the newest."""
    facts = [
        fact
        for entry in entries
        if entry.kind is FactKind.PATHOLOGY_DIAGNOSIS and entry.assertion is Assertion.PRESENT
        for fact in entry.facts
        if _from(fact, sources, DocumentKind.PATHOLOGY_REPORT)
    ]
    said = [(fact, *verbatim(sources.papers[fact.span.document].document, fact)) for fact in facts]
    said = [item for item in said if not of_the_head(item[1])]
    if not said:
        return Saying("proof", "")
    alike = [len(words_of(main) & set(fold(f"{item[0].name} {item[1]}").split())) for item in said]
    named = [item for item, count in zip(said, alike, strict=True) if count and count == max(alike)]
    days = [sources.date(fact) for fact, _, _ in named or said]
    day = min(days) if named else max(days)
    first = min(
        (item for item in named or said if sources.date(item[0]) == day),
        key=lambda item: (item[0].span.page, item[0].span.start),
    )
    return Saying("proof", first[1].rstrip("."), (first[2],), day, quoted=True)


def _from(fact: Fact, sources: Sources, kind: DocumentKind) -> bool:
    paper = sources.papers.get(fact.span.document)
    usable = fact.assertion is Assertion.PRESENT and REPLACED not in fact.details and not is_heading(fact.text)
    usable = usable and fact.evidence[0].method != "rule:report.row"  # "Surface involvement Present" is a detail
    return paper is not None and paper.kind is kind and usable


def _stage(entries: Sequence[Entry], main: Entry, sources: Sources) -> Saying:
    """The stages of the newest paper that gives any; not those of another illness, named in the same sentence."""
    others = [e for e in entries if e.kind is FactKind.PROBLEM and e.id != main.id and not words_of(e) & words_of(main)]

    def of_another(fact: Fact) -> bool:
        paper = sources.papers.get(fact.span.document)
        words = set(fold(verbatim(paper.document, fact)[0] if paper else fact.text).split())
        return not words & words_of(main) and any(named and named <= words for named in map(words_of, others))

    facts = [f for e in entries if e.kind is FactKind.STAGE and e.assertion is Assertion.PRESENT for f in e.facts]
    facts = [fact for fact in facts if not of_another(fact)]
    if not facts:
        return Saying("stage", "")
    newest = max(sources.date(fact) for fact in facts)
    chosen = sorted((f for f in facts if sources.date(f) == newest), key=lambda f: f.span.start)
    texts: list[str] = []
    for fact in chosen:
        text = " ".join(fact.text.split())
        if not any(set(fold(text).split()) <= set(fold(other).split()) for other in texts):
            texts.append(text)
    places = tuple(fact.evidence[0] for fact in chosen[:3])
    return Saying("stage", ", ".join(texts[:3]), places, newest)


def _markers(entries: Sequence[Entry], told: str) -> Saying:
    """Up to four markers with their values, those most papers tell first, without those the line has told already."""
    found = [
        entry
        for entry in entries
        if entry.kind is FactKind.BIOMARKER
        and entry.assertion is Assertion.PRESENT
        and entry.facts[0].value
        and not set(fold(entry.name).split()) & set(fold(told).split())
    ]
    found.sort(key=lambda entry: -len({fact.span.document for fact in entry.facts}))
    texts = [" ".join(filter(None, (printed(e.name, e.facts), e.facts[0].value, e.facts[0].unit))) for e in found]
    return Saying("markers", ", ".join(texts[:4]), tuple(entry.evidence[0] for entry in found[:4]))


def _tried(entries: Sequence[Entry], sources: Sources) -> Saying:
    """Medicines told of as tried and stopped, in the story of the illness and not in a list of what is taken."""
    found = [
        entry
        for entry in entries
        if entry.kind is FactKind.MEDICATION
        and entry.agreement is not Agreement.DIFFER
        and (entry.assertion is Assertion.HISTORICAL or entry.status == "stopped")
        and any(_was_tried(fact, sources) for fact in entry.facts)
    ]
    found.sort(key=lambda entry: (entry.facts[0].span.document, entry.facts[0].span.start))
    return Saying("tried", ", ".join(e.name for e in found[:4]), tuple(e.evidence[0] for e in found[:4]))


def _was_tried(fact: Fact, sources: Sources) -> bool:
    paper = sources.papers.get(fact.span.document)
    if section(fact) == "past_treatments":
        return True
    if fact.details.get("because", "").split(" ")[0] in load_history().given_once:
        return False  # a treatment that was given is none that was tried and stopped
    return section(fact) in _TOLD_IN and paper is not None and paper.kind not in _STAYS


def _done(entries: Sequence[Entry], main: Entry, sources: Sources, today: str) -> list[Saying]:
    """Operations and treatments done for it, newest first, with their dates."""
    treatments = load_history().treatments
    found = [
        entry
        for entry in entries
        if entry.kind is FactKind.PROCEDURE
        and entry.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        and entry.when.date
        and not is_bare(entry.name)
        and not all(dated_by_visit(fact, sources) for fact in entry.facts if fact.when.date)
        and entry.details.get("group", "") in treatments
        and (words_of(entry) & words_of(main) or _recent(entry.when.date, today))
    ]
    found.sort(key=lambda entry: entry.when.date, reverse=True)
    return [Saying("done", entry.name, entry.evidence[:1], entry.when.date) for entry in found[:3]]


def _recent(day: str, today: str) -> bool:
    try:
        then = date.fromisoformat((day + "-01-01")[:10] if len(day) < 10 else day[:10])
        return (date.fromisoformat(today[:10]) - then).days <= _LONG_AGO
    except ValueError:
        return True


def _plan(entries: Sequence[Entry], sources: Sources) -> Saying:
    """The first operation the newest visit plans or recommends, else the first medicine, else the first thing."""
    facts = [f for e in entries if e.kind is FactKind.RECOMMENDATION for f in e.facts if not is_heading(f.text)]
    facts = [fact for fact in facts if is_plan(fact.text)]
    facts = [f for f in facts if section(f) in ("plan", "recommendations", "assessment")] or facts
    facts += [f for e in entries if e.kind is FactKind.PROCEDURE for f in e.facts if _is_planned_operation(f)]
    dated = [f for f in facts if sources.date(f) and sources.papers[f.span.document].kind is not DocumentKind.INSURANCE]
    if not dated:
        return Saying("plan", "")
    visits = [f for f in dated if sources.papers[f.span.document].kind is not DocumentKind.PORTAL_SUMMARY]
    dated = visits or dated
    newest = max(sources.date(fact) for fact in dated)
    treating = [f for f in dated if _treats(f, sources) > 1 and days_apart(sources.date(f), newest) <= _STILL_THE_PLAN]
    if treating:  # a call about a pill does not replace the operation that was advised a month before
        newest = max(sources.date(fact) for fact in treating)
    now = [f for f in treating or dated if sources.date(f) == newest]
    fact = min(now, key=lambda f: (-_treats(f, sources), f.span.page, f.span.start))
    paper = sources.papers[fact.span.document]
    whole, place = verbatim(paper.document, fact) if fact.kind is FactKind.PROCEDURE else (fact.text, fact.evidence[0])
    words = _NUMBER.sub("", " ".join(whole.split())).rstrip(".;").lstrip("|,;:. ").split()
    text = f"{' '.join(words[:16])}{' …' if len(words) > 16 else ''}"
    return Saying("plan", text, (place,), newest, quoted=True)


def _is_planned_operation(fact: Fact) -> bool:
    treats = fact.details.get("group", "") in load_history().treatments
    return fact.assertion is Assertion.PLANNED and treats and not is_bare(fact.name)


def _treats(fact: Fact, sources: Sources) -> int:
    """2 where the words name an operation or treatment, 1 for a medicine, 0 for anything else."""
    if fact.kind is FactKind.PROCEDURE:
        return 2
    paper, best = sources.papers.get(fact.span.document), 0
    for other in paper.within(fact.span) if paper else []:
        if other.assertion is Assertion.ABSENT or is_bare(other.name):
            continue
        if other.details.get("group", "") in load_history().treatments:
            return 2
        best = max(best, int(other.kind is FactKind.MEDICATION))
    return best
