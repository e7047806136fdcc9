"""Where questions come from. Each source gives candidates with a weight; `ask` chooses among them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.ask.background import background
from assistant.ask.coach import coached, handed_on
from assistant.ask.open_matters import open_matters
from assistant.ask.own import own_questions
from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.gaps import Gap, GapState, Need, Question, QuestionOrigin
from assistant.model.history import History
from knowledge.finder import Finder, tokens
from knowledge.names import in_language, side_in_language
from knowledge.schema import Pathway

COACHED = 2  # worries made into questions, where the patient asks nothing; fewer where they do
_MANY = 4  # questions of their own, in which a person's voice is heard already


@dataclass(frozen=True)
class Candidate:
    question: Question
    source: str  # own | told | worry | conflict | open | pictures | background | coach | condition | core
    weight: float
    about: str = ""  # the question in English, by which its themes are told; empty: as it is


def _question(
    key: str, text: str, origin: QuestionOrigin, reason: str, evidence: tuple[Evidence, ...] = ()
) -> Question:
    return Question(hashlib.sha256(key.encode()).hexdigest()[:16], text, origin, 0, reason, evidence)


def from_patient(worries: Sequence[str], notes: Sequence[str], pathway: Pathway, language: str) -> Iterator[Candidate]:
    """Their own questions as they wrote them, in what they typed and in what else they told."""
    reason = pathway.shared.says["q_yours_why"].of(language)
    for place, own in enumerate(own_of(worries, notes, pathway)):
        yield Candidate(_question(f"own|{own.casefold()}", own, QuestionOrigin.PATIENT, reason), "own", 100 - place)


def own_of(worries: Sequence[str], notes: Sequence[str], pathway: Pathway) -> list[str]:
    cues = pathway.shared.cues
    asked = [own for text in worries for own in own_questions(text, cues, typed=True)]
    return [*asked, *(own for text in notes for own in own_questions(text, cues))]


def from_worries(worries: Sequence[str], notes: Sequence[str], pathway: Pathway, language: str) -> Iterator[Candidate]:
    """For each worry a question that a doctor can answer; what that does not stand for is handed on word for word.

    Who has many questions of their own is heard in those: then more is quoted, and less is coached.
    """
    says = pathway.shared.says
    reason, own = says["q_worry_why"].of(language), len(own_of(worries, notes, pathway))
    found = coached(worries, notes, pathway)
    typed = [one for one in found if one.typed][: max(0, COACHED - (own + 1) // 2)]
    for place, one in enumerate((*typed, *(one for one in found if not one.typed))):
        question = _question(f"worry|{one.key}", one.worry.question.of(language), QuestionOrigin.PATIENT, reason)
        weight = (86 if one.typed else 60) - place
        yield Candidate(question, "worry" if one.typed else "coach", weight, one.worry.question.en)
    quoted = handed_on(worries, notes, pathway, [one.key for one in typed])
    for place, words in enumerate(quoted):
        closed = words if words.endswith("!") else words.rstrip(".") + "."
        question = _question(
            f"told|{words.casefold()}", says["q_told"].of(language).format(text=closed), QuestionOrigin.PATIENT, reason
        )
        yield Candidate(question, "told", (88 if own < _MANY else 70) - place)


def from_conflicts(history: History, pathway: Pathway, language: str) -> Iterator[Candidate]:
    """Two papers that say different things: the first by itself, several others in one question."""
    says = pathway.shared.says
    own_last = sorted(history.conflicts, key=lambda conflict: conflict.kind is FactKind.MEDICATION)
    told = [one for one in own_last if len({side.casefold().strip() for side, _ in one.sides}) > 1]
    reason = says["q_conflict_why"].of(language)
    if len(told) > 2:
        topics = "; ".join(dict.fromkeys(in_language(one.topic, language) for one in told[1:]))
        text = says["q_conflicts"].of(language).format(topics=topics)
        places = tuple(place for one in told[1:] for place in one.evidence)
        question = _question(f"conflicts|{told[1].id}", text, QuestionOrigin.RECORD, reason, places)
        yield Candidate(question, "conflict", 82 if told[1].kind is not FactKind.MEDICATION else 76)
    for place, conflict in enumerate(told[:1] if len(told) > 2 else told):
        sides = [side for side, _ in conflict.sides]
        named = all(_named(side, conflict.topic) for side in sides) or max(map(len, sides)) > 60
        pattern = says["q_conflict_short" if named else "q_conflict"].of(language)
        topic = in_language(conflict.topic, language)
        first, second = (side_in_language(side, language) for side in sides[:2])
        text = pattern.format(topic=topic, first=first, second=second)
        question = _question(f"conflict|{conflict.id}", text, QuestionOrigin.RECORD, reason, conflict.evidence)
        own_matter = conflict.kind is FactKind.MEDICATION  # what they take, the person can say; no specialist can
        yield Candidate(question, "conflict", (74 if own_matter else 84) - 8 * place)


def _named(side: str, topic: str) -> bool:
    """Whether the topic says it already: "transfusion: yes or no" and "yes: blood transfusion"."""
    return side.partition(":")[0].strip().casefold() in topic.casefold()


def from_open(gaps: Sequence[Gap], history: History, pathway: Pathway, language: str) -> Iterator[Candidate]:
    """What the papers leave open: one matter asked for by itself, several in one question."""
    says = pathway.shared.says
    found = open_matters(gaps, history, pathway, language)
    if not found:
        return
    first = found[0]
    evidence = tuple(place for one in found for place in one.evidence[:2])
    if len(found) > 1:
        text = says["q_open"].of(language).format(things="; ".join(one.text for one in found))
        reason, weight = says["q_open_why"].of(language), _OPEN
        question = _question(f"open|{first.key}", text, QuestionOrigin.RECORD, reason, evidence)
    else:
        key = "q_pending" if first.sort == "pending" else "q_advice" if first.sort == "advised" else "q_planned"
        text, reason = says[key].of(language).format(label=first.text), says[f"{key}_why"].of(language)
        weight = _OPEN if first.required else _LESS_OPEN
        question = _question(first.key, text, QuestionOrigin.RECORD, reason, evidence)
    yield Candidate(question, "open", weight)


_OPEN, _LESS_OPEN = 85, 76


def from_pictures(gaps: Sequence[Gap], pathway: Pathway, language: str) -> Iterator[Candidate]:
    """Pictures that nobody has described, and a test that may be too old to decide by."""
    says = pathway.shared.says
    asks = {GapState.IMAGES_ONLY: ("q_unread", "q_pictures_why"), GapState.OUTDATED: ("q_old", "q_old_why")}
    for gap in gaps:
        if gap.state not in asks or not gap.found or gap.kind in ("note", "questionnaire"):
            continue
        pattern, why = asks[gap.state]
        text = says[pattern].of(language).format(found=gap.found)
        question = _question(f"gap|{gap.id}", text, QuestionOrigin.RECORD, says[why].of(language), gap.evidence)
        yield Candidate(question, "pictures", (83 if gap.need is Need.REQUIRED else 81) - gap.rank / 100)


def from_background(history: History, pathway: Pathway, language: str) -> Iterator[Candidate]:
    """What else the papers list that a plan must respect, in one question."""
    things, evidence = background(history, pathway, language)
    if things:
        says = pathway.shared.says
        text, reason = says["q_background"].of(language).format(things=things), says["q_background_why"].of(language)
        weight = 82 + len(evidence)  # the more a plan must respect, the sooner it is asked about
        yield Candidate(_question("background", text, QuestionOrigin.RECORD, reason, evidence), "background", weight)


def from_pathway(history: History, pathway: Pathway, language: str, told: Sequence[str]) -> Iterator[Candidate]:
    """What people with this problem ask, nearest to what the patient told us first; settled ones are left out.

    What they already ask themselves counts against: the place is better used for something else.
    """
    asked = {w for text in told for own in own_questions(text, pathway.shared.cues) for w in tokens(own)}
    said, telling = {w for text in told for w in tokens(text)} - asked, _telling(pathway)
    known = "\n".join(fact.text for fact in history.facts if _tells(fact))
    planned = {w for e in history.of(*_AHEAD) for f in e.facts for w in tokens(f.text)}
    core = {q.en for q in pathway.questions if q.topic in _CORE_TOPICS}
    title = pathway.title.of(language)
    says = pathway.shared.says
    for place, suggested in enumerate(pathway.questions):
        if suggested.answered_by and Finder.spoken(known, suggested.answered_by):
            continue
        words = {w for w in tokens(f"{suggested.en} {suggested.es}") if w in telling}
        is_core = suggested.en in core
        reason = says["q_core_why" if is_core else "q_pathway_why"].of(language).format(title=title)
        key = f"pathway|{pathway.id}|{suggested.topic}|{suggested.en}"
        question = _question(key, suggested.of(language), QuestionOrigin.KNOWLEDGE, reason)
        near = 8 * min(3, _alike(said, words)) + 5 * min(3, len(planned & words)) - 4 * min(3, _alike(asked, words))
        weight = (46 if is_core else 65) + near - place / 2
        yield Candidate(question, "core" if is_core else "condition", weight, suggested.en)


def _tells(fact: Fact) -> bool:
    """Whether a fact may settle a question: what is only planned, advised or a relative's does not."""
    return fact.kind is not FactKind.RECOMMENDATION and fact.assertion in _SETTLING


_SETTLING = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.ABSENT)


def _alike(said: set[str], words: set[str]) -> int:
    """How many of the words the person used, in whatever form ("leaking", "leaks")."""
    return sum(
        any(one == word or (min(len(one), len(word)) >= _STEM and one[:_STEM] == word[:_STEM]) for one in said)
        for word in words
    )


_STEM = 4  # letters


def _telling(pathway: Pathway) -> set[str]:
    """Words that tell one question of this pathway from the others: those that few of them hold."""
    counts: dict[str, int] = {}
    for suggested in pathway.questions:
        for word in {*tokens(suggested.en), *tokens(suggested.es)}:
            counts[word] = counts.get(word, 0) + 1
    return {word for word, count in counts.items() if count <= 2 and len(word) >= _TELLING}


_TELLING = 3  # letters
_AHEAD = (FactKind.RECOMMENDATION, FactKind.IMPRESSION, FactKind.STAGE)
_CORE_TOPICS = frozenset(
    {"diagnosis", "else", "choices", "benefit-risk", "timing", "tests", "center", "trials", "next"}
)
