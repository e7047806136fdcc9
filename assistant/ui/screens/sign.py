"""V9: what the patient will read, and the signature. After it nobody can change a word."""

from __future__ import annotations

import streamlit as st

from assistant.actions import opinion
from assistant.model.case import Case, Response
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.following import replying
from assistant.ui.parts.markup import heading, lines, notice, put, say, tag
from assistant.ui.screens.answer import opinion as show_opinion
from assistant.ui.words import t


def show() -> None:
    case = frame.case()
    frame.begin("sign.title", back="reply", wide=True)
    response = case.response
    if response is None:
        say(t("sign.nothing"))
        return
    if response.signed:
        notice(t("sign.done", at=dates.clock(response.signed)), "good")
        _receivers(case)
        replying(case)
        frame.link(t("sign.to_inbox"), "inbox", case="")
    answered = {answer.question for answer in response.answers if answer.text or answer.plain}
    open_ = [question.text for question in case.questions if question.id not in answered]
    if open_ and not response.signed:
        notice(t("sign.open", count=len(open_)) + "\n" + "\n".join(f"- {one}" for one in open_), "warn")
    left, right = st.columns(2, gap="large")
    with left:
        put(tag("p", t("sign.preview"), class_="so-lead"))
        with st.container(border=True):
            show_opinion(case, response)
    with right:
        put(tag("p", t("sign.technical"), class_="so-lead"))
        with st.container(border=True):
            _technical(case, response)
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


def _technical(case: Case, response: Response) -> None:
    """The same answer as among doctors, and what it relies on."""
    answers = {answer.question: answer for answer in response.answers}
    for number, question in enumerate(case.questions, 1):
        text, plain = (a.text, a.plain) if (a := answers.get(question.id)) else ("", "")
        if not text and not plain:
            continue
        words = lines(text) if text else tag("p", t("sign.only_plain"), class_="so-muted")
        title = tag("h3", t("answer.question", number=number))
        put(tag("div", title, tag("p", tag("strong", question.text)), words, class_="so-card"))
    heading(t("sign.relied"))
    package = case.packages[-1]
    facts = [t("sign.package", number=len(case.packages), at=dates.clock(package.at))]
    if package.need:
        facts.append(t("inbox.complete", have=package.have, need=package.need))
    facts += [t("sign.asked", text=request.text) for request in case.requests if not request.answered]
    put(tag("ul", *(tag("li", fact) for fact in facts)))


def _receivers(case: Case) -> None:
    """Who gets the answer, as the patient has chosen."""
    doctor = case.goal.doctor or t("sign.own_doctor")
    shared = "sign.doctor_gets" if case.consented("share_doctor") else "sign.doctor_not"
    letter = tag("a", t("sign.letter"), href=f"/case/{case.id}/answer.pdf?letter", class_="so-hit")
    put(tag("ul", tag("li", t("sign.patient_gets")), tag("li", t(shared, doctor=doctor)), tag("li", letter)))
