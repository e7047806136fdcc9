"""V5: imaging by study: what was made, whether pictures and report are here, key slices, and a slice at a time."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

import streamlit as st

from assistant.model.case import Dossier
from assistant.model.facts import FactKind
from assistant.model.papers import DocumentKind, Paper
from assistant.ui import dates, frame
from assistant.ui.parts.markup import heading, notice, put, say, tag
from assistant.ui.parts.sources import shorten, sources, title_of
from assistant.ui.parts.staff import case_links
from assistant.ui.words import plain, t
from ingest.document import Imaging, Series

WINDOWS: dict[str, tuple[int, int] | None] = {
    "standard": None,
    "soft": (40, 400),
    "lung": (-600, 1500),
    "bone": (400, 1800),
    "brain": (40, 80),
}


def show() -> None:
    dossier = frame.dossier()
    frame.begin("imaging.title", back="brief", wide=True)
    case_links("imaging")
    studies = [paper for paper in dossier.papers if paper.document.imaging is not None]
    reports = [p for p in dossier.papers if p.kind in (DocumentKind.RADIOLOGY_REPORT, DocumentKind.CARDIOLOGY_REPORT)]
    if not studies:
        notice(t("imaging.empty"))
    for number, paper in enumerate(sorted(studies, key=_date, reverse=True)):
        if paper.document.imaging is not None:
            _study(dossier, paper, paper.document.imaging, reports, number)
    _reports(dossier, reports)


def _date(paper: Paper) -> str:
    return paper.document.imaging.date if paper.document.imaging else ""


def _study(dossier: Dossier, paper: Paper, imaging: Imaging, reports: Sequence[Paper], number: int) -> None:
    words = imaging.description or imaging.body_part
    if imaging.modality and not words.upper().startswith(imaging.modality.upper()):
        words = f"{imaging.modality} {words}".strip()
    heading(f"{words}, {dates.day(imaging.date)}" if imaging.date else words)
    same_day = [report for report in reports if imaging.date and report.description.date.date == imaging.date]
    facts = [
        imaging.facility,
        t("papers.series", count=len(imaging.series)),
        t("imaging.pictures_here"),
        t("imaging.report_here") if same_day else t("imaging.no_report"),
    ]
    put(tag("p", " · ".join(one for one in facts if one)))
    if not paper.counts:
        notice(t("imaging.not_counted"), "warn")
    series = [one for one in imaging.series if one.kind == "images" and one.members] or list(imaging.series)
    if series:
        _viewer(dossier, paper, series, number)


def _name(one: Series, number: int) -> str:
    words = one.description or one.modality or t("imaging.unnamed")
    return t("imaging.series_name", number=number + 1, name=words, count=one.instances)


def _viewer(dossier: Dossier, paper: Paper, series: list[Series], number: int) -> None:
    put(tag("p", tag("strong", t("imaging.preview_only")), role="note"))
    chosen = st.selectbox(
        t("imaging.series"), range(len(series)), format_func=lambda n: _name(series[n], n), key=f"series_{number}"
    )
    one = series[chosen or 0]
    last = max(0, len(one.members) - 1) if one.members else max(0, one.instances - 1)
    if one.missing:
        notice(t("imaging.missing", count=len(one.missing)), "warn")
    window = st.selectbox(
        t("imaging.window"), list(WINDOWS), format_func=lambda w: t(f"imaging.windows.{w}"), key=f"window_{number}"
    )
    at = last // 2
    if last:
        at = int(st.slider(t("imaging.slice"), 1, last + 1, last // 2 + 1, key=f"slice_{number}_{chosen}")) - 1
    alt = t("imaging.alt", name=_name(one, chosen or 0), number=at + 1, all=last + 1)
    put(
        tag(
            "div",
            tag("img", src=address(dossier, paper, one, at, window or "standard"), alt=alt),
            class_="so-page so-slice",
        ),
        tag("p", alt, class_="so-muted"),
    )
    keys = sorted({0, last // 4, last // 2, 3 * last // 4, last})
    if len(keys) > 2:
        pictures = [
            tag(
                "img",
                src=address(dossier, paper, one, key, window or "standard"),
                alt=t("imaging.alt", name=_name(one, chosen or 0), number=key + 1, all=last + 1),
                loading="lazy",
                width=150,
                height=150,
            )
            for key in keys
        ]
        put(tag("details", tag("summary", t("imaging.key_slices")), tag("div", *pictures, class_="so-keys")))


def address(dossier: Dossier, paper: Paper, one: Series, index: int, window: str) -> str:
    """Where the picture of a slice is."""
    chosen = WINDOWS.get(window)
    wanted = f"?{urlencode({'c': chosen[0], 'w': chosen[1]})}" if chosen else ""
    return f"/case/{quote(dossier.case.id)}/slice/{quote(paper.id)}/{quote(one.uid)}/{index}.png{wanted}"


def _reports(dossier: Dossier, reports: Sequence[Paper]) -> None:
    heading(t("imaging.reports"))
    if not reports:
        say(t("imaging.no_reports"))
    for report in sorted(reports, key=lambda p: p.description.date.date, reverse=True):
        impressions = [fact for fact in report.facts if fact.kind is FactKind.IMPRESSION]
        with st.expander(plain(title_of(report))):
            if not impressions:
                put(tag("p", t("imaging.no_impression")))
                link = {"document": report.id, "page": str(report.document.pages[0].number)}
                put(tag("p", tag("a", t("sources.title"), href=frame.address("source", **link, **{"from": "imaging"}))))
            for fact in impressions[:6]:
                put(tag("p", t("sources.quote", words=shorten(fact.text, 600))), sources(dossier, fact.evidence))
