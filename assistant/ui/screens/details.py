"""P4: contact details and needs, one thing a page. Each is saved when the page is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from assistant.actions import cases
from assistant.model.case import Case
from assistant.ui import dates, frame
from assistant.ui.parts import forms
from assistant.ui.parts.markup import heading, pairs, put
from assistant.ui.parts.steps import one_by_one
from assistant.ui.words import LANGUAGES, t


def show() -> None:
    one_by_one("details", "about", _FORMS, _list, lambda case: case.patient.name)


def _list(case: Case) -> None:
    frame.begin("about.list.title", back="tasks", step="list")
    person = case.patient
    rows = {
        "name": person.name,
        "born": dates.day(person.birth_date) if person.birth_date else "",
        "sex": t(f"about.sex.{person.sex}") if person.sex else "",
        "contact": " · ".join(one for one in (person.phone, person.email) if one),
        "language": t(f"about.language.{person.language}"),
        "doctor": case.goal.doctor,
    }
    for step, value in rows.items():
        with st.container(border=True):
            put(pairs([(t(f"about.{step}.short"), value or t("about.not_given"))]))
            frame.link(t("about.change", what=t(f"about.{step}.short")), "details", step=step)
    heading(t("about.list.next"))
    frame.link(t("about.list.to_tasks"), "tasks", step="")


def _save(case: Case, step: str, **changed: object) -> None:
    forms.accept()
    patient = replace(case.patient, **{k: v for k, v in changed.items() if k != "doctor"})  # type: ignore[arg-type]
    goal = replace(case.goal, doctor=str(changed["doctor"])) if "doctor" in changed else None
    cases.tell(frame.desk(), frame.actor(), case.id, patient=patient, goal=goal)
    frame.saved()
    later = list(_FORMS)[list(_FORMS).index(step) + 1 :]
    first_time = not case.patient.birth_date or st.session_state.get("details_first") == case.id
    if first_time:
        st.session_state["details_first"] = case.id
    frame.go("details", step=later[0] if later and first_time else "list")


def _name(case: Case) -> None:
    forms.field("name")
    name = st.text_input(t("about.name.label"), value=case.patient.name, max_chars=200, autocomplete="name", key="name")
    others = st.text_input(
        t("frame.optional", label=t("about.name.others")),
        value=", ".join(case.patient.other_names),
        max_chars=200,
        key="others",
    )
    if forms.save_button():
        if not name.strip():
            forms.refuse({"name": "about.name.error"})
        names = tuple(one.strip() for one in others.split(",") if one.strip())
        _save(case, "name", name=" ".join(name.split()), other_names=names)


def _born(case: Case) -> None:
    forms.field("born")
    boxes = forms.date_boxes("born", case.patient.birth_date)
    if forms.save_button():
        written = forms.read_date(boxes)
        if written == "":
            forms.refuse({"born": "about.born.error_none"})
        if written is None:
            forms.refuse({"born": "about.born.error_date"})
        elif written >= frame.desk().clock.today():
            forms.refuse({"born": "about.born.error_future"})
        else:
            _save(case, "born", birth_date=written)


def _sex(case: Case) -> None:
    forms.field("sex")
    options = {one: t(f"about.sex.{one}") for one in ("female", "male", "other", "unsaid")}
    chosen = forms.radio("sex", t("about.sex.label"), options, case.patient.sex)
    if forms.save_button():
        if not chosen:
            forms.refuse({"sex": "about.sex.error"})
        _save(case, "sex", sex=chosen)


def _contact(case: Case) -> None:
    forms.field("phone")
    phone = st.text_input(
        t("about.contact.phone"), value=case.patient.phone, max_chars=40, autocomplete="tel", key="phone"
    )
    forms.field("email")
    email = st.text_input(
        t("frame.optional", label=t("about.contact.email")),
        value=case.patient.email,
        max_chars=200,
        autocomplete="email",
        key="email",
    )
    address = st.text_area(
        t("frame.optional", label=t("about.contact.address")), value=case.patient.address, max_chars=400, key="address"
    )
    if forms.save_button():
        wrong = {}
        if not phone.strip() and not email.strip():
            wrong["phone"] = "about.contact.error_none"
        if email.strip() and "@" not in email:
            wrong["email"] = "about.contact.error_email"
        if wrong:
            forms.refuse(wrong)
        _save(case, "contact", phone=phone.strip(), email=email.strip(), address=address.strip())


def _language(case: Case) -> None:
    options = {one: t(f"about.language.{one}") for one in LANGUAGES}
    chosen = forms.radio("talk", t("about.language.label"), options, case.patient.language)
    interpreter = st.checkbox(t("about.language.interpreter"), value=case.patient.interpreter, key="interpreter")
    if forms.save_button():
        _save(case, "language", language=chosen or "en", interpreter=interpreter)


def _doctor(case: Case) -> None:
    doctor = st.text_input(
        t("frame.optional", label=t("about.doctor.label")), value=case.goal.doctor, max_chars=200, key="doctor"
    )
    if forms.save_button():
        _save(case, "doctor", doctor=doctor.strip())


_FORMS: dict[str, Callable[[Case], None]] = {
    "name": _name,
    "born": _born,
    "sex": _sex,
    "contact": _contact,
    "language": _language,
    "doctor": _doctor,
}
