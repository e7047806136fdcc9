"""What is typed and not yet saved comes back after a reload: the browser keeps it, in this tab only.

Streamlit sends the words of a form when its button is pressed, so until then no server could keep them."""

from __future__ import annotations

import time

import streamlit as st

from assistant.ui import look
from assistant.ui.parts.markup import put, tag
from assistant.ui.words import t

_DONE = "drafts_done"


def settle() -> None:
    """What was sent so far is saved, or no longer wanted: the browser forgets it."""
    st.session_state[_DONE] = time.time_ns()


def watch() -> None:
    """Brings back what was typed; one line says so. A field without a key of its own has no draft."""
    show = tag("button", t("frame.draft_show"), type="button", class_="so-plain")
    line = tag("p", t("frame.draft"), " ", show, id="so-draft", class_="so-panel so-warn", role="status", hidden="")
    put(line)
    look.keep_drafts(st.session_state.get(_DONE, 0))
