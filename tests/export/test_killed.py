"""A writer that is killed leaves no package or a whole one, and the next writer clears up after it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from assistant.export.package import check, write
from assistant.handoff import handoff
from assistant.view import view
from tests.export.build import full, originals

WRITER = """
import sys
from pathlib import Path
from dataclasses import replace
from tests.export.build import full, originals
from assistant.handoff import handoff
from assistant.view import view
from assistant.export.package import write

dossier = full()
def slow(original):
    def open_slowly():
        print("writing", flush=True)
        import time; time.sleep(float(sys.argv[2]))
        return original.open()
    return replace(original, open=open_slowly)
package = handoff(dossier, view(dossier), [slow(o) for o in originals(dossier)], created="2026-11-15T10:00:00Z")
write(package, Path(sys.argv[1]))
"""


def test_kill_leaves_all_or_nothing(tmp_path):
    target = tmp_path / "out"
    run = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(target), "0.05"], stdout=subprocess.PIPE, env={**os.environ}, cwd=Path.cwd()
    )
    assert run.stdout is not None
    run.stdout.readline()
    time.sleep(0.1)
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert not target.exists() or check(target) == []
    dossier = full()
    write(handoff(dossier, view(dossier), originals(dossier), created="2026-11-15T10:00:00Z"), target)
    assert check(target) == [] and [path.name for path in tmp_path.iterdir()] == ["out"]
