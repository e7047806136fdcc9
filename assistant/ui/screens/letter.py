"""P12: letters that ask places for records. Which papers, then download, then note that they were sent, and when."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from assistant.actions import chasing, handing
from assistant.actions.permit import Deed, may
from assistant.model.case import Dossier
from assistant.model.gaps import Gap
from assistant.ui import frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.screens.missing import can_be_asked_for
from assistant.ui.words import LANGUAGES, language, plain, t


def show() -> None:
    dossier = frame.dossier()
    frame.begin("letter.title", back="missing", to={"gap": ""})
    gaps = [gap for gap in dossier.gaps if can_be_asked_for(gap)]
    if not gaps:
        say(t("letter.nothing"))
        return
    say(t("letter.text"))
    if not dossier.case.patient.address:
        notice(t("letter.no_address"))
        frame.link(t("letter.add_address"), "details", step="contact", gap="")
    asked = st.query_params.get("gap", "")
    heading(t("letter.which"))
    chosen = [gap for gap in gaps if st.checkbox(_name(gap), value=gap.id == asked, key=f"letter_{gap.id}")]
    tongue = st.radio(
        t("letter.language"),
        LANGUAGES,
        index=LANGUAGES.index(language()),
        format_func=lambda one: t(f"about.language.{one}"),
        horizontal=True,
        key="letter_language",
    )
    if not chosen:
        say(t("letter.choose"))
        return
    if may(frame.actor(), Deed.EXPORT, dossier.case):
        _download(dossier, chosen, tongue or language())
    else:
        notice(t("letter.not_yours"))
    _sent(dossier, chosen)


def _name(gap: Gap) -> str:
    return plain(f"{gap.label} - {gap.facility}" if gap.facility else gap.label)


def _download(dossier: Dossier, chosen: list[Gap], tongue: str) -> None:
    query = urlencode([*(("gap", gap.id) for gap in chosen), ("lang", tongue)])
    texts = handing.letter_texts(frame.desk(), frame.actor(), dossier.case.id, [gap.id for gap in chosen])
    heading(t("letter.ready", count=len(texts)))
    say(t("letter.law"))
    put(tag("p", tag("a", t("letter.download"), href=f"/case/{dossier.case.id}/letter.pdf?{query}", class_="so-hit")))
    with st.expander(t("letter.copy")):
        for text in texts:
            st.code(text, language=None, wrap_lines=True)
    say(t("letter.refused"))


def _sent(dossier: Dossier, chosen: list[Gap]) -> None:
    """The day the letters went: from it the days are counted."""
    heading(t("letter.when"))
    today = frame.desk().clock.today()
    with st.form("sent", border=False):
        forms.field("sent")
        boxes = forms.date_boxes("sent", today)
        done = forms.save_button(t("letter.sent"))
    if not done:
        return
    day = forms.read_date(boxes)
    if not day:
        forms.refuse({"sent": "letter.error_date"})
    if day > today:
        forms.refuse({"sent": "letter.error_future"})
    forms.accept()
    chasing.asked(frame.desk(), frame.actor(), dossier.case.id, [gap.id for gap in chosen], day)
    frame.saved()
    frame.go("chase", gap="")
