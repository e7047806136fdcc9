"""The row of links a doctor finds on every page of a case."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.model.people import Role
from assistant.ui import frame
from assistant.ui.words import t

SCREENS = ("brief", "timeline", "labs", "imaging", "reply")


def case_links(here: str) -> DeltaGenerator:
    """The views of one case; the one that is open is left out. Gives the row, to put more at its end."""
    answers = frame.actor().role is Role.PROVIDER
    row = st.container(horizontal=True, key="case_links", vertical_alignment="center")
    with row:
        for name in SCREENS:
            if name != here and (answers or name != "reply"):
                frame.link(t(f"titles.{name}"), name)
    return row
