"""Learns one weight for each feature and kind by ridge regression (Hoerl and Kennard 1970), in its dual form. A paper
counts the less, the more of its kind there are: a short text is not of a kind because that kind is common here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from knowledge.likeness import features
from knowledge.papers import read, version

RIDGE = 0.3
LEAST = 2  # papers that a feature must stand in


def make(file: Path) -> str:
    """Writes the weights and says how many."""
    papers = read()
    found = [features(paper.text) for paper in papers]
    counts = Counter(feature for each in found for feature in each)
    names = sorted(feature for feature, count in counts.items() if count >= LEAST)
    number = {name: index for index, name in enumerate(names)}
    rows = np.zeros((len(papers), len(names)), np.float64)
    for row, each in zip(rows, found, strict=True):
        known = [number[feature] for feature in each if feature in number]
        row[known] = 1 / max(1.0, len(known) ** 0.5)
    kinds = sorted({paper.kind for paper in papers})
    wanted = np.array([[float(paper.kind == kind) for kind in kinds] for paper in papers])
    counted = (wanted.sum(0).mean() / (wanted @ wanted.sum(0))) ** 0.25  # the root of what a paper counts
    rows, wanted = rows * counted[:, None], wanted * counted[:, None]
    weights = rows.T @ np.linalg.solve(rows @ rows.T + RIDGE * np.eye(len(papers)), wanted)
    scale = np.abs(weights).max(0) / np.iinfo(np.int8).max  # one byte a weight: half the file, the same kinds
    np.savez_compressed(
        file,
        names=np.array("\n".join(names).encode()),
        kinds=np.array(kinds),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        version=version(),
    )
    return f"{len(papers)} papers, {len(kinds)} kinds, {len(names)} features"
