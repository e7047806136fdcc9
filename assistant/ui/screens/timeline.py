"""V3: dated events, newest first or oldest first, each with its source. Months without a record are said to be so."""

from __future__ import annotations

import streamlit as st

from assistant.model.case import Dossier
from assistant.model.facts import Precision
from assistant.model.history import Event
from assistant.ui import dates, frame
from assistant.ui.parts.markup import Html, chip, heading, join, notice, put, tag
from assistant.ui.parts.sources import as_written, sources, told
from assistant.ui.parts.staff import case_links
from assistant.ui.words import t, word

LANES = ("symptom", "diagnosis", "imaging", "treatment", "test", "visit", "other")
SILENCE = 120  # days without any record that are worth saying
_COLOURS = {"diagnosis": "red", "imaging": "blue", "treatment": "yellow"}


def show() -> None:
    dossier = frame.dossier()
    frame.begin("timeline.title", back="brief", wide=True)
    case_links("timeline")
    as_written(dossier)
    order = st.radio(
        t("timeline.order"),
        ("newest", "oldest"),
        format_func=lambda one: t(f"timeline.{one}"),
        horizontal=True,
        key="order",
    )
    lanes = [one for one in LANES if any(event.lane == one for event in dossier.history.timeline)]
    chosen = st.pills(
        t("timeline.lanes"), lanes, default=lanes, selection_mode="multi", format_func=lambda one: word("lanes", one)
    )
    events = [event for event in dossier.history.timeline if event.lane in chosen]
    if not events:
        notice(t("timeline.empty"))
    dated = sorted((e for e in events if e.when.date), key=lambda e: e.when.date, reverse=order != "oldest")
    year, before = "", ""
    items: list[Html] = []
    for event in dated:
        if event.when.date[:4] != year:
            _flush(year, items)
            year, items = event.when.date[:4], []
        items.append(_silence(before, event) if before else Html(""))
        items.append(_event(dossier, event))
        before = event.when.date if event.when.precision is Precision.DAY else ""
    _flush(year, items)
    undated = [event for event in events if not event.when.date]
    if undated:
        heading(t("timeline.undated"))
        put(tag("ul", *(_event(dossier, event) for event in undated)))


def _flush(year: str, items: list[Html]) -> None:
    if items:
        heading(year)
        put(tag("ul", *items, class_="so-timeline"))


def _silence(before: str, event: Event) -> Html:
    if event.when.precision is not Precision.DAY:
        return Html("")
    first, last = sorted((before, event.when.date))
    days = dates.days_between(first, last)
    if days < SILENCE:
        return Html("")
    return tag("li", t("timeline.silence", first=dates.day(first), last=dates.day(last)), class_="so-muted")


def _event(dossier: Dossier, event: Event) -> Html:
    head = join(
        (tag("strong", dates.when(event.when)), " ", chip(word("lanes", event.lane), _COLOURS.get(event.lane, "grey")))
    )
    if not event.evidence:
        return tag("li", head, " ", told(dossier, event))
    opened = sources(dossier, event.evidence[:3])
    return tag("li", head, tag("details", tag("summary", told(dossier, event)), opened))
