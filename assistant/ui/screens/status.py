"""P16 and P17: where the case is, whose turn it is, what we need, and the messages. The case is taken back here."""

from __future__ import annotations

import streamlit as st

from assistant.actions import accounts, cases, handing
from assistant.actions.permit import share_of
from assistant.model.case import Case, Request, Stage
from assistant.model.helping import Share
from assistant.model.people import Role
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.alarm import alarm_of
from assistant.ui.parts.markup import chip, heading, put, say, tag
from assistant.ui.parts.messages import message_log
from assistant.ui.words import language, t, word

PATH = (Stage.GATHERING, Stage.REVIEWING, Stage.SENT, Stage.ANSWERED)


def show() -> None:
    case = frame.case()
    frame.begin("status.title", back="home" if case.stage is Stage.WITHDRAWN else "tasks")
    if case.stage is Stage.WITHDRAWN:
        _withdrawn(case)
        return
    alarm_of(case)
    waiting = [request for request in case.requests if not request.answered]
    if waiting:
        _asked(case, waiting)
    put(tag("p", t("sent.number", number=case.number)))
    _path(case)
    if case.stage in (Stage.ANSWERED, Stage.CLOSED):
        frame.row("answer", t("tasks.rows.answer"), "answer")
    _messages(case)
    _mine(case)
    _take_back(case)


def _asked(case: Case, waiting: list[Request]) -> None:
    heading(t("status.need"))
    for request in waiting:
        with st.container(border=True):
            put(tag("p", chip(t("status.must") if request.must else t("status.nice"), "yellow")))
            say(request.text)
            put(tag("p", t("status.asked_on", at=dates.clock(request.at)), class_="so-muted"))
    with st.container(horizontal=True):
        frame.link(t("status.add_papers"), "papers")
        frame.link(t("status.see_missing"), "missing")
    if case.stage is Stage.GATHERING and case.consented("send"):
        say(t("status.send_again_text"))
        if frame.actor().role is not Role.LIAISON and st.button(t("status.send_again"), type="primary", key="again"):
            handing.send(frame.desk(), frame.actor(), case.id)
            frame.saved()
            st.rerun()


def _path(case: Case) -> None:
    heading(t("status.where"))
    now = (
        PATH.index(Stage.REVIEWING if case.stage is Stage.READY else case.stage)
        if case.stage is not Stage.CLOSED
        else 3
    )
    rows = []
    for place, stage in enumerate(PATH):
        words = t(f"status.steps.{stage}")
        if place == now:
            rows.append(tag("li", tag("strong", words), " ", chip(t("status.now"), "blue"), aria_current="step"))
        else:
            rows.append(tag("li", words, " " + t("status.done") if place < now else ""))
    put(tag("ol", *rows), tag("p", t(f"status.turn.{case.stage}")))
    put(tag("p", t("status.changed", at=dates.clock(case.updated)), class_="so-muted"))


def _messages(case: Case) -> None:
    heading(t("status.messages"))
    message_log(case, accounts.names(frame.desk()), frame.actor().id)
    with st.form("message", border=False, clear_on_submit=not forms.problems()):
        forms.field("message")
        text = st.text_area(t("status.write"), max_chars=4000, key="message_text")
        sent = forms.save_button(t("status.send"))
    if sent:
        if not text.strip():
            forms.refuse({"message": "status.error"})
        forms.accept()
        cases.say(frame.desk(), frame.actor(), case.id, text)
        frame.saved()
        st.rerun()


def _mine(case: Case) -> None:
    """What is the patient's own: their copy, all they gave, who helps, and who looked."""
    who = frame.actor()
    if who.role not in (Role.PATIENT, Role.HELPER):
        return
    heading(t("status.mine_title"))
    links = []
    if share_of(who, case) is Share.ALL:
        links.append(("status.my_copy", f"/case/{case.id}/my-summary.pdf?lang={language()}"))
    if who.id == case.owner:
        links.append(("status.everything", f"/case/{case.id}/everything.zip"))
    if links:
        put(tag("ul", *(tag("li", tag("a", t(key), href=to, class_="so-hit")) for key, to in links)))
    frame.link(t("status.helpers"), "helpers")
    if who.id == case.owner:
        if case.packages:
            frame.link(t("titles.links"), "links")
        frame.link(t("status.trail"), "trail")


def _take_back(case: Case) -> None:
    if frame.actor().id != case.owner or case.stage in (Stage.ANSWERED, Stage.CLOSED):
        return
    heading(t("status.take_back_title"))
    if not st.session_state.get("asking_take_back"):
        say(t("status.take_back_text"))
        say(t("status.delete_after"))
    if forms.confirmed("take_back"):
        cases.withdraw(frame.desk(), frame.actor(), case.id)
        st.rerun()


def _withdrawn(case: Case) -> None:
    put(tag("p", chip(word("stages", case.stage), "grey")))
    say(t("status.withdrawn"))
    if st.button(t("status.reopen"), type="primary", key="reopen"):
        cases.reopen(frame.desk(), frame.actor(), case.id)
        frame.go("tasks")
    if forms.confirmed("delete"):
        cases.delete(frame.desk(), frame.actor(), case.id)
        frame.go("home", case="")
