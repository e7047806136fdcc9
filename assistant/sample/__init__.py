"""An invented patient's shoebox of papers, made by our own code: to try the program with, and for tests.

It holds what real ones hold: a result still pending, a scan with a slice missing, papers that disagree, and one
about somebody else. No real person, place or record went into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def sample() -> Mapping[str, Any]:
    """The sample as data: `patient`, `condition`, `reason`, `papers`, `note`, `scan`."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "papers.yml").read_text("utf-8"))
    return loaded


def write_sample(directory: Path) -> list[Path]:
    """Write the papers, a portal export, a note and a small disc of scan pictures; the same bytes every time."""
    from assistant.export.typesetting import pdf
    from assistant.sample.scan import write_scan

    directory.mkdir(parents=True, exist_ok=True)
    content = sample()
    written = []
    for paper in content["papers"]:
        path = directory / paper["file"]
        path.write_bytes(pdf(HERE / "paper.typ", paper))
        written.append(path)
    export = directory / "Portal health summary.xml"
    export.write_bytes((HERE / "health-summary.xml").read_bytes())
    note = directory / "My notes.txt"
    note.write_text(content["note"], "utf-8")
    return [*written, export, note, write_scan(content["scan"], directory)]


__all__ = ["sample", "write_sample"]
