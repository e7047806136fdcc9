"""The card of an emergency: what to do now and a way to call, nothing else to read."""

from __future__ import annotations

import re

import streamlit as st

from assistant.actions.urgency import told
from assistant.model.case import Case
from assistant.ui import frame
from assistant.ui.parts.markup import lines, put, tag, with_calls
from assistant.ui.words import t

URGENT = ("emergency", "crisis")


def alarm(kind: str, text: str) -> None:
    """What to do now. `kind` is emergency or crisis, `text` the fixed wording for it."""
    number = "988" if kind == "crisis" else "911"
    first, rest = (*re.split(r"(?<=[.!])\s+", text.strip(), maxsplit=1), "")[:2]
    call = tag("p", tag("a", t("chat.call", number=number), href=f"tel:{number}", class_="so-hit"))
    put(tag("div", tag("h2", first or t("chat.call_now")), lines(rest), call, class_="so-alarm", role="alert"))


def calmed(about: str) -> bool:
    """Whether the person has said that it is no emergency; until then the card for `about` has a button to say so."""
    if st.session_state.get("calmed") == about:
        return True
    if st.button(t("chat.not_now"), key="calm"):
        st.session_state["calmed"] = about
        st.rerun()
    return False


def alarm_of(case: Case) -> None:
    """Above the messages: the card for the person's own last message, which somebody may read only tomorrow."""
    found = told(frame.actor(), case)
    if found is None or st.session_state.get("calmed") == found[0].id:
        return
    if found[1].kind in URGENT:
        alarm(found[1].kind, found[1].text)
    elif found[1].text:
        put(tag("div", with_calls(lines(found[1].text)), class_="so-panel so-warn"))
    calmed(found[0].id)


__all__ = ["URGENT", "alarm", "alarm_of", "calmed"]
