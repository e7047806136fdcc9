"""Whole shoeboxes: `prepare` on every scenario folder, scored by the script beside them (see `one_less` too).

Needs the dev data (`EVAL_DIR`, or `../shared/eval/dev` beside the repository) and says so when it is absent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run() -> None:
    data = Path(os.environ.get("EVAL_DIR", ROOT.parent / "shared" / "eval" / "dev")) / "scenarios"
    if not data.is_dir():
        print(f"no scenarios at {data}: set EVAL_DIR")
        return
    _score(data)


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
