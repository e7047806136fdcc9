"""The provider's side: an inbox, asking for more, drafting and signing the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from assistant.actions.change import change, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, may, permit
from assistant.errors import BadInput, NotReady
from assistant.model import changes
from assistant.model.case import Case, Request, Response, Stage
from assistant.model.people import Actor


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A case that was sent to this provider."""

    id: str
    number: str
    name: str
    condition: str
    ask: str
    stage: Stage
    decide_by: str
    sent: str
    signed_off_by: str
    papers: int
    have: int  # of the records a doctor cannot do without
    need: int  # 0: not known
    days_left: int | None  # until the decision
    new_since: bool  # papers or answers came after the last package was made
    follow_ups: int = 0  # questions about the answer that wait for the doctor's words


def inbox(desk: Desk, actor: Actor) -> list[InboxRow]:
    """Cases sent to the actor: open ones first, by decision date."""
    permit(actor, Deed.INBOX)
    today = date.fromisoformat(desk.clock.today())
    rows = [_row(case, today) for case in desk.store.cases(provider=actor.id) if may(actor, Deed.SEE, case)]
    rows.sort(key=lambda row: (row.decide_by or "9999", row.sent))
    return sorted(rows, key=lambda row: (row.stage is not Stage.SENT, not row.follow_ups))


def _row(case: Case, today: date) -> InboxRow:
    top = next((q.text for q in case.questions), case.goal.reason or case.goal.advised)
    package = case.packages[-1]
    return InboxRow(
        case.id,
        case.number,
        case.patient.name,
        case.goal.condition,
        top,
        case.stage,
        case.goal.decide_by,
        package.at,
        case.sign_off.name if case.sign_off else "",
        sum(not u.removed for u in case.uploads),
        package.have,
        package.need,
        (date.fromisoformat(case.goal.decide_by) - today).days if len(case.goal.decide_by) == 10 else None,
        len(case.packages) > 1 and case.stage is Stage.SENT,
        sum(not each.replied for each in case.follow_ups) if case.stage is Stage.ANSWERED else 0,
    )


def draft(desk: Desk, actor: Actor, case_id: str, response: Response, expected: int | None = None) -> Case:
    """Keeps the unsigned answer. Nobody but the provider sees it."""

    def step(case: Case) -> Case:
        package = case.packages[-1].id if case.packages else ""
        return changes.with_draft(case, replace(response, package=package, by=actor.id, name=actor.name, signed=""))

    return change(desk, actor, case_id, Deed.OPINE, step, name="draft", expected=expected)


def ask_for_more(desk: Desk, actor: Actor, case_id: str, text: str, must: bool = True) -> Case:
    """Asks for something; the case goes back to the patient with it as a gap."""
    text = text.strip()
    if not text:
        raise BadInput("nothing-typed")

    def step(case: Case) -> Case:
        return changes.with_request(case, Request(new_id(), text, actor.id, desk.clock.now(), must))

    return change(desk, actor, case_id, Deed.OPINE, step, name="ask_for_more")


def sign(desk: Desk, actor: Actor, case_id: str) -> Case:
    """Signs the answer; from now on the patient can read it and nobody can edit it."""

    def step(case: Case) -> Case:
        if case.response is None or not case.response.short.strip():
            raise NotReady("answer-first")
        if any((each.text or each.plain) and not each.how for each in case.response.answers):
            raise NotReady("how-first")
        return changes.answered(case, desk.clock.now())

    return change(desk, actor, case_id, Deed.OPINE, step, name="sign")
