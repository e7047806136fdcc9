"""Whole shoeboxes: `prepare` on every scenario folder, scored by the script beside them, and one paper less at a time.

Needs the dev data (`EVAL_DIR`, or `../shared/eval/dev` beside the repository) and says so when it is absent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from assistant.model.case import Case, Goal
from assistant.model.gaps import Gap
from assistant.model.papers import Paper
from assistant.prepare import papers_of, prepare
from ingest.document import Ingested, Problem
from ingest.inputs import inputs
from ingest.limits import Limits
from ingest.sandbox import read_apart
from knowledge import Knowledge, load

ROOT = Path(__file__).parents[2]


def run() -> None:
    data = Path(os.environ.get("EVAL_DIR", ROOT.parent / "shared" / "eval" / "dev")) / "scenarios"
    if not data.is_dir():
        print(f"no scenarios at {data}: set EVAL_DIR")
        return
    _score(data)
    knowledge = load()
    for folder in sorted(path for path in data.iterdir() if (path / "case.json").exists()):
        _one_less(folder, knowledge)


def _score(data: Path) -> None:
    """The command as a hospital would call it, then the scenarios' own script."""
    with tempfile.TemporaryDirectory() as out:
        for folder in sorted(path for path in data.iterdir() if (path / "case.json").exists()):
            case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
            started = time.monotonic()
            command = [sys.executable, "-m", "assistant.cli", "prepare", str(folder / "files")]
            for name in ("condition", "reason", "language", "today"):
                command += [f"--{name}", case[name]]
            command += ["--out", str(Path(out) / folder.name)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
            print(f"{folder.name}: exit {done.returncode}, {time.monotonic() - started:.1f} s", flush=True)
        subprocess.run([sys.executable, str(data / "score.py"), "--all", str(data), out], check=False)


def _one_less(folder: Path, knowledge: Knowledge) -> None:
    """What the gap check says when one input is taken away: which gaps come, and which go."""
    told = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    case = Case("case", "", "bench", told["today"], goal=Goal(condition=told["condition"], reason=told["reason"]))
    read = list(read_apart(list(inputs(folder / "files")), Limits(), 1))
    papers = {i.file: [p for d in i.documents for p in papers_of(d, knowledge)] for i in read}
    whole = _gaps(case, papers.values(), _problems(read), knowledge, told["today"])
    quiet = 0
    for gone in read:
        rest = [rows for name, rows in papers.items() if name != gone.file]
        left = _problems(i for i in read if i is not gone)
        found = _gaps(case, rest, left, knowledge, told["today"])
        came = sorted(f"{g.item}:{g.state.value}" for key, g in found.items() if key not in whole)
        went = sorted(f"{g.item}:{g.state.value}" for key, g in whole.items() if key not in found)
        quiet += not came and not went
        print(f"  {folder.name[:3]} without {gone.file}: + {', '.join(came) or '-'}; - {', '.join(went) or '-'}")
    print(f"  {folder.name}: {len(read)} inputs, {quiet} whose absence changes nothing")


def _problems(read: Iterable[Ingested]) -> list[Problem]:
    return [problem for i in read if not i.documents for problem in i.problems]


def _gaps(
    case: Case, papers: Iterable[list[Paper]], problems: list[Problem], knowledge: Knowledge, today: str
) -> dict[tuple[str, str], Gap]:
    dossier = prepare(case, [p for rows in papers for p in rows], knowledge, today, "en", problems=problems)
    return {(gap.id, gap.state.value): gap for gap in dossier.gaps}
