"""V4: results over time, one chart for each test and unit, each with the table it was drawn from."""

from __future__ import annotations

import streamlit as st

from assistant.actions import handing
from assistant.model.summary import LabSeries
from assistant.ui import dates, frame
from assistant.ui.parts.chart import chart
from assistant.ui.parts.markup import heading, notice, put, say, stacked, tag
from assistant.ui.parts.sources import query
from assistant.ui.parts.staff import case_links
from assistant.ui.words import has, t

PAGE = 12


def show() -> None:
    dossier = frame.dossier()
    series = handing.summary(frame.desk(), frame.actor(), dossier.case.id).labs
    frame.begin("labs.title", back="brief", wide=True)
    case_links("labs")
    if not series:
        notice(t("labs.empty"))
        return
    say(t("labs.text"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        only = st.checkbox(t("labs.only_out"), value=any(one.out_of_range for one in series), key="only_out")
        words = st.text_input(t("labs.search"), key="labs_search", width=280).strip().casefold()
    found = [one for one in series if (one.out_of_range or not only) and words in one.name.casefold()]
    found.sort(key=lambda one: (not one.out_of_range, -len(one.points), one.name.casefold()))
    put(tag("p", t("labs.count", count=len(found), all=len(series)), role="status"))
    shown = int(st.session_state.get("labs_shown", PAGE))
    for one in found[:shown]:
        _series(one)
    if len(found) > shown and st.button(t("check.more", count=len(found) - shown), key="more"):
        st.session_state["labs_shown"] = shown + PAGE
        st.rerun()


def _series(one: LabSeries) -> None:
    title = f"{one.name} ({one.unit})" if one.unit else one.name
    heading(title)
    picture = chart(one)
    if picture:
        first, last = one.points[0], one.points[-1]
        alt = t(
            "labs.alt",
            name=title,
            first=first.value,
            from_=dates.day(first.date),
            last=last.value,
            to=dates.day(last.date),
        )
        put(tag("div", tag("img", src=picture, alt=alt), class_="so-plot"))
    rows = []
    for point in reversed(one.points):
        flag = point.flag.lower()
        marked = t(f"codes.flags.{flag}") if has(f"codes.flags.{flag}") else point.flag
        where: str = ""
        if point.evidence:
            address = frame.address("source", **query(point.evidence[0]), **{"from": "labs"})
            where = tag("a", t("brief.where"), href=address, aria_label=f"{t('brief.where')}: {one.name} {point.date}")
        rows.append(
            (dates.day(point.date) if point.date else t("dates.unknown"), point.value, marked, point.range, where)
        )
    head = [t(f"labs.{name}") for name in ("date", "value", "flag", "range", "source")]
    put(stacked(t("labs.caption", name=title), head, rows))
