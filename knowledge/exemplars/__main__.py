"""`python -m knowledge.exemplars`: learns from the exemplars and writes `weights.npz` beside them; prints how well
messages are told apart that were held out (five parts; messages written in one breath stay together)."""

from __future__ import annotations

import sys

from knowledge.alarm import FILE
from knowledge.exemplars import learning, ordinary, read


def main() -> int:
    found = (*read(), *ordinary())
    for line in learning.make(found, FILE):
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
