"""P11: what is needed beside what is here; why each matters, who has it, what to do. Nothing here blocks sending."""

from __future__ import annotations

import streamlit as st

from assistant.actions import cases
from assistant.model.case import Dossier
from assistant.model.gaps import Gap, GapAnswer, GapState, Need
from assistant.ui import dates, frame
from assistant.ui.parts.markup import chip, heading, join, notice, put, say, tag
from assistant.ui.parts.sources import paper_of, sources, title_of
from assistant.ui.words import t, word

ANSWERS = (GapAnswer.ASKED, GapAnswer.DO_NOT_HAVE, GapAnswer.NEVER_DONE, GapAnswer.DO_NOT_KNOW)
RECORDS = frozenset({"report", "image", "slides", "lab", "genetic", "note", "procedure", "file", ""})


def show() -> None:
    dossier = frame.dossier()
    frame.begin("missing.title", back="tasks", wide=False)
    names = " · ".join(dossier.pathway_titles)
    say(t("missing.text", names=names) if names else t("missing.text_general"))
    frame.link(t("missing.change_list"), "why", step="list_for")
    if dossier.reading:
        notice(t("check.still_reading"))
    required = [gap for gap in dossier.gaps if gap.need is Need.REQUIRED]
    helpful = [gap for gap in dossier.gaps if gap.need is not Need.REQUIRED]
    if not dossier.gaps:
        notice(t("missing.complete"), "good")
    for key, gaps in (("required", required), ("helpful", helpful)):
        if gaps:
            heading(t(f"missing.{key}", count=len(gaps)))
            for gap in gaps:
                _gap(dossier, gap)
    _received(dossier)
    if dossier.gaps:
        notice(t("missing.can_send"))
    frame.link(t("missing.letter_all"), "letter")
    frame.link(t("papers.back"), "tasks")


def _gap(dossier: Dossier, gap: Gap) -> None:
    decision = dossier.case.decision(gap.id)
    with st.container(border=True):
        put(
            tag("h3", gap.label),
            tag("p", chip(word("gap_states", gap.state), "yellow" if gap.need is Need.REQUIRED else "grey")),
            tag("p", tag("strong", t("missing.why")), " ", gap.why) if gap.why else "",
            tag("p", tag("strong", t("missing.who")), " ", gap.who_has_it) if gap.who_has_it else "",
            tag("p", tag("strong", t("missing.found")), " ", gap.found) if gap.found else "",
        )
        if gap.evidence:
            put(tag("details", tag("summary", t("missing.mentioned")), sources(dossier, gap.evidence)))
        if decision is not None and st.session_state.get("editing") != gap.id:
            words = t("missing.answered", what=word("answers", decision.verdict), date=dates.day(decision.at[:10]))
            put(tag("p", chip(words, "blue")))
            if st.button(t("check.again"), key=f"again_{gap.id}", type="tertiary"):
                st.session_state["editing"] = gap.id
                st.rerun()
        else:
            _answers(dossier, gap)


def _answers(dossier: Dossier, gap: Gap) -> None:
    with st.container(horizontal=True):
        for answer in _possible(gap):
            if st.button(t(f"missing.buttons.{answer}"), key=f"{answer}_{gap.id}"):
                cases.decide(frame.desk(), frame.actor(), dossier.case.id, gap.id, answer)
                st.session_state.pop("editing", None)
                frame.saved()
                st.rerun()
    with st.container(horizontal=True):
        if gap.kind in ("conflict", "identity"):
            frame.link(t("missing.look"), "papers" if gap.kind == "identity" else "check")
        elif gap.kind == "questionnaire":
            frame.link(t("missing.tell_now"), "matters")
        elif gap.kind in RECORDS:
            frame.link(t("missing.add_now"), "papers")
            if can_be_asked_for(gap):
                frame.link(t("missing.write_letter"), "letter", gap=gap.id)


def _possible(gap: Gap) -> tuple[GapAnswer, ...]:
    if gap.kind in ("conflict", "identity"):
        return (GapAnswer.DO_NOT_KNOW,)
    if gap.kind == "questionnaire":
        return (GapAnswer.DO_NOT_KNOW, GapAnswer.NOT_MINE)
    return (*ANSWERS, GapAnswer.NOT_MINE)


def can_be_asked_for(gap: Gap) -> bool:
    """Whether a letter to a place would help."""
    return gap.kind in RECORDS - {"file"} and gap.state is not GapState.UNCONFIRMED


def _received(dossier: Dossier) -> None:
    heading(t("missing.received"))
    if not dossier.received:
        say(t("missing.nothing_yet"))
        return
    items = []
    for received in dossier.received:
        papers = [paper for one in received.documents if (paper := paper_of(dossier, one))]
        where = ", ".join(title_of(paper) for paper in papers[:3])
        items.append(tag("li", join((tag("strong", received.label), f": {where}" if where else ""))))
    put(tag("ul", *items))
