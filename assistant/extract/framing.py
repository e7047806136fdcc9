"""What frames words from further off than a cue beside them: an opening with a gap in it ("options for her … include"),
the yes or no beside a name on a form, and the line that a list stands under ("The following were not seen:").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.reading import BULLET, Place
from knowledge.lexicon import Cue, Lexicon

ANSWERING = " ,:?([.·_/☐☒☑✓✔"  # what may stand between a name and its answer


@lru_cache(maxsize=2)
def _openings(lexicon: Lexicon) -> re.Pattern[str]:
    """The openings of `words/context.yml`, one group for each meaning."""
    named = lexicon.words["context"]["openings"].items()
    return re.compile("|".join(f"(?P<{meaning}>{'|'.join(map(str, said))})" for meaning, said in named))


def openings(flat: str, lexicon: Lexicon) -> list[Cue]:
    """Cues of a sentence that are a pattern rather than a wording; each governs what stands behind it."""
    return [
        Cue(match.start(), match.end(), str(match.lastgroup), "before") for match in _openings(lexicon).finditer(flat)
    ]


def answer(flat: str, end: int) -> str:
    """ "yes" or "no" where a form answers beside what ends at `end`, else ""."""
    if end >= len(flat) or flat[end] not in ANSWERING:
        return ""
    if shapes.said("answered_no").match(flat, end):
        return "no"
    return "yes" if shapes.said("answered_yes").match(flat, end) else ""


def leads(text: str, sentences: Sequence[Place]) -> dict[int, Place]:
    """Start of a sentence in a list -> the line that opens the list with a colon."""
    found: dict[int, Place] = {}
    lead: Place | None = None
    reached = 0
    for place in sentences:
        if text.find(":", place.start, place.end) >= 0 and _opens(text[place.start : place.end], lead is not None):
            lead = place
        elif lead is not None:
            if BULLET.match(text, place.start) or "\n" not in text[reached : place.start]:
                found[place.start] = lead
            else:
                lead = None
        reached = place.end
    return found


def _opens(written: str, listing: bool) -> bool:
    """A list begins behind it: a colon ends it, or a semicolon its first entry."""
    ending = written.rstrip()[-1:]
    return ending == ":" or (ending == ";" and not listing)
