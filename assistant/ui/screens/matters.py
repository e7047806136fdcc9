"""P9: what matters to the person. Four short prompts, each on its own page, each optional."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assistant.actions import cases
from assistant.ui import frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import say
from assistant.ui.words import t

STEPS = ("worries", "hopes", "limits")


def show() -> None:
    step = st.query_params.get("step", "")
    step = step if step in STEPS else STEPS[0]
    number = STEPS.index(step)
    case = frame.case()
    back = {"step": STEPS[number - 1]} if number else {"step": ""}
    frame.begin(f"matters.{step}.title", back="matters" if number else "tasks", step=step, to=back)
    say(t(f"matters.{step}.why"))
    with st.form(f"matters_{step}", border=False):
        words = st.text_area(
            t("frame.optional", label=t(f"matters.{step}.label")),
            value=str(getattr(case.goal, step)),
            max_chars=2000,
            key=f"matters_{step}_words",
        )
        if forms.save_button():
            goal = replace(case.goal, **{step: words.strip()})  # type: ignore[arg-type]
            cases.tell(frame.desk(), frame.actor(), case.id, goal=goal)
            frame.saved()
            later = STEPS[number + 1 :]
            frame.go("matters", step=later[0]) if later else frame.go("tasks", step="")
