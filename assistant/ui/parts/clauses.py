"""A clause of the summary: whose word it is, what a reader must know of it, and its source one click beside it."""

from __future__ import annotations

from assistant.model.case import Dossier
from assistant.model.summary import Block, Clause, Source
from assistant.ui.parts.markup import Html, chip, tag
from assistant.ui.parts.sources import sources
from assistant.ui.words import t, word

_LOUD = {
    "differ": "red",
    "denied": "red",
    "corrected": "yellow",
    "not_sure": "yellow",
    "hard_to_read": "yellow",
    "proposed": "yellow",
}


def clause(dossier: Dossier, one: Clause) -> Html:
    """The clause; with sources it opens them beside the page."""
    text = t("sources.quote", words=one.text) if one.quoted else one.text
    inside = [tag("strong", f"{one.label}: ") if one.label else "", text, " "]
    if one.source is not Source.RECORD:
        inside.append(chip(word("clause_sources", one.source.name.lower()), "blue"))
    inside += [chip(word("marks", mark), _LOUD[mark]) for mark in one.marks if mark in _LOUD]
    quiet = [word("marks", mark) for mark in one.marks if mark not in _LOUD]
    if quiet:
        inside.append(tag("small", f"({', '.join(quiet)})", class_="so-muted"))
    note = tag("p", t("brief.note", text=one.note), class_="so-muted") if one.note else ""
    class_ = "so-clause so-alert" if one.alert else "so-clause"
    if not one.evidence:
        return tag("div", tag("p", *inside), note, class_=class_)
    opened = tag("div", sources(dossier, one.evidence, opened=True), class_="so-beside")
    return tag("div", tag("details", tag("summary", tag("span", *inside)), opened, name="clause"), note, class_=class_)


def block(dossier: Dossier, one: Block) -> Html:
    """A box of the first page; an empty one says which kind of nothing it is."""
    body = [clause(dossier, each) for each in one.clauses]
    if not body:
        body = [tag("p", one.absent or t("brief.not_found"), class_="so-muted")]
    if one.more:
        body.append(tag("p", t("brief.more", count=one.more), class_="so-muted"))
    return tag("section", tag("h2", one.title), *body, class_="so-block", aria_label=one.title)


def strip(dossier: Dossier, clauses: tuple[Clause, ...]) -> Html:
    """The lines at the top: who, by when, what is missing. Clauses of one label share a line."""
    rows: dict[str, list[Clause]] = {}
    for one in clauses:
        rows.setdefault(one.label, []).append(one)
    out = []
    for row in rows.values():
        out.append(tag("p", " · ".join(one.text for one in row)))
        out += [clause(dossier, one) for one in row if one.evidence]
    return tag("div", *out, class_="so-panel")
