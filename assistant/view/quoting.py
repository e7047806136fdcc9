"""The whole sentence around a statement's words, so that a quotation never loses its "no" or its "possible"."""

from __future__ import annotations

import re

from assistant.model.facts import Evidence
from assistant.model.papers import Paper
from assistant.view.clauses import Scene
from knowledge.history import load_history
from knowledge.kinds import fold

REACH = 420  # characters looked at on each side
# An end of a sentence; any line break, of which the soft ones are told by the length of the line before.
BREAK = re.compile(r"(?<=[.?!])\s+(?=[A-ZÁÉÍÓÚÑ0-9(“\"*•\-])|\n\s*")
ANEW = re.compile(r"(?:\d{1,2}[.)]\s|[A-Z][.)]\s|[-•*]\s|[A-ZÁÉÍÓÚÑ][\w /()-]{1,40}:)")
FULL = 0.72  # of the page's usual width: a shorter line ends because its words end
ABBREVIATED = re.compile(r"\b(?:dr|mr|mrs|ms|no|vs|approx|st|fig|e\.g|i\.e|[a-z])\.$", re.I)
RULE = re.compile(r"[-=_*·.\s]{3,}$")  # a line drawn across the page
UNFINISHED = re.compile(  # a line that ends so goes on in the next, whatever that begins with
    r"\b(?:the|an?|of|and|or|to|in|on|with|for|by|my|his|her|their|is|was|el|la|los|las|un|una|de|del|y|o|en|con|por|para|su)$",
    re.I,
)
LISTED = re.compile(r"^\s*\d{1,2}[.)]$")


def sentence(evidence: Evidence, scene: Scene) -> Evidence:
    """The same place widened to its sentence; as it is when the page is not at hand."""
    span = evidence.span
    paper: Paper | None = scene.paper(evidence)
    if paper is None:
        return evidence
    text = next((page.text for page in paper.document.pages if page.number == span.page), "")
    if text[span.start : span.end] != span.quote:
        return evidence
    width = _width(text)
    start, end = _start(text, span.start, width), _end(text, span.end, width)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence(paper.document.span(span.page, start, end), evidence.method)


def last_sentence(evidence: Evidence, scene: Scene) -> Evidence:
    """The last sentence of a place that holds several: what a rule looked for ends it."""
    span, paper = evidence.span, scene.paper(evidence)
    if paper is None:
        return evidence
    end = span.start + len(span.quote.rstrip(" \n.;"))
    return sentence(Evidence(paper.document.span(span.page, max(span.start, end - 1), end), evidence.method), scene)


def with_the_one_before(evidence: Evidence, scene: Scene) -> Evidence:
    """A sentence together with the one before it in the same paragraph; alone where there is none."""
    span, paper = evidence.span, scene.paper(evidence)
    if paper is None:
        return evidence
    text = paper.document.page(span.page).text
    end = len(text[: span.start].rstrip())
    if not end or text[end : span.start].count("\n") > 1:
        return evidence
    before = sentence(Evidence(paper.document.span(span.page, end - 1, end), evidence.method), scene)
    return Evidence(paper.document.span(span.page, before.span.start, span.end), evidence.method)


def _width(text: str) -> int:
    """How long the long lines of the page are."""
    lengths = sorted(len(line.rstrip()) for line in text.split("\n") if line.strip())
    return lengths[int(len(lengths) * 0.9)] if len(lengths) > 3 else 200


def _start(text: str, at: int, width: int) -> int:
    low = max(0, at - REACH)
    best = low if low == 0 else at
    for found in BREAK.finditer(text, low, at + REACH):
        if found.end() > at:
            break
        if _ends(text, found, width):
            best = found.end()
    return best


def _end(text: str, at: int, width: int) -> int:
    high = min(len(text), at + REACH)
    for found in BREAK.finditer(text, max(0, at - 1), high):
        if found.start() >= at and _ends(text, found, width):
            return found.start()
    return high if high == len(text) else at


def _ends(text: str, found: re.Match[str], width: int) -> bool:
    """Whether a sentence, a heading or an item of a list ends here."""
    at = found.start()
    before = text[max(0, at - 12) : at]
    line = text[text.rfind("\n", 0, at) + 1 : at].strip()
    if LISTED.match(line):
        return False
    if "\n" not in found.group(0):
        return not ABBREVIATED.search(before)
    if "\n" in found.group(0)[1:].replace(" ", "") or line.endswith((":", ".")):
        return True
    after = text[found.end() :].split("\n", 1)[0].strip(" :")
    if RULE.match(line) or RULE.match(after):
        return True
    if UNFINISHED.search(line) and len(line) > width * FULL:
        return False
    if fold(after) in load_history().heading_words:
        return True
    return len(line) < width * FULL or bool(ANEW.match(text, found.end()))
