"""Which kind of paper a text is, by weighing its title, headings, phrases and shape. Never looks at file names."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from assistant.classify.labels import labels
from assistant.classify.lines import TITLE_LINES, could_be_title, heading, lines, title_text
from assistant.model.papers import DocumentKind, Kind
from knowledge.kinds import Kinds, fold, load_kinds

_ENOUGH = 2.0  # points below which a paper is just "other"
_CAP = {"title": 16.0, "heading": 22.0, "phrase": 16.0, "opening": 6.0, "closing": 4.0}
_SHARED = 0.2  # of the points of a kind built alike
_OPENING, _CLOSING = 500, 400  # characters
_RESULT = re.compile(
    r"^\s*[A-Za-z][\w ,.()/%\[\]+'-]{1,60}?\s+[<>]?=?\s*\d[\d.,]*\s*(?:[HLA*]{1,2}\s+)?(?:[A-Za-z%µ][\w*/^%.µ]*\s+)?"
    r"(?:[HLA*]{1,2}\s+)?(?:[<>]=?\s*\d|\d[\d.,]*\s*[-–]\s*\d|\d\d?/\d\d?/\d{2,4})",
)
_FORM = re.compile(r"\[[ xX]\]|_{4,}|☐|☒", re.MULTILINE)


@dataclass(frozen=True)
class _Place:
    """The words that count in one place (title, heading, phrase), all found in one pass over the text."""

    words: tuple[str, ...]
    points: tuple[tuple[tuple[str, float], ...], ...]
    automaton: AhoCorasick

    def find(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """(word number, start, end) of each whole word or phrase."""
        for number, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            if (start == 0 or not folded[start - 1].isalnum()) and (end == len(folded) or not folded[end].isalnum()):
                yield number, start, end


@dataclass(frozen=True)
class Evidence:
    """What speaks for a kind: the points and the words."""

    kind: str
    points: float
    because: str


def classify(text: str) -> Kind:
    """The kind of paper a text is, with a confidence and the words that say so."""
    evidence = list(weigh(text))
    scores: dict[str, float] = defaultdict(float)
    for item in evidence:
        scores[item.kind] += item.points
    for kin in load_kinds().alike:
        less, more = sorted(kin, key=lambda kind: scores[kind])[-2:]
        scores[more] += _SHARED * max(0.0, scores[less])
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or ranked[0][1] < _ENOUGH:
        return Kind(DocumentKind.OTHER, 0.3)
    (best, top), second = ranked[0], _rival(ranked)
    because = sorted((item for item in evidence if item.kind == best and item.points > 0), key=lambda i: -i.points)
    return Kind(DocumentKind(best), _confidence(top, max(second, 0.0)), tuple(item.because for item in because[:4]))


def _rival(ranked: list[tuple[str, float]]) -> float:
    """The points of the next kind that is not built alike."""
    kin = {kind for group in load_kinds().alike if ranked[0][0] in group for kind in group}
    return next((points for kind, points in ranked[1:] if kind not in kin), 0.0)


def weigh(text: str, words: Kinds | None = None) -> Iterator[Evidence]:
    """Every piece of evidence in a text, capped per place so that a long paper does not outshout its title."""
    words = words or load_kinds()
    rows = lines(text)
    folded = fold(text)
    heads = [head for row in rows if (head := heading(row.text))]
    titles = [(title_text(row.text), _naming(row.text, order, words)) for order, row in enumerate(rows[:TITLE_LINES])]
    found = {
        "title": list(_titles(titles)),
        "heading": list(_headings(heads)),
        "phrase": list(_phrases(folded, "phrases")),
        "opening": list(_phrases(fold(text[:_OPENING]), "openings")),
        "closing": list(_phrases(fold(text[-_CLOSING:]), "closings")),
    }
    for place, items in found.items():
        yield from _capped(items, _CAP[place])
    yield from _shapes(text, folded.split(), [row.text for row in rows], len(heads), words)


def _naming(line: str, order: int, words: Kinds) -> float:
    """How much a line near the top is one that names the paper: 0 for a sentence, little for a section heading."""
    if not could_be_title(line):
        return 0.0
    if any(mark.field in ("birth_date", "mrn") for mark in labels(line, words)):
        return 0.3
    label, _, rest = line.partition(":")
    if rest.strip() and heading(line) and heading(line) not in words.title_labels and len(label.split()) < 6:
        return 0.35
    if line.rstrip().endswith(":") and order >= 4:
        return 0.35
    return 1.0 if order < 10 else 0.6


def _titles(titles: list[tuple[str, float]]) -> Iterator[Evidence]:
    place = _places()["titles"]
    best: dict[str, Evidence] = {}
    for title, naming in titles:
        folded = fold(title)
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


def _headings(heads: list[str]) -> Iterator[Evidence]:
    place = _places()["headings"]
    index = _heading_index()
    for head in dict.fromkeys(heads):
        number = index.get(head)
        if number is not None:
            for kind, points in place.points[number]:
                yield Evidence(kind, points, f"heading: {head}")


def _phrases(folded: str, where: str) -> Iterator[Evidence]:
    place = _places()[where]
    for number in {number for number, _, _ in place.find(folded)}:
        for kind, points in place.points[number]:
            yield Evidence(kind, points, f"words: {place.words[number]}")


def _capped(items: Iterable[Evidence], cap: float) -> Iterator[Evidence]:
    total: dict[str, float] = defaultdict(float)
    for item in sorted(items, key=lambda i: (-i.points, i.because)):
        if item.points < 0:
            yield item
        elif total[item.kind] < cap:
            given = min(item.points, cap - total[item.kind])
            total[item.kind] += given
            yield Evidence(item.kind, given, item.because)


def _shapes(text: str, tokens: list[str], rows: list[str], heads: int, words: Kinds) -> Iterator[Evidence]:
    if not tokens:
        return
    first = frozenset(word for group in words.shapes.first_person.values() for word in group)
    dose = re.compile(
        r"\d\s*(?:" + "|".join(map(re.escape, words.shapes.dose)) + r")\b|\b(?:twice|daily|cada)\b", re.IGNORECASE
    )
    spoken = sum(token in first for token in tokens) / len(tokens)
    shape = {
        "informal": 1.0
        if spoken > 0.03 and len(tokens) < 900
        else 0.4
        if spoken > 0.018 and len(tokens) < 400
        else 0.0,
        "dose_lines": _share(rows, lambda row: bool(dose.search(row)), 0.4, 3),
        "result_rows": _share(rows, lambda row: bool(_RESULT.match(row)), 0.3, 3),
        "form": 1.0 if len(_FORM.findall(text)) >= 2 else 0.0,
        "questions": 1.0 if text.count("?") >= 2 and len(tokens) < 600 else 0.0,
        "short": 1.0 if len(tokens) < 120 else 0.0,
        "bare": 1.0 if not heads else 0.0,
    }
    for kind, weights in words.kinds.items():
        for name, points in weights.shapes.items():
            if shape.get(name):
                yield Evidence(kind, points * shape[name], f"shape: {name}")


def _share(rows: list[str], test: object, full: float, least: int) -> float:
    assert callable(test)
    hits = sum(1 for row in rows if test(row))
    return min(1.0, hits / max(1, len(rows)) / full) if hits >= least else 0.0


def _confidence(top: float, second: float) -> float:
    """From the lead over the next kind and the weight of the evidence; never quite certain."""
    lead = 1 - math.exp(-(top - second) / 5)
    weight = 1 - math.exp(-top / 6)
    return round(min(0.99, 0.35 + 0.65 * lead * weight), 2)


@cache
def _places() -> dict[str, _Place]:
    words = load_kinds()
    return {place: _place(words, place) for place in ("titles", "headings", "phrases", "openings", "closings")}


def _place(words: Kinds, place: str) -> _Place:
    points: dict[str, dict[str, float]] = defaultdict(dict)
    for kind, weights in words.kinds.items():
        for value, phrases in getattr(weights, place).items():
            for phrase in phrases:
                points[fold(phrase)][kind] = value
    names = tuple(points)
    return _Place(
        names,
        tuple(tuple(points[name].items()) for name in names),
        AhoCorasick(list(names), matchkind=MatchKind.Standard),
    )


@cache
def _heading_index() -> dict[str, int]:
    return {word: number for number, word in enumerate(_places()["headings"].words)}


def titles(text: str, kind: DocumentKind) -> list[tuple[float, str]]:
    """Lines near the top that name a paper of this kind, as written, with their points; the best name first."""
    place, words = _places()["titles"], load_kinds()
    found = []
    for order, row in enumerate(lines(text)[:TITLE_LINES]):
        written = title_text(row.text)
        folded = fold(written)
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


def _speaking(item: tuple[float, float, bool, str]) -> tuple[bool, bool, int]:
    """Of lines that name the paper, one without a place or numbers says it best, then one of more words."""
    _, _, place_name, title = item
    return place_name, bool(re.search(r"\d{3}", title)), -min(len(title.split()), 9)
