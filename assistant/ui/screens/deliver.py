"""Sending a package or its scans to a place of the hospital's: what there is, what was sent, what did not arrive."""

from __future__ import annotations

import streamlit as st

from assistant.actions import delivering
from assistant.actions.delivering import Place
from assistant.model.case import Case
from assistant.model.delivery import Delivery, DeliveryState
from assistant.ui import dates, frame
from assistant.ui.parts.markup import chip, heading, notice, put, say, tag
from assistant.ui.words import has, label, plain, t

_COLOURS = {
    DeliveryState.WAITING: "blue",
    DeliveryState.DONE: "grey",
    DeliveryState.PARTLY: "yellow",
    DeliveryState.FAILED: "red",
}


def show() -> None:
    case = frame.case()
    places = delivering.places(frame.desk(), frame.actor(), case.id)
    frame.begin("deliver.title", back="case", wide=True)
    say(t("deliver.text"))
    if not case.packages:
        notice(t("refusals.not-sent-yet"))
        return
    if not places:
        notice(t("deliver.none"))
    for place in places:
        _place(case, place)
    _receipts(case)


def _place(case: Case, place: Place) -> None:
    waiting = any(d.destination == place.id and d.state is DeliveryState.WAITING for d in case.deliveries)
    with st.container(border=True):
        put(tag("h2", place.label), tag("p", t(f"deliver.kinds.{place.kind}")))
        with st.container(horizontal=True):
            name = plain(place.label)
            if st.button(t("deliver.send", name=name), key=f"send_{place.id}", type="primary", disabled=waiting):
                delivering.deliver_to(frame.desk(), frame.actor(), case.id, place.id)
                frame.saved()
                st.rerun()
            tried = st.button(t("deliver.try", name=name), key=f"try_{place.id}")
        if tried:
            with st.spinner(t("deliver.trying")):
                answers = delivering.reachable(frame.desk(), frame.actor(), case.id, place.id)
            notice(t("deliver.answers") if answers else t("deliver.silent"), "good" if answers else "warn")


def _receipts(case: Case) -> None:
    heading(t("deliver.receipts"))
    if not case.deliveries:
        put(tag("p", t("deliver.no_receipts"), class_="so-muted"))
        return
    for delivery in reversed(case.deliveries):
        _receipt(case, delivery)
    if any(each.state is DeliveryState.WAITING for each in case.deliveries):
        _watch(case.id)


def _receipt(case: Case, delivery: Delivery) -> None:
    with st.container(border=True):
        put(
            tag("h3", delivery.label),
            tag("p", chip(t(f"deliver.states.{delivery.state}"), _COLOURS[delivery.state])),
            tag("p", _line(delivery)),
        )
        if delivery.failed:
            reasons = (t("deliver.lost", count=n, reason=_reason(code)) for code, n in delivery.failed.items())
            put(tag("ul", *(tag("li", each) for each in reasons)))
        if delivery.state in (DeliveryState.PARTLY, DeliveryState.FAILED):
            words = label("deliver.again", name=delivery.label)
            if st.button(words, key=f"again_{delivery.id}"):
                delivering.again(frame.desk(), frame.actor(), case.id, delivery.id)
                frame.saved()
                st.rerun()


def _line(delivery: Delivery) -> str:
    asked = t("deliver.asked", at=dates.clock(delivery.at), count=delivery.attempts)
    if not delivery.ended:
        return asked
    return f"{asked} {t('deliver.arrived', count=delivery.delivered, at=dates.clock(delivery.ended))}"


def _reason(code: str) -> str:
    key = f"deliver.reasons.{code.replace('-', '_')}"
    return t(key) if has(key) else t("deliver.reasons.other")


@st.fragment(run_every=3.0)
def _watch(case_id: str) -> None:
    """Looks now and then whether the end has come, and shows the page anew when it has."""
    from assistant.actions import cases

    case = cases.load(frame.desk(), frame.actor(), case_id)
    if not any(each.state is DeliveryState.WAITING for each in case.deliveries):
        st.rerun()
    put(tag("p", t("deliver.watching"), class_="so-muted", role="status"))
