"""The plan in words: the day of the decision, the last day to send, and each record's own day."""

from __future__ import annotations

from assistant.actions.chasing import Chance, Plan, PlanStep
from assistant.model.gaps import Gap
from assistant.ui import dates
from assistant.ui.parts.markup import Html, join, tag
from assistant.ui.words import t


def deadline(found: Plan, *, staff: bool = False) -> list[tuple[str, str]]:
    """What the day of the decision means, with the kind of panel it calls for; said plainly, also when it is bad.

    `staff`: said to the coordinator about the patient.
    """
    whom = "plan.staff" if staff else "plan"
    if not found.decide_by:
        return [(t(f"{whom}.no_date"), "info")]
    if found.past:
        return [(t(f"{whom}.past", day=dates.day(found.decide_by)), "warn")]
    key = f"{whom}.decide" if found.days_left else f"{whom}.decide_today"
    decide = t(key, day=dates.day(found.decide_by), count=found.days_left)
    if not found.possible:
        return [(decide, "info"), (t(f"{whom}.too_near", days=found.review_days), "warn")]
    return [(f"{decide}\n{t(f'{whom}.send_by', day=dates.day(found.send_by), days=found.review_days)}", "info")]


def group_of(step: PlanStep) -> str:
    """Where a step stands on the page: what was asked for, else by the chance that it comes in time."""
    if step.asked and step.chance in (Chance.IN_TIME, Chance.UNDATED):
        return "asked"
    return step.chance.value


def step_line(step: PlanStep, gap: Gap) -> Html:
    """One record: which, of whom, by when."""
    name = f"{gap.label} ({gap.facility})" if gap.facility else gap.label
    usual = t("plan.usual", count=step.usual_days)
    if step.asked:
        said = t("plan.asked", day=dates.day(step.asked), expected=dates.day(step.expected))
    elif step.chance is Chance.IN_TIME:
        said = f"{t('plan.ask_by', day=dates.day(step.ask_by))} {usual}"
    elif step.chance is Chance.TIGHT:
        said = f"{t('plan.fetch', count=step.fetched_days)} {usual}"
    else:
        said = usual
    return join((tag("strong", name), ". ", said))


__all__ = ["deadline", "group_of", "step_line"]
