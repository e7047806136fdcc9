"""Questions about the answer and the doctor's words, oldest first: the patient asks, the doctor replies."""

from __future__ import annotations

import streamlit as st

from assistant.actions import following
from assistant.model.case import Case
from assistant.model.follow import FollowUp
from assistant.model.people import Role
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import heading, lines, notice, put, say, tag
from assistant.ui.words import t


def asking(case: Case) -> None:
    """The patient's side: what was asked, what came back, and one more question while there is one left."""
    heading(t("answer.follow.title"))
    for number, each in enumerate(case.follow_ups, 1):
        _shown(each, number)
    left = following.left(frame.desk(), case)
    if not left:
        say(t("answer.follow.none_left" if case.follow_ups else "answer.follow.closed"))
        return
    say(t("answer.follow.text", name=case.response.name if case.response else ""))
    put(tag("p", t("answer.follow.left", count=left), class_="so-muted"))
    with st.form("follow", border=False, clear_on_submit=not forms.problems()):
        forms.field("follow")
        text = st.text_area(t("answer.follow.label"), max_chars=2000, key=f"follow_{len(case.follow_ups)}")
        asked = forms.save_button(t("answer.follow.button"))
    if asked:
        if not text.strip():
            forms.refuse({"follow": "answer.follow.error"})
        forms.accept()
        following.ask(frame.desk(), frame.actor(), case.id, text)
        frame.saved()
        st.rerun()


def replying(case: Case) -> None:
    """The doctor's side: each question that waits has its own form."""
    if not case.follow_ups:
        return
    heading(t("sign.follow.title"))
    for number, each in enumerate(case.follow_ups, 1):
        _shown(each, number)
        if each.replied or frame.actor().role is not Role.PROVIDER:
            continue
        with st.form(f"reply_{each.id}", border=False):
            forms.field(f"reply_{each.id}")
            text = st.text_area(t("sign.follow.label", number=number), max_chars=4000, key=f"in_{each.id}")
            sent = forms.save_button(t("sign.follow.button", number=number))
        if sent:
            if not text.strip():
                forms.refuse({f"reply_{each.id}": "sign.follow.error"})
            forms.accept()
            following.reply(frame.desk(), frame.actor(), case.id, each.id, text)
            frame.saved()
            st.rerun()


def _shown(each: FollowUp, number: int) -> None:
    head = tag("h3", t("answer.question", number=number))
    asked = tag("p", t("answer.follow.asked", at=dates.clock(each.at)), class_="so-muted")
    if each.replied:
        told = tag("p", t("answer.by", name=each.name, at=dates.clock(each.replied)), class_="so-muted")
        put(tag("div", head, lines(each.text), asked, lines(each.reply), told, class_="so-card"))
    else:
        put(tag("div", head, lines(each.text), asked, class_="so-card"))
        if frame.actor().role is not Role.PROVIDER:
            notice(t("answer.follow.waits"))


__all__ = ["asking", "replying"]
