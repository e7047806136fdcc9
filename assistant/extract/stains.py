"""Several markers under one word: "positive for CD10, CD19 and TdT", "estrogen and progesterone receptor positive".

Each marker is a fact of its own with the one result. A marker with a value of its own is read by `results`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.work import Work
from assistant.model.facts import Assertion, Fact, FactKind
from knowledge.lexicon import Lexicon, Term


@lru_cache(maxsize=2)
def _shape(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(one marker, a list of them with its result in front or behind)."""
    words = lexicon.words["phrases"]
    one = rf"(?<![\w-])(?:{words['marker']})(?![\w-])"
    more = rf"{one}(?: \([^)\n]{{0,24}}\))?(?:(?: ?[,/] ?|,? (?:and|y|e|or|o|&) ){one}(?: \([^)\n]{{0,24}}\))?)*"
    said, are = words["marker_result"], r"(?:(?:are|is|were|was|all|both) )*"
    behind = rf"(?<!not )\b({said}) (?:for|para|with|staining for) ({more})"
    return re.compile(one), re.compile(rf"{behind}|({more}),? {are}({said})")


def stains(work: Work) -> Iterator[Fact]:
    """Facts from the lists of markers of a page."""
    one, listed = _shape(work.lexicon)
    for match in work.anchors.near("stains", listed):
        place = work.place_of(match.start())
        if place is None or place.section in ("technique", "questions", "family_history"):
            continue
        first, last = match.span(2) if match[2] else match.span(3)
        result = match[1] or match[4]
        judged = work.judge(place, first, last).assertion
        if judged is Assertion.CONDITIONAL or shapes.said("if_result").search(work.flat[place.start : match.start()]):
            continue  # "chemotherapy only if HER2 is positive" gives no result
        for found in one.finditer(work.flat, first, last):
            term = _term(work, found[0])
            yield work.fact(
                FactKind.BIOMARKER,
                term.name if term else work.text[found.start() : found.end()],
                found.span(),
                "stains",
                Assertion.FAMILY if judged is Assertion.FAMILY else Assertion.PRESENT,
                term=term,
                when=work.setting.when,
                value=result,
                details={"test": work.text[found.start() : found.end()]},
            )


def _term(work: Work, written: str) -> Term | None:
    look_up = work.lexicon.look_up
    full = shapes.said("receptor_of").match(written)
    return look_up(f"{written} receptor" if full else written, "marker") or look_up(written.upper(), "marker")
