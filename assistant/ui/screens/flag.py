"""V6: say that a statement is wrong, and why; and what was flagged, for the coordinator to look at. Changes no fact."""

from __future__ import annotations

import streamlit as st

from assistant.actions import accounts, cases, handing, review
from assistant.model.case import Decision, Dossier
from assistant.model.people import Role
from assistant.model.summary import Clause
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.clauses import clauses_of
from assistant.ui.parts.markup import chip, heading, notice, put, say, tag
from assistant.ui.parts.sources import sources
from assistant.ui.parts.todo import flags, is_handled, reviewed
from assistant.ui.words import t

HANDLED = "handled"


def show() -> None:
    dossier = frame.dossier()
    known = dict(clauses_of(handing.summary(frame.desk(), frame.actor(), dossier.case.id)))
    target = st.query_params.get("target", "")
    if target in known:
        _flag(dossier, target, known[target])
    else:
        _list(dossier, known)


def _flag(dossier: Dossier, target: str, one: Clause) -> None:
    frame.begin("flag.title", back="brief", to={"target": ""}, wide=True)
    put(tag("p", tag("strong", one.label + ": " if one.label else "", one.text)))
    if one.evidence:
        put(sources(dossier, one.evidence))
    said = dossier.case.decision(review.flag_of(target))
    say(t("flag.text"))
    with st.form("flag", border=False):
        forms.field("reason")
        reason = st.text_area(
            t("flag.reason"), value=said.text if said else "", key="flag_reason", max_chars=review.FLAG_LIMIT
        )
        if forms.save_button(t("flag.button")):
            if not reason.strip():
                forms.refuse({"reason": "flag.error"})
            forms.accept()
            review.flag(frame.desk(), frame.actor(), dossier.case.id, target, reason)
            frame.saved()
            frame.go("brief", target="")


def _list(dossier: Dossier, known: dict[str, Clause]) -> None:
    liaison = frame.actor().role is Role.LIAISON
    frame.begin("flag.list_title", back="case" if liaison else "brief", to={"target": ""}, wide=True)
    found = flags(dossier.case)
    if not found:
        notice(t("flag.none"), "good")
    names = accounts.names(frame.desk())
    for number, each in enumerate(found):
        one = known.get(each.target.removeprefix(review.flag_of("")))
        with st.container(border=True):
            heading(one.text if one else t("flag.gone"), 2)
            put(tag("p", t("flag.said", name=names.get(each.by, ""), at=dates.clock(each.at), text=each.text)))
            if one is not None and one.evidence:
                put(tag("details", tag("summary", t("review.open_source")), sources(dossier, one.evidence)))
            _handle(dossier, each, number, liaison)


def _handle(dossier: Dossier, each: Decision, number: int, liaison: bool) -> None:
    done = dossier.case.decision(reviewed(each.target))
    if is_handled(dossier.case, each) and done is not None:
        put(tag("p", chip(t("flag.handled"), "blue"), done.text))
    elif liaison:
        with st.form(f"handle_{number}", border=False):
            text = st.text_input(t("flag.what_you_did"), max_chars=500, key=f"handled_{number}")
            if st.form_submit_button(t("flag.handle")):
                cases.decide(frame.desk(), frame.actor(), dossier.case.id, reviewed(each.target), HANDLED, text.strip())
                frame.saved()
                st.rerun()
