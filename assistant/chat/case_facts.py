"""Answers about a case that are computed from its dossier: what is missing, which medicines, results, what differs.

Nothing is guessed: what is not in the dossier is said not to be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.chat import lookup
from assistant.chat.asked import (
    SAID,
    Asked,
    Found,
    cited,
    dated,
    entries_of,
    listing,
    name_of,
    named_in,
    reading,
    short,
    with_conflicts,
    with_place,
)
from assistant.chat.case_papers import held_papers, named_kinds, newest, paper_cite, papers, scans, unread
from assistant.chat.case_results import changed, labs, other_drug, tells_of
from assistant.chat.lookup import meanings
from assistant.chat.quotes import of_entries, told
from assistant.chat.values import Citation
from assistant.chat.wording import cites, fit, place
from assistant.model.case import Stage
from assistant.model.facts import Assertion, FactKind
from assistant.model.gaps import Gap, QuestionOrigin
from assistant.model.history import Conflict, Entry
from knowledge.names import in_language, side_in_language
from knowledge.patterns import plain
from knowledge.searching import terms


def missing(asked: Asked) -> Found:
    """The open gaps, what would stop the specialist first."""
    gaps = sorted(asked.dossier.gaps, key=lambda gap: gap.rank)
    if not gaps:
        return Found(asked.say("missing_none") + reading(asked))
    shown = fit([_gap(gap) for gap in gaps], 40)
    whom = step(asked, gaps[0])
    text = asked.say("missing", items=asked.list(shown), more=asked.more(len(gaps), len(shown)), who=whom.rstrip("."))
    return Found(text + reading(asked), _gap_cites(asked, gaps[: len(shown)]))


def step(asked: Asked, gap: Gap) -> str:
    """Whom to ask for it; where the person themself can say or write it, that."""
    who = lower(gap.who_has_it)
    if gap.facility:
        return _asking(asked, gap.facility)
    if who.startswith(asked.talk.word("yourself", asked.language)):
        return who
    return _asking(asked, who) if who and len(who.split()) <= 14 else asked.say("who_default")


def _asking(asked: Asked, who: str) -> str:
    """In Spanish "a el" is written "al"."""
    return asked.say("who_known", who=who).replace(" a el ", " al ")


def lower(text: str) -> str:
    """With a small first letter, unless the first word is a short form."""
    first = text.split(" ")[0]
    return text[:1].lower() + text[1:] if len(first) == 1 or not first.isupper() else text


def _gap(gap: Gap) -> str:
    return lower(gap.label.rstrip("."))


def _gap_cites(asked: Asked, gaps: Sequence[Gap]) -> tuple[Citation, ...]:
    evidence = [each for gap in gaps for each in gap.evidence[:1]]
    return tuple(cites(evidence, asked.dossier, asked.language, asked.talk)[:5])


def next_step(asked: Asked) -> Found:
    """What to do now, by the stage of the case and its first gaps."""
    stage = asked.dossier.case.stage
    if stage in (Stage.REVIEWING, Stage.READY, Stage.SENT):
        return Found(asked.say("next_sent", extra=reading(asked)))
    if stage in (Stage.ANSWERED, Stage.CLOSED):
        return Found(asked.say("next_answered"))
    gaps = sorted(asked.dossier.gaps, key=lambda gap: gap.rank)
    if not gaps:
        return Found(asked.say("missing_none") + reading(asked))
    shown = fit([_gap(gap) for gap in gaps[:3]], 30)
    why = gaps[0].why if len(gaps[0].why.split()) <= 22 else ""
    return Found(asked.say("next", items=asked.list(shown), why=why).replace("  ", " "), _gap_cites(asked, gaps[:3]))


def medicines(asked: Asked) -> Found:
    """Medicines as the papers list them, planned and stopped ones apart; only those that were named, when some were."""
    listed = (*SAID, Assertion.POSSIBLE, Assertion.CONDITIONAL, Assertion.PLANNED)
    entries = [e for e in entries_of(asked, FactKind.MEDICATION) if e.assertion in listed]
    named = [entry for entry in entries if named_in(asked, entry.name)]
    if named:
        return with_conflicts(
            asked, named, listing(asked, _how_named(named), named, [with_place(asked, e) for e in named])
        )
    if other_drug(asked):
        return Found(asked.say("not_found") + reading(asked), empty=True)
    if not entries:
        return Found(asked.say("medicines_none") + reading(asked), empty=True)
    planned = [e for e in entries if e.assertion is Assertion.PLANNED]
    stopped = [e for e in entries if _stopped(e)]
    active = [e for e in entries if e not in stopped and e not in planned]
    found = Found("")
    if active:
        texts = [" ".join((name_of(asked, entry), entry.details.get("dose", ""))).strip() for entry in active]
        found = listing(asked, "medicines", active, texts, n=len(active))
    for key, some in (("planned", planned), ("stopped", stopped)):
        if some:
            text = asked.say(key, items=asked.list(fit([name_of(asked, e) for e in some], 12)))
            found = Found(f"{found.text} {text}".strip(), found.citations + cited(asked, some[:2]))
    return found


def _how_named(named: Sequence[Entry]) -> str:
    if all(_stopped(entry) for entry in named):
        return "named_stopped"
    return "named_planned" if all(entry.assertion is Assertion.PLANNED for entry in named) else "named"


def _stopped(entry: Entry) -> bool:
    return entry.status == "stopped" or entry.assertion is Assertion.HISTORICAL


def allergies(asked: Asked) -> Found:
    """What the papers say of allergies; of the one that was named, when one was."""
    entries = entries_of(asked, FactKind.ALLERGY)
    entries = [entry for entry in entries if named_in(asked, entry.name)] or entries
    if not entries:
        return Found(asked.say("allergies_none") + reading(asked), empty=True)
    return with_conflicts(asked, entries, listing(asked, "allergies", entries, [with_place(asked, e) for e in entries]))


def diagnosis(asked: Asked) -> Found:
    """What the papers call the illness; the patient's own words for it first."""
    condition = asked.dossier.case.goal.condition or asked.list(asked.dossier.pathway_titles) or "…"
    tissue = [e for e in entries_of(asked, FactKind.PATHOLOGY_DIAGNOSIS) if e.assertion in SAID]
    problems = [e for e in entries_of(asked, FactKind.PROBLEM) if e.assertion in SAID]
    words = set(plain(" ".join((condition, *asked.dossier.pathway_titles))).split())
    about = [e for e in problems if words & set(plain(e.name).split()) or words & set(plain(e.facts[0].text).split())]
    entries = [*tissue[:2], *about[:2]] or problems[:3]
    if not entries:
        return Found(asked.say("diagnosis_none", condition=condition) + reading(asked), empty=True)
    shown: dict[str, Entry] = {}
    for entry in entries:
        shown.setdefault(with_place(asked, entry), entry)  # two facts of one sentence show it once
    return listing(asked, "diagnosis", [*shown.values()], [*shown], condition=condition)


def operations(asked: Asked) -> Found:
    """Operations and procedures, the newest first; a scan is none, unless it was named."""
    held = entries_of(asked, FactKind.PROCEDURE)
    meant = [e for e in held if named_in(asked, e.name)] or [e for e in held if tells_of(asked, e.name)]
    named = [entry for entry in meant if entry.assertion in SAID]
    denied = of_entries(asked, [entry for entry in meant if entry.assertion is Assertion.ABSENT][:2])
    no = told(asked, "found_negative", denied) if denied else None
    if no and not named:
        return no
    entries = [e for e in held if e.assertion in SAID]
    entries = named or [e for e in entries if not any(kind.search(plain(e.name)) for kind in asked.talk.modalities)]
    entries.sort(key=lambda e: e.when.date, reverse=True)
    if not entries:
        return Found(asked.say("not_found") + reading(asked), empty=True)
    done = listing(asked, "operations", entries, [dated(asked, name_of(asked, entry), entry) for entry in entries])
    return Found(f"{done.text} {no.text}", done.citations + no.citations) if no else done


def family(asked: Asked) -> Found:
    entries = entries_of(asked, FactKind.FAMILY_HISTORY)
    entries = [entry for entry in entries if named_in(asked, entry.name)] or entries
    if not entries:
        return Found(asked.say("not_found") + reading(asked), empty=True)
    return listing(asked, "family", entries, [f"“{short(entry.facts[0].text, 12)}”" for entry in entries])


def team(asked: Asked) -> Found:
    """Who signed the papers of the kind that was named; else people who treat the patient, else authors of papers."""
    kinds = named_kinds(asked)
    signed = [p for p in held_papers(asked) if p.kind.value in kinds and p.counts and p.description.author]
    if kinds and not any(p.kind.value in kinds for p in held_papers(asked)):
        return papers(asked)
    if signed:
        texts = [f"{p.description.author} ({place(p, None, asked.language, asked.talk)})" for p in signed]
        shown = fit(texts, 45)
        text = asked.say("team", items=asked.list(shown), more=asked.more(len(texts), len(shown)))
        return Found(text, tuple(paper_cite(paper, asked.language, asked.talk) for paper in signed[: len(shown)]))
    entries = entries_of(asked, FactKind.CARE_TEAM)
    named = [entry for entry in entries if named_in(asked, entry.name.split()[-1])]
    if named:
        return listing(asked, "team", named, [with_place(asked, entry) for entry in named])
    if entries:
        return listing(asked, "team", entries, [entry.name for entry in entries])
    signed = [paper for paper in asked.dossier.papers if paper.counts and paper.description.author]
    names = list(dict.fromkeys(paper.description.author for paper in signed))
    if not names:
        return Found(asked.say("not_found") + reading(asked), empty=True)
    shown = fit(names, 45)
    text = asked.say("team", items=asked.list(shown), more=asked.more(len(names), len(shown)))
    return Found(text, tuple(paper_cite(paper, asked.language, asked.talk) for paper in signed[:5]))


def advised(asked: Asked) -> Found:
    """What the papers say to do next: plans, advice and visits, as written."""
    entries = entries_of(asked, FactKind.RECOMMENDATION, FactKind.APPOINTMENT)
    entries.sort(key=lambda entry: entry.when.date, reverse=True)
    if not entries:
        return Found(asked.say("advised_none") + reading(asked), empty=True)
    return listing(asked, "advised", entries, [with_place(asked, entry) for entry in entries])


def conflicts(asked: Asked) -> Found:
    """Papers that disagree, each side with its place."""
    named = named_conflicts(asked)
    found = named or asked.dossier.history.conflicts
    if not found:
        return Found(asked.say("conflicts_none") + reading(asked), empty=True)
    key = "conflicts" if named or not lookup.entries(asked) else "conflicts_not_here"
    between = asked.talk.word("versus", asked.language)
    texts = []
    for conflict in found:
        sides = [f"“{short(side_in_language(said, asked.language), 8)}”" for said, _ in conflict.sides[:2]]
        texts.append(f"{in_language(conflict.topic, asked.language)}: {f', {between} '.join(sides)}")
    shown = fit(texts, 45)
    text = asked.say(key, items="; ".join(shown), more=asked.more(len(texts), len(shown)))
    evidence = [f.evidence[0] for conflict in found[: len(shown)] for _, facts in conflict.sides for f in facts[:1]]
    return Found(text, tuple(cites(evidence, asked.dossier, asked.language, asked.talk)[:6]))


def named_conflicts(asked: Asked) -> list[Conflict]:
    """Those about what the message names, the ones that hold most of it."""
    words = meanings(asked)
    held = [(sum(bool(each & _stems(c)) for each in words), c) for c in asked.dossier.history.conflicts]
    best = max((score for score, _ in held), default=0)
    return [conflict for score, conflict in held if score == best] if best else []


def _stems(conflict: Conflict) -> set[str]:
    facts = " ".join(fact.text for _, side in conflict.sides for fact in side)
    return {stem for lang in ("en", "es") for stem in terms(f"{in_language(conflict.topic, lang)} {facts}", lang)}


def questions(asked: Asked) -> Found:
    """The patient's list, or what is suggested from the papers until there is one."""
    listed_questions = sorted(asked.dossier.questions, key=lambda q: q.rank)
    if not listed_questions:
        return Found(asked.say("questions_none"), empty=True)
    offered = {q.id: q.text for q in asked.dossier.suggested if q.origin is not QuestionOrigin.PATIENT}
    shown = fit([offered.get(q.id, q.text) for q in listed_questions], 55)  # in the language that is read now
    items = " ".join(f"{n}) {text}" for n, text in enumerate(shown, 1))
    text = asked.say("questions", items=items, more=asked.more(len(listed_questions), len(shown)))
    evidence = [each for q in listed_questions[: len(shown)] for each in q.evidence[:1]]
    return Found(text, tuple(cites(evidence, asked.dossier, asked.language, asked.talk)[:5]))


COMPUTED: dict[str, Callable[[Asked], Found]] = {
    "missing": missing,
    "next": next_step,
    "medicines": medicines,
    "allergies": allergies,
    "diagnosis": diagnosis,
    "labs": labs,
    "scans": scans,
    "operations": operations,
    "family": family,
    "team": team,
    "conflicts": conflicts,
    "questions": questions,
    "papers": papers,
    "newest": newest,
    "unread": unread,
    "advised": advised,
    "changed": changed,
}
