"""P6 and P7: add papers, see what each was recognised as, and what could not be read and why. Reading goes on alone."""

from __future__ import annotations

import streamlit as st

from assistant.actions import cases, papers
from assistant.model.case import Dossier, PaperState, Upload
from assistant.model.papers import Belongs, Paper
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import Html, chip, heading, join, lines, notice, put, say, status, tag
from assistant.ui.parts.sources import TOLD
from assistant.ui.parts.uploader import uploader
from assistant.ui.words import label, language, plain, t, word
from ingest.document import Ingested

LOCKED = ("pdf-password", "pdf-password-wrong")
_WAITING = (PaperState.UPLOADED, PaperState.READING)


def show() -> None:
    dossier = frame.dossier()
    uploads = papers.progress(frame.desk(), frame.actor(), dossier.case.id)
    frame.begin("papers.title", back="tasks")
    say(t("papers.text"))
    put(tag("details", tag("summary", t("papers.photo_title")), lines(t("papers.photo_text"))))
    if uploader(dossier.case.id, [upload.sha256 for upload in uploads]):
        frame.saved()
    heading(t("papers.list_title"))
    if not uploads:
        say(t("papers.empty"))
    if any(upload.state in _WAITING for upload in uploads):
        notice(t("papers.reading"))
        _watch(dossier.case.id)
    readings = papers.readings(frame.desk(), frame.actor(), dossier.case.id)
    cards = [(number, one, readings.get(one.sha256)) for number, one in enumerate(reversed(uploads))]
    cards.sort(key=lambda card: not _needs_eye(dossier, card[1], card[2]))
    for number, upload, reading in cards:
        _card(dossier, upload, reading, number)
    if uploads:
        status(t("papers.total", count=len(uploads), pages=_pages(dossier)))
        frame.link(t("papers.next"), "before" if dossier.case.how_much is None else "check")
    frame.link(t("papers.back"), "tasks")


def _pages(dossier: Dossier) -> int:
    return sum(len(paper.document.pages) for paper in dossier.papers if not paper.id.startswith(TOLD))


@st.fragment(run_every=2.0)
def _watch(case_id: str) -> None:
    uploads = papers.progress(frame.desk(), frame.actor(), case_id)
    done = sum(upload.state not in _WAITING for upload in uploads)
    status(t("papers.read_so_far", done=done, all=len(uploads)))
    before = st.session_state.get("papers_done")
    st.session_state["papers_done"] = done
    if (before is not None and before != done) or done == len(uploads):
        st.session_state.pop("papers_done", None)
        st.rerun()


def _found(dossier: Dossier, upload: Upload, reading: Ingested | None) -> list[Paper]:
    found = [paper for paper in dossier.papers if paper.document.source == upload.sha256]
    ids = {document.id for document in reading.documents} if reading is not None else set()
    return found or [paper for paper in dossier.papers if paper.document.id in ids]


def _is_asked_whose(dossier: Dossier, paper: Paper) -> bool:
    return paper.belongs in (Belongs.UNSURE, Belongs.OTHER) or dossier.case.decision(paper.id) is not None


def _is_locked(reading: Ingested | None) -> bool:
    return reading is not None and any(problem.code in LOCKED for problem in reading.problems)


def _needs_eye(dossier: Dossier, upload: Upload, reading: Ingested | None) -> bool:
    """Whether the person has something to say or to do about it: such papers stand first."""
    whose = any(_is_asked_whose(dossier, paper) for paper in _found(dossier, upload, reading))
    return whose or upload.state in (PaperState.REJECTED, PaperState.PARTIAL)


def _card(dossier: Dossier, upload: Upload, reading: Ingested | None, number: int) -> None:
    found = _found(dossier, upload, reading)
    colour = {PaperState.READ: "blue", PaperState.REJECTED: "red", PaperState.PARTIAL: "yellow"}.get(
        upload.state, "grey"
    )
    state = (
        chip(t("papers.locked"), "yellow") if _is_locked(reading) else chip(word("paper_states", upload.state), colour)
    )
    with st.container(border=True):
        put(
            tag("h3", upload.name),
            tag("p", state, " ", dates.size(upload.bytes)),
            tag("ul", *(tag("li", _what(paper)) for paper in found)) if found else "",
        )
        _problems(reading)
        _password(dossier.case.id, upload, reading, number)
        for paper in found:
            if _is_asked_whose(dossier, paper):
                _whose(dossier, paper)
        _remove(dossier.case.id, upload, number)


def _what(paper: Paper) -> Html:
    description = paper.description
    parts = [tag("strong", word("kinds", paper.kind))]
    if description.title:
        parts.append(tag("span", f": {description.title}"))
    facts = [
        dates.when(description.date) if description.date.date else t("papers.no_date"),
        t("papers.pages", count=len(paper.document.pages)),
    ]
    if description.facility:
        facts.append(description.facility)
    if paper.document.imaging is not None:
        facts.append(t("papers.series", count=len(paper.document.imaging.series)))
    return join((*parts, tag("br"), tag("span", " · ".join(facts), class_="so-muted")))


def _problems(reading: Ingested | None) -> None:
    """What went wrong with a part of it, each in one plain sentence."""
    if reading is None:
        return
    every = [*reading.problems, *(problem for document in reading.documents for problem in document.problems)]
    told = list(dict.fromkeys(problem.message(language()) for problem in every if problem.severity != "note"))
    if told:
        notice("\n".join(f"- {one}" for one in told[:12]) if told[1:] else told[0], "warn")
    if len(told) > 12:
        put(tag("p", t("papers.more_problems", count=len(told) - 12)))


def _password(case_id: str, upload: Upload, reading: Ingested | None, number: int) -> None:
    """For a paper that is locked: the password, tried at once. It is not shown again."""
    if not _is_locked(reading):
        return
    with st.form(f"unlock_{number}", border=False, clear_on_submit=True):
        forms.field(f"password_{number}")
        words = label("papers.password", name=upload.name)
        given = st.text_input(words, type="password", autocomplete="off", max_chars=200, key=f"password_{number}")
        if st.form_submit_button(t("papers.unlock")):
            if not given:
                forms.refuse({f"password_{number}": "papers.error_password"})
            forms.accept()
            papers.unlock(frame.desk(), frame.actor(), case_id, upload.sha256, given)
            frame.saved()
            st.rerun()


def _whose(dossier: Dossier, paper: Paper) -> None:
    decision = dossier.case.decision(paper.id)
    name = paper.description.patient.name or paper.document.patient.name
    if decision is None:
        words = t("papers.whose", name=name) if name else t("papers.whose_unnamed")
        notice(words, "warn")
    else:
        put(tag("p", t(f"papers.said_{'mine' if decision.verdict == Belongs.YES else 'other'}")))
    with st.container(horizontal=True):
        for verdict in (Belongs.YES, Belongs.OTHER):
            key = "papers.it_is_mine" if verdict is Belongs.YES else "papers.not_mine"
            if st.button(t(key), key=f"whose_{paper.id}_{verdict}"):
                cases.decide(frame.desk(), frame.actor(), dossier.case.id, paper.id, verdict)
                frame.saved()
                st.rerun()


def _remove(case_id: str, upload: Upload, number: int) -> None:
    if st.session_state.get("removing") != upload.sha256:
        if st.button(t("papers.remove", name=plain(upload.name)), key=f"remove_{number}", type="tertiary"):
            st.session_state["removing"] = upload.sha256
            st.rerun()
        return
    put(tag("p", tag("strong", t("papers.remove_ask"))))
    with st.container(horizontal=True):
        if st.button(t("papers.remove_yes"), key=f"remove_yes_{number}"):
            papers.remove(frame.desk(), frame.actor(), case_id, upload.sha256)
            st.session_state.pop("removing", None)
            frame.saved()
            st.rerun()
        if st.button(t("papers.remove_no"), key=f"remove_no_{number}"):
            st.session_state.pop("removing", None)
            st.rerun()
