"""What one paper concludes, verbatim, with its places: the impression, the diagnosis, the plan; never our words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.classify.labels import values
from assistant.model.facts import Assertion, Evidence, Fact, FactKind
from assistant.model.papers import DocumentKind, Paper
from assistant.reconcile.sources import Sources
from ingest.document import Document, PageState
from knowledge.history import load_history
from knowledge.kinds import fold, load_kinds

LONGEST = 180
_NUMBER = re.compile(r"^\(?\d{1,2}[.)]\s+")
VISITS = frozenset(
    {
        DocumentKind.CONSULT_NOTE,
        DocumentKind.ONCOLOGY_NOTE,
        DocumentKind.PROGRESS_NOTE,
        DocumentKind.HISTORY_PHYSICAL,
        DocumentKind.EMERGENCY_NOTE,
        DocumentKind.DISCHARGE_SUMMARY,
        DocumentKind.REFERRAL_LETTER,
    }
)


def conclusion(paper: Paper) -> tuple[str, tuple[Evidence, ...]]:
    """The words and where they stand; only a place (its title) where a paper concludes nothing."""
    for facts in _candidates(paper):
        kept = [fact for fact in facts if not is_heading(fact.text)]
        lines = _lines(paper.document, kept, paper.description.title)
        if lines:
            return shortened(_joined([text for text, _ in lines])), tuple(place for _, place in lines)
    return "", _title_place(paper)


def _candidates(paper: Paper) -> list[list[Fact]]:
    by_kind = {kind: [fact for fact in paper.facts if fact.kind is kind] for kind in FactKind}
    if paper.kind in VISITS:
        assessed = [f for f in paper.facts if _telling(f) and f.assertion is not Assertion.ABSENT]
        return [assessed, by_kind[FactKind.IMPRESSION], by_kind[FactKind.RECOMMENDATION][:2]]
    present = [f for f in by_kind[FactKind.PATHOLOGY_DIAGNOSIS] if f.assertion is Assertion.PRESENT]
    done = [f for f in by_kind[FactKind.PROCEDURE] if f.details.get("group", "") in load_history().treatments]
    done = [f for f in done if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    given = [f for f in by_kind[FactKind.MEDICATION] if section(f) in load_history().given_in]
    seen = [f for kind in (FactKind.IMAGING_FINDING, FactKind.PROBLEM) for f in by_kind[kind]]
    seen = [f for f in seen if f.assertion is Assertion.PRESENT][:2]
    procedure = paper.kind in (DocumentKind.PROCEDURE_NOTE, DocumentKind.OPERATIVE_NOTE)
    return [present, by_kind[FactKind.IMPRESSION], *([done, given[:1]] if procedure else [seen])]


def dated_by_visit(fact: Fact, sources: Sources) -> bool:
    """Whether the only date a procedure has is that of the visit at which it was talked about."""
    paper = sources.papers.get(fact.span.document)
    return paper is not None and paper.kind in VISITS and fact.when.date == sources.date(fact)


def _telling(fact: Fact) -> bool:
    telling = load_history().telling
    return telling.get(section(fact), 0.0) >= max(telling.values())


def section(fact: Fact) -> str:
    """The part of the paper a rule found it in, where the rule says."""
    method = fact.evidence[0].method
    return method.rpartition(".")[2] if method.startswith("rule:") else ""


def is_heading(text: str) -> bool:
    """Whether words are nothing but a heading."""
    return fold(text) in load_history().heading_words


def verbatim(document: Document, fact: Fact) -> tuple[str, Evidence]:
    """The whole sentence a fact stands in, for a diagnosis must not lose its qualifiers; wrapped lines are one."""
    span = fact.span
    text = document.page(span.page).text
    start, end = _sentence_start(text, span.start), _sentence_end(text, span.end)
    place = document.span(span.page, start, end)
    return " ".join(place.quote.split()), Evidence(place, fact.evidence[0].method)


def _sentence_start(text: str, at: int) -> int:
    start = text.rfind("\n", 0, at) + 1
    dot = text.rfind(". ", start, at)
    while dot < 0 and start > 1 and _wraps(text, start - 1):
        above = text.rfind("\n", 0, start - 1) + 1
        dot = text.rfind(". ", above, start)
        start = above
    start = dot + 2 if dot >= 0 else start
    return start + len(text[start:at]) - len(text[start:at].lstrip())


def _sentence_end(text: str, at: int) -> int:
    while True:
        line = text.find("\n", at)
        line = len(text) if line < 0 else line
        dot = text.find(". ", max(at - 1, 0), line)
        if dot >= 0:
            return max(at, dot)
        if line >= len(text) or not _wraps(text, line):
            return line
        at = line + 1


def _wraps(text: str, newline: int) -> bool:
    """Whether a line break only wraps a sentence: nothing ends before it, and small letters or a number follow."""
    after = text[newline + 1 : newline + 2]
    before = text[:newline].rstrip()[-1:]
    return (after.islower() and before not in ".!?") or (after.isdigit() and before.isalpha() and before.islower())


def _lines(document: Document, facts: Sequence[Fact], title: str) -> list[tuple[str, Evidence]]:
    found: dict[str, Evidence] = {}
    for fact in facts:
        if fact.span.document == document.id:
            text, place = verbatim(document, fact)
            heading, colon, rest = text.partition(": ")
            text = rest if colon and is_heading(heading) else text
            if not is_heading(text) and fold(text) not in fold(title) and not of_the_head(text):
                found.setdefault(text, place)
    return list(found.items())


def of_the_head(text: str) -> bool:
    """Whether a line is one of the head's: labelled dates, names and numbers."""
    if any(pattern.search(text) for pattern in load_kinds().counters):
        return True
    return any(value.date or value.field in ("name", "doctor", "author", "mrn") for value in values(text))


def _joined(lines: Sequence[str]) -> str:
    """Lines after one another, without their numbers in a list and the full stops between them."""
    texts = [_NUMBER.sub("", line) for line in lines]
    return "; ".join([*(text.rstrip(".; ") for text in texts[:-1]), *texts[-1:]]).replace(":; ", ": ")


def shortened(text: str, longest: int = LONGEST) -> str:
    """At most so many characters, cut between words and said to be cut."""
    return text if len(text) <= longest else text[: longest - 2].rsplit(" ", 1)[0] + " …"


def _title_place(paper: Paper) -> tuple[Evidence, ...]:
    for page in paper.document.pages:
        if page.state is not PageState.READ or not page.text.strip():
            continue
        start = page.text.find(paper.description.title) if paper.description.title else -1
        if start < 0:
            start = len(page.text) - len(page.text.lstrip())
        end = page.text.find("\n", start)
        end = len(page.text) if end < 0 else end
        return (Evidence(paper.document.span(page.number, start, end), "rule:paper.title"),)
    return ()
