"""`python -m knowledge.exemplars`: learns from the exemplars and writes `weights.npz` beside them. With `--held-out`
prints how well held-out messages are told apart (five parts; messages written in one breath stay together)."""

from __future__ import annotations

import sys

from knowledge.alarm import FILE
from knowledge.exemplars import learning, read


def main() -> int:
    found = read()
    for line in learning.make(found, FILE, held_out="--held-out" in sys.argv):
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
