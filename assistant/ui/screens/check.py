"""P8: check what was found, one section a page. Each statement opens its place; "I am not sure" is a good answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant.actions import cases
from assistant.model.case import Dossier, HowMuch
from assistant.model.facts import Assertion, Fact, FactKind
from assistant.model.history import Entry, Verdict
from assistant.model.people import Role
from assistant.ui import dates, frame, look, progress
from assistant.ui.parts import facts, simpler, waiting
from assistant.ui.parts.cards import Chosen, card, conflict_card
from assistant.ui.parts.markup import Html, heading, put, say, stacked, status, tag
from assistant.ui.parts.sources import TOLD, as_written, paper_of, query, title_of
from assistant.ui.sections import BASICS, Section, conflicts_of, entries_of, section
from assistant.ui.words import t

PAGE = 12  # cards at a time


def show() -> None:
    dossier = frame.dossier()
    names = visible(dossier)
    wanted = st.query_params.get("section", "")
    if wanted == "done" or not names:
        _done(dossier, names)
        return
    left = [one for one in names if one not in dossier.case.checked_sections]
    chosen = section(wanted if wanted in names else (left or names)[0])
    _section(dossier, chosen, names)


def visible(dossier: Dossier) -> list[str]:
    """The sections this person wants to see; staff see all of them."""
    names = progress.sections_to_check(dossier)
    role, how_much = frame.actor().role, dossier.case.how_much
    if role not in (Role.PATIENT, Role.HELPER) or how_much in (None, HowMuch.ALL):
        return names
    if how_much is HowMuch.BASICS:
        return [one for one in names if one in BASICS]
    if how_much is HowMuch.HELPER and (role is Role.HELPER or dossier.case.goal.for_whom != "me"):
        return names
    return []


def _section(dossier: Dossier, one: Section, names: list[str]) -> None:
    number = names.index(one.id)
    back = {"section": names[number - 1]} if number else {"section": ""}
    frame.begin(f"check.sections.{one.id}", back="check" if number else "tasks", step=one.id, to=back)
    put(tag("p", t("check.where", number=number + 1, all=len(names)), class_="so-muted"))
    entries, conflicts = entries_of(dossier.history, one), conflicts_of(dossier.history, one)
    say(t("check.intro" if entries else f"check.empty.{one.id}" if one.always else "check.empty.other"))
    as_written(dossier)
    waiting.watch(dossier)
    for conflict in conflicts:
        _keep(dossier, conflict_card(dossier, conflict), -1)
    if one.ask == "none":
        _look(dossier, one, entries)
    else:
        shown = int(st.session_state.get(f"shown_{one.id}", PAGE))
        said_not = [entry for entry in entries if one.ask == "list" and _is_denied(entry)]
        here = [entry for entry in entries if entry not in said_not]
        _cards(dossier, one, here[:shown])
        if len(here) > shown and st.button(t("check.more", count=len(here) - shown), key="more"):
            st.session_state[f"shown_{one.id}"] = shown + PAGE
            st.rerun()
        if said_not:
            with st.expander(t("check.denied", count=len(said_not))):
                _cards(dossier, one, said_not, len(here))
    if one.ask != "none":
        _add(dossier, one, bool(entries))
    _finish(dossier, one, entries)
    if st.session_state.get("answered_at", -1) >= 0:
        st.session_state["turn"] = st.session_state.get("turn", 0) + 1
        look.focus(st.session_state.pop("answered_at"), st.session_state["turn"])


def _cards(dossier: Dossier, one: Section, entries: Sequence[Entry], first: int = 0) -> None:
    plainer = simpler.offered(dossier)
    for place, entry in enumerate(entries, first):
        asked = one.ask == "each" or _needs_eye(entry)
        _keep(dossier, card(dossier, entry, place, asked=asked, plainer=plainer), place)


def _needs_eye(entry: Entry) -> bool:
    return entry.agreement == "differ"


def _is_denied(entry: Entry) -> bool:
    """What the papers agree is not there: nobody needs a card each to see that."""
    return entry.assertion is Assertion.ABSENT and not _needs_eye(entry)


def _keep(dossier: Dossier, chosen: Chosen | None, place: int) -> None:
    if chosen is None:
        return
    cases.decide(frame.desk(), frame.actor(), dossier.case.id, chosen.target, chosen.verdict, chosen.text)
    st.session_state.pop("editing", None)
    st.session_state["answered_at"] = place
    frame.saved()
    st.rerun()


def _look(dossier: Dossier, one: Section, entries: tuple[Entry, ...]) -> None:
    """Shown, not asked: results as a table, since nobody has to vouch for numbers; all else as what the papers say."""
    if FactKind.LAB_RESULT in one.kinds:
        _results(one, entries)
        return
    for kind in one.kinds:
        said: dict[str, Html] = {}
        for entry in entries:
            for fact in entry.facts:
                if fact.kind is kind:
                    said.setdefault(" ".join(fact.text.split()), _place(dossier, one, fact))
        if said:
            put(stacked(t(f"check.listed.{kind}"), [t("check.table.says"), t("check.table.source")], said.items()))


def _place(dossier: Dossier, one: Section, fact: Fact) -> Html:
    found = fact.evidence[0]
    paper = paper_of(dossier, found.span.document)
    if paper is None or paper.id.startswith(TOLD):
        return tag("span", t("sources.you_told"))
    address = frame.address("source", **query(found), section=one.id, **{"from": "check"})
    return tag("a", t("chat.from_paper", paper=title_of(paper), page=found.span.page), href=address)


def _results(one: Section, entries: tuple[Entry, ...]) -> None:
    rows: list[tuple[str, ...]] = []
    for entry in entries[:150]:
        for fact in entry.facts:
            when = dates.when(fact.when) if fact.when.date else ""
            value = f"{fact.value} {fact.unit or ''}".strip() if fact.value else fact.text
            address = frame.address("source", **query(fact.evidence[0]), section=one.id, **{"from": "check"})
            link: Html = tag("a", t("check.source_of", name=facts.name_of(entry)), href=address, class_="so-hit")
            rows.append((facts.name_of(entry), value, facts.flag_of(fact), fact.range or "", when, link))
    if rows:
        head = [t(f"check.table.{one}") for one in ("name", "value", "flag", "range", "date", "source")]
        put(stacked(t("check.table.caption"), head, rows[:300]))
        say(t("check.table.note"))


def _add(dossier: Dossier, one: Section, any_found: bool) -> None:
    heading(t("check.add_title"))
    with st.form(f"add_{one.id}", border=False, clear_on_submit=True):
        words = st.text_input(t(f"check.add.{one.id}"), max_chars=300, key=f"missed_{one.id}")
        if st.form_submit_button(t("check.add_button")) and words.strip():
            cases.state(frame.desk(), frame.actor(), dossier.case.id, one.kinds[0], words.strip())
            frame.saved()
            st.rerun()
    if not one.always or any_found:
        return
    with st.container(horizontal=True):
        if st.button(t(f"check.none.{one.id}"), key="none"):
            text = t(f"check.none.{one.id}")
            cases.state(frame.desk(), frame.actor(), dossier.case.id, one.kinds[0], text, Assertion.ABSENT)
            _checked(dossier, one)
        if st.button(t("check.none.unknown"), key="unknown"):
            target = f"section:{one.id}"
            cases.decide(frame.desk(), frame.actor(), dossier.case.id, target, Verdict.NOT_SURE)
            _checked(dossier, one)


def _checked(dossier: Dossier, one: Section) -> None:
    cases.check_section(frame.desk(), frame.actor(), dossier.case.id, one.id)
    frame.saved()
    st.session_state.pop("editing", None)
    names = visible(dossier)
    later = names[names.index(one.id) + 1 :]
    frame.go("check", section=later[0] if later else "done")


def _finish(dossier: Dossier, one: Section, entries: tuple[Entry, ...]) -> None:
    decided = [dossier.case.decision(entry.id) for entry in entries]
    if one.ask == "each" and entries:
        open_ = sum(decision is None for decision in decided)
        status(t("check.left", count=open_) if open_ else t("check.all_answered"))
    heading(t("check.finish" if one.ask == "list" else "check.next_title"))
    with st.container(horizontal=True):
        if st.button(t("check.finish_yes" if one.ask == "list" else "frame.save"), type="primary", key="finish"):
            _checked(dossier, one)
        if st.button(t("check.finish_later"), key="later"):
            frame.go("tasks", section="")


def _done(dossier: Dossier, names: list[str]) -> None:
    frame.begin("check.done_title", back="tasks", to={"section": ""}, step="done")
    if not names:
        say(t(f"check.hidden.{dossier.case.how_much}"))
    verdicts = [decision.verdict for e in dossier.history.entries if (decision := dossier.case.decision(e.id))]
    if names:
        say(
            t(
                "check.done",
                right=verdicts.count(Verdict.CONFIRMED),
                changed=verdicts.count(Verdict.CORRECTED),
                unsure=verdicts.count(Verdict.NOT_SURE),
            )
        )
        heading(t("check.sections_title"))
    for name in names:
        key = "check.section_done" if name in dossier.case.checked_sections else "check.section_open"
        frame.row(f"{name}", t(key, name=t(f"check.short.{name}")), "check", section=name)
    frame.link(t("before.change"), "before", section="")
    frame.link(t("papers.back"), "tasks", section="")
