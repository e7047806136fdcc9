"""Accounts: who may sign in and as what. Passwords are set here and never shown."""

from __future__ import annotations

import streamlit as st

from assistant.actions import accounts, team, trying
from assistant.errors import BadInput
from assistant.model.people import Role
from assistant.ui import frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import chip, heading, notice, put, say, table, tag
from assistant.ui.words import LANGUAGES, has, label, language, t, word


def show() -> None:
    people = accounts.people(frame.desk(), frame.actor())
    frame.begin("people.title", wide=True)
    _work({account.id: account.shown for account in people})
    for account in people:
        with st.container(border=True):
            state = chip(t("people.disabled"), "red") if account.disabled else chip(t("people.open"), "blue")
            put(
                tag("h2", account.shown),
                tag("p", state, word("roles", account.role), " · ", t("people.signs_in", name=account.name)),
            )
            if account.id != frame.actor().id:
                key = "people.enable" if account.disabled else "people.disable"
                if st.button(label(key, name=account.shown), key=f"disable_{account.id}"):
                    accounts.disable(frame.desk(), frame.actor(), account.id, not account.disabled)
                    frame.saved()
                    st.rerun()
    _add()
    _model()


def _model() -> None:
    """The language model: which one, and whether it works. It is set where the program is started, its key too."""
    heading(t("people.model.title"))
    name = trying.model_name(frame.desk(), frame.actor())
    if not name:
        say(t("people.model.none"))
        return
    put(tag("p", t("people.model.name", name=name)))
    if not st.button(t("people.model.try"), key="try_model"):
        return
    with st.spinner(t("people.model.asking")):
        trial = trying.try_model(frame.desk(), frame.actor(), language())
    if trial is None:
        return
    if trial.held:
        notice(t("people.model.held", seconds=trial.seconds, count=trial.grew, cut=trial.cut), "good")
        put(tag("p", trying.QUESTION[language()]), tag("blockquote", trial.text))
    else:
        key = "people.model.cut" if trial.cut else "people.model.silent"
        notice(t(key, seconds=trial.seconds, cut=trial.cut), "warn")


def _work(names: dict[str, str]) -> None:
    """How much every coordinator has in hand: numbers of cases and no case."""
    loads = team.loads(frame.desk(), frame.actor())
    if not loads:
        return
    columns = ("liaison", "open", "us", "patient", "provider", "days", "records")
    rows = [
        (
            names.get(load.liaison, "") if load.liaison else t("people.work.nobody"),
            *(str(getattr(load, name)) for name in columns[1:]),
        )
        for load in loads
    ]
    put(table(t("people.work.title"), [t(f"people.work.{name}") for name in columns], rows))


def _add() -> None:
    heading(t("people.add_title"))
    with st.form("add_person", border=False):
        forms.field("name")
        name = st.text_input(t("people.name"), key="new_name", max_chars=120, autocomplete="off")
        shown = st.text_input(t("frame.optional", label=t("people.shown")), key="new_shown", max_chars=120)
        forms.field("role")
        role = forms.radio("new_role", t("people.role"), {one.value: word("roles", one) for one in Role})
        tongue = forms.radio(
            "new_language", t("about.language.short"), {x: t(f"about.language.{x}") for x in LANGUAGES}, "en"
        )
        forms.field("password")
        password = st.text_input(t("people.password"), key="new_password", type="password", autocomplete="new-password")
        added = forms.save_button(t("people.add"))
    if not added:
        return
    wrong = {field: f"people.error_{field}" for field, value in (("name", name.strip()), ("role", role)) if not value}
    if wrong:
        forms.refuse(wrong)
    try:
        accounts.add(frame.desk(), frame.actor(), name, Role(role), password, shown, tongue or "en")
    except BadInput as refused:
        key = f"people.{refused.reason.replace('-', '_')}"
        forms.refuse(
            {"password" if refused.reason == "password-short" else "name": key if has(key) else "people.error_name"}
        )
    forms.accept()
    frame.saved()
    st.rerun()
