"""L1: what to do next. Cases in a fixed order that says why, each with one way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import streamlit as st

from assistant.actions import review, team
from assistant.actions.review import QueueRow
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import Html, chip, join, notice, put, say, tag
from assistant.ui.words import LANGUAGES, label, said, t, word

AT_ONCE = 40  # cases drawn at once: five hundred boxes take a browser seconds
LONG = 7  # days without a step of the patient
FILTERS = ("all", "us", "mine", "spanish")
_COLOURS = {"urgent": "red", "decision_soon": "red", "waits_on_us": "yellow", "long_wait": "yellow"}


def show() -> None:
    searched = bool(str(st.session_state.get("search", "")).strip())  # closed cases are found, not listed
    rows = review.queue(frame.desk(), frame.actor(), closed=searched)
    frame.begin("queue.title", wide=True)
    counts = {one: sum(row.waiting == one for row in rows) for one in ("us", "patient", "provider")}
    put(tag("p", t("queue.counts", **counts), role="status", class_="so-lead"))
    frame.link(t("queue.board"), "board", case="")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.radio(
            t("queue.filter"),
            FILTERS,
            format_func=lambda one: t(f"queue.filters.{one}"),
            horizontal=True,
            key="filter",
            label_visibility="collapsed",  # on a phone each line above the cases costs one of them its place
        )
        search = st.text_input(t("queue.search"), key="search", width=280).strip().casefold()
    shown = [row for row in rows if _fits(row, wanted or "all") and search in _text(row)]
    if not shown:
        notice(t("queue.empty") if counts["us"] == 0 else t("queue.none_fit"))
        say(t("queue.others", patient=counts["patient"], provider=counts["provider"]))
    _remind(rows)
    most = st.session_state.get("queue_most", AT_ONCE)
    for row in shown[:most]:
        with st.container(border=True, key=f"row_{row.id}", horizontal=True, vertical_alignment="center"):
            put(_row(row))
            frame.link(label("queue.open", number=row.number), "case", case=row.id)
    if len(shown) > most and st.button(t("queue.more", count=len(shown) - most), key="more"):
        st.session_state["queue_most"] = most + AT_ONCE
        st.rerun()


def _remind(rows: list[QueueRow]) -> None:
    """One message to the patients who have not answered for long; each name can be taken out."""
    waiting = sorted((row for row in rows if row.waiting == "patient" and row.days >= LONG), key=lambda row: -row.days)
    quiet = {row.id: row for row in waiting[: team.MOST]}  # as many as are written to at once, the longest quiet first
    if not quiet:
        return
    with st.expander(t("queue.remind.title", count=len(quiet))), st.form("remind", border=False):
        say(t("queue.remind.text"))
        chosen = st.multiselect(
            t("queue.remind.who"),
            list(quiet),
            list(quiet),
            format_func=lambda one: f"{quiet[one].name or t('start.unnamed')}, {quiet[one].number}",
            key="remind_who",
        )
        written = {
            tongue: st.text_area(
                t(f"queue.remind.words.{tongue}"),
                said(tongue, "queue.remind.message"),
                max_chars=1000,
                key=f"in_{tongue}",
            )
            for tongue in LANGUAGES
        }
        if not forms.save_button(t("queue.remind.button")):
            return
    count = team.remind(frame.desk(), frame.actor(), chosen, written)
    notice(t("queue.remind.done", count=count), "good")


def _fits(row: QueueRow, wanted: str) -> bool:
    return {"us": row.waiting == "us", "mine": row.taken, "spanish": row.language == "es"}.get(wanted, True)


def _text(row: QueueRow) -> str:
    return f"{row.name} {row.number} {row.number.replace(' ', '')}".casefold()


def _apart(parts: Iterable[str]) -> Iterator[Html]:
    """Parts of a line with points between, none of them broken over two lines."""
    for number, part in enumerate(parts):
        yield join((" · " if number else "", tag("span", part, class_="so-one")))


def _row(row: QueueRow) -> Html:
    name = row.name or t("start.unnamed")
    title = t("queue.name_age", name=name, age=row.age) if row.age is not None else name
    flags = []
    if row.language == "es":
        flags.append(t("queue.flags.spanish"))
    if row.helper:
        flags.append(t("queue.flags.helper"))
    if row.unread_papers:
        flags.append(t("queue.flags.unread", count=row.unread_papers))
    if row.rejected_papers:
        flags.append(t("queue.flags.rejected", count=row.rejected_papers))
    if row.follow_ups:
        flags.append(t("queue.flags.follow_ups", count=row.follow_ups))
    decide = ""
    if row.decide_by:
        left = row.days_left or 0
        decide = t("queue.decided" if left < 0 else "queue.decide", date=dates.day(row.decide_by), count=left)
    facts = (t("queue.next", what=t(f"queue.steps.{row.next}")), t("queue.waiting", who=t(f"queue.who.{row.waiting}")))
    changed = t("queue.days", count=row.days) if row.days else t("queue.today")
    more = (changed, decide, row.number, word("stages", row.stage))
    return join(
        (
            tag("h2", title),
            tag(
                "p",
                chip(t(f"queue.why.{row.why}"), _COLOURS.get(row.why, "grey")),
                *(chip(one, "blue") for one in flags),
            ),
            tag("p", tag("strong", " · ".join(facts)), f" · {row.condition}" if row.condition else ""),
            tag("p", *_apart(one for one in more if one), class_="so-muted"),
        )
    )
