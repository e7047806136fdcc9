"""A card of the history: what was found, where, and the four answers. Tells the screen what the person chose."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assistant.model.case import Case, Dossier
from assistant.model.history import Agreement, Conflict, Entry, Verdict
from assistant.ui.parts import drafts, facts
from assistant.ui.parts.markup import Html, chip, join, put, tag
from assistant.ui.parts.simpler import simpler
from assistant.ui.parts.sources import sources
from assistant.ui.words import plain, t, word

HOW = ("label", "doctor", "self", "other")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the person said of a card: the target's id, the verdict and their words."""

    target: str
    verdict: str
    text: str = ""


def what(entry: Entry, level: int = 2) -> Html:
    """Name, chips and what is known."""
    return join(
        (
            tag(f"h{level}", facts.name_of(entry)),
            facts.chips_of(entry),
            *(tag("p", line) for line in facts.lines_of(entry)),
        )
    )


def card(dossier: Dossier, entry: Entry, number: int, *, asked: bool, plainer: bool = False) -> Chosen | None:
    """One entry. `asked`: the four answers are in sight; else behind "something is wrong here". `plainer`: a model may
    be asked for simpler words."""
    decision = dossier.case.decision(entry.id)
    editing = st.session_state.get("editing")
    with st.container(border=True):
        places = sources(dossier, entry.evidence, first=2 if entry.agreement is Agreement.DIFFER else 1)
        if not asked and editing != entry.id:
            places = tag("details", tag("summary", t("check.where_found")), places)
        put(tag("div", what(entry), id=f"so-place-{number}", tabindex="-1"), places)
        if plainer:
            simpler(dossier, entry)
        if editing == f"change:{entry.id}":
            return _change(entry)
        if decision is not None and editing != entry.id:
            _answered(dossier.case, entry)
            if st.button(t("check.again"), key=f"again_{entry.id}", type="tertiary"):
                st.session_state["editing"] = entry.id
                st.rerun()
            return None
        if not asked and editing != entry.id:
            if st.button(
                t("check.wrong_here", name=plain(facts.name_of(entry))), key=f"open_{entry.id}", type="tertiary"
            ):
                st.session_state["editing"] = entry.id
                st.rerun()
            return None
        return _four(entry)


def _answered(case: Case, entry: Entry) -> None:
    decision = case.decision(entry.id)
    if decision is None:
        return
    put(tag("p", chip(word("verdicts", decision.verdict), "blue")))
    if decision.verdict == Verdict.CORRECTED and decision.text:
        put(tag("p", t("check.both", paper=entry.facts[0].text, you=decision.text)))


def _four(entry: Entry) -> Chosen | None:
    put(tag("p", tag("strong", t("check.is_right"))))
    with st.container(horizontal=True):
        for verdict in (Verdict.CONFIRMED, Verdict.CORRECTED, Verdict.NOT_SURE, Verdict.NOT_MINE):
            if st.button(t(f"check.buttons.{verdict}"), key=f"{verdict}_{entry.id}"):
                if verdict is Verdict.CORRECTED:
                    st.session_state["editing"] = f"change:{entry.id}"
                    st.rerun()
                return Chosen(entry.id, verdict)
    return None


def _change(entry: Entry) -> Chosen | None:
    with st.form(f"change_{entry.id}", border=False):
        words = entry.correction or entry.facts[0].text
        text = st.text_input(t("check.what_is_right"), value=words, max_chars=500, key=f"right_{entry.id}")
        how = st.radio(
            t("frame.optional", label=t("check.how_known")),
            HOW,
            index=None,
            format_func=lambda one: t(f"check.how.{one}"),
        )
        with st.container(horizontal=True):
            saved = st.form_submit_button(t("check.save_change"), type="primary")
            stopped = st.form_submit_button(t("check.keep_as_it_is"))
    if stopped:
        drafts.settle()
        st.session_state.pop("editing", None)
        st.rerun()
    if not saved or not text.strip():
        return None
    words = t("check.with_how", text=text.strip(), how=t(f"check.how.{how}")) if how else text.strip()
    return Chosen(entry.id, Verdict.CORRECTED, words)


def conflict_card(dossier: Dossier, conflict: Conflict) -> Chosen | None:
    """Papers that disagree: each side with its sources, and the question which one is right now."""
    decision = dossier.case.decision(conflict.id)
    with st.container(border=True):
        put(tag("h2", t("check.conflict", topic=facts.topic_of(conflict))), tag("p", t("check.conflict_text")))
        for side, found in conflict.sides:
            put(
                tag("p", t("check.says", side=facts.side_of(side))),
                sources(dossier, [evidence for fact in found for evidence in fact.evidence][:2]),
            )
        options = [side for side, _ in conflict.sides]
        chosen = None
        if decision is not None and decision.verdict == Verdict.CONFIRMED and decision.text in options:
            chosen = options.index(decision.text)
        elif decision is not None:
            chosen = len(options)
        with st.form(f"conflict_{conflict.id}", border=False):
            picked = st.radio(
                t("check.which"),
                range(len(options) + 1),
                index=chosen,
                format_func=lambda n: (
                    plain(facts.side_of(options[n])) if n < len(options) else t("check.buttons.not_sure")
                ),
            )
            if st.form_submit_button(t("check.save_answer")) and picked is not None:
                if picked < len(options):
                    return Chosen(conflict.id, Verdict.CONFIRMED, options[picked])
                return Chosen(conflict.id, Verdict.NOT_SURE)
    return None
