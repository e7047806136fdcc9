"""V2: the case on one page. The order is fixed; each line opens the page it stands on, beside it."""

from __future__ import annotations

import streamlit as st

from assistant.actions import handing, versions
from assistant.model.case import Dossier
from assistant.model.people import Role
from assistant.model.summary import Section
from assistant.ui import dates, frame, look
from assistant.ui.parts.clauses import block, clause, strip
from assistant.ui.parts.markup import Html, heading, put, table, tag
from assistant.ui.parts.sources import sources
from assistant.ui.parts.staff import case_links
from assistant.ui.words import language, t

CHANGES = 30  # of a version that are written out


def show() -> None:
    dossier = frame.dossier()
    summary = handing.summary(frame.desk(), frame.actor(), dossier.case.id)
    provider = frame.actor().role is Role.PROVIDER
    back = {"case": ""} if provider else {}
    frame.begin("brief.title", heading=summary.title, back="inbox" if provider else "case", to=back, wide=True)
    look.beside()
    with case_links("brief"):
        fresh = st.toggle(t("brief.fresh"), key="fresh_eyes")
    _changed(dossier)
    alerts = (
        tag("div", clause(dossier, alert, "alert", summary), class_="so-alarm so-whole") for alert in summary.alerts
    )
    boxes = (block(dossier, each, summary, fold=fresh) for each in summary.blocks)
    legend = tag("p", f"{summary.legend} {t('brief.legend')}", class_="so-muted so-whole")
    put(tag("div", *alerts, strip(summary.strip), *boxes, legend, class_="so-brief"))
    _downloads(dossier)
    heading(t("brief.record"))
    for section in summary.sections:
        with st.expander(t("brief.section", title=section.title, count=len(section.rows))):
            _section(dossier, section)


def _changed(dossier: Dossier) -> None:
    """Which version this is, and what is new since the one before; nothing where only one was sent."""
    if len(dossier.case.packages) < 2:
        return
    known = versions.versions(frame.desk(), frame.actor(), dossier.case.id, language())
    parts: list[Html] = []
    for one in known:
        title = t("brief.version", number=one.number, at=dates.clock(one.at))
        told = t("brief.changes", count=len(one.changes)) if one.number > 1 else ""
        parts.append(tag("p", tag("strong", title), f" {told}"))
        if one.changes:
            parts.append(tag("ul", *(tag("li", each) for each in one.changes[:CHANGES])))
    newest = known[0]
    line = t("brief.newest", number=newest.number, at=dates.clock(newest.at))
    told = t("brief.changes", count=len(newest.changes))
    put(tag("details", tag("summary", f"{line} {told}"), *parts, class_="so-log"))


def _downloads(dossier: Dossier) -> None:
    """What can be taken away: the page, the scans as a disc, with or without who they are of, and the package."""
    address = f"/case/{dossier.case.id}"
    links = [("case.summary_pdf", "summary.pdf")]
    if any(paper.document.imaging is not None and paper.counts for paper in dossier.papers):
        links += [("brief.scans", "scans.zip"), ("brief.scans_deidentified", "scans.zip?deidentified")]
    if dossier.case.packages:
        links.append(("case.package", "package.zip"))
    heading(t("brief.downloads"))
    put(tag("ul", *(tag("li", tag("a", t(key), href=f"{address}/{end}", class_="so-hit")) for key, end in links)))


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
