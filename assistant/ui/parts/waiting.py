"""Papers that are still being read: says so, and draws the page again when more of them are. Reads nothing itself."""

from __future__ import annotations

import streamlit as st

from assistant.actions import papers
from assistant.model.case import Dossier, PaperState
from assistant.ui import frame
from assistant.ui.parts.markup import notice, status
from assistant.ui.words import t

READING = (PaperState.UPLOADED, PaperState.READING)
EVERY = 4.0  # seconds


def watch(dossier: Dossier) -> None:
    """On a page that shows what was found: nothing when all is read."""
    if dossier.reading:
        notice(t("check.still_reading"))
        _look(dossier.case.id, dossier.reading)


@st.fragment(run_every=EVERY)
def _look(case_id: str, shown: int) -> None:
    """`shown` papers were still unread when the page was drawn. Somebody who is typing is not disturbed."""
    uploads = papers.progress(frame.desk(), frame.actor(), case_id)
    left = sum(upload.state in READING for upload in uploads)
    status(t("papers.read_so_far", done=len(uploads) - left, all=len(uploads)))
    if left != shown and not st.session_state.get("editing"):
        st.rerun()
