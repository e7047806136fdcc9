"""P0: what this is, and the way in; for those who have been here, their cases."""

from __future__ import annotations

import streamlit as st

from assistant.actions import cases
from assistant.model.case import Stage
from assistant.model.people import Role
from assistant.ui import dates, frame, routes
from assistant.ui.parts.markup import chip, notice, put, say, tag
from assistant.ui.words import language, plain, t, word


def show_cases(rows: list[cases.Row]) -> None:
    """The cases a person has, newest first, each with one way in."""
    for row in rows:
        with st.container(border=True):
            put(
                tag("h2", row.name or t("start.unnamed")),
                tag("p", row.condition or t("start.no_condition")),
                tag("p", chip(word("stages", row.stage), "blue"), " ", t("start.number", number=row.number)),
                tag("p", t("start.updated", at=dates.clock(row.updated)), class_="so-muted"),
            )
            target = "status" if row.stage not in (Stage.GATHERING, Stage.WITHDRAWN) else "tasks"
            frame.link(t("start.go_on", number=plain(row.number)), target, case=row.id)


def show() -> None:
    who = frame.actor()
    if who.role not in (Role.PATIENT, Role.HELPER):
        frame.go(routes.first(who.role))
    rows = cases.mine(frame.desk(), who)
    if rows:
        frame.begin("start.title_cases")
        show_cases(rows)
        kind = "secondary"
    else:
        frame.begin("start.title")
        say(t("start.text"))
        notice(t("start.emergency"), "warn")
        kind = "primary"
    if st.button(t("start.another" if rows else "start.now"), type=kind, key="start_case"):  # type: ignore[arg-type]
        case = cases.start(frame.desk(), who, language())
        frame.saved()
        frame.go("who", case=case.id)
