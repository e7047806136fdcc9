"""The end of a session, said five minutes before, with a button to stay. When it is over the page says so by itself."""

from __future__ import annotations

import streamlit as st

from assistant.actions import accounts
from assistant.actions import desk as desks
from assistant.ui.parts.markup import lines, put, tag
from assistant.ui.words import t

WARN = 300  # seconds
EVERY = 30.0
_SIGNED_IN = "session_running"


@st.fragment(run_every=EVERY)
def watch(cookie: str) -> None:
    """Looks how much time is left; looking does not make it longer."""
    left = accounts.seconds_left(desks.current(), cookie)
    if left is None:
        if st.session_state.pop(_SIGNED_IN, False):
            st.rerun()  # the whole page: it shows how to sign in again and come back here
        return
    st.session_state[_SIGNED_IN] = True
    if left > WARN:
        return
    words = t("frame.session_ends", count=max(1, round(left / 60)))
    put(tag("div", lines(words), class_="so-panel so-warn", role="alert"))
    if st.button(t("frame.session_stay"), key="session_stay"):
        accounts.actor_of(desks.current(), cookie)
        st.rerun(scope="fragment")
