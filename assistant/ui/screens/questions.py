"""P10: the questions, in the person's words and order. Suggestions are added by choice, never by themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase

import streamlit as st

from assistant.actions import cases
from assistant.actions.chatting import may_be_plainer, plainer_of
from assistant.model.case import Case, Dossier
from assistant.model.gaps import Question, QuestionOrigin
from assistant.ui import frame
from assistant.ui.parts import drafts, forms
from assistant.ui.parts.markup import chip, heading, notice, put, say, tag
from assistant.ui.parts.sources import as_written, sources
from assistant.ui.words import language, t

LIMIT, BEST = 300, 5


def show() -> None:
    dossier = frame.dossier()
    mine = list(dossier.case.questions)
    frame.begin("questions.title", back="tasks")
    say(t("questions.text"))
    if not mine:
        notice(t("questions.empty"))
    if len(mine) > BEST:
        notice(t("questions.many"))
    for place, question in enumerate(mine):
        _mine(dossier.case, mine, place, question)
    _add(dossier.case, mine)
    _suggested(dossier, mine)
    if mine and st.button(t("questions.finish"), type="primary", key="finish"):
        _save(dossier.case, mine)
        frame.go("tasks")


def _save(case: Case, questions: Sequence[Question]) -> None:
    ranked = [replace(question, rank=n, top=n <= 3) for n, question in enumerate(questions, 1)]
    cases.set_questions(frame.desk(), frame.actor(), case.id, ranked)
    _close()
    frame.saved()


def _close() -> None:
    for key in ("editing", "plainer"):
        st.session_state.pop(key, None)


def _mine(case: Case, mine: list[Question], place: int, question: Question) -> None:
    with st.container(border=True):
        if st.session_state.get("editing") == question.id:
            _edit(case, mine, place, question)
            return
        top = chip(t("questions.top"), "blue") if place < 3 else ""
        put(tag("p", tag("strong", f"{place + 1}. "), question.text), top)
        with st.container(horizontal=True):
            if place and st.button(t("questions.up", number=place + 1), key=f"up_{question.id}"):
                mine.insert(place - 1, mine.pop(place))
                _save(case, mine)
                st.rerun()
            if place + 1 < len(mine) and st.button(t("questions.down", number=place + 1), key=f"down_{question.id}"):
                mine.insert(place + 1, mine.pop(place))
                _save(case, mine)
                st.rerun()
            if st.button(t("questions.edit", number=place + 1), key=f"edit_{question.id}"):
                _close()
                st.session_state["editing"] = question.id
                st.rerun()
            if st.button(t("questions.remove", number=place + 1), key=f"drop_{question.id}"):
                mine.pop(place)
                _save(case, mine)
                st.rerun()


def _edit(case: Case, mine: list[Question], place: int, question: Question) -> None:
    with st.form(f"edit_{question.id}", border=False):
        forms.field("edit")
        offered = str(st.session_state.get("plainer", ""))
        if offered:
            notice(t("questions.plainer_same" if offered == question.text else "questions.plainer_look"))
        words = offered or question.text
        text = st.text_area(t("questions.label"), value=words, key=f"edit_text_{question.id}_{bool(offered)}")
        with st.container(horizontal=True):
            kept = st.form_submit_button(t("questions.save"), type="primary")
            simpler = may_be_plainer(frame.desk(), case) and st.form_submit_button(t("questions.plainer"))
            stopped = st.form_submit_button(t("questions.stop"))
    if simpler:
        with st.spinner(t("questions.plainer_wait")):
            st.session_state["plainer"] = plainer_of(frame.desk(), frame.actor(), case.id, question.text, language())
        st.rerun()
    if stopped:
        drafts.settle()
        _close()
        st.rerun()
    if kept:
        _right(text, "edit")
        mine[place] = replace(question, text=" ".join(text.split()))
        _save(case, mine)
        st.rerun()


def _right(text: str, field: str) -> None:
    if not text.strip():
        forms.refuse({field: "questions.error_none"})
    if len(" ".join(text.split())) > LIMIT:
        forms.refuse({field: "questions.error_long"})
    forms.accept()


def _add(case: Case, mine: list[Question]) -> None:
    heading(t("questions.add_title"))
    with st.form("add_question", border=False, clear_on_submit=not forms.problems()):
        forms.field("add")
        text = st.text_area(t("questions.label"), key="add_text")
        added = st.form_submit_button(t("questions.add"))
    if added:
        _right(text, "add")
        words = " ".join(text.split())
        name = hashlib.sha256(f"{case.id}{len(mine)}{words}".encode()).hexdigest()[:16]
        _save(case, [*mine, Question(f"own-{name}", words, QuestionOrigin.PATIENT, len(mine) + 1)])
        st.rerun()


def _suggested(dossier: Dossier, mine: list[Question]) -> None:
    known = {question.id for question in mine}
    dropped = {d.target for d in dossier.case.decisions if d.verdict == "drop"}
    offered = [q for q in dossier.suggested if q.id not in known | dropped]
    if not offered:
        return
    heading(t("questions.suggested_title"))
    say(t("questions.suggested_text"))
    as_written(dossier)
    for letter, question in zip(ascii_uppercase, offered, strict=False):
        with st.container(border=True):
            put(tag("p", tag("strong", f"{letter}. {question.text}")))
            if question.reason:
                put(tag("p", question.reason, class_="so-muted"))
            if question.evidence:
                put(tag("details", tag("summary", t("questions.why")), sources(dossier, question.evidence)))
            if st.button(t("questions.add_this", letter=letter), key=f"take_{question.id}"):
                _save(dossier.case, [*mine, question])
                st.rerun()
