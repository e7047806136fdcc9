"""What the second layer of urgency looks at besides meaning: words, parts of words, and cues of time, denial and paper.

Works on text the rules have cleaned (`Urgency.clean`), so that slips of spelling are mended the same way for both."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable

from knowledge.patterns import sentences
from knowledge.urgency import Urgency

CUES = ("past", "maybe", "over", "papers", "now_words", "meaning", "here", "negation", "past_crisis")
_CUT = re.compile(r"[.?!;:\n]+|,|(?:^|\s)\d+[.)]?\s")
_LONGEST, _SHORTEST, _JOINED = 24, 4, 4  # words of a window, and how many clauses it joins


def grams(clean: str) -> tuple[Counter[int], Counter[int]]:
    """Words with their neighbours, and parts of words of three to five letters, as numbers (CRC-32 of the text)."""
    words = clean.split()
    found = [f"w {word}" for word in words]
    found += [f"b {a} {b}" for a, b in zip(["^", *words], [*words, "$"], strict=True)]
    found += [f"s {a} {b}" for a, b in zip(words, words[2:], strict=False)]
    parts = [f"<{word}>"[i : i + n] for word in words for n in (3, 4, 5) for i in range(len(word) + 3 - n)]
    return _numbered(found), _numbered(f"c {part}" for part in parts)


def _numbered(found: Iterable[str]) -> Counter[int]:
    return Counter(zlib.crc32(text.encode()) for text in found)


def cues(clean: str, urgency: Urgency) -> list[float]:
    """Cues of time, denial, paper and meaning (0 or 1 each), then how many signs and weights the rules' lists see."""
    said = sentences(clean)
    found = [float(bool(urgency.cues[name].search(clean))) for name in CUES]
    signs = sum(any(sign.find(part) for part in said) for sign in urgency.together.signs)
    weights = sum(any(weight.find(part) for part in said) for weight in urgency.together.weights)
    return [*found, min(signs, 4) / 2, weights / 2]


def windows(text: str) -> list[str]:
    """Runs of neighbouring clauses of a message that has several: what is said in passing is weighed by itself too."""
    parts = [part.strip() for part in _CUT.split(text) if part and part.strip()]
    found: list[str] = []
    for start in range(len(parts)):
        for end in range(start + 1, min(start + _JOINED, len(parts)) + 1):
            joined = " ".join(parts[start:end])
            size = len(joined.split())
            whole = start == 0 and end == len(parts)
            if not whole and size >= _SHORTEST and (size <= _LONGEST or end == start + 1):
                found.append(joined)
    return found
