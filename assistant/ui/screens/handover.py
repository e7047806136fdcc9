"""L8: the sign-off. Every check answered, some sources opened, a doctor chosen; then the package goes, once."""

from __future__ import annotations

import streamlit as st

from assistant.actions import accounts, review
from assistant.model.case import Dossier, Stage
from assistant.model.facts import FactKind
from assistant.model.history import Entry
from assistant.ui import dates, frame
from assistant.ui.parts import facts, forms
from assistant.ui.parts.markup import chip, heading, notice, put, say, tag
from assistant.ui.parts.sources import paper_of, query, sources
from assistant.ui.parts.todo import todo
from assistant.ui.words import plain, t

SAMPLE = 5
_WEIGHTY = (
    FactKind.ALLERGY,
    FactKind.MEDICATION,
    FactKind.PATHOLOGY_DIAGNOSIS,
    FactKind.IMPRESSION,
    FactKind.LAB_RESULT,
)


def show() -> None:
    dossier = frame.dossier()
    case = dossier.case
    frame.begin("handover.title", back="case", wide=True)
    if case.stage is Stage.SENT and case.sign_off is not None:
        names = accounts.names(frame.desk())
        done = t(
            "handover.done", name=names.get(case.provider, ""), by=case.sign_off.name, at=dates.clock(case.sign_off.at)
        )
        notice(done, "good")
        frame.link(t("handover.to_queue"), "queue", case="")
        return
    if case.stage not in (Stage.REVIEWING, Stage.READY):
        say(t("case.not_for_sign_off"))
        return
    left = todo(dossier)
    if left:
        notice(t("handover.open", count=len(left)) + "\n" + "\n".join(f"- {one.text}" for one in left[:10]), "warn")
    _sample(dossier)
    _checks(dossier)


def sample_of(entries: tuple[Entry, ...]) -> list[Entry]:
    """The statements to read against their papers: weighty ones, picked by id so that nobody picks the easy ones."""
    weighty = [entry for entry in entries if entry.kind in _WEIGHTY]
    return sorted(weighty or list(entries), key=lambda entry: entry.id[::-1])[:SAMPLE]


def _sample(dossier: Dossier) -> None:
    picked = sample_of(dossier.history.entries)
    heading(t("handover.sample"))
    say(t("handover.sample_text") if picked else t("check.empty.other"))
    seen = review.opened(frame.desk(), frame.actor(), dossier.case.id) if picked else ()
    for entry in picked:
        place = entry.evidence[0]
        done = place.span.document in seen
        address = frame.address("source", case=dossier.case.id, **{**query(place), "from": "handover"})
        put(
            tag(
                "div",
                tag("h3", facts.name_of(entry)),
                *(tag("p", line) for line in facts.lines_of(entry)),
                sources(dossier, [place], folded=False),
                tag("p", chip(t("handover.opened"), "green") if done else chip(t("handover.not_opened"), "grey"))
                if paper_of(dossier, place.span.document)
                else "",
                tag("p", tag("a", t("handover.compare"), href=address, class_="so-hit")),
                class_="so-card",
            )
        )


def _checks(dossier: Dossier) -> None:
    heading(t("handover.checks"))
    providers = {actor.id: actor.name for actor in accounts.providers(frame.desk())}
    if not providers:
        notice(t("handover.no_provider"), "warn")
    with st.form("sign_off", border=False):
        answers = {}
        for check in review.CHECKS:
            forms.field(check)
            options = {one: t(f"handover.answers.{one}") for one in ("yes", "explained")}
            text = t(f"handover.items.{check}")
            answers[check] = forms.radio(f"check_{check}", text, options, horizontal=True)
        forms.field("provider")
        chosen = st.selectbox(
            t("handover.provider"),
            list(providers),
            index=0 if len(providers) == 1 else None,
            format_func=lambda one: providers[one],
            placeholder=t("why.list_for.placeholder"),
            key="provider",
        )
        name = providers.get(chosen or "", "")
        signed = forms.save_button(t("handover.button", name=plain(name)) if name else t("handover.button_any"))
    if signed:
        wrong = {check: f"handover.errors.{check}" for check, answer in answers.items() if not answer}
        if not chosen:
            wrong["provider"] = "handover.errors.provider"
        if not dossier.case.consented("send"):
            wrong["consent"] = "handover.errors.no_consent"
        if wrong:
            forms.refuse(wrong)
        forms.accept()
        with st.spinner(t("handover.building")):
            review.sign_off(frame.desk(), frame.actor(), dossier.case.id, answers, chosen or "")
        frame.saved()
        st.rerun()
