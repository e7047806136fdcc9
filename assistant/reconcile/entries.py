"""One entry for one real thing, holding every fact of it: its state, when, how well the papers agree, verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.model.case import Decision
from assistant.model.facts import Assertion, Code, DateRole, Fact, FactKind, FactOrigin, Precision, When
from assistant.model.history import Agreement, Entry, Verdict
from assistant.model.papers import DocumentKind
from assistant.reconcile.conclusions import section
from assistant.reconcile.gather import Group
from assistant.reconcile.medicines import of_now, taking, unsettled_stop
from assistant.reconcile.sources import REPLACED, REPORTS, Sources, days_apart
from assistant.reconcile.things import shown_name, thing
from knowledge.history import HistoryWords, load_history
from knowledge.kinds import fold

_LASTING = frozenset(
    {
        FactKind.PROBLEM,
        FactKind.PROCEDURE,
        FactKind.FAMILY_HISTORY,
        FactKind.DEVICE,
        FactKind.ALLERGY,
        FactKind.SOCIAL_HISTORY,
    }
)
_NOW = frozenset({"history_present", "chief_complaint", "exam", "vitals"})  # what is asked about today
_LOOKED_AT = frozenset({"exam", "vitals"})  # a leg may be slim on the day of a visit
_OCCASION = frozenset({"complications", "procedure", "labs", "findings", "impression", "assessment", "hospital_course"})
OVERTAKEN = "stopped or past by another paper"
_SERIES = frozenset({FactKind.LAB_RESULT, FactKind.VITAL})
_WEIGHT = (
    Assertion.PRESENT,
    Assertion.HISTORICAL,
    Assertion.POSSIBLE,
    Assertion.PLANNED,
    Assertion.FAMILY,
    Assertion.ABSENT,
    Assertion.CONDITIONAL,  # "call if you have fever" says least
)
_DONE = (Assertion.PRESENT, Assertion.HISTORICAL)
_ALIKE = (_DONE, *((assertion,) for assertion in Assertion if assertion not in _DONE))
_ROLES = (DateRole.STARTED, DateRole.HAPPENED, DateRole.COLLECTED, DateRole.REPORTED, DateRole.STOPPED)
_VERDICTS = frozenset(Verdict._value2member_map_)


def entry(group: Group, sources: Sources, decisions: Mapping[str, Decision]) -> Entry:
    """The entry of one group of facts."""
    words = load_history()
    standing = [fact for fact in group.facts if REPLACED not in fact.details] or list(group.facts)
    standing = [fact for fact in standing if fact.origin is not FactOrigin.MODEL] or standing  # rules go first
    assertion = _assertion(standing, sources)
    status = _status(standing, group.thing.kind, sources, words)
    is_open = group.thing.kind is FactKind.MEDICATION and unsettled_stop(standing, sources, words)
    settled = group.facts if is_open else _overtaken(group.facts, assertion, status, words)
    ordered = _ordered(settled, assertion, sources)
    identity = next((alias for alias in sorted(group.aliases) if alias in decisions), group.thing.id)
    decision = decisions.get(identity)
    return Entry(
        id=identity,
        kind=group.thing.kind,
        name=_name(group, standing, assertion),
        facts=tuple(ordered),
        assertion=assertion,
        agreement=_agreement(standing, sources, words),
        when=_when(standing, group.thing.kind, assertion),
        code=_code(ordered),
        status=status,
        details=_details(ordered),
        verdict=Verdict(decision.verdict) if decision else None,
        correction=decision.text if decision else "",
        verdict_by=decision.by if decision else "",
    )


def verdicts(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """The latest verdict on each target."""
    return {d.target: d for d in decisions if d.verdict in _VERDICTS}


def _name(group: Group, facts: Sequence[Fact], assertion: Assertion) -> str:
    if group.thing.name == "no known allergies":
        return group.thing.name
    side = group.thing.side if _mostly_sided(facts) else ""
    name = shown_name([fact for fact in facts if fact.assertion is assertion] or facts)
    return f"{side} {name}" if side and side not in fold(name).split() and not _says_side(name, side) else name


def _mostly_sided(facts: Sequence[Fact]) -> bool:
    """Whether at least half of the mentions give a side, so that it may stand in the name."""
    return 2 * sum(bool(thing(fact).side) for fact in facts) >= len(facts)


def _says_side(name: str, side: str) -> bool:
    return any(load_history().sides.get(token) == side for token in fold(name).split())


# --- what the papers together assert -------------------------------------------------------------------------------


def _assertion(facts: Sequence[Fact], sources: Sources) -> Assertion:
    """The strongest thing said. Of "has" and "had", or "may" and "has not", the paper that speaks later counts."""
    said = {fact.assertion for fact in facts}
    if said == {Assertion.FAMILY}:
        return Assertion.FAMILY
    for pair in ((Assertion.PRESENT, Assertion.HISTORICAL), (Assertion.POSSIBLE, Assertion.ABSENT)):
        if set(pair) <= said and not (set(_WEIGHT[: _WEIGHT.index(pair[0])]) & said):
            latest = max(
                (f for f in facts if f.assertion in pair), key=lambda f: (sources.date(f), f.assertion is pair[0])
            )
            return latest.assertion
    return next(assertion for assertion in _WEIGHT if assertion in said)


def _agreement(facts: Sequence[Fact], sources: Sources, words: HistoryWords) -> Agreement:
    if sources.count(facts) > 1 and differ(facts, sources, words):
        return Agreement.DIFFER
    most = max(sources.count([f for f in facts if f.assertion in alike]) for alike in _ALIKE)
    return Agreement.AGREE if most > 1 else Agreement.ONE_SOURCE


def _overtaken(facts: Sequence[Fact], assertion: Assertion, status: str, words: HistoryWords) -> list[Fact]:
    """Facts that were so when their paper was written and are past by a later one, saying that in their status."""
    marked = []
    for fact in facts:
        past = fact.assertion is Assertion.PRESENT and assertion is Assertion.HISTORICAL
        if fact.kind is FactKind.MEDICATION:
            past = status == "stopped" and taking(fact, words) == "active"
        old = fact.details.get("status", "")
        said = f"{old}; {OVERTAKEN}" if old else OVERTAKEN
        marked.append(replace(fact, details={**fact.details, "status": said}) if past else fact)
    return marked


def differ(facts: Sequence[Fact], sources: Sources, words: HistoryWords) -> bool:
    """Whether papers contradict each other about one thing, time allowed for."""
    if facts[0].kind is FactKind.MEDICATION:
        return bool(unsettled_stop(facts, sources, words))
    yes = [f for f in facts if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    both = {sources.source(f) for f in yes}  # a paper that says yes and no speaks of two
    no = [f for f in facts if f.assertion is Assertion.ABSENT and sources.source(f) not in both]
    return any(sources.source(a) != sources.source(b) and at_one_time(a, b, sources, words) for a in yes for b in no)


def at_one_time(yes: Fact, no: Fact, sources: Sources, words: HistoryWords) -> bool:
    """Whether neither a later beginning or end nor another specimen explains that one says yes and another no."""
    if yes.kind is FactKind.PATHOLOGY_DIAGNOSIS:
        return False
    because = fold(no.details.get("because", ""))
    if words.denies_more.search(because) or (
        words.denies_earlier.search(because)
        and not (yes.when.written or words.told_earlier.search(yes.details.get("because", "")))
    ):
        return False
    if yes.kind is FactKind.SYMPTOM and _now(yes, sources) and not sources.date(yes):  # what they write of today
        asked = not _of_its_day(no, sources, FactKind.SYMPTOM) and section(no) not in _LOOKED_AT
        return yes.assertion is Assertion.PRESENT and asked and of_now(no, sources)
    if yes.kind not in _LASTING:
        near = days_apart(sources.date(yes), sources.date(no)) <= words.passing_days
        return near and yes.assertion is Assertion.PRESENT  # had, and now has not
    began, denied = yes.when.date or sources.date(yes), sources.date(no)
    of_its_day = _of_its_day(no, sources) or words.denies_then.search(because)
    if of_its_day and not words.denies_ever.search(because):
        return days_apart(yes.when.date or sources.date(yes), denied) <= words.had_or_not_days
    if not began or not denied:
        return True
    if yes.kind is FactKind.PROCEDURE:
        return began <= denied  # done since
    if yes.assertion is Assertion.HISTORICAL:
        return bool(words.denies_ever.search(because)) or yes.kind is not FactKind.PROBLEM or section(no) not in _NOW
    return began <= denied or days_apart(began, denied) <= words.had_or_not_days


def _of_its_day(no: Fact, sources: Sources, *kinds: FactKind) -> bool:
    """A report, or what was found or done in one illness, denies of its own day, not that it ever was."""
    paper = sources.papers.get(no.span.document)
    return no.kind in (FactKind.PROBLEM, FactKind.PROCEDURE, *kinds) and (
        (paper is not None and paper.kind in REPORTS) or section(no) in _OCCASION
    )


def _status(facts: Sequence[Fact], kind: FactKind, sources: Sources, words: HistoryWords) -> str:
    if kind is FactKind.MEDICATION:
        said = [(sources.date(f) or _now(f, sources), taking(f, words)) for f in facts if taking(f, words)]
        never = {f.assertion for f in facts} <= {Assertion.ABSENT, Assertion.PLANNED, Assertion.CONDITIONAL}
        return max(said)[1] if said and not never else ""
    if kind is FactKind.PROBLEM:
        latest = max(facts, key=lambda f: (bool(f.details.get("status")), sources.date(f)))
        status = fold(latest.details.get("status", ""))
        return "resolved" if status in words.resolved else "active" if status in words.active else ""
    return ""


def _now(fact: Fact, sources: Sources) -> str:
    """What patients write without a date they write now, after every dated paper."""
    paper = sources.papers.get(fact.span.document)
    return "~" if paper is None or paper.kind is DocumentKind.PATIENT_NOTE else ""


# --- order, dates, details -----------------------------------------------------------------------------------------


def _ordered(facts: Sequence[Fact], assertion: Assertion, sources: Sources) -> list[Fact]:
    """The fact that speaks for the entry first: standing, of its assertion, from a paper, newest; then by date."""

    def key(fact: Fact) -> tuple[bool, bool, bool, str, str]:
        said = sources.date(fact)
        newest = "".join(chr(ord("9") - int(d) + ord("0")) if d.isdigit() else d for d in fact.when.date or said)
        told = fact.origin in (FactOrigin.PATIENT, FactOrigin.LIAISON, FactOrigin.MODEL)
        return REPLACED in fact.details, fact.assertion is not assertion, told, newest or "~", fact.id

    return sorted(facts, key=key)


def _when(facts: Sequence[Fact], kind: FactKind, assertion: Assertion) -> When:
    """Series: the newest. Anything else: when it began or happened, in the most exact words."""
    alike = _DONE if assertion in _DONE else (assertion,)
    dated = [f.when for f in facts if f.when.date and f.assertion in alike]
    dated = dated or [f.when for f in facts if f.when.date]
    if not dated:
        return When()
    if kind in _SERIES or kind is FactKind.MEDICATION:
        return max(dated, key=lambda when: when.date)
    best = min(_ROLES.index(when.role) for when in dated)
    chosen = [when for when in dated if _ROLES.index(when.role) == best]
    earliest = min(chosen, key=lambda when: when.date)
    exact = [when for when in chosen if when.date.startswith(earliest.date)]
    return max(exact, key=lambda when: (when.precision is not Precision.NONE, len(when.date)))


def _code(facts: Sequence[Fact]) -> Code | None:
    return next((fact.code for fact in facts if fact.code), None)


def _details(facts: Sequence[Fact]) -> dict[str, str]:
    """The speaking fact's details, and what it leaves open from the others that say the same: how something was planned
    or is denied is not how it is."""
    merged: dict[str, str] = {}
    alike = _DONE if facts[0].assertion in _DONE else (facts[0].assertion,)
    for fact in (each for each in facts if each.assertion in alike):
        for key, value in fact.details.items():
            if key not in ("status", REPLACED):
                merged.setdefault(key, value)
    return merged
