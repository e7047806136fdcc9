"""P12: a letter that asks a place for records. Which papers, then download, then note that it was sent."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from assistant.actions import cases
from assistant.model.case import Dossier
from assistant.model.gaps import Gap, GapAnswer
from assistant.ui import frame
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
        index=0,
        format_func=lambda one: t(f"about.language.{one}"),
        horizontal=True,
        key="letter_language",
    )
    if not chosen:
        say(t("letter.choose"))
        return
    _download(dossier, chosen, tongue or language())


def _name(gap: Gap) -> str:
    return plain(f"{gap.label} - {gap.facility}" if gap.facility else gap.label)


def _download(dossier: Dossier, chosen: list[Gap], tongue: str) -> None:
    query = urlencode([*(("gap", gap.id) for gap in chosen), ("lang", tongue)])
    heading(t("letter.ready"))
    say(t("letter.law"))
    put(tag("p", tag("a", t("letter.download"), href=f"/case/{dossier.case.id}/letter.pdf?{query}", class_="so-hit")))
    say(t("letter.refused"))
    if st.button(t("letter.sent"), type="primary", key="letter_sent"):
        for gap in chosen:
            cases.decide(frame.desk(), frame.actor(), dossier.case.id, gap.id, GapAnswer.ASKED)
        frame.saved()
        frame.go("missing", gap="")
