"""The papers asked of other places: how each stands, what to do today with the letter ready, and what they said."""

from __future__ import annotations

import streamlit as st

from assistant.actions import chasing
from assistant.actions.chasing import HEARD, UNTIL, Row, Standing
from assistant.model.case import Dossier
from assistant.model.gaps import GapAnswer
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.chasing import asked, clock, doing, due, heard, letter_link
from assistant.ui.parts.markup import heading, put, say, tag
from assistant.ui.parts.sources import paper_of, title_of
from assistant.ui.words import label, language, t


def show() -> None:
    dossier = frame.dossier()
    rows = chasing.rows(frame.desk(), frame.actor(), dossier)
    asked = next((row for row in rows if row.chase.gap == st.query_params.get("row", "")), None)
    if asked is not None:
        _said(dossier, asked)
        return
    frame.begin("chase.title", back="tasks", to={"row": ""})
    say(t("chase.text"))
    if not rows:
        say(t("chase.empty"))
    waiting = [row for row in rows if row.standing is not Standing.HERE]
    here = [row for row in rows if row.standing is Standing.HERE]
    for key, group in (("waiting", waiting), ("here", here)):
        if group:
            heading(t(f"chase.{key}", count=len(group)))
            for row in group:
                _row(dossier, row)
    frame.link(t("missing.letter_all"), "letter", gap="")
    frame.link(t("chase.to_missing"), "missing", row="")


def _row(dossier: Dossier, row: Row) -> None:
    with st.container(border=True):
        put(
            tag("h3", row.label),
            tag("p", clock(row)),
            tag("p", asked(row), " ", due(row)),
            tag("p", heard(row)) if heard(row) else "",
        )
        if row.standing is Standing.HERE:
            papers = [paper for one in row.documents if (paper := paper_of(dossier, one))]
            if papers:
                put(tag("p", t("chase.came", paper=", ".join(title_of(paper) for paper in papers[:2]))))
            return
        if row.now:
            now = tag("strong", t("chase.now"))
            put(
                tag(
                    "div",
                    tag("p", now, " ", doing(row.now, row)),
                    letter_link(dossier.case.id, row, row.now, language()),
                    class_="so-panel so-warn",
                )
            )
        if row.then:
            put(tag("p", t("chase.then", day=dates.day(row.then.day)), " ", doing(row.then, row), class_="so-muted"))
        with st.container(horizontal=True):
            frame.link(label("chase.tell", name=row.label), "chase", row=row.chase.gap)
            frame.link(t("missing.add_now"), "papers", row="")


def _said(dossier: Dossier, row: Row) -> None:
    """One page for one record: what happened, with a day or words where they gave any."""
    frame.begin("chase.heard.title", heading=t("chase.heard.title", name=row.label), back="chase", to={"row": ""})
    put(tag("p", asked(row)))
    with st.form("heard", border=False):
        forms.field("what")
        options = {one.value: t(f"chase.heard.{one}") for one in HEARD}
        what = forms.radio("what", t("chase.heard.label"), options)
        forms.field("until")
        put(tag("p", tag("strong", t("chase.heard.until"))))
        boxes = forms.date_boxes("until", "")
        words = st.text_area(t("frame.optional", label=t("chase.heard.words")), max_chars=1000, key="heard_words")
        done = forms.save_button()
    if not done:
        return
    until = forms.read_date(boxes)
    if not what:
        forms.refuse({"what": "chase.heard.error"})
    needs = GapAnswer(what) is GapAnswer.EXTENDED
    if until is None or (needs and not until):
        forms.refuse({"until": "chase.heard.error_date"})
    if until and GapAnswer(what) in UNTIL and until < frame.desk().clock.today():
        forms.refuse({"until": "chase.heard.error_past"})
    forms.accept()
    chasing.heard(
        frame.desk(),
        frame.actor(),
        dossier.case.id,
        row.chase.gap,
        GapAnswer(what),
        until=until if GapAnswer(what) in UNTIL else "",
        text=words,
    )
    frame.saved()
    frame.go("chase", row="")
