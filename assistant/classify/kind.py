"""Which kind of paper a text is, by weighing its title, headings, phrases and shape. Never looks at file names."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.classify.frame import Frame, frame
from assistant.classify.lines import heading, lines, run_in
from assistant.classify.titles import title_evidence
from assistant.classify.weights import Evidence, heading_index, places
from assistant.model.papers import DocumentKind, Kind
from knowledge.kinds import Kinds, fold, load_kinds
from knowledge.layouts import headings
from knowledge.likeness import likeness

_LIKENESS, _TITLED = 25.0, 10.0  # points of a full likeness; points of a title that needs none
_SAID = frozenset({"insurance", "consent"})  # must say so in words: what they tell is not taken for the patient's
_ENOUGH = 3.5  # points below which a paper is just "other"
_CAP = {"title": 16.0, "heading": 22.0, "phrase": 16.0, "opening": 6.0, "closing": 4.0}
_OF_VISITS = frozenset(  # sections that somebody writes who saw the person, not who looked at a specimen or a picture
    {
        *("chief_complaint", "past_history", "surgical_history", "medications", "allergies", "family_history"),
        *("social_history", "review_of_systems", "exam", "vitals", "assessment", "plan"),
    }
)
_SECTIONS = 4
_SIGNED = 0.3  # of the points of speaking in the first person, where a clinician signs
_SHARED = 0.2  # of the points of a kind built alike
_OPENING, _CLOSING = 500, 400  # characters
_RESULT = re.compile(
    r"^\s*[A-Za-z][\w ,.()/%\[\]+'-]{1,60}?\s+[<>]?=?\s*\d[\d.,]*\s*(?:[HLA*]{1,2}\s+)?(?:[A-Za-z%µ][\w*/^%.µ]*\s+)?"
    r"(?:[HLA*]{1,2}\s+)?(?:[<>]=?\s*\d|\d[\d.,]*\s*[-–]\s*\d|\d\d?/\d\d?/\d{2,4})",
)
_FORM = re.compile(r"\[[ xX]\]|_{4,}|☐|☒", re.MULTILINE)


def classify(text: str) -> Kind:
    """The kind of paper a text is, with a confidence and the words that say so."""
    evidence = list(weigh(text))
    evidence += _alike(text, evidence)
    scores = _summed(evidence)
    for kin in load_kinds().alike:
        less, more = sorted(kin, key=lambda kind: scores[kind])[-2:]
        scores[more] += _SHARED * max(0.0, scores[less])
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or ranked[0][1] < _ENOUGH:
        return Kind(DocumentKind.OTHER, 0.3)
    (best, top), second = ranked[0], _rival(ranked)
    because = sorted((item for item in evidence if item.kind == best and item.points > 0), key=lambda i: -i.points)
    return Kind(DocumentKind(best), _confidence(top, max(second, 0.0)), tuple(item.because for item in because[:4]))


def _summed(evidence: Iterable[Evidence]) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    for item in evidence:
        scores[item.kind] += item.points
    return scores


def _alike(text: str, evidence: Iterable[Evidence]) -> list[Evidence]:
    """What likeness to known papers adds: the less, the clearer a paper's own title is."""
    title = max((item.points for item in evidence if item.because.startswith("title: ")), default=0.0)
    doubt = 1 - title / _TITLED
    if doubt <= 0:
        return []
    own = _summed(evidence)
    return [
        Evidence(kind, _LIKENESS * doubt * like, "reads like one")
        for kind, like in likeness(text).items()
        if kind not in _SAID or own.get(kind, 0.0) > 0
    ]


def _rival(ranked: list[tuple[str, float]]) -> float:
    """The points of the next kind that is not built alike."""
    kin = {kind for group in load_kinds().alike if ranked[0][0] in group for kind in group}
    return next((points for kind, points in ranked[1:] if kind not in kin), 0.0)


def weigh(text: str, words: Kinds | None = None) -> Iterator[Evidence]:
    """Every piece of evidence in a text, capped per place so that a long paper does not outshout its title."""
    words = words or load_kinds()
    rows = lines(text)
    folded = fold(text)
    tokens = folded.split()
    about = frame(text, rows, tokens, words)
    heads = [head for row in rows for head in (heading(row.text), *run_in(row.text)) if head]
    above = [row for row in rows if about.letter is None or row.start < about.letter]
    found = {
        "title": list(title_evidence(above, words)),
        "heading": list(_headings(heads)),
        "phrase": list(_phrases(folded, "phrases")),
        "opening": list(_phrases(fold(text[:_OPENING]), "openings")),
        "closing": list(_phrases(fold(text[-_CLOSING:]), "closings")),
    }
    for place, items in found.items():
        for item in _capped(items, _CAP[place]):
            weight = about.weight(item.kind, words) if place != "title" and item.points > 0 else 1.0
            yield Evidence(item.kind, item.points * weight, item.because)
    for item in _shapes(text, tokens, [row.text for row in rows], heads, about, words):
        yield Evidence(item.kind, item.points * about.weight(item.kind, words), item.because)


def _headings(heads: list[str]) -> Iterator[Evidence]:
    place = places()["headings"]
    index = heading_index()
    for head in dict.fromkeys(heads):
        number = index.get(head)
        if number is not None:
            for kind, points in place.points[number]:
                yield Evidence(kind, points, f"heading: {head}")


def _phrases(folded: str, where: str) -> Iterator[Evidence]:
    place = places()[where]
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


def _shapes(
    text: str, tokens: list[str], rows: list[str], heads: list[str], about: Frame, words: Kinds
) -> Iterator[Evidence]:
    if not tokens:
        return
    dose = re.compile(r"\d\s*(?:" + "|".join(map(re.escape, words.shapes.dose)) + r")\b|\b(?:twice|daily|cada)\b")
    spoken = about.spoken / len(tokens)
    informal = 1.0 if spoken > 0.03 and len(tokens) < 900 else 0.4 if spoken > 0.018 and len(tokens) < 400 else 0.0
    shape = {
        "informal": informal * (_SIGNED if about.signed else 1.0),
        "dose_lines": _share(rows, lambda row: dose.search(row.lower()) is not None, 0.4, 3),
        "result_rows": _share(rows, lambda row: bool(_RESULT.match(row)), 0.3, 3),
        "form": 1.0 if len(_FORM.findall(text)) >= 2 else 0.0,
        "questions": 1.0 if text.count("?") >= 2 and len(tokens) < 600 and not about.answered else 0.0,
        "thread": float(about.thread),
        "leaflet": float(about.leaflet),
        "answered": float(about.answered),
        "short": 1.0 if len(tokens) < 120 else 0.0,
        "bare": 1.0 if not heads else 0.0,
        "visit": 1.0 if len(_OF_VISITS & {headings().get(head) for head in heads}) >= _SECTIONS else 0.0,
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
