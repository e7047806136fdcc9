"""Answers about the papers themselves: which there are, which scans, which could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.chat.asked import Asked, Found, named_in, reading
from assistant.chat.values import Citation
from assistant.chat.wording import fit, paper_name, place
from assistant.model.papers import DocumentKind, Paper
from knowledge.patterns import plain
from knowledge.talk import Talk


def scans(asked: Asked) -> Found:
    """Scans and scan reports, the newest first; of one kind when one was named."""
    kinds = (DocumentKind.RADIOLOGY_REPORT, DocumentKind.IMAGING_STUDY, DocumentKind.CARDIOLOGY_REPORT)
    papers = [p for p in asked.dossier.papers if p.counts and p.kind in (*kinds, DocumentKind.PROCEDURE_NOTE)]
    said = plain(asked.text).replace("|", " ")
    wanted = [words for words in asked.talk.modalities if words.search(said)]
    if wanted:
        papers = [p for p in papers if any(words.search(about(p)) for words in wanted)]
    else:
        papers = [p for p in papers if p.kind in kinds]
    papers.sort(key=lambda p: p.description.date.date, reverse=True)
    if not papers:
        return Found(asked.say("scans_none") + reading(asked), empty=True)
    return _papers(asked, "scans", papers)


def about(paper: Paper) -> str:
    imaging = paper.document.imaging
    words = [paper.description.title, paper.document.name]
    if imaging:
        words += [imaging.modality, imaging.description, imaging.body_part, *(s.modality for s in imaging.series)]
    head = paper.document.pages[0].text[:300] if paper.document.pages else ""
    return plain(" ".join((*words, head))).replace("|", " ")


def _papers(asked: Asked, key: str, papers: Sequence[Paper], **extra: object) -> Found:
    texts = [place(paper, None, asked.language, asked.talk) for paper in papers]
    shown = fit(texts, 55)
    text = asked.say(key, items=asked.list(shown), more=asked.more(len(texts), len(shown)), **extra)
    found = [paper_cite(paper, asked.language, asked.talk) for paper in papers[: len(shown)]]
    return Found(text + reading(asked), tuple(found))


def paper_cite(paper: Paper, language: str, talk: Talk) -> Citation:
    """A citation of a paper as a whole: its first line of text."""
    for page in paper.document.pages:
        line = next((part for part in page.text.splitlines() if part.strip()), "")
        if line:
            start = page.text.index(line)
            quote = line[:160]
            name = paper_name(paper, language, talk)
            return Citation("case", paper.id, name, page.number, quote, paper.id, start, start + len(quote))
    return Citation(
        "case", paper.id, paper_name(paper, language, talk), None, paper_name(paper, language, talk), paper.id
    )


def held_papers(asked: Asked) -> list[Paper]:
    """What others wrote, the newest first."""
    held = [p for p in asked.dossier.papers if p.kind is not DocumentKind.PATIENT_NOTE]
    return sorted(held, key=lambda p: p.description.date.date, reverse=True)


def papers(asked: Asked) -> Found:
    """The papers of the case, the newest first; of one kind or place, when one was named."""
    held = held_papers(asked)
    if not held:
        return Found(asked.say("nothing_yet") + reading(asked), empty=True)
    kinds = named_kinds(asked)
    from_there = [p for p in held if p.description.facility and named_in(asked, p.description.facility)]
    by_author = [p for p in held if p.description.author and named_in(asked, p.description.author)]
    if not kinds:
        found = from_there or by_author
        return _papers(asked, "have_paper", found) if found else _papers(asked, "papers", held, n=len(held))
    found = [
        p for p in held if p.kind.value in kinds or any(asked.talk.paper_kinds[k].search(_title(p)) for k in kinds)
    ]
    if not found:
        name = asked.talk.kinds[kinds[0]][asked.language]
        return Found(asked.say("have_no_paper", name=name, n=len(held)) + reading(asked), empty=True)
    return _papers(asked, "have_paper", [p for p in found if p in from_there or p in by_author] or found)


def named_kinds(asked: Asked) -> list[str]:
    """The kinds of paper the message names, as `DocumentKind` values."""
    said = plain(asked.text).replace("|", " ")
    return [kind for kind, words in asked.talk.paper_kinds.items() if words.search(said)]


def _title(paper: Paper) -> str:
    return plain(f"{paper.description.title} {paper.document.name}").replace("|", " ")


def newest(asked: Asked) -> Found:
    """The newest and the oldest paper, by the dates written on them."""
    held = [paper for paper in held_papers(asked) if paper.counts and paper.description.date.date]
    if not held:
        return papers(asked)
    first, last = held[0], held[-1]
    text = asked.say(
        "newest",
        items=place(first, None, asked.language, asked.talk),
        oldest=place(last, None, asked.language, asked.talk),
    )
    cites = tuple(
        paper_cite(paper, asked.language, asked.talk) for paper in ((first, last) if first is not last else (first,))
    )
    return Found(text + reading(asked), cites)


def unread(asked: Asked) -> Found:
    """Papers with a page or a part that could not be read."""
    held = [
        p
        for p in asked.dossier.papers
        if any(page.state == "unreadable" for page in p.document.pages)
        or any(problem.severity != "note" for problem in p.document.problems)
    ]
    if not held:
        return Found(asked.say("unread_none") + reading(asked), empty=True)
    return _papers(asked, "unread", held)
