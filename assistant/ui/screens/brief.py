"""V2: the case on one page. The order is fixed; each line opens the page it stands on, beside it."""

from __future__ import annotations

import streamlit as st

from assistant.actions import handing
from assistant.model.case import Dossier
from assistant.model.people import Role
from assistant.model.summary import Section, Summary
from assistant.ui import frame
from assistant.ui.parts.clauses import block, clause, strip
from assistant.ui.parts.markup import heading, put, table, tag
from assistant.ui.parts.sources import sources
from assistant.ui.parts.staff import case_links
from assistant.ui.words import t


def show() -> None:
    dossier = frame.dossier()
    summary = handing.summary(frame.desk(), frame.actor(), dossier.case.id)
    provider = frame.actor().role is Role.PROVIDER
    back = {"case": ""} if provider else {}
    frame.begin("brief.title", heading=summary.title, back="inbox" if provider else "case", to=back, wide=True)
    case_links("brief")
    left, right = st.columns([11, 9], gap="large")
    with left:
        put(tag("p", summary.subtitle, class_="so-muted"))
        for alert in summary.alerts:
            put(tag("div", clause(dossier, alert), class_="so-alarm"))
        put(strip(dossier, summary.strip))
        for each in summary.blocks:
            put(block(dossier, each))
        _counts(summary)
        _downloads(dossier.case.id, bool(dossier.case.packages))
    with right:
        put(tag("p", t("brief.hint"), class_="so-muted so-hint"))
    heading(t("brief.record"))
    for section in summary.sections:
        with st.expander(t("brief.section", title=section.title, count=len(section.rows))):
            _section(dossier, section)


def _counts(summary: Summary) -> None:
    counts = summary.counts
    line = t(
        "brief.counts",
        papers=counts.papers,
        pages=counts.pages,
        statements=counts.statements,
        confirmed=counts.confirmed,
        corrected=counts.corrected,
        open=counts.unconfirmed,
        here=counts.required_here,
        required=counts.required,
    )
    put(tag("p", line, class_="so-muted"))


def _downloads(case_id: str, package: bool) -> None:
    links = [tag("a", t("case.summary_pdf"), href=f"/case/{case_id}/summary.pdf", class_="so-hit")]
    if package:
        links.append(tag("a", t("case.package"), href=f"/case/{case_id}/package.zip", class_="so-hit"))
    put(tag("p", *(piece for link in links for piece in (link, " "))))


def _section(dossier: Dossier, section: Section) -> None:
    if not section.rows:
        put(tag("p", section.absent or t("brief.not_found")))
        return
    rows = []
    for row in section.rows:
        where = ""
        if row.evidence:
            where = tag("details", tag("summary", t("brief.where")), sources(dossier, row.evidence[:3]))
        rows.append((*row.cells, where))
    put(table(section.title, (*section.columns, t("check.table.source")), rows))
