"""Where the sentences of a block end: at a full stop that is none of an abbreviation, a semicolon, a gap of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

STOP = re.compile(
    r"[.!?;:\s](?:(?=\s\s)(?<=\S\s)\s{2,}(?=\S)"
    r"|(?<!\s)(?:(?<=[.!?])[\"')\]]*(?=\s|$)|(?<=;)(?=\s)|(?<=:)(?=\s*\n(?![a-z]))))"
)  # the end of a sentence, or a gap between columns
SHORT = 7  # letters; no abbreviation has so many
SAME = re.compile(r"\s*(?:and |but )?(?:he|she|they|one|two|the other|another|ella|él)\b", re.IGNORECASE)
ANSWER = re.compile(
    r"\s*(?:(?:[☐☒☑□■✓✔]|[\[(] {0,2}x? {0,2}[\])]) ?)?"
    r"(?:yes|no|si|none|nope|never|denie[sd]|negative|ninguna?|nada|nunca|[yn](?= ?[/(\[☐☒☑]|[.;,]|\s*$))\b"
)
ANSWERED = re.compile(r"[?:] ?[YN]$")
ABBREVIATION = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|vs|e\.?g|i\.?e|approx|st|jr|sr|fig|inc|no|pt|prof|ced|dra|sra|ave|blvd|tel|c|h|a|b|e|u\.?s|"
    r"etc|al|sp|cf|resp|temp|dept|univ|vol|max|min|ext|lt|rt|q|p\.?o|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|p\.?r\.?n|"
    r"[a-z])|(?<![\d.,/])\b\d)$"
)


def sentences_of(text: str, flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of `text[start:end]`; `flat` is the text in plain letters, place by place."""
    begin = start
    for match in STOP.finditer(text[start:end]):
        stop = start + match.end()
        if match[0][0] == "." and text[max(0, stop - 4) : stop] == "....":
            continue  # dots that lead the eye to the answer
        if match[0][0] == "." and stop < end:
            first, last = max(begin, start + match.start() - 12), start + match.start()
            answered = text[last - 1] in "YN" and ANSWERED.search(text, first, last) is not None  # "Asthma? N."
            if (
                not answered
                and not (last >= SHORT and flat[last - SHORT : last].isalpha())
                and ABBREVIATION.search(flat[first:last])
                and not _truly_ends(text[first:last], text[stop:end].lstrip())
            ):
                continue
        if match[0] == "?" and not text[max(begin, stop - 2) : stop - 1].strip():
            continue  # a mark in front of what is asked ("? stone")
        if match[0][0] == "?" and ANSWER.match(flat, stop):
            continue  # "Diabetes? No." is one statement
        if match[0] == ";" and SAME.match(text, stop):
            continue
        if match[0].isspace() and text[start + match.start() - 1] == "?" and ANSWER.match(flat, stop):
            continue
        if match[0].isspace() and not re.search(r"[A-Za-z]", text[begin:stop]):
            continue
        if match[0].isspace() and text[start + match.start() - 1 : start + match.start()] not in ".:;!?":
            continue
        yield begin, stop
        begin = stop
    if begin < end:
        yield begin, end


def _truly_ends(word: str, following: str) -> bool:
    """After a number or a single letter a full stop ends the sentence when a new one visibly begins."""
    last = word.split()[-1] if word.split() else ""
    if last.isdigit() or (len(last) == 1 and last.isalpha() and last.islower()):
        return bool(following) and following[0].isupper()
    return (
        last.lower() in {"etc", "al", "b", "c", "no", "pt", "d"}
        and following[:1].isupper()
        and len(last) > 1
        and last.lower() != "pt"
    )
