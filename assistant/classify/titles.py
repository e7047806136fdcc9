"""The line that names a paper: which lines near its top could, and which of them says best what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.classify.labels import labels
from assistant.classify.lines import TITLE_LINES, Line, could_be_title, heading, lines, title_text
from assistant.classify.weights import Evidence, places
from assistant.model.papers import DocumentKind
from knowledge.kinds import Kinds, fold, load_kinds
from knowledge.layouts import column_words, headings

_LABEL = re.compile(r"[^\W\d_][\w.]*:\s")
_BEGINS_WITH_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
_SENTENCES = re.compile(r"[a-záéíóúñ]{3}\.\s+[A-ZÁÉÍÓÚÑ]")
_OF_VISITS = frozenset({"chief_complaint", "history_present", "reason", "past_history", "medications"})


def _naming(line: str, order: int, words: Kinds) -> float:
    """How much a line near the top is one that names the paper: 0 for a sentence, little for a section heading."""
    if not could_be_title(line):
        return 0.0
    numbered = any(sign.isdigit() for sign in line)
    if numbered and any(mark.field in ("birth_date", "mrn") for mark in labels(line, words)):
        return 0.3
    label, _, rest = line.partition(":")
    if rest.strip() and heading(line) and heading(line) not in words.title_labels and len(label.split()) < 6:
        return 0.35
    if line.rstrip().endswith(":") and order >= 4:
        return 0.35
    return 1.0 if order < 10 else 0.6


def title_evidence(rows: Sequence[Line], words: Kinds) -> Iterator[Evidence]:
    """For each kind the best title line near the top that names it."""
    place = places()["titles"]
    best: dict[str, Evidence] = {}
    for order, row in enumerate(rows[:TITLE_LINES]):
        naming = _naming(row.text, order, words)
        folded = fold(title_text(row.text)) if naming else ""
        if not folded or not naming:
            continue
        for number, start, end in place.find(folded):
            cover = (end - start) / len(folded)
            share = 1.3 if cover > 0.55 else 0.75 if cover > 0.3 else 0.5 if cover > 0.15 else 0.2
            for kind, points in place.points[number]:
                item = Evidence(kind, points * share * naming, f"title: {place.words[number]}")
                if kind not in best or item.points > best[kind].points:
                    best[kind] = item
    yield from best.values()


def titles(text: str, kind: DocumentKind) -> list[tuple[float, str]]:
    """Lines near the top that name a paper of this kind, as written, with their points; the best name first."""
    place, words = places()["titles"], load_kinds()
    found = []
    for order, row in enumerate(lines(text)[:TITLE_LINES]):
        written = title_text(row.text)
        folded = fold(written) if speaks(written) else ""
        naming = _naming(row.text, order, words)
        for number, start, end in place.find(folded) if folded and naming else ():
            points = dict(place.points[number]).get(kind.value, 0.0)
            if points > 0:
                rest = f"{folded[:start]} {folded[end:]}".split()
                place_name = any(word in words.institutions for word in rest)
                found.append((points * naming, (end - start) / len(folded), place_name, written))
    most = max((points for points, *_ in found), default=0.0)
    good = [item for item in found if item[0] >= 0.6 * most]
    return [(points * cover, title) for points, cover, _, title in sorted(good, key=_speaking)]


def speaks(title: str) -> bool:
    """Whether a line can stand as a paper's name: no row of labels or columns, no letterhead, no bare heading."""
    folded = fold(title)
    labelled = len(_LABEL.findall(title)) > 1 or _BEGINS_WITH_DAY.match(title) is not None
    letterhead = any(mark in title for mark in "·•|") and any(sign.isdigit() for sign in title)
    table = bool(folded) and sum(word in column_words() for word in folded.split()) * 2 >= len(folded.split()) > 2
    return not (labelled or letterhead or table or _SENTENCES.search(title) or headings().get(folded) in _OF_VISITS)


def _speaking(item: tuple[float, float, bool, str]) -> tuple[bool, bool, int]:
    """Of lines that name the paper, one without a place or numbers says it best, then one of more words."""
    _, _, place_name, title = item
    return place_name, bool(re.search(r"\d{3}", title)), -min(len(title.split()), 9)


def best_title(text: str, words: Kinds) -> tuple[str, str, float]:
    """The title line of a text, the kind it names and its points; empty and 0 where no line names one."""
    best = max(title_evidence(lines(text), words), key=lambda item: item.points, default=None)
    named = titles(text, DocumentKind(best.kind)) if best else []
    return (named[0][1], best.kind, best.points) if best and named else ("", "", 0.0)
