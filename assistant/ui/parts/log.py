"""A conversation: a live region that stays while its messages come, and beside it what is still being written.

A screen reader hears each message once and finished: what grows is hidden from it (WCAG 4.1.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import RerunException, StopException

from assistant.ui.parts.markup import Html, lines, tag
from assistant.ui.words import t

_HERE = Path(__file__).parent
_LOG = '<div class="so-log" role="log" aria-live="polite"></div>'


@cache
def _component() -> Callable[..., Any]:
    script = (_HERE / "log.js").read_text(encoding="utf-8")
    return st.components.v2.component("second_opinion_log", html=_LOG, js=script, isolate_styles=False)


def log(messages: Sequence[Html], key: str) -> None:
    """The finished messages, oldest first; there before the first of them, so that it too is heard."""
    given = {"label": t("chat.messages"), "items": list(messages)}
    _component()(data=[given], key=f"log_{key}")  # in a list: a dictionary is searched for tables


def line(who: str, *body: str, mine: bool) -> Html:
    """One message, with who wrote it."""
    return tag("div", tag("p", who, class_="so-who"), *body, class_="so-line so-mine" if mine else "so-line")


class Growing:
    """What was asked and as much of the answer as is there, below the log; `left` says that the person went away."""

    def __init__(self, area: DeltaGenerator, who: str) -> None:
        self.area, self._who = area, who
        self._place = area.empty()
        self._asked = Html()
        self.left: RerunException | StopException | None = None

    def asked(self, text: str) -> None:
        self._asked = line(t("chat.you"), lines(text), mine=True)
        self._put(self._asked)

    def heard(self, text: str) -> bool:
        """Shows the answer so far. False once the person has gone elsewhere; what was answered is kept all the same."""
        try:
            self._put(self._asked, line(self._who, lines(text), mine=False))
        except (RerunException, StopException) as left:
            self.left = left
        return self.left is None

    def finish(self) -> None:
        """Goes where the person went meanwhile."""
        if self.left is not None:
            raise self.left

    def _put(self, *pieces: Html) -> None:
        self._place.html(tag("div", *pieces, class_="so-log so-growing", aria_hidden="true"))


__all__ = ["Growing", "line", "log"]
