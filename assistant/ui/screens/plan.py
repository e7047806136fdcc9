"""The way back from the day of the decision: the last day to send, what to ask for by when, what can still come."""

from __future__ import annotations

from assistant.actions import chasing
from assistant.actions.chasing import Plan
from assistant.model.case import Dossier
from assistant.model.gaps import Need
from assistant.ui import frame
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.parts.planning import deadline, group_of, step_line
from assistant.ui.words import t

GROUPS = ("tight", "in_time", "too_late", "asked", "undated")


def show() -> None:
    dossier = frame.dossier()
    found = chasing.dates_of(frame.desk(), frame.actor(), dossier)
    frame.begin("plan.title", back="tasks")
    for text, kind in deadline(found):
        notice(text, kind)
    frame.link(t("plan.change") if found.decide_by else t("plan.give"), "why", step="decide")
    if not found.steps:
        say(t("plan.nothing"))
    _groups(dossier, found)
    if found.steps:
        frame.link(t("missing.letter_all"), "letter", gap="", step="")
        frame.link(t("plan.to_chase"), "chase", step="")
    say(t("plan.source"), "so-muted")


def _groups(dossier: Dossier, found: Plan) -> None:
    gaps = {gap.id: gap for gap in dossier.gaps}
    for key in GROUPS:
        steps = [step for step in found.steps if group_of(step) == key]
        if not steps:
            continue
        heading(t(f"plan.groups.{key}.title"))
        say(t(f"plan.groups.{key}.text"))
        for need in Need:
            of_need = [step for step in steps if gaps[step.gap].need is need]
            if of_need:
                put(
                    tag("p", tag("strong", t(f"codes.needs.{need}"))),
                    tag("ul", *(tag("li", step_line(step, gaps[step.gap])) for step in of_need)),
                )
