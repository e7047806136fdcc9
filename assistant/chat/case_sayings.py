"""Answers about a paper that a message names: what it says, who made it and where, what is on one of its pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.chat.asked import Asked, Found, entries_of, named_in, reading
from assistant.chat.case_papers import about, held_papers, named_kinds, paper_cite
from assistant.chat.lookup import ENOUGH, find, meanings, sentences, wanted_words
from assistant.chat.quotes import Quote, of_entries, of_units, told
from assistant.chat.values import Citation
from assistant.chat.wording import QUOTE, fit, paper_name, place
from assistant.model.facts import FactKind
from assistant.model.history import Entry
from assistant.model.papers import DocumentKind, Paper
from ingest.document import Page
from knowledge.patterns import plain
from knowledge.record import load_reading
from knowledge.searching import terms

TELLING = (  # what a paper is read for, the first kinds that it has
    (FactKind.IMPRESSION,),
    (FactKind.PATHOLOGY_DIAGNOSIS, FactKind.STAGE, FactKind.BIOMARKER),
    (FactKind.IMAGING_FINDING,),
    (FactKind.RECOMMENDATION, FactKind.STAGE, FactKind.APPOINTMENT),
    (FactKind.LAB_RESULT, FactKind.VITAL),
    (FactKind.PROBLEM, FactKind.PROCEDURE, FactKind.MEDICATION, FactKind.DEVICE),
)
LETTERS = (
    DocumentKind.CONSULT_NOTE,
    DocumentKind.REFERRAL_LETTER,
    DocumentKind.ONCOLOGY_NOTE,
    DocumentKind.PROGRESS_NOTE,
)
NO_REPORTS = (  # they name scans, and tell nothing of what was seen
    DocumentKind.PATIENT_NOTE,
    DocumentKind.PORTAL_SUMMARY,
    DocumentKind.INSURANCE,
    DocumentKind.CONSENT,
)
HEAD = 200  # characters of a page that tell what it is
PART = 45  # words of a page that are shown


def named_pages(asked: Asked) -> list[tuple[Paper, int]]:
    """The pages a message names by a kind of scan or paper, an author, a place, a title or a month; newest first."""
    pages = [(paper, page) for paper in asked.dossier.papers if paper.counts for page in paper.document.pages]
    named = False
    for one_filter in (_by_modality, _by_kind, _by_person, _by_month):
        kept = one_filter(asked, pages)
        if kept is not None:
            named, pages = True, kept
    if not named:
        pages = _by_title(asked, pages)
    pages.sort(key=lambda each: (each[0].description.date.date, each[0].kind is not DocumentKind.IMAGING_STUDY))
    return [(paper, page.number) for paper, page in reversed(pages)]


Pages = list[tuple[Paper, Page]]


def _said(asked: Asked) -> str:
    return plain(asked.text).replace("|", " ")


def _by_modality(asked: Asked, pages: Pages) -> Pages | None:
    wanted_kinds = [words for words in asked.talk.modalities if words.search(_said(asked))]
    if not wanted_kinds:  # "the scan", "the findings": whatever was looked at
        scans = asked.asks("any_scan")
        return [(p, page) for p, page in pages if scans and p.kind is DocumentKind.RADIOLOGY_REPORT] or None
    heads = {id(page): plain(page.text[:HEAD]).replace("|", " ") for _, page in pages}
    kept = [
        (p, page)
        for p, page in pages
        if any(w.search(heads[id(page)]) or (page.number == 1 and w.search(about(p))) for w in wanted_kinds)
        and p.kind not in (*LETTERS, *NO_REPORTS)
    ]
    reports = [(p, page) for p, page in kept if p.kind is not DocumentKind.IMAGING_STUDY]
    return reports or kept


def _by_kind(asked: Asked, pages: Pages) -> Pages | None:
    kinds = [kind for kind, words in asked.talk.paper_kinds.items() if words.search(_said(asked))]
    if kinds and any(p.kind.value in kinds for p, _ in pages):
        return [(p, page) for p, page in pages if p.kind.value in kinds]
    if asked.asks("letter"):
        return [(p, page) for p, page in pages if p.kind in LETTERS]
    return None


def _by_person(asked: Asked, pages: Pages) -> Pages | None:
    kept = [
        (p, page)
        for p, page in pages
        if (p.description.author and _surname_said(asked, p.description.author))
        or (p.description.facility and named_in(asked, p.description.facility))
    ]
    return kept or None


def _surname_said(asked: Asked, author: str) -> bool:
    """Any part of it: two surnames, or one of two parts, are mostly said by half. What follows a comma is no name."""
    words = [word for word in author.split(",")[0].split() if len(word.strip(".")) > 2]
    surnames = words[1:] or words
    return any(named_in(asked, part) for name in surnames for part in name.split("-"))


def _by_month(asked: Asked, pages: Pages) -> Pages | None:
    said = _said(asked).split()
    months = asked.talk.months_in(said)
    years = {word for word in said if re.fullmatch(r"(?:19|20)\d\d", word)}
    kept = [
        (p, page)
        for p, page in pages
        if (not months or p.description.date.date[5:7] in months)
        and (not years or p.description.date.date[:4] in years)
    ]
    return kept if (months or years) and kept else None


def _by_title(asked: Asked, pages: Pages) -> Pages:
    words = frozenset().union(*(each for each in meanings(asked) if any(len(stem) > 3 for stem in each)))
    return [(p, page) for p, page in pages if words & set(terms(p.description.title, "en"))]


def said(asked: Asked) -> Found | None:
    """What the paper says, in its own words: its conclusions, or what was named when that is there."""
    pages = named_pages(asked)
    if not pages:
        return _no_such_paper(asked)
    newest = [page for page in pages if page[0].description.date == pages[0][0].description.date]
    quotes = _of_named(asked, newest) or _of_named(asked, pages)
    quotes = quotes or of_entries(asked, _telling(asked, newest) or _telling(asked, pages))
    if not quotes and all(paper.kind is DocumentKind.IMAGING_STUDY for paper, _ in pages):
        return None  # pictures say nothing: what is there of them is told by the list of scans
    if not quotes:
        return _part(asked, *newest[0])
    name = paper_name(quotes[0].paper, asked.language, asked.talk)
    return told(asked, "said", quotes, PART, name=name)


def _no_such_paper(asked: Asked) -> Found | None:
    if any(words.search(_said(asked)) for words in asked.talk.modalities):
        return Found(asked.say("scans_none") + reading(asked), empty=True)
    found = find(asked) if asked.asks("report") else None
    return found if found and not found.empty else None


def _of_named(asked: Asked, pages: Sequence[tuple[Paper, int]]) -> list[Quote]:
    """What these pages say of the thing that a message names beside the paper, in statements or else in sentences."""
    makers = plain(" ".join(f"{paper.description.author} {paper.description.facility}" for paper, _ in pages)).split()
    words = [word for word in wanted_words(asked) if not _names_paper(asked, word) and word not in makers]
    if not words:
        return []
    asked = replace(asked, text=" ".join(words))
    stems = frozenset().union(*meanings(asked))
    held = [e for e in _on(asked, pages) if stems & {*terms(f"{e.name} {e.facts[0].text}", "en"), *terms(e.name, "es")}]
    if held:
        return of_entries(asked, held)
    there = {(paper.id, number) for paper, number in pages}
    return of_units(asked, [u for score, u in sentences(asked) if score >= ENOUGH and (u.paper.id, u.page) in there])


def _on(asked: Asked, pages: Sequence[tuple[Paper, int]]) -> list[Entry]:
    """The entries that stand on these pages."""
    there = {(paper.id, number) for paper, number in pages}
    kinds = [kind for kind in FactKind if kind is not FactKind.CARE_TEAM]
    return [e for e in entries_of(asked, *kinds) if (e.evidence[0].span.document, e.evidence[0].span.page) in there]


def _telling(asked: Asked, pages: Sequence[tuple[Paper, int]]) -> list[Entry]:
    """The entries that stand on these pages, of the first kinds that are there."""
    held = _on(asked, pages)
    for some in TELLING:
        found = [entry for entry in held if entry.kind in some]
        if found:
            return sorted(found, key=lambda e: (some.index(e.kind), e.evidence[0].span.page, e.evidence[0].span.start))
    return []


def _names_paper(asked: Asked, word: str) -> bool:
    ways = (*asked.talk.paper_kinds.values(), *asked.talk.modalities)
    return any(words.search(word) for words in ways) or len(word) < 3


def maker(asked: Asked) -> Found | None:
    """Who signed a paper and where it was made, of all of them when none is named by a word of ours; else None."""
    papers = list(dict.fromkeys(paper for paper, _ in named_pages(asked)))
    if not papers and asked.asks("signs") and not named_kinds(asked):
        papers = [paper for paper in held_papers(asked) if paper.counts and paper.description.author]
    told = [p for p in papers if p.description.author or p.description.facility]
    if not told:
        return None
    texts = []
    for paper in told:
        who = (
            f"{asked.talk.word('signed', asked.language)} {paper.description.author}"
            if paper.description.author
            else ""
        )
        at = (
            f"{asked.talk.word('made_at', asked.language)} {paper.description.facility}"
            if paper.description.facility
            else ""
        )
        texts.append(f"{place(paper, None, asked.language, asked.talk)}: {', '.join(filter(None, (who, at)))}")
    shown = fit(texts, PART)
    cites = tuple(_maker_cite(asked, paper) for paper in told[: len(shown)])
    return Found(asked.say("made_by", items="; ".join(shown), more=asked.more(len(texts), len(shown))), cites[:5])


def _maker_cite(asked: Asked, paper: Paper) -> Citation:
    """The line that names the author, else the place; else the paper."""
    for name in (paper.description.author, paper.description.facility):
        for page in paper.document.pages:
            at = page.text.find(name) if name else -1
            if at >= 0:
                title = paper_name(paper, asked.language, asked.talk)
                return Citation("case", paper.id, title, page.number, name, paper.id, at, at + len(name))
    return paper_cite(paper, asked.language, asked.talk)


def page(asked: Asked) -> Found | None:
    """How a page begins; that there is none, when the paper has fewer."""
    number = _number(asked)
    papers = list(dict.fromkeys(p for p, _ in named_pages(asked))) or [
        p for p in asked.dossier.papers if p.counts and any(each.number == number for each in p.document.pages)
    ]
    if not papers:
        return None
    for paper in papers:
        wanted_page = len(paper.document.pages) if number == 0 else number
        if any(each.number == wanted_page for each in paper.document.pages):
            return _part(asked, paper, wanted_page)
    return Found(asked.say("page_not", n=number, items=len(papers[0].document.pages)), empty=True)


def _number(asked: Asked) -> int:
    """The number of the page that is named; 0 for the last one."""
    words = _said(asked).split()
    numbers = load_reading().numbers
    found = [int(word) if word.isdigit() else numbers[word] for word in words if word.isdigit() or word in numbers]
    if not found and asked.asks("last"):
        return 0
    return found[0] if found else 1


def _part(asked: Asked, paper: Paper, number: int) -> Found:
    text = next(page.text for page in paper.document.pages if page.number == number)
    words = text.split()
    part = " ".join(words[:PART]) + ("…" if len(words) > PART else "")
    name = place(paper, None, asked.language, asked.talk)
    line = next((line for line in text.splitlines() if line.strip()), "")[:QUOTE]
    start = text.find(line)
    title = paper_name(paper, asked.language, asked.talk)
    cited = Citation("case", paper.id, title, number, line, paper.id, start, start + len(line))
    return Found(asked.say("page_says", n=number, name=name, items=part), (cited,))


def strangers(asked: Asked) -> Found:
    """Papers kept out because they name somebody else, or may."""
    others = [paper for paper in asked.dossier.papers if not paper.counts]
    if not others:
        return Found(asked.say("strangers_none"), empty=True)
    texts = [place(paper, None, asked.language, asked.talk) for paper in others]
    shown = fit(texts, PART)
    cites = tuple(paper_cite(paper, asked.language, asked.talk) for paper in others[: len(shown)])
    return Found(asked.say("strangers", items=asked.list(shown), more=asked.more(len(texts), len(shown))), cites)
