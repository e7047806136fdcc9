"""Learns the weights of the second layer of urgency from the exemplars. Run when they change, never in use."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import knowledge
from knowledge.alarm import (
    BIAS,
    CUES,
    KINDS,
    LIMITS,
    MEANING,
    NARROW,
    PARTS,
    TOPICS,
    WORDS,
    alarms_of,
    centred,
    weighed,
)
from knowledge.alarm_features import cues, grams
from knowledge.exemplars import Exemplar, version
from knowledge.languages import NAME, languages

RIDGE = 0.1
FOLDS = 5
BLOCK = 1500  # exemplars whose words are laid out at a time
# Fixed: an alarm when a message is more like danger than like none, a part of it needs more than the whole; a question
# well before (a missed danger is worse than a needless question); far is plainly unlike any danger.
ALARM, PART, PART_ASK, ASK, FAR = 0.05, 1.0, 0.7, -0.3, -0.8


class _Seen:
    """The features of all exemplars, worked out once."""

    def __init__(self, found: Sequence[Exemplar]) -> None:
        urgency = knowledge.load().urgency
        cleaned = [urgency.clean(e.text) for e in found]
        self.vectors = languages().encode([e.text for e in found])
        self.cues = np.array([cues(clean, urgency) for clean in cleaned], np.float32)
        self.grams = [grams(clean) for clean in cleaned]
        self.wanted = np.array([_wanted(e) for e in found], np.float32)


def _wanted(exemplar: Exemplar) -> list[float]:
    kind = exemplar.outcome if exemplar.outcome in KINDS else "danger"
    about = {"crisis": "mood", "danger_now": "home"}.get(exemplar.outcome, "body")
    if exemplar.outcome == "ask":
        about = exemplar.family
    topics = {exemplar.outcome, about} if kind != "none" else set()
    return [1.0 if kind == name else -1.0 for name in KINDS] + [1.0 if name in topics else -1.0 for name in TOPICS]


class _Alike:
    """How alike any two of the exemplars are, worked out once; weights are learnt from any part of them."""

    def __init__(self, seen: _Seen) -> None:
        self.seen = seen
        self.middle = seen.vectors.mean(0)
        self.numbers, self.rare = _known(seen.grams)
        self.points = centred(seen.vectors, self.middle)
        self.words = _Sparse(seen.grams, self.numbers, self.rare)
        self.all = np.exp(NARROW * (self.points @ self.points.T - 1)) * np.float32(MEANING) + np.float32(BIAS)
        self.all += CUES * (seen.cues @ seen.cues.T)
        self.words.add_to(self.all)

    def learn(self, chosen: Any) -> Any:
        """A row of weights for each of the chosen exemplars."""
        among = self.all[np.ix_(chosen, chosen)]
        among[np.diag_indices(len(chosen))] += RIDGE
        return np.linalg.solve(among, self.seen.wanted[chosen])


class _Sparse:
    """Words and parts of words of every exemplar: where, and how much."""

    def __init__(self, all_grams: Sequence[tuple[Counter[int], Counter[int]]], numbers: Any, rare: Any) -> None:
        self.size = len(numbers)
        self.rows = [
            [
                (share**0.5, *weighed(counted, numbers, rare))
                for share, counted in zip((WORDS, PARTS), pair, strict=True)
            ]
            for pair in all_grams
        ]

    def dense(self, rows: Any) -> Any:
        found = np.zeros((len(rows), self.size), np.float32)
        for row, number in zip(found, rows, strict=True):
            for share, places, values in self.rows[number]:
                row[places] += share * values
        return found

    def add_to(self, likeness: Any) -> None:
        """Adds what each two share, a block at a time."""
        blocks = [np.arange(i, min(i + BLOCK, len(likeness))) for i in range(0, len(likeness), BLOCK)]
        for number, rows in enumerate(blocks):
            mine = self.dense(rows)
            for others in blocks[number:]:
                shared = mine @ (mine if others is rows else self.dense(others)).T
                likeness[np.ix_(rows, others)] += shared
                if others is not rows:
                    likeness[np.ix_(others, rows)] += shared.T


def _known(pairs: Sequence[tuple[Counter[int], Counter[int]]]) -> tuple[Any, Any]:
    """Grams seen in two exemplars or more, and how rare each is."""
    often: Counter[int] = Counter()
    for pair in pairs:
        for counted in pair:
            often.update(counted.keys())
    numbers = np.array(sorted(number for number, times in often.items() if times > 1), np.uint32)
    rare = np.log(1 + len(pairs) / np.array([often[n] for n in numbers.tolist()], np.float32))
    return numbers, rare


def _fold(run: str) -> int:
    return int.from_bytes(hashlib.sha256(run.encode()).digest()[:4], "big") % FOLDS


def _held_out(alike: _Alike, found: Sequence[Exemplar]) -> Any:
    """Every exemplar's scores by weights learnt without its run."""
    folds = np.array([_fold(e.run) for e in found])
    scores = np.zeros_like(alike.seen.wanted)
    for fold in range(FOLDS):
        rest, chosen = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        scores[rest] = alike.all[np.ix_(rest, chosen)] @ alike.learn(chosen)
    return scores


def _report(scores: Any, found: Sequence[Exemplar], limits: dict[str, float]) -> list[str]:
    alarms = alarms_of(scores)
    asked = scores[:, 1:4].max(1) - scores[:, 0] > limits["ask"]
    lines = [f"limits {', '.join(f'{name} {value:.2f}' for name, value in limits.items())}"]
    for language in ("en", "es"):
        for name in ("none", "ask", "crisis", "danger"):
            mine = [i for i, e in enumerate(found) if e.language == language and _wanted(e)[KINDS.index(name)] > 0]
            alarm = alarms[mine] > limits["alarm"]
            lines.append(
                f"held out, {language} {name:7} {len(mine):5}: alarm {alarm.mean():.3f}, "
                f"alarm or question {(alarm | asked[mine]).mean():.3f}"
            )
    return lines


def make(found: Sequence[Exemplar], file: Path, *, held_out: bool = False) -> list[str]:
    """Writes the weights; the lines of a report on held-out messages when asked for (five times as long)."""
    seen = _Seen(found)
    alike = _Alike(seen)
    limits = {"alarm": ALARM, "part": PART, "part_ask": PART_ASK, "ask": ASK, "far": FAR}
    learnt = alike.learn(np.arange(len(found)))
    by_gram = np.zeros((len(alike.numbers), seen.wanted.shape[1]), np.float32)
    for weights, row in zip(learnt, alike.words.rows, strict=True):
        for _, places, values in row:
            by_gram[places] += np.outer(values, weights)
    with file.open("wb") as out:
        np.savez_compressed(
            out,
            version=np.array([version(found), NAME]),
            vectors=np.rint(alike.points * 127).astype(np.int8),
            middle=alike.middle.astype(np.float32),
            by_meaning=learnt.astype(np.float16),
            by_cue=(seen.cues.T @ learnt).astype(np.float32),
            always=(BIAS * learnt.sum(0)).astype(np.float32),
            numbers=alike.numbers,
            rare=alike.rare.astype(np.float16),
            by_gram=by_gram.astype(np.float16),
            limits=np.array([limits[name] for name in LIMITS], np.float32),
        )
    return _report(_held_out(alike, found), found, limits) if held_out else []
