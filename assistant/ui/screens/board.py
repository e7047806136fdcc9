"""L4 across cases: every record that the coordinator's cases wait for, what is late first, with the next step."""

from __future__ import annotations

import streamlit as st

from assistant.actions import chasing
from assistant.actions.chasing import BoardRow, Standing
from assistant.ui import dates, frame
from assistant.ui.parts.chasing import clock, doing, due, heard, place
from assistant.ui.parts.markup import Html, join, notice, put, stacked, tag
from assistant.ui.words import t

FILTERS = ("all", "now", "late")


def show() -> None:
    rows = chasing.across(frame.desk(), frame.actor())
    frame.begin("board.title", back="queue", wide=True)
    now = [one for one in rows if one.row.now]
    late = [one for one in rows if one.row.standing is Standing.LATE]
    put(tag("p", t("board.counts", all=len(rows), now=len(now), late=len(late)), role="status", class_="so-lead"))
    wanted = st.radio(
        t("queue.filter"), FILTERS, format_func=lambda one: t(f"board.filters.{one}"), horizontal=True, key="board"
    )
    shown = {"now": now, "late": late}.get(wanted or "all", rows)
    if not shown:
        notice(t("board.empty"), "good")
        return
    columns = ("patient", "record", "state", "now", "then")
    put(stacked(t("board.caption"), [t(f"board.columns.{name}") for name in columns], [_cells(one) for one in shown]))


def _cells(one: BoardRow) -> tuple[str, ...]:
    row = one.row
    name = one.name or t("start.unnamed")
    spanish = t("queue.flags.spanish") if one.language == "es" else ""
    return (
        join(
            (
                tag("a", name, href=frame.address("chase", case=one.case), class_="so-hit"),
                tag("div", " · ".join(part for part in (one.number, spanish) if part), class_="so-muted"),
            )
        ),
        join((row.label, tag("div", place(row), class_="so-muted"))),
        join((clock(row), tag("div", due(row)), tag("div", heard(row), class_="so-muted"))),
        doing(row.now, row) if row.now else "-",
        _then(row),
    )


def _then(row: chasing.Row) -> Html:
    if row.then is None:
        return join(("-",))
    return join((dates.day(row.then.day), ": ", doing(row.then, row)))
