"""A part of a visit's note found by its heading ("Examination"), word for word. Reads no meaning in it."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.model.facts import Evidence
from assistant.model.papers import Paper
from knowledge.kinds import fold
from knowledge.layouts import headings

# A heading: short words on a line of their own, or before a colon at the start of a line.
HEADING = re.compile(r"^[ \t]*(?P<words>[^\W\d][\w /&-]{1,40}?)[ \t]*(?::|$)", re.M)
MOST = 600  # characters


def part(paper: Paper, kinds: Collection[str]) -> Evidence | None:
    """The words under the first heading of one of these kinds, up to the next heading of any kind."""
    known = headings()
    for page in paper.document.pages:
        found = [
            (match, known[fold(match["words"])])
            for match in HEADING.finditer(page.text)
            if fold(match["words"]) in known
        ]
        for number, (match, kind) in enumerate(found):
            if kind not in kinds:
                continue
            ends = [each.start() for each, other in found[number + 1 :] if other != kind]
            words = list(re.finditer(r"\S+", page.text[match.end() : min([*ends, match.end() + MOST])]))
            if words:
                start, end = match.end() + words[0].start(), match.end() + words[-1].end()
                return Evidence(paper.document.span(page.number, start, end), "part")
    return None
