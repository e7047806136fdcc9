"""The line that introduces the patient, composed of what the papers state and of nothing else: nothing is inferred.

Order as a specialist reads it: age and sex, what else they have, the diagnosis and how it was proven, stage, markers,
treatment so far, the plan on the table. Only the age is calculated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.history import Entry
from assistant.model.papers import DocumentKind
from assistant.reconcile.conclusions import dated_by_visit, is_heading, of_the_head, section, verbatim
from assistant.reconcile.sources import REPLACED, Sources
from knowledge.history import load_history
from knowledge.kinds import fold

MOST_WORDS = 45
_PROVEN = 4.0  # points for an illness that a pathology report names
_KIN = 0.4  # of the points of other names that share a word
Clause = tuple[str, tuple[Evidence, ...]]


def one_liner(entries: Sequence[Entry], sources: Sources, today: str) -> tuple[str, tuple[Evidence, ...]]:
    """The line and the places of all it says; empty where the papers name no diagnosis."""
    main = _main(entries, sources)
    if main is None:
        return "", ()
    who, others = _who(sources, today), _others(entries, main, sources)
    proof = _proof(entries, sources)
    clauses: list[Clause] = [(main.name, main.evidence[:2]), proof, _stage(entries, sources), _markers(entries, proof)]
    clauses += [_done(entries, sources), _plan(entries, sources)]
    first = f"{who} with {others[0]}" if who and others[0] else who or others[0]
    evidence, parts, count = list(others[1]), [first], len(first.split())
    for text, places in clauses:
        words = len(text.split())
        if text and count + words <= MOST_WORDS:
            parts.append(text)
            evidence += places
            count += words
    return "; ".join(part for part in parts if part), tuple(dict.fromkeys(evidence))


def _who(sources: Sources, today: str) -> str:
    patients = [paper.description.patient for paper in sources.papers.values()]
    births = [p.birth_date for p in patients if len(p.birth_date) == 10 and p.birth_date[:4].isdigit()]
    sexes = [p.sex[:1].upper() for p in patients if p.sex]
    age = ""
    if births and today:
        born = max(births, key=births.count)
        age = str(int(today[:4]) - int(born[:4]) - (today[5:10] < born[5:10]))
    return " ".join(filter(None, (age, max(sexes, key=sexes.count) if sexes else "")))


def _main(entries: Sequence[Entry], sources: Sources) -> Entry | None:
    """What the person is seen for: what assessments and diagnoses of most papers name."""
    ill = [e for e in entries if e.kind is FactKind.PROBLEM and e.assertion is Assertion.PRESENT and not _is_symptom(e)]
    told = {entry.id: _told(entry.facts, sources) for entry in ill}
    proven = [_words(e) for e in entries if e.kind is FactKind.PATHOLOGY_DIAGNOSIS and e.assertion is Assertion.PRESENT]
    scores: dict[str, float] = {}
    for entry in ill:
        kin = sum(told[other.id] for other in ill if other is not entry and _words(other) & _words(entry))
        proof = _PROVEN if any(_words(entry) & words for words in proven) else 0.0
        scores[entry.id] = told[entry.id] + _KIN * kin + proof
    best = max(scores, key=lambda identity: (scores[identity], identity), default=None)
    return next((entry for entry in entries if entry.id == best), None)


def _words(entry: Entry) -> set[str]:
    """The words of a name that tell one illness from another."""
    words = load_history()
    bare = words.narrowing.sub(" ", words.qualifiers.sub(" ", fold(entry.name)))
    return {token for token in bare.split() if token not in words.sides and len(token) > 2}


def _is_symptom(entry: Entry) -> bool:
    return all(fact.kind is FactKind.SYMPTOM for fact in entry.facts)


def _told(facts: Iterable[Fact], sources: Sources) -> float:
    """How much the papers make of it: each paper by the most telling part that names it."""
    telling = load_history().telling
    best: dict[str, float] = defaultdict(float)
    for fact in facts:
        if fact.assertion is Assertion.PRESENT:
            weight = telling.get(section(fact), 0.5)
            best[sources.source(fact)] = max(best[sources.source(fact)], weight)
    return sum(best.values())


def _others(entries: Sequence[Entry], main: Entry, sources: Sources) -> Clause:
    """Up to three other illnesses the papers list as present, those most papers name first."""
    named = _words(main)
    found = [
        entry
        for entry in entries
        if entry.kind is FactKind.PROBLEM
        and entry.assertion is Assertion.PRESENT
        and entry.id != main.id
        and not _is_symptom(entry)
        and not _words(entry) & named
        and (entry.status == "active" or any(section(f) in ("past_history", "problems") for f in entry.facts))
    ]
    found.sort(key=lambda entry: (-sources.count(entry.facts), entry.name))
    return ", ".join(entry.name for entry in found[:3]), tuple(e.evidence[0] for e in found[:3])


def _proof(entries: Sequence[Entry], sources: Sources) -> Clause:
    """The diagnosis of the newest pathology report, verbatim, with its date."""
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
        return "", ()
    newest = max(sources.date(fact) for fact, _, _ in said)
    first = min((i for i in said if sources.date(i[0]) == newest), key=lambda i: (i[0].span.page, i[0].span.start))
    return f"pathology {newest}: “{first[1]}”", (first[2],)


def _from(fact: Fact, sources: Sources, kind: DocumentKind) -> bool:
    paper = sources.papers.get(fact.span.document)
    usable = fact.assertion is Assertion.PRESENT and REPLACED not in fact.details and not is_heading(fact.text)
    return paper is not None and paper.kind is kind and usable


def _stage(entries: Sequence[Entry], sources: Sources) -> Clause:
    """The stages of the newest paper that gives any."""
    facts = [f for e in entries if e.kind is FactKind.STAGE and e.assertion is Assertion.PRESENT for f in e.facts]
    if not facts:
        return "", ()
    newest = max(sources.date(fact) for fact in facts)
    chosen = sorted((f for f in facts if sources.date(f) == newest), key=lambda f: f.span.start)
    texts = dict.fromkeys(" ".join(fact.text.split()) for fact in chosen)
    return ", ".join(list(texts)[:3]), tuple(fact.evidence[0] for fact in chosen[:3])


def _markers(entries: Sequence[Entry], proof: Clause) -> Clause:
    found = [
        entry
        for entry in entries
        if entry.kind is FactKind.BIOMARKER and entry.assertion is Assertion.PRESENT and entry.facts[0].value
    ]
    texts = [f"{entry.name} {entry.facts[0].value}" for entry in found if entry.facts[0].text not in proof[0]]
    return ", ".join(texts[:4]), tuple(entry.evidence[0] for entry in found[:4])


def _done(entries: Sequence[Entry], sources: Sources) -> Clause:
    """Operations and treatments done, newest first, with their dates."""
    treatments = load_history().treatments
    found = [
        entry
        for entry in entries
        if entry.kind is FactKind.PROCEDURE
        and entry.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        and entry.when.date
        and not all(dated_by_visit(fact, sources) for fact in entry.facts if fact.when.date)
        and entry.details.get("group", "") in treatments
    ]
    found.sort(key=lambda entry: entry.when.date, reverse=True)
    texts = [f"{entry.name} {entry.when.date}" for entry in found[:3]]
    return ", ".join(texts), tuple(entry.evidence[0] for entry in found[:3])


def _plan(entries: Sequence[Entry], sources: Sources) -> Clause:
    """The first thing the newest visit recommends, in its words."""
    facts = [f for e in entries if e.kind is FactKind.RECOMMENDATION for f in e.facts if not is_heading(f.text)]
    facts = [f for f in facts if section(f) in ("plan", "recommendations", "assessment")] or facts
    dated = [f for f in facts if sources.date(f)]
    if not dated:
        return "", ()
    newest = max(sources.date(fact) for fact in dated)
    fact = min((f for f in dated if sources.date(f) == newest), key=lambda f: (f.span.page, f.span.start))
    text = " ".join(fact.text.split()).rstrip(".;")
    words = text.split()
    return f"plan {newest}: “{' '.join(words[:16])}{' …' if len(words) > 16 else ''}”", (fact.evidence[0],)
