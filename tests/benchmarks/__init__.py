"""Measurements: `python -m tests.benchmarks [area ...]`. They print figures; the tests assert behaviour."""

import os
from pathlib import Path


def eval_dir() -> Path | None:
    """The development sets, outside the repository; None where they are not at hand."""
    given = os.environ.get("EVAL_DIR")
    place = Path(given) if given else Path(__file__).resolve().parents[3] / "shared" / "eval" / "dev"
    return place if place.is_dir() else None
