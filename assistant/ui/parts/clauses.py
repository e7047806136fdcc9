"""A clause of the summary: whose word it is, what a reader must know of it, and its source one click beside it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.actions.review import flag_of
from assistant.model.case import Dossier
from assistant.model.summary import Block, Clause, Mark, Source, Summary
from assistant.ui import frame
from assistant.ui.parts.markup import Html, chip, join, tag
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
WHOLE = ("timeline", "background", "labs", "gaps", "signed")  # boxes as wide as the page
INLINE = ("one_liner", "background", "labs", "gaps")  # clauses follow one another; a label begins a line
HEADS = ("pathology", "imaging", "plan")  # the label names the paper that is quoted
SAID = ("ask", "person", "signed", "gaps")  # boxes whose labels already say whose word it is


def target_of(one: Clause, place: str) -> str:
    """What a flag on the clause is about: its entry, gap or question, else its place on the page."""
    return one.target or f"{place}/{one.label or one.text[:60]}"


def clauses_of(summary: Summary) -> Iterator[tuple[str, Clause]]:
    """Every clause of the first page that can be flagged, with what a flag on it is about."""
    for one in summary.alerts:
        yield target_of(one, "alert"), one
    for each in summary.blocks:
        for one in each.clauses:
            yield target_of(one, each.id), one


def clause(dossier: Dossier, one: Clause, place: str, summary: Summary) -> Html:
    """The clause; it opens its sources beside the page. Only what departs from the usual is marked on it."""
    text = t("sources.quote", words=one.text) if one.quoted else one.text
    lead, _, rest = one.label.partition(" · ") if place in HEADS else (one.label, "", "")
    inside = [tag("strong", lead), tag("span", f" · {rest}", class_="so-muted") if rest else "", " "] if lead else []
    if lead and place in HEADS:
        inside.append(tag("br"))
    inside += [tag("span", text, class_="so-words")]
    papers = len({evidence.span.document for evidence in one.evidence})
    if papers > 1:
        inside += [" ", tag("small", t("brief.papers", count=papers), class_="so-muted")]
    if one.source in (Source.PATIENT, Source.COORDINATOR) and place not in SAID:
        inside.append(chip(word("clause_sources", one.source.name.lower()), "blue"))
    marks = [mark for mark in summary.telling(one.marks) if (mark, place) != (Mark.DIFFER, "gaps")]
    inside += [chip(word("marks", mark), _LOUD[mark]) for mark in marks if mark in _LOUD]
    quiet = [word("marks", mark) for mark in marks if mark not in _LOUD]
    if quiet:
        inside += [" ", tag("small", f"({', '.join(quiet)})", class_="so-muted")]
    target = target_of(one, place)
    flagged = dossier.case.decision(flag_of(target))
    if flagged is not None:
        inside.append(chip(t("flag.flagged"), "red"))
    note = tag("p", t("brief.note", text=one.note), class_="so-muted") if one.note else ""
    class_ = " ".join(("so-clause", *(["so-alert"] if one.alert else []), *(["so-led"] if one.label else [])))
    beside = tag("div", _tools(target), _origin(dossier, one), class_="so-beside")
    return tag("div", tag("details", tag("summary", tag("span", *inside)), beside, name="clause"), note, class_=class_)


def _tools(target: str) -> Html:
    """The way back to the clause, and to say that it is wrong."""
    close = tag("button", t("brief.close"), type="button", class_="so-close")
    return tag("p", close, " ", tag("a", t("flag.link"), href=frame.address("flag", target=target), class_="so-hit"))


def _origin(dossier: Dossier, one: Clause) -> Html:
    if one.evidence:
        return sources(dossier, one.evidence, opened=True)
    return tag("p", t(f"brief.origin.{one.source.name.lower()}"))


def block(dossier: Dossier, one: Block, summary: Summary, *, fold: bool = False) -> Html:
    """A box of the first page; an empty one says which kind of nothing it is. `fold`: earlier opinions wait behind
    a click, for a reader who wants to judge first."""
    earlier = [each for each in one.clauses if fold and Mark.EARLIER in each.marks]
    body = [clause(dossier, each, one.id, summary) for each in one.clauses if each not in earlier]
    if earlier:
        inside = join(clause(dossier, each, one.id, summary) for each in earlier)
        body.append(tag("details", tag("summary", t("brief.earlier", count=len(earlier))), inside))
    if not body:
        body = [tag("p", one.absent or t("brief.not_found"), class_="so-muted")]
    more = tag("span", t("brief.more", count=one.more), class_="so-more") if one.more else ""
    class_ = " ".join(
        ["so-block", *(["so-whole"] if one.id in WHOLE else []), *(["so-inline"] if one.id in INLINE else [])]
    )
    return tag("section", tag("h2", one.title, more), *body, class_=class_, aria_label=one.title)


def strip(clauses: tuple[Clause, ...]) -> Html:
    """The lines at the top: who, by when, what is missing. Clauses of one label share a line."""
    rows: dict[str, list[Clause]] = {}
    for one in clauses:
        rows.setdefault(one.label, []).append(one)
    out = []
    for number, row in enumerate(rows.values()):
        rest = "".join(f" · {one.text}" for one in row[1:])
        out.append(tag("p", tag("strong", row[0].text), rest, class_="so-lead" if number == 0 else None))
    return tag("div", *out, class_="so-panel so-whole")
