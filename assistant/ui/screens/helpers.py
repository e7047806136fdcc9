"""Who helps: the patient invites by a link that works once, chooses what is shown, and ends it at any time."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from assistant.actions import accounts, helping
from assistant.model.case import Case
from assistant.model.helping import Share
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.words import label, plain, t

_LINK, _ENDING = "helper_link", "helper_ending"


def show() -> None:
    case = frame.case()
    frame.begin("helpers.title", back="status")
    if frame.actor().id != case.owner:
        _not_mine(case)
        return
    say(t("helpers.text"))
    _link(case)
    _those_who_help(case)
    _open_invitations(case)
    _invite(case)


def _not_mine(case: Case) -> None:
    """A helper can stop; only the patient invites."""
    say(t("helpers.only_patient"))
    if frame.actor().id in case.helpers and _sure("leave", t("helpers.leave"), t("helpers.leave_ask")):
        helping.leave(frame.desk(), frame.actor(), case.id)
        frame.go("home", case="")


def _link(case: Case) -> None:
    """The new link, shown until the page is left: nobody can show it again."""
    kept = st.session_state.get(_LINK, {})
    if kept.get("case") != case.id:
        return
    parts = urlsplit(st.context.url or "")
    notice(t("helpers.link_ready"), "good")
    st.code(f"{parts.scheme or 'http'}://{parts.netloc}/helping/{kept['token']}", language=None, wrap_lines=True)
    put(tag("p", t("helpers.link_text")))


def _those_who_help(case: Case) -> None:
    names = accounts.names(frame.desk())
    known = {each.account: each for each in case.helping}
    if case.helpers:
        heading(t("helpers.now"))
    for number, account in enumerate(case.helpers):
        each = known.get(account)
        name = (each.name if each else "") or names.get(account, "")
        share = each.share if each else Share.ALL
        with st.container(border=True):
            put(tag("h3", name))
            if each is not None and each.since:
                put(tag("p", t("helpers.since", date=dates.day(each.since[:10])), class_="so-muted"))
            with st.form(f"share_{number}", border=False):
                chosen = forms.radio(f"share_of_{number}", label("helpers.sees", name=name), _shares(), share)
                if st.form_submit_button(t("check.save_answer")) and chosen:
                    helping.choose(frame.desk(), frame.actor(), case.id, account, Share(chosen))
                    frame.saved()
                    st.rerun()
            if _sure(account, label("helpers.end", name=name), t("helpers.end_ask", name=name)):
                _end(case, account)


def _open_invitations(case: Case) -> None:
    now = frame.desk().clock.now()
    found = [each for each in case.invitations if each.open(now)]
    if found:
        heading(t("helpers.open"))
    for each in found:
        name = each.name or t("helpers.somebody")
        with st.container(border=True):
            put(tag("h3", name), tag("p", t(f"helpers.share.{each.share}")))
            put(tag("p", t("helpers.until", at=dates.clock(each.until)), class_="so-muted"))
            if st.button(t("helpers.take_back", name=plain(name)), key=f"revoke_{each.id}"):
                _end(case, each.id)


def _end(case: Case, target: str) -> None:
    helping.revoke(frame.desk(), frame.actor(), case.id, target)
    st.session_state.pop(_LINK, None)
    frame.saved()
    st.rerun()


def _invite(case: Case) -> None:
    heading(t("helpers.invite_title"))
    with st.form("invite", border=False, clear_on_submit=not forms.problems()):
        name = st.text_input(t("frame.optional", label=t("helpers.name")), key="helper_name", max_chars=200)
        forms.field("share")
        share = forms.radio("helper_share", t("helpers.what"), _shares())
        made = forms.save_button(t("helpers.make_link"))
    if not made:
        return
    if not share:
        forms.refuse({"share": "helpers.error_share"})
    forms.accept()
    _, token = helping.invite(frame.desk(), frame.actor(), case.id, Share(share), name)
    st.session_state[_LINK] = {"case": case.id, "token": token}
    frame.saved()
    st.rerun()


def _shares() -> dict[str, str]:
    return {one.value: t(f"helpers.share.{one}") for one in Share}


def _sure(target: str, words: str, question: str) -> bool:
    """Two steps: True once the second is taken."""
    if st.session_state.get(_ENDING) != target:
        if st.button(words, key=f"end_{target}", type="tertiary"):
            st.session_state[_ENDING] = target
            st.rerun()
        return False
    put(tag("p", tag("strong", question)))
    with st.container(horizontal=True):
        yes = st.button(t("helpers.yes"), key=f"end_yes_{target}")
        if yes or st.button(t("helpers.no"), key=f"end_no_{target}"):
            st.session_state.pop(_ENDING, None)
            if not yes:
                st.rerun()
    return yes
