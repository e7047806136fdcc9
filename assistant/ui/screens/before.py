"""P7b: shown once before anything read from papers is shown: how much does the person want to see?"""

from __future__ import annotations

import streamlit as st

from assistant.actions import cases
from assistant.model.case import HowMuch
from assistant.ui import frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import say
from assistant.ui.words import t


def show() -> None:
    case = frame.case()
    frame.begin("before.title", back="tasks")
    say(t("before.text"))
    with st.form("before", border=False):
        forms.field("how_much")
        options = {one.value: t(f"before.{one.value}") for one in HowMuch}
        chosen = forms.radio("how_much", t("before.label"), options, case.how_much or "")
        if forms.save_button():
            if not chosen:
                forms.refuse({"how_much": "before.error"})
            forms.accept()
            cases.tell(frame.desk(), frame.actor(), case.id, how_much=HowMuch(chosen))
            frame.saved()
            frame.go("check", section="")
