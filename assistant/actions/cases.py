"""The patient's side of a case: start it, tell it, decide, ask, consent, take it back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.actions.change import allowed, change, event, new_id
from assistant.actions.desk import Desk
from assistant.actions.erasing import erase
from assistant.actions.permit import Deed, on_behalf, permit
from assistant.actions.sharing import shown_case, shown_dossier
from assistant.actions.urgency import urgency
from assistant.errors import BadInput, Changed, NotReady
from assistant.model import changes
from assistant.model.case import (
    Case,
    Consent,
    Decision,
    Dossier,
    Goal,
    HowMuch,
    Message,
    Stage,
    Statement,
)
from assistant.model.facts import Assertion, FactKind
from assistant.model.gaps import Question
from assistant.model.people import Actor, Person, Role

TEXT_LIMIT = 4_000  # characters of anything a person types


@dataclass(frozen=True, slots=True)
class Row:
    """A line of "my cases"."""

    id: str
    number: str
    name: str
    condition: str
    stage: Stage
    updated: str


def start(desk: Desk, actor: Actor, language: str) -> Case:
    """A new case of the actor's own."""
    permit(actor, Deed.START)
    now = desk.clock.now()
    digits = f"{secrets.randbelow(10**8):08d}"
    case = Case(
        id=new_id(),
        number=f"VSO {digits[:4]} {digits[4:]}",
        owner=actor.id,
        created=now,
        updated=now,
        language=language,
        patient=Person(language=language),
    )
    desk.store.add_case(case, event(desk, actor, "start", case))
    return case


def mine(desk: Desk, actor: Actor) -> list[Row]:
    """The actor's own cases and those they help with, newest first."""
    lines = desk.store.lines(owner=actor.id) + desk.store.lines(helper=actor.id)
    return [Row(line.id, line.number, line.name, line.condition, line.stage, line.updated) for line in lines]


def load(desk: Desk, actor: Actor, case_id: str) -> Case:
    """The case as people gave it."""
    return shown_case(allowed(desk, actor, case_id, Deed.SEE), actor)


def dossier(desk: Desk, actor: Actor, case_id: str, language: str | None = None) -> Dossier:
    """The case with everything that follows from it."""
    from assistant.actions.assemble import assemble

    case = allowed(desk, actor, case_id, Deed.SEE)
    if actor.role in (Role.PROVIDER, Role.LIAISON):
        desk.store.record(event(desk, actor, "see", case))
    found = assemble(desk, case, language or case.language)
    return shown_dossier(replace(found, case=case), actor)


def tell(
    desk: Desk,
    actor: Actor,
    case_id: str,
    *,
    patient: Person | None = None,
    goal: Goal | None = None,
    language: str | None = None,
    how_much: HowMuch | None = None,
    expected: int | None = None,
) -> Case:
    """Saves answers of a step. Fields left None stay as they are; blank means the person cleared them."""
    for value in (patient, goal):
        for text in _texts(value):
            if len(text) > TEXT_LIMIT:
                raise BadInput("too-long")

    def step(case: Case) -> Case:
        return replace(
            case,
            patient=case.patient if patient is None else patient,
            goal=case.goal if goal is None else goal,
            language=language or case.language,
            how_much=how_much or case.how_much,
        )

    return change(desk, actor, case_id, Deed.TELL, step, expected=expected)


def decide(desk: Desk, actor: Actor, case_id: str, target: str, verdict: str, text: str = "") -> Case:
    """A verdict on an entry, a gap, a paper, a conflict or a suggestion. Earlier verdicts stay in the record."""
    if len(text) > TEXT_LIMIT:
        raise BadInput("too-long")

    def step(case: Case) -> Case:
        decision = Decision(target, verdict, actor.id, desk.clock.now(), text, on_behalf(actor, case))
        return changes.with_decision(case, decision)

    return change(desk, actor, case_id, Deed.TELL, step, target, name="decide")


def state(desk: Desk, actor: Actor, case_id: str, kind: str, text: str, assertion: str = "present") -> Case:
    """Something no paper says, in the patient's words: "I have no allergies", a medicine we missed."""
    text = text.strip()
    if not text or len(text) > TEXT_LIMIT or kind not in set(FactKind) or assertion not in set(Assertion):
        raise BadInput("nothing-typed" if not text else "too-long")

    def step(case: Case) -> Case:
        behalf = on_behalf(actor, case)
        return changes.with_statement(
            case, Statement(new_id(), kind, text, actor.id, desk.clock.now(), assertion, behalf)
        )

    return change(desk, actor, case_id, Deed.TELL, step, name="state")


def check_section(desk: Desk, actor: Actor, case_id: str, section: str) -> Case:
    """The patient has looked over one section of the history."""

    def step(case: Case) -> Case:
        if section in case.checked_sections:
            return case
        return replace(case, checked_sections=(*case.checked_sections, section))

    return change(desk, actor, case_id, Deed.TELL, step, section, name="check_section")


def set_questions(
    desk: Desk, actor: Actor, case_id: str, questions: Sequence[Question], expected: int | None = None
) -> Case:
    """The list in the person's own order. `Changed` if somebody else edited it since `expected`."""
    if any(len(q.text) > 300 for q in questions):
        raise BadInput("question-too-long")
    return change(
        desk,
        actor,
        case_id,
        Deed.TELL,
        lambda case: changes.with_questions(case, questions),
        name="questions",
        expected=expected,
    )


def consent(desk: Desk, actor: Actor, case_id: str, what: str, given: bool, version: str, language: str) -> Case:
    """Agrees, or takes it back. Only the patient can. A model agreed to is asked about what is there."""

    def step(case: Case) -> Case:
        return changes.with_consent(case, Consent(what, given, actor.id, desk.clock.now(), version, language))

    agreed = change(desk, actor, case_id, Deed.CONSENT, step, f"{what}:{given}")
    if what == "model" and given and desk.model:
        for upload in agreed.uploads:
            desk.jobs.read(case_id, upload.sha256)
    return agreed


def say(desk: Desk, actor: Actor, case_id: str, text: str) -> Case:
    """A message between patient and liaison."""
    text = text.strip()
    if not text:
        raise BadInput("nothing-typed")
    if len(text) > TEXT_LIMIT:
        raise BadInput("too-long")

    def step(case: Case) -> Case:
        behalf = actor.role in (Role.PATIENT, Role.HELPER) and on_behalf(actor, case)
        message = Message(
            new_id(), actor.id, actor.role.value, text, desk.clock.now(), behalf, urgency(actor, case, text)
        )
        return changes.with_message(case, message)

    return change(desk, actor, case_id, Deed.MESSAGE, step)


def withdraw(desk: Desk, actor: Actor, case_id: str) -> Case:
    """Takes the case back: nobody but the patient sees it from now on."""
    return change(desk, actor, case_id, Deed.WITHDRAW, lambda case: changes.move(case, Stage.WITHDRAWN))


def reopen(desk: Desk, actor: Actor, case_id: str) -> Case:
    """Goes on with a case that was withdrawn."""
    return change(desk, actor, case_id, Deed.WITHDRAW, lambda case: changes.move(case, Stage.GATHERING), name="reopen")


def close(desk: Desk, actor: Actor, case_id: str) -> Case:
    """Nothing more is to come of an answered case; how long it is kept from now on is the settings'."""
    return change(desk, actor, case_id, Deed.CLOSE, lambda case: changes.move(case, Stage.CLOSED))


def delete(desk: Desk, actor: Actor, case_id: str) -> None:
    """Deletes the case, its conversation and its papers. The audit trail, which holds no words, stays."""
    case = allowed(desk, actor, case_id, Deed.DELETE)
    if case.stage in (Stage.REVIEWING, Stage.READY, Stage.SENT):
        raise NotReady("withdraw-first")
    erase(desk, case, event(desk, actor, "delete", case))
    for kept in (desk.dossiers, desk.summaries, desk.papers):
        kept.drop()


REFUSED = "no "  # before the deed in a trail: it was tried and not done


def trail(desk: Desk, actor: Actor, case_id: str) -> list[tuple[str, str, str]]:
    """Who looked and who changed what: time, role, deed ("no ..." where it was refused). A patient who acts for this
    one is their helper."""
    allowed(desk, actor, case_id, Deed.TRAIL)
    helping = Role.HELPER.value
    return [
        (
            e.at,
            helping if e.on_behalf and e.role == Role.PATIENT.value else e.role,
            f"{REFUSED}{e.deed}" if e.outcome == "refused" else e.deed,
        )
        for e in desk.store.trail(case_id)
    ]


def _texts(value: Person | Goal | None) -> list[str]:
    if value is None:
        return []
    return [getattr(value, name) for name in type(value).__slots__ if isinstance(getattr(value, name), str)]


__all__ = [
    "Changed",
    "Row",
    "check_section",
    "close",
    "consent",
    "decide",
    "delete",
    "dossier",
    "load",
    "mine",
    "reopen",
    "say",
    "set_questions",
    "start",
    "state",
    "tell",
    "trail",
    "withdraw",
]
