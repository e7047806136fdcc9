"""P11: what is needed beside what is here; why each matters, who has it, what to do. Nothing here blocks sending."""

from __future__ import annotations

import streamlit as st

from assistant.actions import cases, chasing
from assistant.model.case import Decision, Dossier
from assistant.model.gaps import Gap, GapAnswer, GapState, Need
from assistant.ui import dates, frame
from assistant.ui.parts import waiting
from assistant.ui.parts.markup import chip, heading, join, notice, put, say, tag
from assistant.ui.parts.sources import as_written, paper_of, sources, title_of
from assistant.ui.words import label, t, word

YES = GapAnswer.CONFIRMED  # to a question whether something was done; then the record is on the list by its own need
SETTLED = (GapAnswer.NEVER_DONE, GapAnswer.NOT_MINE)
ANSWERS = (GapAnswer.ASKED, GapAnswer.DO_NOT_HAVE, GapAnswer.NEVER_DONE, GapAnswer.DO_NOT_KNOW)
RECORDS = frozenset({"report", "image", "slides", "lab", "genetic", "note", "procedure", "file", ""})


def show() -> None:
    dossier = frame.dossier()
    frame.begin("missing.title", back="tasks", wide=False)
    names = " · ".join(dossier.pathway_titles)
    say(t("missing.text", names=names) if names else t("missing.text_general"))
    frame.link(t("missing.change_list"), "why", step="list_for")
    as_written(dossier)
    waiting.watch(dossier)
    asked = [gap for gap in dossier.gaps if is_question(gap)]
    required = [gap for gap in dossier.gaps if gap.need is Need.REQUIRED and gap not in asked]
    helpful = [gap for gap in dossier.gaps if gap.need is not Need.REQUIRED and gap not in asked]
    if not dossier.gaps:
        notice(t("missing.complete"), "good")
    for key, gaps in (("required", required), ("helpful", helpful), ("asked", asked)):
        if gaps:
            heading(t(f"missing.{key}", count=len(gaps)))
            for gap in gaps:
                _gap(dossier, gap)
    _settled(dossier)
    _received(dossier)
    if dossier.gaps:
        notice(t("missing.can_send"))
    frame.link(t("missing.letter_all"), "letter")
    frame.link(t("missing.to_chase"), "chase")
    frame.link(t("missing.to_plan"), "plan")
    frame.link(t("papers.back"), "tasks")


def _gap(dossier: Dossier, gap: Gap) -> None:
    decision = dossier.case.decision(gap.id)
    with st.container(border=True):
        put(
            tag("h3", gap.label),
            "" if is_question(gap) else tag("p", chip(word("gap_states", gap.state), _colour(gap))),
            tag("p", tag("strong", t("missing.why")), " ", gap.why) if gap.why else "",
            tag("p", tag("strong", t("missing.who")), " ", gap.who_has_it) if _has_holder(gap) else "",
            tag("p", tag("strong", t("missing.found")), " ", gap.found)
            if gap.found and gap.kind not in ("identity", "file")
            else "",
        )
        if gap.evidence:
            put(tag("details", tag("summary", t("missing.mentioned")), sources(dossier, gap.evidence)))
        if decision is not None and st.session_state.get("editing") != gap.id:
            words = t("missing.answered", what=word("answers", decision.verdict), date=dates.day(decision.at[:10]))
            put(tag("p", chip(words, "blue")))
            if st.button(t("check.again"), key=f"again_{gap.id}", type="tertiary"):
                st.session_state["editing"] = gap.id
                st.rerun()
            if decision.verdict == YES:
                _ways(gap)
            elif decision.asked is not None:
                frame.link(t("missing.to_chase"), "chase")
        else:
            _answers(dossier, gap)


def _answers(dossier: Dossier, gap: Gap) -> None:
    """To a question its answers; else what can be done today, and all else that may be said of it folded."""
    if not is_question(gap):
        _ways(gap)
    with st.container(horizontal=True) if is_question(gap) else st.expander(t("missing.others")):
        for answer in _possible(gap):
            words = f"missing.asked_{answer}" if is_question(gap) else f"missing.buttons.{answer}"
            if st.button(t(words), key=f"{answer}_{gap.id}"):
                _save(dossier, gap.id, answer, gap.label)


def _ways(gap: Gap) -> None:
    """What can be done about it today."""
    with st.container(horizontal=True, key=f"ways_{gap.id}"):
        if gap.kind == "condition":
            frame.link(t("missing.choose_list"), "why", step="list_for")
        elif gap.kind in ("conflict", "identity", "file"):
            frame.link(t("missing.look"), "check" if gap.kind == "conflict" else "papers")
        elif gap.kind == "questionnaire":
            frame.link(t("missing.tell_now"), "matters")
        elif gap.kind in RECORDS:
            if can_be_asked_for(gap):
                frame.link(t("missing.write_letter"), "letter", gap=gap.id)
            frame.link(t("missing.have_it"), "papers")


def _save(dossier: Dossier, target: str, answer: str, label: str) -> None:
    """Keeps the answer, and for one that ends the question its name, since it is no longer asked after it."""
    kept = label if answer in (*SETTLED, YES) else ""
    asked = next((gap for gap in dossier.gaps if gap.id == target and gap.clock), None)
    if asked and answer == GapAnswer.ASKED:
        chasing.asked(frame.desk(), frame.actor(), dossier.case.id, [target])
    else:
        cases.decide(frame.desk(), frame.actor(), dossier.case.id, target, answer, kept)
    st.session_state.pop("editing", None)
    frame.saved()
    st.rerun()


def _settled(dossier: Dossier) -> None:
    """What was said not to be: folded, so that an answer can be changed."""
    found = settled(dossier)
    if not found:
        return
    with st.expander(t("missing.settled", count=len(found))):
        for number, each in enumerate(found):
            put(tag("p", tag("strong", each.text or t("missing.unnamed")), " ", chip(word("answers", each.verdict))))
            if st.button(label("missing.reopen", name=each.text or t("missing.unnamed")), key=f"reopen_{number}"):
                _save(dossier, each.target, GapAnswer.DO_NOT_KNOW, "")


def settled(dossier: Dossier) -> list[Decision]:
    """The answers that put a gap or a question away, newest first."""
    here = {gap.id for gap in dossier.gaps} | {entry.id for entry in dossier.history.entries}
    last = {each.target: each for each in dossier.case.decisions}
    kept = [each for each in reversed(last.values()) if each.verdict in (*SETTLED, YES) and each.target not in here]
    return [each for each in kept if each.text or each.verdict == GapAnswer.NEVER_DONE]  # the others: entries


def is_question(gap: Gap) -> bool:
    """Not known to be missing: first it is asked whether it was done."""
    return gap.state is GapState.UNCONFIRMED and gap.kind in RECORDS


def _has_holder(gap: Gap) -> bool:
    """Whether somebody is known to have it, and it is not for the reader themselves to say."""
    return bool(gap.who_has_it) and gap.kind in RECORDS and not is_question(gap)


def _colour(gap: Gap) -> str:
    return "yellow" if gap.need is Need.REQUIRED else "grey"


def _possible(gap: Gap) -> tuple[str, ...]:
    if is_question(gap):
        return (YES, GapAnswer.NEVER_DONE, GapAnswer.DO_NOT_KNOW)
    if gap.kind in ("conflict", "identity", "condition"):
        return (GapAnswer.DO_NOT_KNOW,)
    if gap.kind == "questionnaire":
        return (GapAnswer.DO_NOT_KNOW, GapAnswer.NOT_MINE)
    if gap.kind == "file":
        return (GapAnswer.ASKED, GapAnswer.DO_NOT_HAVE, GapAnswer.DO_NOT_KNOW)
    return (*ANSWERS, GapAnswer.NOT_MINE)


def can_be_asked_for(gap: Gap) -> bool:
    """Whether a letter to a place would help."""
    return bool(gap.clock)


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
    put(tag("details", tag("summary", t("missing.see_received", count=len(items))), tag("ul", *items)))
