"""One question a screen, in their order, with a list of all answers to change any: `details` and `why` are such."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from assistant.model.case import Case
from assistant.ui import frame
from assistant.ui.parts.markup import say
from assistant.ui.words import t


def one_by_one(
    screen: str,
    words: str,
    steps: Mapping[str, Callable[[Case], None]],
    show_list: Callable[[Case], None],
    answered: Callable[[Case], object],
) -> None:
    """Shows the step of the address, the list where it is asked for or all is answered, else the first step.

    `words`: the message file with `STEP.title` and `STEP.why`.
    """
    step, case = st.query_params.get("step", ""), frame.case()
    if step == "list" or (not step and answered(case)):
        show_list(case)
        return
    order = list(steps)
    step = step if step in steps else order[0]
    number = order.index(step)
    back = {"step": order[number - 1]} if number else {"step": ""}
    frame.begin(f"{words}.{step}.title", back=screen if number else "tasks", step=step, to=back)
    say(t(f"{words}.{step}.why"))
    with st.form(f"{screen}_{step}", border=False):
        steps[step](case)
