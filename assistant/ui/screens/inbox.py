"""V1: the cases sent to this doctor, open ones first, by the date the patient has to decide."""

from __future__ import annotations

import streamlit as st

from assistant.actions import opinion
from assistant.actions.opinion import InboxRow
from assistant.model.case import Stage
from assistant.ui import dates, frame
from assistant.ui.parts.markup import chip, notice, put, tag
from assistant.ui.words import label, t, word

SOON = 5  # days before a decision from which its date is marked


def show() -> None:
    rows = opinion.inbox(frame.desk(), frame.actor())
    frame.begin("inbox.title", wide=True)
    waiting = sum(row.stage is Stage.SENT for row in rows)
    put(tag("p", t("inbox.waiting", count=waiting), role="status", class_="so-lead"))
    if not rows:
        notice(t("inbox.empty"))
    for row in rows:
        with st.container(border=True):
            _row(row)


def _row(row: InboxRow) -> None:
    waits = row.stage is Stage.SENT
    flags = [chip(t("inbox.waits") if waits else word("stages", row.stage), "yellow" if waits else "grey")]
    if row.new_since:
        flags.append(chip(t("inbox.new_since"), "blue"))
    if row.follow_ups:
        flags.append(chip(t("inbox.follow_ups", count=row.follow_ups), "yellow"))
    if row.decide_by:
        soon = row.days_left is not None and row.days_left <= SOON
        flags.append(chip(t("inbox.decide", date=dates.day(row.decide_by)), "red" if soon else "grey"))
    facts = [row.number, t("inbox.line", sent=dates.clock(row.sent), by=row.signed_off_by, papers=row.papers)]
    if row.need:
        facts.append(t("inbox.complete", have=row.have, need=row.need))
    put(
        tag("h2", f"{row.name} - {row.condition}" if row.condition else row.name),
        tag("p", *flags),
        tag("p", tag("strong", row.ask)) if row.ask else "",
        tag("p", " · ".join(facts), class_="so-muted"),
    )
    with st.container(horizontal=True):
        frame.link(label("queue.open", name=row.name, number=row.number), "brief", case=row.id)
        if row.follow_ups:
            frame.link(label("inbox.to_follow_ups", number=row.number), "sign", case=row.id)
