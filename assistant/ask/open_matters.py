"""What is still open in the papers, in one question: results to come, tests planned, advice that nothing follows up.

Quotes the papers where they say it best; decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.model.facts import Assertion, Evidence, FactKind
from assistant.model.gaps import Gap, GapState, Need
from assistant.model.history import History
from knowledge.finder import Finder, likeness, tokens
from knowledge.schema import Cues, Pathway

MOST = 3  # named in the question
_RECORDS = ("report", "image", "slides", "lab", "genetic", "procedure")
_QUOTED = re.compile(r"[“«].+[”»]")
_MEANINGFUL = 4  # letters: shorter words say nothing about the topic
_SHORTEST = 3  # letters of the name of a test
_ABOUT = 2  # telling words beside those of advice: "Follow-up in 6 weeks" names nothing to ask about
_LONGEST = 18  # words of a quotation of what is planned
_ALIKE = 0.75
_BEFORE = 4  # words before an operation in which "before" or "after" stands


@dataclass(frozen=True)
class Open:
    """One open matter. `sort`: pending | planned | advised; `text` as it is named in a list."""

    sort: str
    text: str
    evidence: tuple[Evidence, ...]
    required: bool = False
    key: str = ""


def open_matters(gaps: Sequence[Gap], history: History, pathway: Pathway, language: str) -> list[Open]:
    """At most `MOST`, results to come first, no two alike."""
    kept: list[Open] = []
    for one in (*_pending(gaps), *_planned(gaps, pathway, language), *_advised(history, pathway, language)):
        same = any(one.evidence[:1] == other.evidence[:1] or likeness(one.text, other.text) >= _ALIKE for other in kept)
        if not same and sum(other.sort == one.sort for other in kept) < MOST - 1:
            kept.append(one)
    return kept[:MOST]


def _pending(gaps: Sequence[Gap]) -> Iterator[Open]:
    for gap in sorted(gaps, key=lambda g: g.need is not Need.REQUIRED):
        if gap.state is not GapState.INCOMPLETE or not gap.evidence or gap.found or gap.kind in ("image", "file"):
            continue
        quoted = _QUOTED.search(gap.label)  # the paper's own words say it better than our name for it
        label = gap.label[:1].lower() + gap.label[1:] if gap.label[1:2].islower() else gap.label
        yield Open("pending", quoted[0] if quoted else label, gap.evidence, gap.need is Need.REQUIRED, f"gap|{gap.id}")


def _planned(gaps: Sequence[Gap], pathway: Pathway, language: str) -> Iterator[Open]:
    """A record that a paper speaks of as planned; what hangs on an "if", or is asked there, is not."""
    cues = pathway.shared.cues
    for gap in gaps:
        if gap.state is not GapState.UNCONFIRMED or not gap.evidence or gap.kind not in _RECORDS or cues is None:
            continue
        quote = " ".join(gap.evidence[0].span.quote.split()).strip(" .;,|-•*")
        denied = Finder.spoken(quote, ("not", "no", "if", "si"))
        told = Finder.spoken_start(quote, (*cues.planned, *cues.ordered))
        offered = Finder.spoken_start(quote, cues.offers)  # a choice to be made, no test to come
        if "?" in quote or denied or offered or not told or not 1 < len(quote.split()) <= _LONGEST:
            continue
        yield Open("planned", _quoted(quote, pathway, language), gap.evidence, key=f"gap|{gap.id}")


def _advised(history: History, pathway: Pathway, language: str) -> Iterator[Open]:
    """Advice in a report that no later paper follows up."""
    cues = pathway.shared.cues
    done = {word for e in history.entries if e.kind is not FactKind.RECOMMENDATION for word in tokens(e.name)}
    for entry in sorted(history.of(FactKind.RECOMMENDATION), key=lambda e: e.when.date, reverse=True):
        fact = entry.facts[0]
        if fact.assertion in (Assertion.ABSENT, Assertion.FAMILY) or cues is None:
            continue
        if (
            _operation(fact.text, cues)
            or not Finder.spoken_start(fact.text, cues.advice)
            or Finder.spoken_start(fact.text, cues.not_advice)
        ):
            continue
        words = [w for w in tokens(entry.name) if len(w) >= _MEANINGFUL]
        advice = {w for phrase in cues.advice for w in tokens(phrase) if len(w) >= _MEANINGFUL}
        about = [w for w in tokens(fact.text) if len(w) >= _SHORTEST and not any(w.startswith(a) for a in advice)]
        if len(about) >= _ABOUT and words and sum(w in done for w in words) <= len(words) / 2:
            quote = " ".join(fact.text.split())[:160].strip(" .;,|-•*")
            yield Open("advised", _quoted(quote, pathway, language), entry.evidence[:2], key=f"advice|{entry.id}")


def _operation(text: str, cues: Cues) -> bool:
    """Whether what is advised is itself an operation: that is what the second opinion is about, not a loose end.
    A test "before surgery" or "after nephrectomy" is one."""
    words = tokens(text)
    return any(
        word.endswith(cues.operations) and not set(words[max(0, at - _BEFORE) : at]) & set(cues.around)
        for at, word in enumerate(words)
    )


def _quoted(text: str, pathway: Pathway, language: str) -> str:
    return pathway.shared.says["quoted"].of(language).format(text=text)
