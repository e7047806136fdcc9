"""The liaison's side: a queue with what each case waits for, taking a case, signing it off, sending it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.actions.change import allowed, change, event, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, may, on_behalf, permit
from assistant.errors import BadInput, NotReady
from assistant.model import changes
from assistant.model.case import Case, Decision, Message, SignOff, Stage
from assistant.model.line import CaseLine
from assistant.model.people import Actor, Role

CHECKS = (
    "right_patient",
    "clear_ask",
    "must_haves",
    "allergies_medicines",
    "conflicts",
    "hard_to_read",
    "sources_opened",
    "consent",
    "language",
    "no_safety_flag",
)
"""The sign-off checklist (service-design L8). Each is answered "yes" or "explained"."""


FLAGGED, FLAG_LIMIT = "flagged", 1_000
"""The verdict of a statement somebody who reads the case holds to be wrong, and how long the reason may be."""

OPEN = (Stage.GATHERING, Stage.REVIEWING, Stage.READY, Stage.SENT, Stage.ANSWERED)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the queue. `why` and `next` are message keys; `waiting` is who the case waits on."""

    id: str
    number: str
    name: str
    age: int | None
    condition: str
    stage: Stage
    why: str
    next: str
    waiting: str  # us | patient | provider | nobody
    days: int
    decide_by: str
    days_left: int | None
    language: str
    helper: bool
    unread_papers: int
    rejected_papers: int
    taken: bool
    follow_ups: int = 0  # questions to the doctor about the answer, not replied to


def queue(desk: Desk, actor: Actor, *, limit: int = 500, closed: bool = True) -> list[QueueRow]:
    """The cases the liaison may see, most pressing first; no case is opened for it."""
    permit(actor, Deed.QUEUE)
    lines = desk.store.lines(liaison=("", actor.id), stage=OPEN if not closed else tuple(Stage))
    today = date.fromisoformat(desk.clock.today())
    return sorted((_row(line, today, actor) for line in lines if may(actor, Deed.SEE, line)), key=_order)[:limit]


def _row(case: CaseLine, now: date, actor: Actor) -> QueueRow:
    left = (date.fromisoformat(case.decide_by) - now).days if case.decide_by else None
    born = case.birth_date
    age = None
    if len(born) == 10:
        birth = date.fromisoformat(born)
        age = now.year - birth.year - ((now.month, now.day) < (birth.month, birth.day))
    waiting, step = waits(case)
    days = (now - date.fromisoformat(case.updated[:10])).days
    if case.urgent:
        why = "urgent"
    elif left is not None and left <= 5 and waiting != "nobody":
        why = "decision_soon"
    elif waiting == "us":
        why = "waits_on_us"
    elif days >= 7 and waiting != "nobody":
        why = "long_wait"
    else:
        why = "new" if case.version < 3 else "waits"
    return QueueRow(
        case.id,
        case.number,
        case.name,
        age,
        case.condition,
        case.stage,
        why,
        step,
        waiting,
        days,
        case.decide_by,
        left,
        case.language,
        case.helper,
        case.unread,
        case.rejected,
        case.liaison == actor.id,
        case.follow_ups,
    )


def waits(case: CaseLine) -> tuple[str, str]:
    """Who the case waits on and what the next step is."""
    if case.last_word in (Role.PATIENT, Role.HELPER):
        return "us", "reply"
    if case.stage is Stage.REVIEWING:
        return "us", "review"
    if case.stage is Stage.READY:
        return "us", "send"
    if case.stage is Stage.SENT:
        return "provider", "wait_answer"
    if case.stage is Stage.GATHERING:
        return "patient", "wait_request" if case.requested else "wait_papers"
    if case.follow_ups:
        return "provider", "wait_reply"
    return "nobody", "done"


_WHY = ("urgent", "decision_soon", "waits_on_us", "long_wait", "new", "waits")


def _order(row: QueueRow) -> tuple[int, int, int, str]:
    return _WHY.index(row.why), row.days_left if row.days_left is not None else 9999, -row.days, row.number


def take(desk: Desk, actor: Actor, case_id: str) -> Case:
    """The liaison takes the case on."""
    return change(desk, actor, case_id, Deed.TAKE, lambda case: replace(case, liaison=actor.id), actor.id)


def send_back(desk: Desk, actor: Actor, case_id: str, text: str) -> Case:
    """Back to the patient, with one message saying what is needed."""
    if not text.strip():
        raise BadInput("nothing-typed")

    def step(case: Case) -> Case:
        message = Message(new_id(), actor.id, actor.role.value, text.strip(), desk.clock.now())
        return changes.with_message(changes.move(case, Stage.GATHERING), message)

    return change(desk, actor, case_id, Deed.SEND_BACK, step)


def sign_off(desk: Desk, actor: Actor, case_id: str, checks: Mapping[str, str], provider: str) -> Case:
    """Signs the case off, builds the package and hands it to the provider. Repeating it sends nothing twice."""
    from assistant.actions.handing import deliver

    missing = [check for check in CHECKS if checks.get(check) not in ("yes", "explained")]
    if missing:
        raise NotReady("checks-open")
    account = desk.store.account(provider)
    if account is None or account.role is not Role.PROVIDER or account.disabled:
        raise BadInput("provider-first")
    case = allowed(desk, actor, case_id, Deed.SIGN_OFF)
    if not case.consented("send"):
        raise NotReady("consent-first")

    papers = opened(desk, actor, case_id)

    def step(case: Case) -> Case:
        now = desk.clock.now()
        signature = SignOff(actor.id, actor.name, now, case.version, dict(checks), provider, papers)
        signed = changes.signed_off(case, signature)
        return replace(signed, liaison=case.liaison or actor.id)

    if case.stage is Stage.REVIEWING:
        case = change(desk, actor, case_id, Deed.SIGN_OFF, step)
    if case.stage is not Stage.READY:
        raise NotReady("not-ready")
    return deliver(desk, actor, case_id, provider)


def viewed(desk: Desk, actor: Actor, case_id: str, target: str) -> None:
    """Notes that a source was opened, for the sign-off's sample."""
    case = allowed(desk, actor, case_id, Deed.SEE)
    desk.store.record(event(desk, actor, "open_source", case, target[:100]))


def opened(desk: Desk, actor: Actor, case_id: str) -> tuple[str, ...]:
    """The papers the actor has opened from their statements, by id, in the order in which they did."""
    case = allowed(desk, actor, case_id, Deed.SEE)
    seen = (e for e in desk.store.trail(case.id) if e.deed == "open_source" and e.actor == actor.id)
    return tuple(dict.fromkeys(e.target for e in seen))


def flag(desk: Desk, actor: Actor, case_id: str, target: str, reason: str) -> Case:
    """Says that a statement of the summary is wrong, and why. It changes no statement: the coordinator looks at it.

    Kept under a target of its own, since the latest decision on a statement is what the patient said of it.
    """
    reason = reason.strip()
    if not reason or not target or len(target) > 300:
        raise BadInput("nothing-typed")
    if len(reason) > FLAG_LIMIT:
        raise BadInput("too-long")

    def step(case: Case) -> Case:
        decision = Decision(flag_of(target), FLAGGED, actor.id, desk.clock.now(), reason, on_behalf(actor, case))
        return changes.with_decision(case, decision)

    return change(desk, actor, case_id, Deed.FLAG, step, target)


def flag_of(target: str) -> str:
    """The id under which a flag on a statement is kept."""
    return f"{FLAGGED}:{target}"


__all__ = [
    "CHECKS",
    "FLAGGED",
    "QueueRow",
    "flag",
    "flag_of",
    "opened",
    "queue",
    "send_back",
    "sign_off",
    "take",
    "viewed",
    "waits",
]
