"""V6: the page where something stands, with the words marked; the other pages of that paper one click away."""

from __future__ import annotations

import streamlit as st

from assistant.actions import review
from assistant.actions.pictures import has_picture
from assistant.model.people import Role
from assistant.ui import frame, routes
from assistant.ui.parts import sources
from assistant.ui.parts.markup import notice, put, say, tag
from assistant.ui.words import t
from ingest.document import Span


def _number(name: str) -> int:
    given = st.query_params.get(name, "0")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


def show() -> None:
    dossier = frame.dossier()
    role = frame.actor().role
    came = st.query_params.get("from", "")
    back = came if came in routes.SCREENS else {Role.LIAISON: "facts", Role.PROVIDER: "brief"}.get(role, "check")
    gone = {"document": "", "page": "", "start": "", "end": "", "section": st.query_params.get("section", "")}
    document, number = st.query_params.get("document", ""), _number("page") or 1
    start, end = _number("start"), _number("end")
    frame.begin("sources.title", back=back, step=f"{document}{number}", wide=True, to=gone)
    paper = sources.paper_of(dossier, document)
    if paper is None or number not in {page.number for page in paper.document.pages}:
        notice(t("sources.missing"), "warn")
        return
    if role is Role.LIAISON:
        review.viewed(frame.desk(), frame.actor(), dossier.case.id, document)
    page = paper.document.page(number)
    end = end if 0 <= start < end <= len(page.text) else 0
    put(tag("p", tag("strong", sources.title_of(paper))))
    numbers = [each.number for each in paper.document.pages]
    put(tag("p", t("sources.all_pages", page=number, all=len(numbers)), class_="so-muted"))
    if end:
        put(tag("div", tag("blockquote", t("sources.quote", words=page.text[start:end])), class_="so-source"))
    if page.confidence < 0.8:
        say(t("sources.hard_to_read"))
    put(sources.page_view(dossier, paper, Span(paper.id, number, start if end else 0, end, "")))
    if has_picture(paper.document) and page.text:
        text = sources.marked_text(page, start if end else 0, end)
        put(tag("details", tag("summary", t("sources.as_text")), text))
    _turn(document, numbers, number)
    address = f"/case/{dossier.case.id}/original/{paper.document.source}"
    put(tag("p", tag("a", t("sources.download"), href=address, class_="so-hit")))


def _turn(document: str, numbers: list[int], number: int) -> None:
    place = numbers.index(number)
    gone = {"start": "", "end": "", "document": document}
    with st.container(horizontal=True):
        if place:
            frame.link(t("sources.previous"), "source", **{**gone, "page": str(numbers[place - 1])})
        if place + 1 < len(numbers):
            frame.link(t("sources.next"), "source", **{**gone, "page": str(numbers[place + 1])})
