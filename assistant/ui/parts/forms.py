"""Form pieces: a summary of problems with links to the fields, the same words at the field, dates in three boxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NoReturn

import streamlit as st

from assistant.ui import look
from assistant.ui.parts.markup import notice, put, tag
from assistant.ui.words import t

_KEY = "problems"


def problems() -> dict[str, str]:
    """The problems of this screen: field to message key. Those of another screen are forgotten."""
    kept = st.session_state.get(_KEY, {})
    return dict(kept.get("fields", {})) if kept.get("screen") == st.session_state.get("screen", "") else {}


def refuse(fields: Mapping[str, str]) -> NoReturn:
    """Shows the page again with its problems; what was typed stays in the fields."""
    turn = st.session_state.get(_KEY, {}).get("turn", 0) + 1
    st.session_state[_KEY] = {"screen": st.session_state.get("screen", ""), "fields": dict(fields), "turn": turn}
    st.rerun()


def accept() -> None:
    """Nothing is wrong any more."""
    st.session_state.pop(_KEY, None)


def summary() -> None:
    """The list of problems at the top, focused, each a link to its field."""
    found = problems()
    if not found:
        return
    items = [tag("li", tag("a", t(key), href=f"#q-{name}")) for name, key in found.items()]
    put(
        tag(
            "div",
            tag("h2", t("frame.problem")),
            tag("ul", *items),
            id="so-errors",
            role="alert",
            tabindex="-1",
            class_="so-errors",
        )
    )
    look.focus_errors(st.session_state[_KEY]["turn"])


def field(name: str) -> None:
    """Put just before a widget: the place a problem's link goes to, and the problem's words."""
    found = problems().get(name)
    words = tag("p", t("frame.error_at_field", text=t(found)), class_="so-error") if found else ""
    put(tag("div", words, id=f"q-{name}", tabindex="-1"))


def radio(key: str, label: str, options: Mapping[str, str], value: str = "", *, horizontal: bool = False) -> str:
    """One choice of several, none chosen beforehand unless it was before. Returns its id or ""."""
    ids = list(options)
    chosen = st.radio(
        label,
        ids,
        index=ids.index(value) if value in ids else None,
        format_func=lambda one: options[one],
        key=key,
        horizontal=horizontal,
    )
    return chosen or ""


def save_button(label: str | None = None) -> bool:
    """The one primary button of a form."""
    return st.form_submit_button(label or t("frame.save"), type="primary")


def date_boxes(key: str, value: str) -> tuple[str, str, str]:
    """Month, day and year as three text boxes (calendars are for near dates only). Returns year, month, day."""
    year, month, day = (*value.split("-"), "", "", "")[:3]
    with st.container(horizontal=True):
        typed_month = st.text_input(
            t("dates.box_month"), value=month.lstrip("0"), key=f"{key}_m", max_chars=12, width=115
        )
        typed_day = st.text_input(t("dates.box_day"), value=day.lstrip("0"), key=f"{key}_d", max_chars=2, width=80)
        typed_year = st.text_input(t("dates.box_year"), value=year, key=f"{key}_y", max_chars=4, width=95)
    return typed_year.strip(), typed_month.strip(), typed_day.strip()


def read_date(boxes: tuple[str, str, str]) -> str | None:
    """The boxes as an ISO date; "" when all are empty; None when they are no date. Month names are understood."""
    year, month, day = boxes
    if not any(boxes):
        return ""
    number = _month(month)
    try:
        return date(int(year), number, int(day)).isoformat() if len(year) == 4 else None
    except ValueError:
        return None


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    wanted = text.casefold()
    if len(wanted) >= 3:
        for number in range(1, 13):
            if t(f"dates.months.m{number}").casefold().startswith(wanted):
                return number
    return 0


def confirmed(name: str) -> bool:
    """Asks before what cannot be taken lightly: a button, then the question with yes and no. True once, on yes.

    The messages are `status.NAME`, `_ask`, `_yes` and `_no`.
    """
    asking = f"asking_{name}"
    if not st.session_state.get(asking):
        if st.button(t(f"status.{name}"), key=name):
            st.session_state[asking] = True
            st.rerun()
        return False
    notice(t(f"status.{name}_ask"), "warn")
    with st.container(horizontal=True):
        yes = st.button(t(f"status.{name}_yes"), key=f"{name}_yes")
        no = st.button(t(f"status.{name}_no"), key=f"{name}_no")
    if yes or no:
        st.session_state.pop(asking, None)
    if no:
        st.rerun()
    return yes
