"""One run of a screen: settles the language, opens the screen, catches what it refuses."""

from __future__ import annotations

import streamlit as st

from assistant import errors
from assistant.ui import frame, look, routes


def run() -> None:
    """One run of the page a browser is on."""
    with frame.one_run():
        _run()


def _run() -> None:
    look.apply()
    chosen = st.navigation(routes.all_pages(), position="hidden")
    st.session_state["screen"] = chosen.url_path or "home"
    st.session_state["begun"] = False
    sheet = st.empty()
    try:
        with sheet.container():
            frame.settle_language()
            frame.actor()
            chosen.run()
            frame.end()
    except errors.Refusal as refusal:
        sheet.empty()
        with sheet.container():
            frame.refused(refusal)
            frame.end()
    except Exception as defect:  # noqa: BLE001 - the last door: a person sees plain words, the log a class name
        sheet.empty()
        with sheet.container():
            frame.fault(defect)
