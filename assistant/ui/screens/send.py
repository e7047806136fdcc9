"""P14: everything that will be sent, everything that will not, what is still missing, and the one button that sends."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assistant.actions import cases, handing
from assistant.model.case import Dossier
from assistant.model.gaps import Need
from assistant.model.people import Role
from assistant.ui import dates, frame, progress
from assistant.ui.parts import forms
from assistant.ui.parts.markup import heading, notice, pairs, put, say, tag
from assistant.ui.parts.sources import TOLD, paper_of, title_of
from assistant.ui.screens.consent import VERSION
from assistant.ui.words import has, language, t


def show() -> None:
    dossier = frame.dossier()
    if progress.sent(dossier.case):
        frame.go("sent")
    frame.begin("send.title", back="tasks")
    found = progress.tasks(dossier)
    open_ = [name for name in progress.MUST if found[name].status != "done"]
    if open_:
        say(t("send.not_yet"))
        for name in open_:
            frame.row(f"{name}", t(f"tasks.rows.{name}"), name)
        return
    say(t("send.text"))
    _answers(dossier)
    _papers(dossier)
    _gaps(dossier)
    _send(dossier)


def _answers(dossier: Dossier) -> None:
    case, none = dossier.case, t("about.not_given")
    goal, person = case.goal, case.patient
    heading(t("send.about"))
    put(pairs([(t("about.name.short"), person.name), (t("about.born.short"), dates.day(person.birth_date))]))
    frame.link(t("about.change", what=t("titles.details")), "details")
    heading(t("send.why"))
    rows = [
        (t("why.condition.short"), goal.condition),
        (t("why.advised.short"), goal.advised or none),
        (t("why.knows.short"), goal.knows or none),
        (t("why.decide.short"), dates.day(goal.decide_by) if goal.decide_by else t("why.decide.none")),
        (t("matters.worries.label"), goal.worries or none),
        (t("matters.hopes.label"), goal.hopes or none),
        (t("matters.limits.label"), goal.limits or none),
    ]
    put(pairs(rows))
    frame.link(t("about.change", what=t("titles.why")), "why")
    frame.link(t("about.change", what=t("titles.matters")), "matters")
    _questions(dossier)


def _questions(dossier: Dossier) -> None:
    """The patient's own; where there are none, those that would be sent in their place, to choose with one press."""
    case, count = dossier.case, len(dossier.questions)
    heading(t("send.questions" if case.questions else "send.suggested", count=count))
    if count and not case.questions:
        notice(t("send.suggested_only"), "warn")
    put(tag("ol", *(tag("li", question.text) for question in dossier.questions)))
    with st.container(horizontal=True):
        if count and not case.questions and st.button(t("send.choose", count=count), key="choose"):
            ranked = [replace(each, top=place < 3) for place, each in enumerate(dossier.questions)]
            cases.set_questions(frame.desk(), frame.actor(), case.id, ranked)
            frame.saved()
            st.rerun()
        words = t("about.change", what=t("titles.questions")) if case.questions else t("send.write_own")
        frame.link(words, "questions")


def _papers(dossier: Dossier) -> None:
    contents = handing.contents(frame.desk(), frame.actor(), dossier.case.id)
    papers = [paper for one in contents.goes if not one.startswith(TOLD) and (paper := paper_of(dossier, one))]
    heading(t("send.papers", count=len(papers)))
    put(tag("ul", *(tag("li", title_of(paper)) for paper in papers)))
    if contents.stays:
        heading(t("send.stays"), 3)
        put(tag("ul", *(tag("li", f"{name}: {_reason(reason)}") for name, reason in contents.stays[:50])))
    frame.link(t("about.change", what=t("titles.papers")), "papers")


def _reason(reason: str) -> str:
    key = f"send.reasons.{reason.replace('-', '_')}"
    return t(key) if has(key) else t("send.reasons.other")


def _gaps(dossier: Dossier) -> None:
    required = [gap for gap in dossier.gaps if gap.need is Need.REQUIRED]
    if required:
        heading(t("send.missing", count=len(required)))
        put(tag("ul", *(tag("li", gap.label) for gap in required)))
        say(t("send.missing_text"))
        frame.link(t("send.see_missing"), "missing")


def _send(dossier: Dossier) -> None:
    heading(t("send.to_whom"))
    say(t("send.to_whom_text"))
    if dossier.reading:
        notice(t("refusals.still-reading"), "warn")
        return
    if dossier.questions and not dossier.case.questions:
        notice(t("send.unchosen", count=len(dossier.questions)), "warn")
    if frame.actor().role not in (Role.PATIENT, Role.HELPER):
        notice(t("start.consent.only_patient"), "warn")
        return
    with st.form("send", border=False):
        forms.field("agree")
        agreed = st.checkbox(t("send.declaration"), key="agree")
        if forms.save_button(t("send.button")):
            if not agreed:
                forms.refuse({"agree": "send.error"})
            forms.accept()
            desk, who = frame.desk(), frame.actor()
            cases.consent(desk, who, dossier.case.id, "send", True, VERSION, language())
            handing.send(desk, who, dossier.case.id)
            frame.saved()
            frame.go("sent")
