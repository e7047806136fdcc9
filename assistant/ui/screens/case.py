"""L2: one case on one page: who, what to do, papers, facts, questions, messages. Every help is given by name."""

from __future__ import annotations

import streamlit as st

from assistant.actions import accounts, cases, chasing, review
from assistant.model.case import Case, Dossier, Stage
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import chip, heading, notice, pairs, put, say, tag
from assistant.ui.parts.messages import message_log
from assistant.ui.parts.planning import deadline
from assistant.ui.parts.sources import TOLD, title_of
from assistant.ui.parts.todo import todo
from assistant.ui.words import LANGUAGES, plain, said, t, word

TEMPLATES = ("missing", "blurry", "conflict", "update", "ready")


def show() -> None:
    dossier = frame.dossier()
    case = dossier.case
    frame.begin("case.title", heading=case.patient.name or case.number, back="queue", to={"case": ""}, wide=True)
    if case.messages and case.messages[-1].urgent:
        put(tag("p", chip(t("queue.why.urgent"), "red"), case.messages[-1].text, class_="so-alarm", role="alert"))
    _strip(case)
    what, who = st.columns([3, 2], gap="large")  # one below the other on a phone: first what is to be done
    with what:
        _to_do(dossier)
        _dates(dossier)
        _papers(dossier)
        _facts(dossier)
        _questions(dossier)
    with who:
        _identity(dossier)
        _people(case)
    _messages(dossier)


def _strip(case: Case) -> None:
    """Who this is in one line; the rest stands beside what is to be done, on a phone after it."""
    person, due = case.patient, case.goal.decide_by
    known = (dates.day(person.birth_date) if person.birth_date else "", person.phone, case.number)
    day = chip(t("case.decide_by", date=dates.day(due)), "yellow") if due else ""
    tongues = " / ".join(t(f"about.language.{one}") for one in dict.fromkeys((person.language, case.language)))
    tongue = chip(tongues + _interpreter(case), "grey")
    put(tag("p", chip(word("stages", case.stage), "blue"), day, tongue, " · ".join(one for one in known if one)))
    if not case.liaison and st.button(t("case.take"), key="take"):
        review.take(frame.desk(), frame.actor(), case.id)
        st.rerun()


def _identity(dossier: Dossier) -> None:
    case = dossier.case
    person, goal, none = case.patient, case.goal, t("about.not_given")
    heading(t("case.identity"))
    consents = {what: t("start.yes") if case.consented(what) else t("start.no") for what in ("use", "model", "send")}
    put(
        pairs(
            [
                (t("about.born.short"), dates.day(person.birth_date) if person.birth_date else none),
                (t("why.condition.short"), goal.condition or none),
                (t("case.lists"), " · ".join(dossier.pathway_titles) or t("why.list_for.general")),
                (t("case.reviewed"), _reviewed(dossier)),
                (t("why.advised.short"), goal.advised or none),
                (t("case.ask"), case.questions[0].text if case.questions else goal.reason or none),
                (t("why.decide.short"), dates.day(goal.decide_by) if goal.decide_by else none),
                (t("about.contact.short"), " · ".join(x for x in (person.phone, person.email) if x) or none),
                (t("about.language.short"), t(f"about.language.{person.language}") + _interpreter(case)),
                (t("case.helper"), goal.helper or none),
                (t("case.consents"), t("case.consents_line", **consents)),
            ]
        ),
    )


def _reviewed(dossier: Dossier) -> str:
    """Which of the lists a clinician has reviewed."""
    said = [f"{title}: {by or t('case.not_reviewed')}" for title, by in dossier.reviews]
    return "; ".join(said) or t("case.not_reviewed")


def _interpreter(case: Case) -> str:
    return f", {t('case.interpreter')}" if case.patient.interpreter else ""


def _people(case: Case) -> None:
    heading(t("case.help_title"))
    say(t("case.help_text"))
    frame.link(t("case.help"), "tasks")
    heading(t("case.finish"))
    if case.stage in (Stage.REVIEWING, Stage.READY):
        frame.link(t("case.sign_off"), "handover")
    else:
        say(t("case.not_for_sign_off"))
    if case.packages:
        frame.link(t("titles.deliver"), "deliver")
        frame.link(t("titles.links"), "links")
    frame.link(t("titles.history"), "history")
    put(tag("p", tag("a", t("case.summary_pdf"), href=f"/case/{case.id}/summary.pdf", class_="so-hit")))
    if case.packages:
        put(tag("p", tag("a", t("case.package"), href=f"/case/{case.id}/package.zip", class_="so-hit")))


def _to_do(dossier: Dossier) -> None:
    rows = chasing.rows(frame.desk(), frame.actor(), dossier)
    found = todo(dossier, rows)
    heading(t("case.todo.title", count=len(found)))
    if not found:
        notice(t("case.todo.none"), "good")
        if dossier.case.stage is Stage.REVIEWING:
            frame.link(t("case.sign_off"), "handover")
    for one in found[:25]:
        if one.screen == "case":
            put(tag("p", tag("a", one.text, href="#q-message", class_="so-hit")))
        else:
            frame.link(plain(one.text), one.screen)


def _dates(dossier: Dossier) -> None:
    """The day of the decision and what can still come; what is on its way stands among the things to do."""
    heading(t("case.dates"))
    for text, kind in deadline(chasing.dates_of(frame.desk(), frame.actor(), dossier), staff=True):
        notice(text, kind)
    with st.container(horizontal=True):
        frame.link(t("case.to_plan"), "plan")
        frame.link(t("case.to_chase"), "chase")


def _papers(dossier: Dossier) -> None:
    papers = [paper for paper in dossier.papers if not paper.id.startswith(TOLD)]
    heading(t("case.papers", count=len(papers)))
    items = []
    for paper in papers[:60]:
        address = frame.address(
            "source", document=paper.id, page=str(paper.document.pages[0].number if paper.document.pages else 1)
        )
        belongs = chip(word("belongs", paper.belongs), "red") if not paper.counts else ""
        items.append(tag("li", tag("a", title_of(paper), href=address), " ", belongs))
    put(tag("ul", *items))
    frame.link(t("case.to_papers"), "papers")


def _facts(dossier: Dossier) -> None:
    history = dossier.history
    heading(t("case.facts"))
    put(tag("p", t("case.facts_line", facts=len(history.entries), conflicts=len(history.conflicts))))
    if history.one_liner:
        put(tag("p", history.one_liner))
    frame.link(t("titles.facts"), "facts")
    frame.link(t("case.as_provider"), "brief")


def _questions(dossier: Dossier) -> None:
    heading(t("case.questions", count=len(dossier.questions)))
    put(tag("ol", *(tag("li", question.text) for question in dossier.questions)))
    frame.link(t("case.to_questions"), "questions")


def _messages(dossier: Dossier) -> None:
    case = dossier.case
    heading(t("status.messages"))
    message_log(case, accounts.names(frame.desk()), frame.actor().id)
    chosen = st.selectbox(
        t("case.template"),
        TEMPLATES,
        index=None,
        format_func=lambda one: t(f"case.templates.{one}.name"),
        placeholder=t("why.list_for.placeholder"),
        key="template",
    )
    tongue = case.language if case.language in LANGUAGES else "en"
    name = case.patient.name.split(" ")[0] if case.patient.name else ""
    gap = next((gap.label for gap in dossier.gaps if not case.decision(gap.id)), "...")
    start = said(tongue, f"case.templates.{chosen}.text", name=name, what=gap, me=frame.actor().name) if chosen else ""
    put(tag("p", t("case.reads", language=t(f"about.language.{tongue}")), class_="so-muted"))
    with st.form("message", border=False, clear_on_submit=False):
        forms.field("message")
        text = st.text_area(t("case.message"), value=start, height=220, max_chars=4000, key=f"message_{chosen}")
        with st.container(horizontal=True):
            sent = forms.save_button(t("status.send"))
            back = case.stage is Stage.REVIEWING and st.form_submit_button(t("case.send_back"))
    if (sent or back) and not text.strip():
        forms.refuse({"message": "status.error"})
    if back:
        forms.accept()
        review.send_back(frame.desk(), frame.actor(), case.id, text)
        frame.saved()
        frame.go("queue", case="")
    if sent:
        forms.accept()
        cases.say(frame.desk(), frame.actor(), case.id, text)
        frame.saved()
        st.session_state.pop("template", None)
        st.rerun()
