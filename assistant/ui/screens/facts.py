"""L3: what the papers say beside what the patient says. Where they disagree, both go to the doctor by default."""

from __future__ import annotations

import streamlit as st

from assistant.actions import cases
from assistant.model.case import Dossier
from assistant.model.history import Agreement, Conflict, Entry, Verdict
from assistant.ui import frame
from assistant.ui.parts import facts
from assistant.ui.parts.markup import chip, heading, notice, pairs, put, tag
from assistant.ui.parts.sources import sources
from assistant.ui.parts.todo import reviewed
from assistant.ui.sections import SECTIONS, conflicts_of, entries_of
from assistant.ui.words import label, t, word

FILTERS = ("open", "changed", "all")
KEEP = ("show_both", "keep_source", "keep_patient")
PAGE = 25


def show() -> None:
    dossier = frame.dossier()
    frame.begin("review.title", back="case", wide=True)
    wanted = st.radio(
        t("queue.filter"),
        FILTERS,
        format_func=lambda one: t(f"review.filters.{one}"),
        horizontal=True,
        key="facts_filter",
    )
    names = [one.id for one in SECTIONS]
    only = st.selectbox(
        t("review.section"), ["", *names], format_func=lambda one: t(f"check.short.{one}") if one else t("review.every")
    )
    shown = int(st.session_state.get("facts_shown", PAGE))
    left = shown
    for one in SECTIONS:
        if only and one.id != only:
            continue
        conflicts = [c for c in conflicts_of(dossier.history, one) if wanted != "changed"]
        entries = [e for e in entries_of(dossier.history, one) if _fits(dossier, e, wanted or "open")]
        if wanted == "open":
            conflicts = [c for c in conflicts if not dossier.case.decision(reviewed(c.id))]
        if not conflicts and not entries:
            continue
        heading(t(f"check.short.{one.id}"))
        for conflict in conflicts:
            _conflict(dossier, conflict)
        for entry in entries[: max(left, 0)]:
            _entry(dossier, entry)
        left -= len(entries)
    if left == shown and not dossier.history.conflicts:
        notice(t("review.none"), "good")
    if left < 0 and st.button(t("check.more", count=-left), key="more"):
        st.session_state["facts_shown"] = shown + PAGE
        st.rerun()


def _fits(dossier: Dossier, entry: Entry, wanted: str) -> bool:
    decision = dossier.case.decision(entry.id)
    if wanted == "all":
        return True
    if wanted == "changed":
        return decision is not None and decision.verdict != Verdict.CONFIRMED
    doubtful = decision is not None and decision.verdict in (Verdict.CORRECTED, Verdict.NOT_SURE, Verdict.NOT_MINE)
    unclear = entry.agreement is Agreement.DIFFER and decision is None
    return (doubtful or unclear) and not dossier.case.decision(reviewed(entry.id))


def _entry(dossier: Dossier, entry: Entry) -> None:
    decision = dossier.case.decision(entry.id)
    said = t("review.not_asked")
    if decision is not None:
        said = word("verdicts", decision.verdict) + (f": {decision.text}" if decision.text else "")
    with st.container(border=True):
        rows = [(t("review.source_says"), " · ".join([entry.facts[0].text, *facts.lines_of(entry)]))]
        rows.append((t("review.patient_says"), said))
        put(tag("h3", facts.name_of(entry)), facts.chips_of(entry), pairs(rows))
        put(tag("details", tag("summary", t("review.open_source")), sources(dossier, entry.evidence)))
        _judge(dossier, entry.id, facts.name_of(entry))


def _conflict(dossier: Dossier, conflict: Conflict) -> None:
    with st.container(border=True):
        put(tag("h3", t("check.conflict", topic=facts.topic_of(conflict))))
        for side, found in conflict.sides:
            put(
                tag("p", t("check.says", side=facts.side_of(side))),
                tag(
                    "details",
                    tag("summary", t("review.open_source")),
                    sources(dossier, [e for fact in found for e in fact.evidence]),
                ),
            )
        decision = dossier.case.decision(conflict.id)
        if decision is not None:
            said = decision.text or word("verdicts", decision.verdict)
            put(pairs([(t("review.patient_says"), said)]))
        _judge(dossier, conflict.id, facts.topic_of(conflict))


def _judge(dossier: Dossier, target: str, name: str) -> None:
    """The coordinator's own judgement, kept beside the patient's and never instead of it."""
    done = dossier.case.decision(reviewed(target))
    if done is not None:
        put(tag("p", chip(t(f"review.keep.{done.verdict}"), "blue"), done.text))
    with st.expander(label("review.decide", name=name)), st.form(f"judge_{target}", border=False):
        keep = st.radio(t("review.what"), KEEP, format_func=lambda one: t(f"review.keep.{one}"), key=f"keep_{target}")
        reason = st.text_input(t("review.reason"), max_chars=300, key=f"reason_{target}")
        if st.form_submit_button(t("check.save_answer")):
            cases.decide(
                frame.desk(), frame.actor(), dossier.case.id, reviewed(target), keep or KEEP[0], reason.strip()
            )
            frame.saved()
            st.rerun()
