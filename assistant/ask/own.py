"""The patient's own questions, as they wrote them: from what they typed and from notes of theirs among the papers.

People write a list without question marks, number it, or put what they ask about in the sentence before. A question
is handed on whole, with what it needs to be understood, and never reworded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.finder import Finder, tokens
from knowledge.schema import Cues

_MARK = re.compile(r"^\s*(?:[-*•·–—‣o]\s+|[-*•·–—‣](?=\S)|\(?\d{1,2}[.):]\s*|\(?[a-hA-H][.)]\s+)")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)|\s+(?=¿)")
_LONGEST = 280  # characters of one question
_SHORTEST = 6
_WRAPPED = 55  # characters: a line this long may go on in the next
_ALONE = 2  # telling words without which a question points at the sentence before it
_TELLING = 4  # letters
_HEADING = 5  # words
_BOX = re.compile(r"[☐☒☑□■]|\[[ xX]?\]|(?<![^\s|])[O0o](?=\s+[A-Za-z]{2})|_{4,}")  # an empty box is often read as an O
_BOXES = 3


def own_questions(text: str, cues: Cues | None, *, typed: bool = False) -> list[str]:
    """The questions in a text by the patient, in their order, each once. `typed`: in answer to us, where a sentence
    that begins as a question is one, whatever mark it ends with."""
    found: dict[str, str] = {}
    for asked in _asked(_marked(text, cues) if typed and cues else text, cues):
        clean = re.sub(r"\?{2,}", "?", " ".join(asked.split())).strip(" \"'“”")
        if _SHORTEST <= len(clean) <= _LONGEST and re.search(r"[^\W\d_]{3}", clean):
            found.setdefault(clean.casefold(), clean)
    return list(found.values())


def asked_plainly(sentence: str, cues: Cues) -> bool:
    """Whether a sentence without its mark begins as only a question does."""
    return len(sentence.split()) > _ALONE and _begins(sentence, cues.asks_plainly)


def _marked(text: str, cues: Cues) -> str:
    rows = (_SENTENCE.split(line) for line in text.splitlines())
    return "\n".join(
        " ".join(f"{s.rstrip('.! ')}?" if "?" not in s and asked_plainly(s, cues) else s for s in row) for row in rows
    )


def _asked(text: str, cues: Cues | None) -> Iterator[str]:
    listing, form = False, len(_BOX.findall(text)) >= _BOXES
    for line, item in _lines(text):
        if not line:
            continue
        head, colon, rest = line.partition(":")
        if not item and cues and "?" not in head and len(head.split()) <= _HEADING:
            if (colon or form or len(line.split()) <= 2) and Finder.spoken_start(head, cues.questions_heading):
                listing, line = True, rest.strip()
            elif colon and not rest.strip():
                listing = False
        if not line or (form and not listing):  # a form asks the patient; only under such a heading do they ask
            continue
        asks = cues is not None and _begins(line, cues.asks)
        if item and len(line) <= _LONGEST and (listing or asks or "?" in line):
            yield line if "?" in line or line.endswith((".", "!")) or not asks else f"{line}?"
        else:
            yield from _sentences(line)
        listing = listing and (item or "?" in line or not line.endswith("."))


def _lines(text: str) -> list[tuple[str, bool]]:
    """Each line without its list mark, and whether it had one; a line that goes on in the next is joined."""
    rows: list[tuple[str, bool]] = []
    long = False
    for raw in text.splitlines():
        mark = _MARK.match(raw)
        line = (raw[mark.end() :] if mark else raw).strip()
        if rows and long and line and not mark and not rows[-1][0].endswith(("?", ":")) and _goes_on(rows[-1], line):
            rows[-1] = (f"{rows[-1][0]} {line}", rows[-1][1])
        else:
            rows.append((line, mark is not None))
        long = len(raw.strip()) >= _WRAPPED
    return rows


def _goes_on(before: tuple[str, bool], line: str) -> bool:
    return line[0].islower() or (not before[0].endswith((".", "!")) and not line[0].isdigit())


def _sentences(line: str) -> Iterator[str]:
    """The sentences that end in a question mark; one that says little alone keeps what stands before it."""
    before = ""
    for sentence in _SENTENCE.split(line):
        if "?" not in sentence:
            before = f"{before} {sentence}".strip()
            continue
        telling = [word for word in tokens(sentence) if len(word) >= _TELLING]
        yield f"{before} {sentence}".strip() if len(telling) <= _ALONE and before else sentence
        before = ""


def _begins(line: str, beginnings: tuple[str, ...]) -> bool:
    words = tokens(line)
    return any(words[: len(start)] == start for start in map(tokens, beginnings))
