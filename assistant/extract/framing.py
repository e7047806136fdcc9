"""What frames words from further off than a cue beside them: an opening with a gap in it ("options for her … include"),
the yes or no beside a name on a form, and the line that a list stands under ("The following were not seen:").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.extract import shapes
from assistant.extract.reading import BULLET, Place
from assistant.extract.starting import Start, Starting
from knowledge.lexicon import Cue, Lexicon
from knowledge.plain import plain

SIGN = re.compile(r"(?<![^\s:,(])[+-](?=[a-z]{3})")
BETWEEN = 1  # words between a sign and what it answers for
LABEL = 42  # characters; a label is not longer
ANSWERING = " ,:?([.·_/☐☒☑✓✔"  # what may stand between a name and its answer


@lru_cache(maxsize=4)
def _framing(lexicon: Lexicon, key: str) -> tuple[Starting, tuple[str, ...]]:
    """The openings or closings of `words/context.yml`, and what each means."""
    told = [(str(one), meaning) for meaning, listed in lexicon.words["context"][key].items() for one in listed]
    return Starting([pattern for pattern, _ in told]), tuple(meaning for _, meaning in told)


def starts(flat: str, lexicon: Lexicon, key: str) -> list[Start]:
    """Where on a page its "openings" or "closings" may stand."""
    return _framing(lexicon, key)[0].on_page(flat)


def openings(flat: str, lexicon: Lexicon, known: Iterable[Start] | None = None, shift: int = 0) -> list[Cue]:
    """Cues of a sentence that are a pattern rather than a wording; each governs what stands behind it.

    `known` are the `starts` of the page that stand in the sentence, which begins at `shift`.
    """
    patterns, meanings = _framing(lexicon, "openings")
    found = patterns.matches(flat, patterns.on_page(flat) if known is None else known, shift)
    return [Cue(match.start(), match.end(), meanings[which], "before") for which, match in found]


def closings(flat: str, lexicon: Lexicon, known: Iterable[Start] | None = None, shift: int = 0) -> list[Cue]:
    """What a sentence says close behind a name ("… is a common disease", "… went away"); "general" holds of nobody."""
    patterns, meanings = _framing(lexicon, "closings")
    found = []
    for which, match in patterns.matches(flat, patterns.on_page(flat) if known is None else known, shift):
        meaning = meanings[which]
        if meaning == "general":
            if shapes.said("one_person").search(flat):
                continue
            meaning = "conditional"
        found.append(Cue(match.start(), match.end(), meaning, "close"))
    return found


def signs(flat: str) -> list[int]:
    """Where the signs stand of a sentence that answers by them ("CV: -chest pain +palpitations"); one is no answer."""
    found = [match.start() for match in SIGN.finditer(flat)]
    return found if len(found) > 1 else []


def signed(flat: str, signs: Sequence[int], start: int) -> str:
    """ "yes" or "no" by the last sign close in front of what begins at `start`, and no colon between, else ""."""
    last = max((sign for sign in signs if sign < start), default=None)
    if last is None or len(flat[last:start].split()) > BETWEEN or ":" in flat[last:start]:
        return ""
    return "no" if flat[last] == "-" else "yes"


def answer(flat: str, end: int) -> str:
    """ "yes" or "no" where a form answers beside what ends at `end`, else ""."""
    if end >= len(flat) or flat[end] not in ANSWERING:
        return ""
    if shapes.said("answered_no").match(flat, end):
        return "no"
    return "yes" if shapes.said("answered_yes").match(flat, end) else ""


def leads(text: str, sentences: Sequence[Place]) -> dict[int, Place]:
    """Start of a sentence in a list -> the line that opens the list with a colon, or stands over it as a label."""
    found: dict[int, Place] = {}
    lead: Place | None = None
    reached = 0
    for place in sentences:
        length = place.end - place.start
        if length >= LABEL and lead is None and text.find(":", place.start, place.end) < 0:
            continue
        written = text[place.start : place.end]
        if (":" in written and _opens(written, lead is not None)) or (length < LABEL and label(plain(written))):
            lead = place
        elif lead is not None:
            under = text[reached : place.start].count("\n")
            cell = reached == lead.end and under == 1 and ":" not in text[lead.start : lead.end]
            if BULLET.match(text, place.start) or not under or cell:  # a cell: printed under its label
                found[place.start] = lead
            else:
                lead = None
        reached = place.end
    return found


def label(written: str) -> str:
    """What a label over a cell says of it: "planned", "possible" or ""."""
    written = written.strip()
    if not written[-1:].isalpha() or not shapes.said("label_line").fullmatch(written):
        return ""
    return "possible" if shapes.said("label_doubts").search(written) else "planned"


def _opens(written: str, listing: bool) -> bool:
    """A list begins behind it: a colon ends it, or a semicolon its first entry."""
    ending = written.rstrip()[-1:]
    return ending == ":" or (ending == ";" and not listing)
