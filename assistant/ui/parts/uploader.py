"""The uploader: a component whose files never pass through Streamlit, but go in pieces to our own route."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.ui.words import catalog, language

_HERE = Path(__file__).parent


@cache
def _component() -> Callable[..., Any]:
    read = {kind: (_HERE / f"upload.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")}
    return st.components.v2.component("second_opinion_upload", html=read["html"], css=read["css"], js=read["js"])


def messages() -> dict[str, str]:
    """The uploader's words in the language of the screen, with their fill-ins left open."""
    prefix = "upload."
    return {key.removeprefix(prefix): text for key, text in catalog(language()).items() if key.startswith(prefix)}


def uploader(case_id: str, known: Sequence[str]) -> bool:
    """Shows the uploader; True on the run after something was added."""
    given = {"case": case_id, "words": messages(), "known": list(known)}
    result = _component()(
        data=[given],  # in a list: a dictionary is searched for tables, for which the framework imports pandas
        key=f"upload_{case_id}",
        on_added_change=lambda: None,
    )
    return bool(getattr(result, "added", None))
