"""kill -9 at twenty moments. The cases are in `killed_everywhere`, run in a Python of their own: they fork at every
moment, and a fork of a process in which threads were started already (typesetting's, by other tests) would hang."""

import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).with_name("killed_everywhere.py")


def test_a_process_may_die_at_twenty_moments_and_all_ends_as_if_it_had_not():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(CASES)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
