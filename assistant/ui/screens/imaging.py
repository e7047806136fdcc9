"""V5: imaging by study: what was made, whether pictures and report are here, key slices, and a slice at a time."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

import streamlit as st

from assistant.actions.pictures import viewer
from assistant.model.case import Dossier
from assistant.model.facts import FactKind
from assistant.model.papers import DocumentKind, Paper
from assistant.ui import dates, frame
from assistant.ui.parts.markup import Html, heading, notice, put, say, tag
from assistant.ui.parts.sources import shorten, sources, title_of
from assistant.ui.parts.staff import case_links
from assistant.ui.words import plain, t, word
from ingest.document import Series

WINDOWS: dict[str, tuple[int, int] | None] = {
    "standard": None,
    "soft": (40, 400),
    "lung": (-600, 1500),
    "bone": (400, 1800),
    "brain": (40, 80),
}
MEASURED = ("CT",)  # whose values are a scale that these windows are made for


def show() -> None:
    dossier = frame.dossier()
    frame.begin("imaging.title", back="brief", wide=True)
    case_links("imaging")
    studies = sorted((p for p in dossier.papers if p.document.imaging is not None), key=_date, reverse=True)
    reports = [p for p in dossier.papers if p.kind in (DocumentKind.RADIOLOGY_REPORT, DocumentKind.CARDIOLOGY_REPORT)]
    if studies:
        put(tag("p", tag("strong", t("imaging.preview_only")), role="note"))
    else:
        notice(t("imaging.empty"))
    if len(studies) > 1 and st.toggle(t("imaging.beside"), key="beside"):
        _beside(dossier, studies, reports)
    else:
        for number, paper in enumerate(studies):
            _study(dossier, paper, reports, number)
    _reports(dossier, reports)


def _beside(dossier: Dossier, studies: Sequence[Paper], reports: Sequence[Paper]) -> None:
    """Two studies next to each other: at first the newest, and the one before it of the same kind."""
    for side, column in enumerate(st.columns(2, gap="large")):
        with column:
            chosen = st.selectbox(
                t(f"imaging.side_{side + 1}"),
                range(len(studies)),
                index=_first(studies) if side == 0 else 0,
                format_func=lambda n: _title(studies[n]),
                key=f"side_{side}",
            )
            _study(dossier, studies[chosen or 0], reports, 1000 + 100 * side + (chosen or 0))


def _first(studies: Sequence[Paper]) -> int:
    kinds = [paper.document.imaging.modality if paper.document.imaging else "" for paper in studies]
    return kinds.index(kinds[0], 1) if kinds[0] in kinds[1:] else 1


def _date(paper: Paper) -> str:
    return paper.document.imaging.date if paper.document.imaging else ""


def _title(paper: Paper) -> str:
    imaging = paper.document.imaging
    if imaging is None:
        return title_of(paper)
    words = imaging.description or imaging.body_part
    if imaging.modality and not words.upper().startswith(imaging.modality.upper()):
        words = f"{imaging.modality} {words}".strip()
    return f"{words}, {dates.day(imaging.date)}" if imaging.date else words


def _study(dossier: Dossier, paper: Paper, reports: Sequence[Paper], number: int) -> None:
    imaging = paper.document.imaging
    if imaging is None:
        return
    heading(_title(paper))
    same_day = [report for report in reports if imaging.date and report.description.date.date == imaging.date]
    facts = [
        imaging.facility,
        t("papers.series", count=len(imaging.series)),
        t("imaging.pictures_here"),
        t("imaging.report_here") if same_day else t("imaging.no_report"),
    ]
    put(tag("p", " · ".join(one for one in facts if one)))
    elsewhere = viewer(frame.desk(), imaging)
    if elsewhere:
        there = tag("a", t("imaging.viewer"), href=elsewhere, target="_blank", rel="noopener noreferrer")
        put(tag("p", there))
    if not paper.counts:
        notice(t("imaging.not_counted"), "warn")
    series = [one for one in imaging.series if one.kind == "images" and one.members] or list(imaging.series)
    if series:
        _viewer(dossier, paper, series, number)


def _name(one: Series, number: int) -> str:
    words = one.description or one.modality or t("imaging.unnamed")
    return t("imaging.series_name", number=number + 1, name=words, count=one.instances)


def _viewer(dossier: Dossier, paper: Paper, series: list[Series], number: int) -> None:
    chosen = st.selectbox(
        t("imaging.series"), range(len(series)), format_func=lambda n: _name(series[n], n), key=f"series_{number}"
    )
    one = series[chosen or 0]
    last = max(0, len(one.members) - 1) if one.members else max(0, one.instances - 1)
    if one.missing:
        notice(t("imaging.missing", count=len(one.missing)), "warn")
    window = _window(one, number)
    at = last // 2
    if last:
        at = int(st.slider(t("imaging.slice"), 1, last + 1, last // 2 + 1, key=f"slice_{number}_{chosen}")) - 1
    alt = t("imaging.alt", name=_name(one, chosen or 0), number=at + 1, all=last + 1)
    picture = tag("img", src=address(dossier, paper, one, at, window), alt=alt)
    coming = tag("span", t("imaging.coming"), aria_hidden="true")
    put(tag("div", coming, picture, class_="so-page so-slice"), tag("p", alt, class_="so-muted"))
    keys = sorted({0, last // 4, last // 2, 3 * last // 4, last})
    if len(keys) > 2:
        pictures = (_key(dossier, paper, one, key, window, _name(one, chosen or 0), last) for key in keys)
        put(tag("details", tag("summary", t("imaging.key_slices")), tag("div", *pictures, class_="so-keys")))


def _window(one: Series, number: int) -> str:
    """The window asked for, where the values mean something; elsewhere the picture is shown as stored."""
    if one.modality not in MEASURED:
        return "standard"
    chosen = st.segmented_control(
        t("imaging.window"),
        list(WINDOWS),
        format_func=lambda w: t(f"imaging.windows.{w}"),
        default="standard",
        key=f"window_{number}",
    )
    return chosen or "standard"


def _key(dossier: Dossier, paper: Paper, one: Series, at: int, window: str, name: str, last: int) -> Html:
    alt = t("imaging.alt", name=name, number=at + 1, all=last + 1)
    source = address(dossier, paper, one, at, window)
    return tag("img", src=source, alt=alt, loading="lazy", width=150, height=150)


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
        strange = "" if report.counts else f" ({word('belongs', report.belongs)})"
        with st.expander(plain(title_of(report) + strange)):
            if strange:
                notice(t("imaging.not_counted"), "warn")
            if not impressions:
                put(tag("p", t("imaging.no_impression")))
                link = {"document": report.id, "page": str(report.document.pages[0].number)}
                put(tag("p", tag("a", t("sources.title"), href=frame.address("source", **link, **{"from": "imaging"}))))
            for fact in impressions[:6]:
                put(tag("p", t("sources.quote", words=shorten(fact.text, 600))), sources(dossier, fact.evidence))
