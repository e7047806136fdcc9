"""The pathway's own list, line by line: what is not there, not new enough, not whole, or not known to apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assistant.check.answers import circumstance_id
from assistant.check.circumstances import Applies, applies
from assistant.check.heads import place_named
from assistant.check.labs import Found, results
from assistant.check.meeting import Verdict, judge
from assistant.check.partners import of_partner
from assistant.check.pictures import shown
from assistant.check.shelf import Shelf
from assistant.check.wording import Words, gap, identity
from assistant.model.facts import Evidence
from assistant.model.gaps import Gap, GapState, Need
from ingest.document import Span
from knowledge.names import in_language
from knowledge.schema import Requirement

GENERIC_PICTURES = ("key-imaging", "imaging-reports")  # judged paper by paper, see `loose`
_STATE_RANK = {
    GapState.MISSING: 0,
    GapState.REPORT_ONLY: 1,
    GapState.INCOMPLETE: 2,
    GapState.IMAGES_ONLY: 2,
    GapState.UNREADABLE: 2,
    GapState.OUTDATED: 4,
    GapState.UNCONFIRMED: 8,
}
_KIND_RANK = {
    "image": 0,
    "report": 0,
    "slides": 1,
    "procedure": 1,
    "note": 2,
    "genetic": 2,
    "lab": 3,
    "questionnaire": 6,
}


@dataclass
class Judged:
    """What became of each requirement: met ones for the list of what was received, the rest as gaps."""

    met: dict[str, tuple[Requirement, Verdict]] = field(default_factory=dict)
    open: dict[str, tuple[Requirement, Verdict]] = field(default_factory=dict)
    asked: list[tuple[Requirement, Applies]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # documents that some requirement speaks of
    lone: set[str] = field(default_factory=set)  # of these, those whose other half is still worth asking for
    quoted: list[tuple[str, Span]] = field(default_factory=list)  # kind of gap and the sentence it rests on


def judge_all(shelf: Shelf) -> Judged:
    """Every requirement of the pathway against the papers."""
    lab: dict[str, list[Found]] = results(shelf)
    judged = Judged()
    for requirement in shelf.pathway.requirements:
        if requirement.item in GENERIC_PICTURES or _covered(requirement, shelf):
            continue
        verdict = of_partner(requirement, judge(requirement, shelf, lab), shelf)
        judged.used.update(p.id for p in verdict.papers if verdict.mention is None)
        if requirement.images_needed and verdict.state in (GapState.OUTDATED, GapState.INCOMPLETE):
            judged.lone.update(p.id for p in verdict.papers if verdict.mention is None)
        if verdict.state is None:
            judged.met[requirement.item] = (requirement, verdict)
            continue
        known = applies(requirement, shelf)
        if known.answer == "no":
            continue
        planned = verdict.note == "planned" and requirement.need == "recommended"
        if planned and not known.told and shelf.answers.get(identity(requirement.item)) != "yes":
            judged.asked.append((requirement, Applies("planned", verdict.mention)))
        elif known.answer == "yes" or _was_made(requirement, verdict, shelf):
            judged.open[requirement.item] = (requirement, _with_reason(requirement, verdict, known))
        elif known.answer == "planned" or not requirement.silent:
            judged.asked.append((requirement, known))
    for item, (requirement, verdict) in list(judged.open.items()):
        if any(other in judged.met for other in requirement.satisfied_by):
            del judged.open[item]
        elif verdict.state is GapState.MISSING:
            _stands_in(item, requirement, judged)
    _once_each(judged, shelf)
    judged.asked = [row for row in judged.asked if not set(row[0].satisfied_by) & set(judged.met)]
    judged.asked = list({_sought(row[0]): row for row in reversed(judged.asked)}.values())[::-1]
    return judged


def _sought(requirement: Requirement) -> tuple[object, ...]:
    """What is looked for: two conditions of one person often ask for the same under other names."""
    return tuple(sorted(map(str, requirement.find))) or (requirement.item,)


def _was_made(requirement: Requirement, verdict: Verdict, shelf: Shelf) -> bool:
    """Whether the record itself shows that it was made: papers tell of it, or a half of it is among them."""
    if verdict.mention is not None:
        return verdict.mention.status in ("done", "pending")
    return bool(verdict.papers) and any(shelf.pathway.shared.when[key].own_item for key in requirement.when)


def _stands_in(item: str, requirement: Requirement, judged: Judged) -> None:
    """Where what can stand in is here, though not whole, its other half is what is wanted, as much as this was."""
    for other in requirement.satisfied_by:
        instead, found = judged.open.get(other, (requirement, None))
        if found is not None and found.papers and found.mention is None:
            judged.open[other] = (replace(instead, need=requirement.need), found)
            del judged.open[item]
            return


def _once_each(judged: Judged, shelf: Shelf) -> None:
    """One fault of one paper (missing slices, no report) is told once, by the line that needs it most."""
    told: set[tuple[GapState, str, frozenset[str]]] = set()
    same: set[tuple[object, ...]] = set()
    lines = sorted(judged.open.items(), key=lambda row: row[1][0].need != "required")
    for item, (requirement, verdict) in lines:
        line = (verdict.state, requirement.label.en, tuple(paper.id for paper in verdict.papers))
        if line in same:
            del judged.open[item]
            continue
        same.add(line)
        if verdict.state not in (GapState.INCOMPLETE, GapState.IMAGES_ONLY, GapState.REPORT_ONLY) or verdict.mention:
            continue
        ways = frozenset(code for find in requirement.find for code in find.modality)
        seen = shown(verdict.papers[0], shelf).modality & ways if verdict.papers else ways
        key = (verdict.state, verdict.papers[0].id if verdict.papers else item, seen)
        if key in told and verdict.note != "partial_tests":
            del judged.open[item]
        told.add(key)


def _covered(requirement: Requirement, shelf: Shelf) -> bool:
    """A general line of the core gives way to the condition's own line for the same thing."""
    others = [r for r in shelf.pathway.requirements if r.item != requirement.item and r.of in shelf.pathway.ids]
    if requirement.of in shelf.pathway.ids:
        return False
    if any(other.item in requirement.satisfied_by for other in others):
        return True
    if requirement.kind == "lab":
        tests = {t for f in requirement.find for t in f.tests}
        return any(len(tests & {t for f in o.find for t in f.tests}) >= 3 for o in others)
    if requirement.kind == "genetic":
        return any(o.kind == "genetic" for o in others)
    if "prior_imaging" in requirement.when:
        return any("prior_imaging" in o.when for o in others)
    return False


def _with_reason(requirement: Requirement, verdict: Verdict, known: Applies) -> Verdict:
    """When nothing was found, the sentence that shows it applies is the evidence."""
    if verdict.evidence or known.mention is None:
        return verdict
    mention = known.mention
    done = known.act and mention.status != "planned" and requirement.kind in _DATED_BY_REASON
    if not known.own and not done:
        return replace(verdict, evidence=mention.evidence)
    return replace(verdict, evidence=mention.evidence, mention=mention, date=verdict.date or mention.date)


_DATED_BY_REASON = (
    "report",
    "slides",
    "procedure",
)  # of the biopsy or operation itself; a scan has its own


def gaps_of(judged: Judged, shelf: Shelf, words: Words) -> Iterator[Gap]:
    """A gap for each open requirement and one question for each circumstance that nobody mentions."""
    order = {r.item: i for i, r in enumerate(shelf.pathway.requirements)}
    for requirement, verdict in judged.open.values():
        if verdict.papers or verdict.mention:  # else the sentence only shows that the line applies
            _quote(judged, requirement.kind, verdict.evidence)
        yield _gap(requirement, verdict, shelf, words, order[requirement.item])
    asked: set[str] = set()
    for requirement, known in judged.asked:
        circumstance = "" if known.answer == "planned" else known.ask
        if circumstance and circumstance in asked:
            continue
        asked.add(circumstance)
        if known.mention:
            _quote(judged, requirement.kind, known.mention.evidence)
        yield _question(requirement, known, circumstance, shelf, words, order[requirement.item])


def _quote(judged: Judged, kind: str, evidence: tuple[Evidence, ...]) -> None:
    judged.quoted.extend((kind, one.span) for one in evidence)


def _rank(need: Need, state: GapState, kind: str, order: int) -> int:
    base = 0 if need is Need.REQUIRED else 10_000
    return base + 1000 * _STATE_RANK.get(state, 5) + 100 * _KIND_RANK.get(kind, 5) + order


def _gap(requirement: Requirement, verdict: Verdict, shelf: Shelf, words: Words, order: int) -> Gap:
    state = verdict.state or GapState.MISSING
    need = Need(requirement.need_when_old if state is GapState.OUTDATED else requirement.need)
    need = Need.RECOMMENDED if verdict.least_of_it else need
    paper = verdict.papers[0] if verdict.papers and verdict.mention is None else None
    found = words.paper(paper) if paper else ""
    if paper and requirement.kind == "lab" and verdict.date:  # the name of the tests says more than the laboratory's
        found = words.say("dated", title=requirement.label.of(words.language), date=words.date(verdict.date))
    if verdict.note == "partial_tests":
        found = ", ".join(in_language(test, words.language) for test in verdict.detail.split(", "))
    where = place_named(verdict.mention.text, verdict.mention.paper, shelf.cues) if verdict.mention else ""
    when = ", ".join(part for part in (words.date(verdict.date), where) if part)
    spoken = verdict.mention is not None and state is GapState.MISSING and verdict.note != "planned"
    key = "spoken_of_when" if spoken and when else verdict.note or "none"
    if verdict.note == "planned":
        key = _planned_key(verdict.date, shelf)
    ahead = (
        verdict.note == "planned" and key != "planned_then" and shelf.answers.get(identity(requirement.item)) != "yes"
    )
    label, who = requirement.label.of(words.language), requirement.who.of(words.language)
    if ahead:
        label = words.say("ahead_label" if key == "planned" else "ahead_label_when", label=label, when=when)
        who = words.say("ahead_who")
    note = words.say(key, found=found, missing=verdict.detail, when=when)
    return gap(
        shelf,
        words,
        item=requirement.item,
        state=state,
        need=need,
        label=label,
        why=f"{requirement.why.of(words.language)} {note}",
        who=who,
        kind=requirement.kind,
        rank=_rank(need, state, requirement.kind, order),
        paper=paper,
        found=found,
        facility="" if ahead else where,
        ahead=ahead,
        evidence=verdict.evidence,
        window=requirement.recency_months,
        date=verdict.date if verdict.date <= shelf.today else "",  # no letter asks for what is yet to be done
    )


def _planned_key(date: str, shelf: Shelf) -> str:
    """How to say that a paper has it as planned: for a day to come, for one that is past, or for none it names."""
    if len(date) < _MONTH:
        return "planned"
    return "planned_ahead" if date > shelf.today[: len(date)] else "planned_then"


_MONTH = len("2026-11")


def _question(r: Requirement, known: Applies, circumstance: str, shelf: Shelf, words: Words, order: int) -> Gap:
    """Not a gap yet: one question, asked once for all that hangs on it (the `circumstance`), or about the record."""
    language, own = words.language, not circumstance
    key = circumstance or (r.when[0] if r.when else "")
    asked = (r.question if own else None) or (shelf.pathway.shared.when[key].question if key else None)
    question = asked.of(language) if asked else ""
    note = words.say("ask_if_done")
    if known.answer == "planned":
        date = known.mention.date if known.mention else ""
        note = words.say(_planned_key(date, shelf), when=words.date(date))
    made = gap(
        shelf,
        words,
        item=r.item,
        state=GapState.UNCONFIRMED,
        need=Need.RECOMMENDED,
        label=r.label.of(language) if own else question,
        why=" ".join(part for part in (question if own else r.why.of(language), note) if part),
        who=r.who.of(language),
        kind=r.kind,
        rank=_rank(Need.RECOMMENDED, GapState.UNCONFIRMED, r.kind, order),
        evidence=known.mention.evidence if known.mention else (),
        date=known.mention.date if known.mention else "",
    )
    return replace(made, id=circumstance_id(circumstance)) if circumstance else made
