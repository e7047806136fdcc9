"""The addresses of the screens: one for each, so that reload, back and a saved link work."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from assistant.model.people import Role
from assistant.ui.words import t

_PATIENT = [
    "who",
    "consent",
    "tasks",
    "details",
    "why",
    "papers",
    "before",
    "check",
    "matters",
    "questions",
    "missing",
    "plan",
    "letter",
    "chase",
    "chat",
    "send",
    "sent",
    "status",
    "helpers",
    "trail",
    "answer",
    "links",
]
_LIAISON = ["queue", "board", "case", "facts", "handover", "deliver", "history"]
_PROVIDER = ["inbox", "brief", "timeline", "labs", "imaging", "source", "flag", "reply", "sign"]
_ADMIN = ["people"]

PATIENT_SCREENS = frozenset(_PATIENT)
TYPED_FOR = PATIENT_SCREENS - {"links"}  # where a coordinator acts in the patient's stead
SCREENS = ("home", *_PATIENT, *_LIAISON, *_PROVIDER, *_ADMIN)


def first(role: Role) -> str:
    """Where an actor begins."""
    return {Role.LIAISON: "queue", Role.PROVIDER: "inbox", Role.ADMIN: "people"}.get(role, "home")


def page(name: str) -> st.Page:
    """The framework's page for a screen. Its module is imported when it is first opened."""
    return st.Page(
        _opener(name), title=t(f"titles.{name}"), url_path="" if name == "home" else name, default=name == "home"
    )


def _opener(name: str) -> Callable[[], None]:
    def show() -> None:
        import_module(f"assistant.ui.screens.{name}").show()

    show.__name__ = name
    return show


def all_pages() -> list[st.Page]:
    """Every screen. Hiding one would only be courtesy: each action asks whether the actor may."""
    return [page(name) for name in SCREENS]
