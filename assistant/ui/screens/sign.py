"""V9: what the patient will read, and the signature. After it nobody can change a word."""

from __future__ import annotations

import streamlit as st

from assistant.actions import opinion
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.screens.answer import opinion as show_opinion
from assistant.ui.words import t


def show() -> None:
    case = frame.case()
    frame.begin("sign.title", back="reply", wide=False)
    response = case.response
    if response is None:
        say(t("sign.nothing"))
        return
    if response.signed:
        notice(t("sign.done", at=dates.clock(response.signed)), "good")
        frame.link(t("sign.to_inbox"), "inbox", case="")
    answered = {answer.question for answer in response.answers if answer.text or answer.plain}
    open_ = [question.text for question in case.questions if question.id not in answered]
    if open_ and not response.signed:
        notice(t("sign.open", count=len(open_)) + "\n" + "\n".join(f"- {one}" for one in open_), "warn")
    put(tag("p", t("sign.preview"), class_="so-lead"))
    with st.container(border=True):
        show_opinion(case, response)
    if response.signed:
        return
    heading(t("sign.sign_title"))
    with st.form("sign", border=False):
        forms.field("confirm")
        sure = st.checkbox(t("sign.confirm"), key="confirm")
        if forms.save_button(t("sign.button")):
            if not sure:
                forms.refuse({"confirm": "sign.error"})
            forms.accept()
            opinion.sign(frame.desk(), frame.actor(), case.id)
            frame.saved()
            st.rerun()
