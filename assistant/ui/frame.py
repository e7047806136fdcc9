"""The frame of every screen: who is here, which case, which language, and what is always in the same place."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st

from assistant import errors
from assistant.actions import accounts, cases
from assistant.actions import desk as desks
from assistant.actions.desk import Desk
from assistant.model.case import Case, Dossier
from assistant.model.people import Actor, Role
from assistant.ui import dates, look, routes
from assistant.ui.parts import drafts, expiry, forms
from assistant.ui.parts.markup import join, lines, notice, put, say, tag, with_calls
from assistant.ui.words import LANGUAGES, label, language, t

_log = logging.getLogger(__name__)
COOKIE = "so_session"
_OWN_LANGUAGE = {"en": "English", "es": "Español"}
_SIDE = (Role.PATIENT, Role.HELPER)


def desk() -> Desk:
    """The desk this process serves."""
    return desks.current()


def cookie() -> str:
    """The session cookie of this browser."""
    return st.context.cookies.get(COOKIE, "")


_asked: ContextVar[list[Actor | None] | None] = ContextVar("asked", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """Within it the store is asked once who is signed in. A fragment that runs by itself is outside, and asks again."""
    token = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(token)


def reader() -> Actor | None:
    """Who is signed in, or None."""
    answer = _asked.get()
    if answer:
        return answer[0]
    found = accounts.actor_of(desk(), cookie())
    if answer is not None:
        answer.append(found)
    return found


def actor() -> Actor:
    """Who is signed in; the sign-in page when nobody is."""
    found = reader()
    if found is None:
        _signed_out()
        st.stop()
    return found


def case_id() -> str:
    """The case of this address; back to the start when there is none."""
    given = st.query_params.get("case", "")
    if not given:
        go(routes.first(actor().role))
    return given


def case() -> Case:
    """The case, as stored."""
    return cases.load(desk(), actor(), case_id())


def dossier() -> Dossier:
    """Everything that follows from the case, in the language of the screen."""
    return cases.dossier(desk(), actor(), case_id(), language())


def go(name: str, **params: str) -> NoReturn:
    """Opens another screen of the same case."""
    st.switch_page(routes.page(name), query_params=_params(params))


def link(text: str, name: str, **params: str) -> None:
    """A link to another screen of the same case. `text` is a message, or a label already made harmless."""
    st.page_link(routes.page(name), label=text, query_params=_params(params))


def row(key: str, text: str, name: str, **params: str) -> None:
    """The same as a wide row of a list."""
    with st.container(key=f"task_{key}"):
        st.page_link(routes.page(name), label=text, query_params=_params(params), width="stretch")


def address(name: str, **params: str) -> str:
    """The same as a plain address, for links inside a text."""
    return f"/{'' if name == 'home' else name}?{urlencode(_params(params))}"


def _params(given: dict[str, str]) -> dict[str, str]:
    kept = {name: st.query_params[name] for name in ("case", "lang") if name in st.query_params}
    return {name: value for name, value in {**kept, **given}.items() if value}


def settle_language() -> None:
    """The case's own language, else the address, else the browser's, else English. Staff read their own."""
    who = reader()
    asked = st.query_params.get("lang", "")
    chosen = asked if asked in LANGUAGES else st.session_state.get("language_chosen", "")
    if not chosen and who is not None and who.role not in _SIDE:
        chosen = who.language
    given = st.query_params.get("case", "")
    if who is not None and who.role in _SIDE and given:
        with suppress(errors.Refusal):  # no case of theirs: the browser's language, as before one is opened
            chosen = cases.load(desk(), who, given).language
    if chosen not in LANGUAGES:
        chosen = (st.context.locale or "en")[:2].lower()
    st.session_state["language"] = chosen if chosen in LANGUAGES else "en"
    look.speak(language())


def begin(
    key: str,
    *,
    back: str = "",
    step: str = "",
    wide: bool = False,
    heading: str = "",
    to: Mapping[str, str] | None = None,
) -> None:
    """The top of a screen: service name, languages, help, back link, problems, one h1. `heading` overrides `key`."""
    title = heading or t(key)
    has_problems = bool(forms.problems())
    shown = t("frame.error_title", title=title) if has_problems else title
    st.set_page_config(
        page_title=t("frame.page_title", title=shown), layout="wide" if wide else "centered", menu_items=None
    )
    st.session_state["begun"] = True
    _top(back if wide else "", to or {})
    if back and not wide:
        link(t("frame.back"), back, **(to or {}))
    _banner()
    forms.summary()
    st.title(title if not heading else label("frame.plain", text=heading), anchor=False)
    drafts.watch()
    place = f"{st.session_state.get('screen', '')}/{key}/{step}"
    if st.session_state.get("place") != place:
        st.session_state["place"] = place
        st.session_state["turn"] = st.session_state.get("turn", 0) + 1
    if not has_problems:
        look.focus_heading(st.session_state["turn"])


def _top(back: str = "", to: Mapping[str, str] | None = None) -> None:
    """The row at the top; on the wide pages of staff the way back is in it, to leave the height to the case."""
    who = reader()
    with st.container(horizontal=True, key="frame_top", vertical_alignment="center"):
        if who is not None:
            home = "tasks" if who.role in _SIDE and "case" in st.query_params else routes.first(who.role)
            params = {} if home == "tasks" else {"case": ""}
            link(t("frame.service"), home, **params)
        for tongue in LANGUAGES:
            if tongue != language() and st.button(_OWN_LANGUAGE[tongue], key=f"language_{tongue}"):
                _speak(tongue, who)
        if who is not None:
            if "case" in st.query_params and who.role in _SIDE:
                link(t("frame.get_help"), "chat")
            put(tag("a", t("frame.sign_out"), href="/sign-out", class_="so-hit"))
        if back:
            link(t("frame.back"), back, **(to or {}))


def _speak(tongue: str, who: Actor | None) -> None:
    given = st.query_params.get("case", "")
    st.session_state["language_chosen"] = tongue
    if who is not None and who.role in _SIDE and given:
        cases.tell(desk(), who, given, language=tongue)
    else:
        st.query_params["lang"] = tongue
    st.rerun()


def _banner() -> None:
    who = reader()
    if who is None or "case" not in st.query_params or st.session_state.get("screen") not in routes.TYPED_FOR:
        return
    try:
        found = cases.load(desk(), who, st.query_params["case"])
    except errors.Refusal:
        return  # the page itself says so
    name = found.patient.name or found.number
    if who.role is Role.LIAISON:
        notice(t("frame.typing_for", name=name), "warn")
        link(t("frame.back_to_case"), "case")
    elif who.role is Role.HELPER:
        notice(t("frame.helping", name=name))


def end() -> None:
    """The bottom of a screen: when it was saved, and help, always the same."""
    saved_at = st.session_state.get("saved", "")
    if saved_at:
        put(tag("p", t("frame.saved_at", time=dates.time_of(saved_at)), role="status", class_="so-status"))
    who = reader()
    if who is not None:
        expiry.watch(cookie())
    if who is None or who.role in _SIDE:
        phone = os.environ.get("SECOND_OPINION_PHONE", "")
        words = t("frame.help_call", phone=phone) if phone else t("frame.help_message")
        put(tag("div", with_calls(lines(words + "\n" + t("frame.help_emergency"))), class_="so-help", role="note"))


def saved() -> None:
    """Remembers when something was last saved, to say so; what was typed for it is a draft no more."""
    drafts.settle()
    st.session_state["saved"] = desk().clock.now()


def refused(refusal: errors.Refusal) -> None:
    """A full page for what cannot be done, with where to go from here."""
    name = type(refusal).__name__
    if st.session_state.get("begun"):  # its widgets were drawn in this run already, and cannot be drawn twice
        _bar()
        st.title(t(f"frame.{name}.title"), anchor=False)
    else:
        begin(f"frame.{name}.title")
    key = f"refusals.{refusal.reason}"
    say(t(key) if refusal.reason and t(key) != key else t(f"frame.{name}.text"))
    put(tag("p", tag("a", t("frame.go_start"), href="/")))


def _bar() -> None:
    """The row at the top as plain links, for a page that broke off after its widgets were drawn."""
    who = reader()
    links = [("frame.service", address("tasks" if who and who.role in _SIDE and "case" in st.query_params else "home"))]
    if who is not None and who.role in _SIDE and "case" in st.query_params:
        links.append(("frame.get_help", address("chat")))
    if who is not None:
        links.append(("frame.sign_out", "/sign-out"))
    put(tag("p", *(piece for key, to in links for piece in (tag("a", t(key), href=to, class_="so-hit"), " · "))))


def fault(defect: Exception) -> None:
    """Our own defect: said in plain words, logged by its class name only."""
    _log.error("screen %s failed: %s", st.session_state.get("screen", ""), type(defect).__name__)
    if st.session_state.get("begun"):
        _bar()
    st.title(t("frame.fault.title"), anchor=False)
    say(t("frame.fault.text"))
    put(tag("p", tag("a", t("frame.go_start"), href="/")))


def _signed_out() -> None:
    begin("frame.signed_out.title")
    screen, asked = st.session_state.get("screen", "home"), urlencode(dict(st.query_params))
    back = {"next": f"/{'' if screen == 'home' else screen}{'?' if asked else ''}{asked}", "lang": language()}
    say(t("frame.signed_out.text"))
    put(join((tag("p", tag("a", t("frame.sign_in"), href=f"/sign-in?{urlencode(back)}", class_="so-hit")),)))
    end()
