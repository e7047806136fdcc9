"""What a paper says around a fact: the sentence it stands in, or its line where there are no sentences. As written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.extract.sentences import sentences_of
from assistant.model.facts import Evidence
from assistant.model.papers import Paper
from knowledge.plain import plain

LONGEST = 26  # words of a sentence that is shown whole
LINE = re.compile(r"[^\n]+(?:\n[a-zá-ú][^\n]*)*")  # with the lines that go on small


def said_around(paper: Paper, evidence: Evidence, words: int = LONGEST) -> str:
    """The sentence that holds the evidence; its own lines when that is long; cut with "…" when those are too."""
    span = evidence.span
    text = next((page.text for page in paper.document.pages if page.number == span.page), "")
    if text[span.start : span.end] != span.quote:
        return _cut(span.quote, words)
    start, end = _sentence(text, span.start, span.end)
    whole = " ".join(text[start:end].split())
    if len(whole.split()) <= words and "\n" not in text[start:end].strip():
        return whole
    if len(whole.split()) <= words and _prose(text[start:end]):
        return whole
    start = max(start, text.rfind("\n", 0, span.start) + 1)
    below = text.find("\n", span.end)
    end = min(end, below if below >= 0 else len(text))
    return _around(text[start:end], span.start - start, span.end - start, words)


def units_of(text: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences of a page; of its lines where a sentence is none, as in tables and lists."""
    flat = plain(text)
    for block in re.finditer(r"(?:[^\n]|\n(?!\s*\n))+", text):
        for start, end in sentences_of(text, flat, block.start(), block.end()):
            if "\n" not in text[start:end].strip() or _prose(text[start:end]):
                yield _trimmed(text, start, end)
            else:
                yield from (_trimmed(text, start + m.start(), start + m.end()) for m in LINE.finditer(text[start:end]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    whole = text[start:end]
    return start + len(whole) - len(whole.lstrip()), start + len(whole.rstrip())


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Of the sentence that holds `start`, up to the end of the one that holds `end`."""
    low, high = max(0, text.rfind("\n\n", 0, start)), text.find("\n\n", end)
    high = len(text) if high < 0 else high
    first, last = start, end
    for begin, stop in sentences_of(text, plain(text), low, high):
        if begin <= start < stop:
            first = begin
        if begin < end <= stop:
            last = stop
            break
    return first, max(last, end)


def _prose(text: str) -> bool:
    """Whether lines run on: all but the last end within a sentence and the next begins small or with a number."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return all(re.match(r"[a-zá-ú(\d]", line) or len(above) > 60 for above, line in pairwise(lines))


def _cut(text: str, words: int) -> str:
    parts = text.split()
    return " ".join(parts[:words]) + ("…" if len(parts) > words else "")


def _around(text: str, start: int, end: int, words: int) -> str:
    """So many words of a line with the ones that matter among them."""
    before, after = text[:start].split(), text[start:].split()
    room = max(0, words - len(text[start:end].split()))
    kept = before[-(room // 2) :] if room // 2 and len(before) > room // 2 else before if room // 2 else []
    tail = after[: words - len(kept)]
    return ("…" if len(kept) < len(before) else "") + " ".join([*kept, *tail]) + ("…" if len(tail) < len(after) else "")
