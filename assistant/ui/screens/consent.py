"""P2: what is done with the information, one agreement a page, nothing ticked beforehand. Only the patient agrees."""

from __future__ import annotations

import streamlit as st

from assistant.actions import cases
from assistant.model.case import Case
from assistant.model.people import Role
from assistant.ui import frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import notice, say
from assistant.ui.words import language, t

VERSION = "2026-11"
STEPS = ("use", "model", "share_doctor")


def show() -> None:
    step = st.query_params.get("step", "")
    step = step if step in STEPS else STEPS[0]
    case = frame.case()
    number = STEPS.index(step)
    frame.begin(f"start.consent.{step}.title", back="consent" if number else "who", step=step, to=_before(number))
    say(t(f"start.consent.{step}.text"))
    if frame.actor().role not in (Role.PATIENT, Role.HELPER):
        notice(t("start.consent.only_patient"), "warn")
        frame.link(t("frame.continue"), "tasks")
        return
    with st.form(f"consent_{step}", border=False):
        forms.field("choice")
        answers = ("yes", "no", "later") if step == "share_doctor" else ("yes", "no")
        options = {one: t(f"start.consent.{step}.{one}") for one in answers}
        chosen = forms.radio(f"choice_{step}", t("start.consent.label"), options, _given(case, step))
        if forms.save_button():
            _save(case, step, chosen)
    if step == "use" and _given(case, "use") == "no":
        notice(t("start.consent.use.refused"), "warn")
        frame.link(t("start.consent.use.leave"), "home", case="")


def _before(number: int) -> dict[str, str]:
    return {"step": STEPS[number - 1]} if number else {}


def _given(case: Case, what: str) -> str:
    for consent in reversed(case.consents):
        if consent.what == what:
            return "yes" if consent.given else "no"
    return ""


def _save(case: Case, step: str, chosen: str) -> None:
    if not chosen:
        forms.refuse({"choice": "start.consent.error"})
    forms.accept()
    if chosen != "later":
        cases.consent(frame.desk(), frame.actor(), case.id, step, chosen == "yes", VERSION, language())
        frame.saved()
    if step == "use" and chosen == "no":
        st.rerun()
    following = STEPS[STEPS.index(step) + 1 :]
    frame.go("consent", step=following[0]) if following else frame.go("tasks", step="")
