"""P13: ask how to prepare and what was found. Every answer shows its sources; an emergency shows one card only."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import streamlit as st

from assistant.actions import cases, chatting
from assistant.model.case import Dossier
from assistant.model.gaps import Question, QuestionOrigin
from assistant.ui import frame
from assistant.ui.parts import drafts, forms
from assistant.ui.parts.alarm import URGENT, alarm, calmed
from assistant.ui.parts.log import Growing, line, log
from assistant.ui.parts.markup import Html, lines, put, say, tag, with_calls
from assistant.ui.parts.sources import paper_of, shorten, title_of
from assistant.ui.words import language, plain, t

STARTERS = ("words", "missing", "scans")


def show() -> None:
    dossier = frame.dossier()
    frame.begin("chat.title", back="tasks")
    thread = list(chatting.thread(frame.desk(), frame.actor(), dossier.case.id))
    last = _turn(thread[-1].data) if thread else {}
    if last.get("kind") in URGENT and st.session_state.get("calmed") != thread[-1].id:
        _urgent(last, thread[-1].id)
        return
    if not thread:
        say(t("chat.hello"))
    log([_message(dossier, one.by, one.text, _turn(one.data)) for one in thread], dossier.case.id)
    growing = Growing(st.container(), t("chat.helper"))
    if thread:
        _offer(dossier, last, thread[-2].text if len(thread) > 1 else "")
    put(tag("div", with_calls(lines(t("chat.notice"))), class_="so-panel so-warn"))
    _ask(dossier, [t(f"chat.starters.{one}") for one in STARTERS], growing)
    if thread and st.button(t("chat.forget"), key="forget", type="tertiary"):
        chatting.forget(frame.desk(), frame.actor(), dossier.case.id)
        st.rerun()


def _turn(data: str) -> dict[str, Any]:
    return dict(json.loads(data)) if data else {}


def _ask(dossier: Dossier, chips: list[str], growing: Growing) -> None:
    with st.form("chat", border=False, clear_on_submit=True):
        forms.field("text")
        text = st.text_area(t("chat.label"), key="chat_text", max_chars=2000)
        sent = forms.save_button(t("chat.send"))
    if sent and not text.strip():
        forms.refuse({"text": "chat.error"})
    with st.container(horizontal=True):
        for number, chip in enumerate(chips):
            if st.button(plain(chip), key=f"chip_{number}"):
                text, sent = chip, True
        frame.link(t("chat.to_person"), "status")
    if sent:
        forms.accept()
        growing.asked(text.strip())
        with growing.area, st.spinner(t("chat.looking")):
            chatting.ask(frame.desk(), frame.actor(), dossier.case.id, text.strip(), language(), growing.heard)
        drafts.settle()
        growing.finish()
        st.rerun()


def _message(dossier: Dossier, by: str, text: str, turn: dict[str, Any]) -> Html:
    """One message whole: its words, then where they come from."""
    mine = by != chatting.ASSISTANT
    cited = [_citation(dossier, citation) for citation in turn.get("citations", ())]
    words = with_calls(lines(text)) if turn.get("kind") == "handover" else lines(text)
    spoken = None if mine else str(turn.get("language", "")) or None  # that of the question, not of the screen
    return line(t("chat.you") if mine else t("chat.helper"), tag("div", words, lang=spoken), *cited, mine=mine)


def _citation(dossier: Dossier, citation: dict[str, Any]) -> Html:
    quote = shorten(str(citation.get("quote", "")), 300)
    title = str(citation.get("title", ""))
    if citation.get("source") == "case" and (paper := paper_of(dossier, str(citation.get("id", "")))):
        page = int(citation.get("page") or 1)
        start, end = _place(dossier, paper.id, page, str(citation.get("quote", "")))
        address = frame.address(
            "source", document=paper.id, page=str(page), start=str(start), end=str(end), **{"from": "chat"}
        )
        where = t("chat.from_paper", paper=title_of(paper), page=page)
        link = tag("a", where, href=address)
        return tag("div", tag("p", link), tag("blockquote", t("sources.quote", words=quote)), class_="so-source")
    summary = tag("summary", t("chat.from_library", title=title))
    return tag("details", summary, tag("div", lines(quote), class_="so-source"))


def _place(dossier: Dossier, document: str, page: int, quote: str) -> tuple[int, int]:
    try:
        start = dossier.paper(document).document.page(page).text.find(quote)
    except KeyError:
        return 0, 0
    return (start, start + len(quote)) if start >= 0 and quote else (0, 0)


def _urgent(turn: dict[str, Any], about: str) -> None:
    """The emergency card: what to do now, a way to call, and nothing to read."""
    alarm(str(turn.get("kind")), str(turn.get("text", "")))
    calmed(about)


def _offer(dossier: Dossier, last: dict[str, Any], asked: str) -> None:
    """What can be done after this answer: the question becomes one of the patient's own, a person, what is missing."""
    offered = {str(one.get("deed", "")): one for one in last.get("suggestions", ())}
    deeds, asked = set(offered), str(offered.get("add_question", {}).get("text") or asked)
    known = any(question.text == asked for question in dossier.case.questions)
    with st.container(horizontal=True):
        if (
            "add_question" in deeds
            and asked
            and not known
            and len(asked) <= 300
            and st.button(t("chat.add_question"), key="add_question")
        ):
            name = hashlib.sha256(f"{dossier.case.id}{asked}".encode()).hexdigest()[:16]
            own = Question(f"own-{name}", asked, QuestionOrigin.PATIENT, len(dossier.case.questions) + 1)
            cases.set_questions(frame.desk(), frame.actor(), dossier.case.id, [*dossier.case.questions, own])
            frame.saved()
            st.rerun()
        if "see_missing" in deeds:
            frame.link(t("chat.to_missing"), "missing")
