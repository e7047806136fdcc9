"""V7 and V8: the answer, question by question, kept as a draft; and asking for more, which returns the case."""

from __future__ import annotations

import streamlit as st

from assistant.actions import opinion
from assistant.model.case import Answer, Case, Dossier, Response, Stage
from assistant.ui import frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.parts.staff import case_links
from assistant.ui.words import t

OPINIONS = ("agree", "partly", "differ", "need_more")
HOW = ("answered", "partly", "needs_test")
TEXTS = ("plan", "options", "next_steps", "certainty", "seen", "not_seen")


def show() -> None:
    dossier = frame.dossier()
    case = dossier.case
    frame.begin("reply.title", back="brief", wide=True)
    case_links("reply")
    if case.response is not None and case.response.signed:
        notice(t("reply.signed"), "good")
        frame.link(t("titles.sign"), "sign")
        return
    if case.stage is not Stage.SENT:
        notice(t("reply.not_here"), "warn")
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _answer(dossier)
    with right:
        _more(case)


def _answer(dossier: Dossier) -> None:
    case = dossier.case
    draft = case.response or Response("", "", "")
    earlier = {answer.question: answer for answer in draft.answers}
    say(t("reply.text"))
    with st.form("reply", border=False):
        forms.field("short")
        short = st.text_area(t("reply.short"), value=draft.short, key="short", max_chars=2000)
        diagnosis = forms.radio(
            "diagnosis", t("answer.diagnosis"), {one: t(f"codes.opinions.{one}") for one in OPINIONS}, draft.diagnosis
        )
        answers = []
        for number, question in enumerate(case.questions, 1):
            put(tag("h2", t("answer.question", number=number)), tag("p", tag("strong", question.text)))
            known = earlier.get(question.id, Answer(question.id, ""))
            text = st.text_area(t("reply.technical", number=number), value=known.text, key=f"t_{question.id}")
            plain = st.text_area(t("reply.plain", number=number), value=known.plain, key=f"p_{question.id}")
            how = forms.radio(
                f"h_{question.id}",
                t("reply.how", number=number),
                {one: t(f"codes.how.{one}") for one in HOW},
                known.how,
                horizontal=True,
            )
            answers.append(Answer(question.id, text.strip(), plain.strip(), how or "answered"))
        texts = {
            name: st.text_area(t("frame.optional", label=t(f"answer.{name}")), value=getattr(draft, name), key=name)
            for name in TEXTS
        }
        credentials = st.text_input(t("reply.credentials"), value=draft.credentials, key="credentials", max_chars=200)
        with st.container(horizontal=True):
            kept = st.form_submit_button(t("reply.save"))
            preview = forms.save_button(t("reply.preview"))
    if not kept and not preview:
        return
    if preview and not short.strip():
        forms.refuse({"short": "reply.error_short"})
    forms.accept()
    response = Response(
        package="",
        by="",
        name="",
        answers=tuple(answers),
        short=short.strip(),
        diagnosis=diagnosis,
        credentials=credentials.strip(),
        **{name: text.strip() for name, text in texts.items()},
    )
    opinion.draft(frame.desk(), frame.actor(), case.id, response)
    frame.saved()
    if preview:
        frame.go("sign")
    st.rerun()


def _more(case: Case) -> None:
    heading(t("reply.more_title"))
    say(t("reply.more_text"))
    with st.form("more", border=True):
        forms.field("more")
        text = st.text_area(t("reply.more_label"), key="more_text", max_chars=1000)
        must = forms.radio("must", t("reply.more_how"), {one: t(f"reply.{one}") for one in ("must", "nice")}, "must")
        if st.form_submit_button(t("reply.more_button")):
            if not text.strip():
                forms.refuse({"more": "reply.error_more"})
            forms.accept()
            opinion.ask_for_more(frame.desk(), frame.actor(), case.id, text, must != "nice")
            frame.saved()
            frame.go("inbox", case="")
    for request in case.requests:
        put(tag("p", request.text, " ", t("reply.answered") if request.answered else t("reply.open")))
