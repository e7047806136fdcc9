"""What a coordinator still has to do on a case, made from the case itself: one line, one place to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.actions.chasing import Row
from assistant.actions.review import FLAGGED
from assistant.model.case import Case, Decision, Dossier, PaperState
from assistant.model.gaps import Need
from assistant.model.history import Verdict
from assistant.model.papers import Belongs
from assistant.model.people import Role
from assistant.ui.parts.chasing import doing
from assistant.ui.parts.facts import topic_of
from assistant.ui.words import t

_HANDLED = "review:"
_SAID = ("identity",)  # kinds of gap that have a line of their own above


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of the list and the screen that settles it."""

    text: str
    screen: str


def reviewed(target: str) -> str:
    """The id under which the coordinator's own judgement of an entry is kept, beside the patient's."""
    return _HANDLED + target


def flags(case: Case) -> list[Decision]:
    """The latest flag on each statement that somebody holds to be wrong, oldest first."""
    last = {each.target: each for each in case.decisions if each.verdict == FLAGGED}
    return sorted(last.values(), key=lambda each: each.at)


def is_handled(case: Case, flag: Decision) -> bool:
    """Whether the coordinator has looked at the flag since it was set."""
    done = case.decision(reviewed(flag.target))
    return done is not None and case.decisions.index(done) > case.decisions.index(flag)


def todo(dossier: Dossier, rows: Sequence[Row] = ()) -> list[Todo]:
    """Everything open, most pressing first; `rows`: the records asked of other places."""
    case, found = dossier.case, []
    if case.messages and case.messages[-1].role in (Role.PATIENT, Role.HELPER):
        found.append(Todo(t("case.todo.reply"), "case"))
    for request in case.requests:
        if not request.answered:
            found.append(Todo(t("case.todo.request", text=request.text), "missing"))
    found += [Todo(t("case.todo.flag", text=one.text), "flag") for one in flags(case) if not is_handled(case, one)]
    found += [Todo(f"{row.label}: {doing(row.now, row)}", "chase") for row in rows if row.now]
    found += [
        Todo(t("case.todo.whose", name=paper.document.name), "papers")
        for paper in dossier.papers
        if paper.belongs in (Belongs.UNSURE, Belongs.OTHER) and not case.decision(paper.id)
    ]
    found += [
        Todo(t("case.todo.conflict", topic=topic_of(conflict)), "facts")
        for conflict in dossier.history.conflicts
        if not case.decision(conflict.id) and not case.decision(reviewed(conflict.id))
    ]
    unsure = [
        entry
        for entry in dossier.history.entries
        if (said := case.decision(entry.id)) is not None
        and said.verdict in (Verdict.NOT_SURE, Verdict.CORRECTED)
        and not case.decision(reviewed(entry.id))
    ]
    if unsure:
        found.append(Todo(t("case.todo.unsure", count=len(unsure)), "facts"))
    broken = sum(upload.state is PaperState.REJECTED and not upload.removed for upload in case.uploads)
    if broken:
        found.append(Todo(t("case.todo.rejected", count=broken), "papers"))
    found += [
        Todo(t("case.todo.gap", label=gap.label), "missing")
        for gap in dossier.gaps
        if gap.need is Need.REQUIRED and gap.kind not in _SAID and not case.decision(gap.id)
    ]
    if not case.questions:
        found.append(Todo(t("case.todo.questions"), "questions"))
    return found
