"""Where a statement stands: file, page, the words themselves, and on request the page with those words marked."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from assistant.actions.pictures import has_picture
from assistant.model.case import Dossier
from assistant.model.facts import Evidence
from assistant.model.history import Event
from assistant.model.papers import DocumentKind, Paper
from assistant.model.people import Role
from assistant.ui import dates, frame
from assistant.ui.parts.markup import Html, join, put, tag
from assistant.ui.words import language, t, word
from ingest.document import Page, Span
from knowledge.names import event_in_language

STAFF = (Role.LIAISON, Role.PROVIDER)
TOLD = "statement-"  # how the ids of a person's own words begin
SHOWN = 2  # sources of one statement that are written out; the rest is one click away
AROUND = 3000  # characters of text shown on each side of the words


def paper_of(dossier: Dossier, document: str) -> Paper | None:
    """The paper, unless the words are the patient's own or the paper was taken out."""
    try:
        return dossier.paper(document)
    except KeyError:
        return None


def title_of(paper: Paper) -> str:
    """What a person would call the paper: its kind, its date, and the name of its file."""
    date = paper.description.date
    theirs = paper.kind is DocumentKind.PATIENT_NOTE and frame.actor().role in STAFF
    parts = [word("kinds", "patient_note_staff" if theirs else paper.kind)]
    if date.date:
        parts.append(dates.when(date))
    return f"{', '.join(parts)} ({paper.document.name})"


def as_written(dossier: Dossier) -> None:
    """Says once on a screen that papers speak another language than the reader, and are shown as they are."""
    read = [paper for paper in dossier.papers if paper.counts and paper.facts and not paper.id.startswith(TOLD)]
    if any(_foreign(paper) for paper in read if paper.kind is not DocumentKind.IMAGING_STUDY):
        put(tag("p", t("sources.as_written"), class_="so-muted"))


def _foreign(paper: Paper) -> bool:
    return paper.description.language[:2] not in ("", language())


def told(dossier: Dossier, event: Event) -> str:
    """An event in the reader's language as far as its words are ours: the kind of its paper, names and verbs."""
    paper = paper_of(dossier, event.evidence[0].span.document) if event.evidence else None
    title = paper.description.title or paper.kind.value.replace("_", " ") if paper else ""
    if paper is None or not _foreign(paper) or not event.text.startswith(title):
        return event_in_language(event.text, language())
    return word("kinds", paper.kind) + event.text.removeprefix(title)


def picture(case_id: str, document: str, page: int, start: int = 0, end: int = 0) -> str:
    """The address of the page's picture with the words marked."""
    marks = f"?{urlencode({'start': start, 'end': end})}" if end else ""
    return f"/case/{quote(case_id)}/page/{quote(document)}/{page}.png{marks}"


def page_view(dossier: Dossier, paper: Paper, span: Span) -> Html:
    """The page with the words marked: its picture, or its text where it has none."""
    where = t("sources.picture_alt", page=span.page, file=paper.document.name)
    if has_picture(paper.document):
        address = picture(dossier.case.id, paper.id, span.page, span.start, span.end)
        image = tag("img", src=address, alt=where, loading="lazy")
        return tag("div", image, class_="so-page", tabindex="0", role="region", aria_label=where)
    return marked_text(paper.document.page(span.page), span.start, span.end)


def marked_text(page: Page, start: int, end: int) -> Html:
    """The text of a page around some words, with the words marked."""
    first, last = max(0, start - AROUND), min(len(page.text), end + AROUND)
    text = page.text
    return tag(
        "div",
        tag("pre", text[first:start], tag("mark", text[start:end]), text[end:last], tabindex="0"),
        class_="so-page",
    )


def source(dossier: Dossier, evidence: Evidence, *, opened: bool = False, folded: bool = True) -> Html:
    """One source: file and page, the words, and the page behind a click (in sight at once, if `opened`; not at all,
    unless `folded`, where the screen has a link of its own to it)."""
    span = evidence.span
    paper = paper_of(dossier, span.document)
    if paper is None or span.document.startswith(TOLD):
        return tag(
            "div",
            tag("p", t("sources.you_told")),
            tag("blockquote", t("sources.quote", words=span.quote)),
            class_="so-source",
        )
    origin = page_origin(paper, span.page)
    return tag(
        "div",
        tag("p", t("sources.found_in", paper=title_of(paper), page=span.page)),
        tag("blockquote", t("sources.quote", words=shorten(span.quote)), lang=paper.description.language or None),
        tag("p", t("sources.hard_to_read"), class_="so-muted") if origin < 0.8 else "",
        tag(
            "details",
            tag("summary", t("sources.see_page", page=span.page)),
            page_view(dossier, paper, span),
            open="" if opened else None,
        )
        if folded
        else "",
        class_="so-source",
    )


def page_origin(paper: Paper, page: int) -> float:
    """How sure the reading of the page was."""
    try:
        return paper.document.page(page).confidence
    except KeyError:
        return 1.0


def sources(
    dossier: Dossier, evidence: Sequence[Evidence], *, opened: bool = False, folded: bool = True, first: int = SHOWN
) -> Html:
    """All sources of a statement; the `first` written out, the rest behind a click."""
    kept = list(dict.fromkeys(evidence))
    shown = join(source(dossier, one, opened=opened and one is kept[0], folded=folded) for one in kept[:first])
    if len(kept) <= first:
        return shown
    rest = kept[first:12]
    more = tag("summary", t("sources.more", count=len(kept) - first))
    return join((shown, tag("details", more, *(source(dossier, one) for one in rest))))


def shorten(text: str, limit: int = 400) -> str:
    """A long quotation by its beginning, with a sign that it goes on."""
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0]} ..."


def query(evidence: Evidence) -> dict[str, str]:
    """The parts of an address that open this source."""
    span = evidence.span
    return {"document": span.document, "page": str(span.page), "start": str(span.start), "end": str(span.end)}
