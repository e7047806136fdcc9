"""Links for a doctor without an account here: who it is for, its address and code shown once, what became of each."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from assistant.actions import linking
from assistant.model.case import Case
from assistant.model.delivery import GUESSES, ShareLink
from assistant.model.people import Role
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import chip, heading, notice, put, say, tag
from assistant.ui.words import plain, t

_LINK = "made_link"
_COLOURS = {"waiting": "blue", "visiting": "yellow"}


def show() -> None:
    case = frame.case()
    staff = frame.actor().role is Role.LIAISON
    frame.begin("links.title", back="case" if staff else "status", wide=staff)
    say(t("links.text"))
    _made(case)
    if not case.packages:
        notice(t("refusals.not-sent-yet"))
        return
    if staff and not case.consented("share_doctor"):
        notice(t("links.no_consent"), "warn")
    else:
        _make(case)
    _list(case)


def _made(case: Case) -> None:
    """The new link and its code, until the page is left: nobody can show them again."""
    kept = st.session_state.get(_LINK, {})
    if kept.get("case") != case.id:
        return
    parts = urlsplit(st.context.url or "")
    notice(t("links.ready", name=kept["name"]), "good")
    put(tag("p", tag("strong", t("links.address"))))
    st.code(f"{parts.scheme or 'http'}://{parts.netloc}/shared/{kept['token']}", language=None, wrap_lines=True)
    put(tag("p", tag("strong", t("links.code"))))
    st.code(f"{kept['code'][:4]} {kept['code'][4:]}", language=None)
    say(t("links.apart"))


def _make(case: Case) -> None:
    heading(t("links.make_title"))
    with st.form("link", border=False, clear_on_submit=not forms.problems()):
        forms.field("link_name")
        name = st.text_input(t("links.name"), key="link_name", max_chars=200)
        made = forms.save_button(t("links.make"))
    if not made:
        return
    if not name.strip():
        forms.refuse({"link_name": "links.error_name"})
    forms.accept()
    _, token, code = linking.make(frame.desk(), frame.actor(), case.id, name)
    st.session_state[_LINK] = {"case": case.id, "token": token, "code": code, "name": name.strip()}
    frame.saved()
    st.rerun()


def _list(case: Case) -> None:
    if case.links:
        heading(t("links.list"))
    now = frame.desk().clock.now()
    for link in reversed(case.links):
        state = _state(link, now)
        with st.container(border=True):
            put(tag("h3", link.name), tag("p", chip(t(f"links.states.{state}"), _COLOURS.get(state, "grey"))))
            put(tag("p", _when(link), class_="so-muted"))
            if state in ("waiting", "visiting") and st.button(t("links.revoke", name=plain(link.name)), key=link.id):
                linking.revoke(frame.desk(), frame.actor(), case.id, link.id)
                st.session_state.pop(_LINK, None)
                frame.saved()
                st.rerun()


def _state(link: ShareLink, now: str) -> str:
    if link.revoked:
        return "revoked"
    if link.opened:
        return "visiting" if link.visited(now) else "used"
    if link.waits(now):
        return "waiting"
    return "guessed" if link.wrong >= GUESSES else "expired"


def _when(link: ShareLink) -> str:
    made = t("links.made", at=dates.clock(link.at), until=dates.clock(link.until))
    return f"{made} {t('links.opened', at=dates.clock(link.opened))}" if link.opened else made
