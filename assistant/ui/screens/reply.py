"""V7 and V8: the answer, question by question, kept as a draft; and asking for more, which returns the case."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.actions import opinion
from assistant.model.case import Answer, Case, Dossier, Response, Stage
from assistant.model.gaps import Question
from assistant.ui import frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.parts.staff import case_links
from assistant.ui.words import LANGUAGES, said, t

OPINIONS = ("agree", "partly", "differ", "need_more")
HOW = ("answered", "partly", "needs_test")
MORE = ("slides", "stains", "pictures", "operation_note", "labs", "letter", "clarify")
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
    with st.expander(t("reply.more_title")):
        _more(case)
    _answer(dossier)


def _answer(dossier: Dossier) -> None:
    case = dossier.case
    draft = case.response or Response("", "", "")
    earlier = {answer.question: answer for answer in draft.answers}
    say(t("reply.text"))
    with st.form("reply", border=False):
        forms.field("short")
        short = st.text_area(t("reply.short"), value=draft.short, key="short", max_chars=2000)
        options = {one: t(f"codes.opinions.{one}") for one in OPINIONS}
        diagnosis = forms.radio("diagnosis", t("answer.diagnosis"), options, draft.diagnosis, horizontal=True)
        answers = [_question(number, question, earlier) for number, question in enumerate(case.questions, 1)]
        heading(t("reply.rest"))
        texts = {}
        for pair in zip(TEXTS[::2], TEXTS[1::2], strict=True):
            for name, column in zip(pair, st.columns(2, gap="large"), strict=True):
                words = t("frame.optional", label=t(f"answer.{name}"))
                texts[name] = column.text_area(words, value=getattr(draft, name), key=name)
        credentials = st.text_input(t("reply.credentials"), value=draft.credentials, key="credentials", max_chars=200)
        with st.container(horizontal=True):
            kept = st.form_submit_button(t("reply.save"))
            preview = forms.save_button(t("reply.preview"))
    if not kept and not preview:
        return
    wrong = {
        f"how-{each.question}": "reply.error_how" for each in answers if (each.text or each.plain) and not each.how
    }
    if not short.strip():
        wrong["short"] = "reply.error_short"
    if preview and wrong:
        forms.refuse(wrong)
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


def _question(number: int, question: Question, earlier: Mapping[str, Answer]) -> Answer:
    """One question: the answer among doctors, and beside it what the patient reads."""
    put(tag("h2", t("answer.question", number=number)), tag("p", tag("strong", question.text)))
    known = earlier.get(question.id, Answer(question.id, ""))
    left, right = st.columns(2, gap="large")
    text = left.text_area(t("reply.technical", number=number), value=known.text, key=f"t_{question.id}")
    plain = right.text_area(t("reply.plain", number=number), value=known.plain, key=f"p_{question.id}")
    options = {one: t(f"codes.how.{one}") for one in HOW}
    forms.field(f"how-{question.id}")
    how = forms.radio(f"h_{question.id}", t("reply.how", number=number), options, known.how, horizontal=True)
    return Answer(question.id, text.strip(), plain.strip(), how)


def _more(case: Case) -> None:
    """What is asked for is written in the patient's language, since they and the coordinator read it."""
    say(t("reply.more_text"))
    tongue = case.language if case.language in LANGUAGES else "en"
    with st.form("more", border=False):
        forms.field("more")
        picked = st.pills(
            t("reply.more_pick"),
            MORE,
            selection_mode="multi",
            format_func=lambda one: t(f"reply.more_list.{one}"),
            key="more_picked",
        )
        words = t("frame.optional", label=t("reply.more_label"))
        text = st.text_area(words, key="more_text", max_chars=1000, height=100)
        must = forms.radio("must", t("reply.more_how"), {one: t(f"reply.{one}") for one in ("must", "nice")}, "must")
        if st.form_submit_button(t("reply.more_button")):
            wanted = ", ".join(said(tongue, f"reply.more_list.{one}") for one in picked)
            if not wanted and not text.strip():
                forms.refuse({"more": "reply.error_more"})
            forms.accept()
            whole = ". ".join(part for part in (wanted, text.strip()) if part)
            opinion.ask_for_more(frame.desk(), frame.actor(), case.id, whole, must != "nice")
            frame.saved()
            frame.go("inbox", case="")
    for request in case.requests:
        put(tag("p", request.text, " ", t("reply.answered") if request.answered else t("reply.open")))
