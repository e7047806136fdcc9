"""P5: why a second opinion: reasons, the condition, what was advised, what the person knows, and by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from assistant.actions import cases
from assistant.model.case import Case
from assistant.ui import dates, frame
from assistant.ui.parts import conditions, forms
from assistant.ui.parts.markup import notice, pairs, put
from assistant.ui.parts.steps import one_by_one
from assistant.ui.words import plain, t
from knowledge.pathways import CORE

REASONS = ("sure", "choices", "not_working", "nothing_more", "surgery", "other")


def show() -> None:
    one_by_one("why", "why", _FORMS, _list, lambda case: case.goal.condition)


def _list(case: Case) -> None:
    frame.begin("why.list.title", back="tasks", step="list")
    goal, titles, used = case.goal, conditions.titles(frame.desk()), frame.dossier().pathways
    reasons = [t(f"why.reasons.{one}") for one in goal.reasons if one in REASONS] + (
        [goal.reason] if goal.reason else []
    )
    rows = {
        "reasons": " · ".join(reasons),
        "condition": goal.condition,
        "list_for": " · ".join(titles[one] for one in used if one in titles) or t("why.list_for.general"),
        "advised": goal.advised,
        "knows": goal.knows,
        "decide": dates.day(goal.decide_by) if goal.decide_by else t("why.decide.none"),
    }
    for step, value in rows.items():
        with st.container(border=True):
            put(pairs([(t(f"why.{step}.short"), value or t("about.not_given"))]))
            frame.link(t("about.change", what=t(f"why.{step}.short")), "why", step=step)
    frame.link(t("about.list.to_tasks"), "tasks", step="")


def _pathways(case: Case) -> tuple[str, ...]:
    return case.goal.pathways or tuple(conditions.found_in(frame.desk(), case.goal.condition))


def _save(case: Case, step: str, **changed: object) -> None:
    forms.accept()
    cases.tell(frame.desk(), frame.actor(), case.id, goal=replace(case.goal, **changed))  # type: ignore[arg-type]
    frame.saved()
    later = list(_FORMS)[list(_FORMS).index(step) + 1 :]
    first_time = not case.goal.condition or st.session_state.get("why_first") == case.id
    if first_time:
        st.session_state["why_first"] = case.id
    following = later[0] if later and (first_time or step == "condition") else "list"
    frame.go("why", step=following)


def _reasons(case: Case) -> None:
    forms.field("reasons")
    ticked = [
        one
        for one in REASONS
        if st.checkbox(t(f"why.reasons.{one}"), value=one in case.goal.reasons, key=f"reason_{one}")
    ]
    words = st.text_area(
        t("frame.optional", label=t("why.reasons.label")), value=case.goal.reason, max_chars=2000, key="reason"
    )
    if forms.save_button():
        if not ticked and not words.strip():
            forms.refuse({"reasons": "why.reasons.error"})
        _save(case, "reasons", reasons=tuple(ticked), reason=words.strip())


def _condition(case: Case) -> None:
    forms.field("condition")
    words = st.text_input(t("why.condition.label"), value=case.goal.condition, max_chars=300, key="condition")
    if forms.save_button():
        if not words.strip():
            forms.refuse({"condition": "why.condition.error"})
        keep = case.goal.pathways if words.strip() == case.goal.condition else ()
        _save(case, "condition", condition=words.strip(), pathways=keep)


def _list_for(case: Case) -> None:
    """Several lists may fit: those of the person's words and those of their papers, each a box to tick."""
    titles, dossier = conditions.titles(frame.desk()), frame.dossier()
    words = [one for one in _pathways(case) if one in titles]
    papers = [one for one in conditions.in_papers(dossier) if one in titles and one not in words]
    found = [*words, *papers]
    if words:
        notice(t("why.list_for.found", names=", ".join(titles[one] for one in words)))
    if papers:
        notice(t("why.list_for.papers", names=", ".join(titles[one] for one in papers)))
    if not found:
        notice(t("why.list_for.none", words=case.goal.condition))
    forms.field("pathways")
    used = dossier.pathways
    chosen = [one for one in found if st.checkbox(plain(titles[one]), value=one in used, key=f"pathway_{one}")]
    others = [one for one in titles if one not in found]
    extra = st.selectbox(
        t("frame.optional", label=t("why.list_for.other")),
        others,
        index=None,
        format_func=lambda one: titles[one],
        placeholder=t("why.list_for.placeholder"),
        key="pathway_other",
    )
    if forms.save_button():
        _save(case, "list_for", pathways=(*chosen, *([extra] if extra else [])) or (CORE,))


def _advised(case: Case) -> None:
    words = st.text_area(
        t("frame.optional", label=t("why.advised.label")), value=case.goal.advised, max_chars=2000, key="advised"
    )
    if forms.save_button():
        _save(case, "advised", advised=words.strip())


def _knows(case: Case) -> None:
    words = st.text_area(
        t("frame.optional", label=t("why.knows.label")), value=case.goal.knows, max_chars=2000, key="knows"
    )
    if forms.save_button():
        _save(case, "knows", knows=words.strip())


def _decide(case: Case) -> None:
    forms.field("decide")
    options = {one: t(f"why.decide.{one}") for one in ("date", "no", "unknown")}
    chosen = forms.radio("decide", t("why.decide.label"), options, "date" if case.goal.decide_by else "")
    put(t("why.decide.boxes"))
    boxes = forms.date_boxes("decide", case.goal.decide_by)
    if forms.save_button():
        written = forms.read_date(boxes)
        if not chosen and not written:
            forms.refuse({"decide": "why.decide.error"})
        if chosen in ("", "date"):
            if not written:
                forms.refuse({"decide": "why.decide.error_date"})
            elif written < frame.desk().clock.today():
                forms.refuse({"decide": "why.decide.error_past"})
        _save(case, "decide", decide_by=(written or "") if chosen in ("", "date") else "")


_FORMS: dict[str, Callable[[Case], None]] = {
    "reasons": _reasons,
    "condition": _condition,
    "list_for": _list_for,
    "advised": _advised,
    "knows": _knows,
    "decide": _decide,
}
