"""P1: who the case is for, and who helps."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assistant.actions import cases
from assistant.ui import frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import notice, say
from assistant.ui.words import label, t

CHOICES = ("me", "someone", "child")


def show() -> None:
    if st.query_params.get("step") == "helper":
        _helper()
    else:
        _who()


def _who() -> None:
    case = frame.case()
    frame.begin("start.who.title", back="home", to={"case": ""})
    say(t("start.who.text"))
    with st.form("who", border=False):
        forms.field("who")
        value = case.goal.for_whom if case.consents or case.goal.helper or case.patient.name else ""
        options = {one: t(f"start.who.{one}") for one in CHOICES}
        chosen = forms.radio("who_choice", t("start.who.label"), options, value)
        if forms.save_button():
            if not chosen:
                forms.refuse({"who": "start.who.error"})
            forms.accept()
            cases.tell(frame.desk(), frame.actor(), case.id, goal=replace(case.goal, for_whom=chosen))
            frame.saved()
            frame.go("consent") if chosen == "me" else frame.go("who", step="helper")


def _helper() -> None:
    case = frame.case()
    frame.begin("start.helper.title", back="who", step="helper", to={"step": ""})
    child = case.goal.for_whom == "child"
    say(t("start.helper.text"))
    with st.form("helper", border=False):
        forms.field("name")
        name = st.text_input(t("start.helper.name"), value=case.goal.helper, max_chars=200, autocomplete="name")
        forms.field("agrees")
        asked = t("start.helper.guardian" if child else "start.helper.agrees")
        agrees = forms.radio("agrees", asked, {"yes": t("start.yes"), "no": t("start.no")})
        if forms.save_button():
            wrong = {} if name.strip() else {"name": "start.helper.error_name"}
            if not agrees:
                wrong["agrees"] = "start.helper.error_agrees"
            if wrong:
                forms.refuse(wrong)
            forms.accept()
            cases.tell(frame.desk(), frame.actor(), case.id, goal=replace(case.goal, helper=name.strip()))
            frame.saved()
            if agrees == "yes":
                frame.go("consent")
            st.session_state["helper_stop"] = True
    if st.session_state.pop("helper_stop", False):
        notice(t("start.helper.stop_child" if child else "start.helper.stop"), "warn")
        if not child:
            frame.link(label("start.helper.go_on"), "consent")
