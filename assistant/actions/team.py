"""The work of all coordinators together: reminders to many patients at once, and counts for whoever leads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from assistant.actions.change import change, new_id
from assistant.actions.desk import Desk
from assistant.actions.permit import Deed, permit
from assistant.actions.review import OPEN, waits
from assistant.errors import BadInput, NotFound
from assistant.model import changes
from assistant.model.case import Case, Message, Stage
from assistant.model.people import Actor

QUIET = 3  # days in which nobody is reminded twice
MOST = 100  # patients reminded at once


@dataclass(frozen=True, slots=True)
class Load:
    """The open cases of one coordinator ("": taken by nobody): how many wait on whom, and for how many days."""

    liaison: str
    open: int
    us: int
    patient: int
    provider: int
    days: int  # median since the last change
    records: int  # asked of other places and not here yet


def loads(desk: Desk, actor: Actor) -> list[Load]:
    """The busiest first. Counts only: whoever leads sees no case."""
    permit(actor, Deed.ACCOUNTS)
    now = date.fromisoformat(desk.clock.today())
    lines = desk.store.lines(stage=OPEN)
    found = []
    for liaison in {line.liaison for line in lines}:
        theirs = [line for line in lines if line.liaison == liaison]
        waiting = Counter(waits(line)[0] for line in theirs)
        days = median((now - date.fromisoformat(line.updated[:10])).days for line in theirs)
        records = sum(len(line.chases) for line in theirs)
        load = Load(liaison, len(theirs), waiting["us"], waiting["patient"], waiting["provider"], round(days), records)
        found.append(load)
    return sorted(found, key=lambda load: (load.liaison != "", -load.us, -load.open))


def remind(desk: Desk, actor: Actor, case_ids: Iterable[str], texts: Mapping[str, str]) -> int:
    """One message to each patient, in the language of the case; how many got one.

    Nobody gets one whose case does not wait on them any more, or who was written to in the last days.
    """
    permit(actor, Deed.QUEUE)
    if any(not text.strip() for text in texts.values()):
        raise BadInput("nothing-typed")
    sent = 0
    for case_id in list(dict.fromkeys(case_ids))[:MOST]:

        def step(case: Case) -> Case:
            if case.stage is not Stage.GATHERING or _written_to(case, desk.clock.today()):
                return case
            text = texts.get(case.language, texts["en"]).strip()
            return changes.with_message(case, Message(new_id(), actor.id, actor.role.value, text, desk.clock.now()))

        try:
            before = desk.store.case(case_id).version
            sent += change(desk, actor, case_id, Deed.MESSAGE, step, name="remind").version > before
        except NotFound:
            continue  # taken back, or not theirs: refused in the trail
    return sent


def _written_to(case: Case, today: str) -> bool:
    if not case.messages:
        return False
    written = date.fromisoformat(case.messages[-1].at[:10])
    return (date.fromisoformat(today) - written).days < QUIET


__all__ = ["Load", "loads", "remind"]
